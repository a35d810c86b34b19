"""Names that are no runs of letters: in digits for letters, in hexadecimal, or as initials."""

import re
from collections import defaultdict

import polars as pl

from schemas import personal_forms
from seed.gate import chance

# What is told of an id must be no chance: so improbable, were the ids of its form drawn at random.
NO_CHANCE = 0.02
YEAR = "(?:19[2-9][0-9]|20[0-2][0-9])"
INITIALS = rf"(?:^|[^a-z0-9])[a-z][._-]+[a-z](?:$|[^a-z0-9]|{YEAR})"
# Two letters and a year or a day; of many marks with a number so large a part looks like that.
BORN = rf"(?:{YEAR}|{personal_forms.YEAR}{personal_forms.MONTH}{personal_forms.DAY})"
WITH_A_YEAR = rf"^(?:[a-z]{{2}}[._-]?{BORN}|{BORN}[._-]?[a-z]{{2}})$"
NUMBER = "(?:[0-9]{4}|[0-9]{8})"
WITH_A_NUMBER = rf"^(?:[a-z]{{2}}[._-]?{NUMBER}|{NUMBER}[._-]?[a-z]{{2}})$"
BY_CHANCE = 0.2
# Digits that stand for letters do so between letters, a few at a time, or around them.
IN_DIGITS = "[a-z][0-9]{1,3}[a-z]|(?:^|[^a-z0-9])[0134][a-z]{1,2}[0134]"
PART = re.compile("[a-z0-9]+")
# No letters are written as 2, 6 and 9: at the end they begin a number, within they are no name.
LETTERS, NO_LETTER = str.maketrans("0134578", "oieastb"), "[269]"
LIKE_VOWELS = frozenset("0134")
MOST_TOGETHER = 3
# A mark and a number are two runs; three are a name where it has as many letters.
FEWEST_RUNS, FEWEST_LETTERS = 3, 2
# A word can be spoken: some of its letters are vowels, few of one kind stand together.
VOWELS, FEWEST_VOWELS = "[aeiouy]", 0.15
UNSPOKEN = re.compile("[^aeiouy]{5}|[aeiouy]{4}")
# The hexadecimal digits of the letters A to Z and of Latin and Cyrillic ones, of signs and digits.
LETTER = "(?:4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a]|(?:c[3-9a-f]|d[0-9ab])[89ab][0-9a-f])"
IN_HEXADECIMAL = rf"^{LETTER}{{2}}(?:{LETTER}|2[0de]|5f)*(?:3[0-9])*$"
CYRILLIC = "[\u0400-\u04ff]"
# Of two random digits so large a part is a letter of one case or a sign, or any letter; of two
# decimal ones a large letter. A name is written in one case, the other, or with a capital, and has
# a number at its end or none.
ONE_CASE, ANY_CASE, OF_DIGITS, WAYS_TO_WRITE = 1 / 8, 1 / 4, 1 / 5, 6


def in_other_signs(ids: pl.Series, papers: frozenset[str]) -> pl.Series:
    """For each id whether initials or a word spelled in digits is in it; `papers` are no names."""
    small = ids.str.to_lowercase()
    found = small.str.contains(INITIALS)
    of_years = small.str.contains(WITH_A_YEAR)
    if int(of_years.sum()) > BY_CHANCE * int(small.str.contains(WITH_A_NUMBER).sum()):
        found |= of_years
    in_digits = small.filter(small.str.contains(IN_DIGITS)).unique()
    return found | small.is_in([one for one in in_digits if _is_spelled(one, papers)])


def _is_spelled(small: str, papers: frozenset[str]) -> bool:
    return any(_is_word_in_digits(part, papers) for part in PART.findall(small))


def _is_word_in_digits(part: str, papers: frozenset[str]) -> bool:
    """Whether a part of letters and digits reads as a word: m4r14, but neither v12c nor 13cr1."""
    bare = re.sub(f"{NO_LETTER}[0-9]*$", "", re.sub(f"^{YEAR}|{YEAR}$", "", part))
    if re.search(NO_LETTER, bare):
        return False
    runs = re.findall("[a-z]+|[0-9]+", bare)
    # What papers are called, and a number at either end, are no letters of a name.
    runs = [one for one in runs if one not in papers]
    while runs and _is_number(runs[-1]):
        runs.pop()
    while runs and _is_number(runs[0]):
        runs.pop(0)
    digits = {run for run in runs if run.isdigit()}
    if len(runs) < FEWEST_RUNS or any(map(_is_number, digits)):
        return False
    letters = sum(map(len, set(runs) - digits))
    if letters < FEWEST_LETTERS:
        # 0E0 is a number.
        return False
    few = len(runs) == FEWEST_RUNS and letters < FEWEST_RUNS
    if few and (runs[0].isalpha() or not digits <= LIKE_VOWELS):
        # A mark, a number and its part, such as v1c; but 4nn4.
        return False
    return _can_be_spoken("".join(runs).translate(LETTERS))


def _is_number(run: str) -> bool:
    return run.isdigit() and len(run) > MOST_TOGETHER


def _can_be_spoken(word: str) -> bool:
    vowels = len(re.findall(VOWELS, word))
    return vowels >= FEWEST_VOWELS * len(word) and UNSPOKEN.search(word) is None


def in_hexadecimal(ids: pl.Series) -> pl.Series:
    """For each id whether it is the hexadecimal digits of a name, where that is no chance."""
    small = _digits(ids)
    like = small.filter(small.str.contains(IN_HEXADECIMAL)).unique()
    names = defaultdict[tuple[str, float], list[str]](list)
    for one in like:
        if _is_name(one):
            names[_form_of(one), _share(one)].append(one)
    told = [
        one
        for (form, share), alike in names.items()
        if chance.of_so_many(len(alike), int(small.str.contains(form).sum()), share) < NO_CHANCE
        for one in alike
    ]
    return small.is_in(told)


def may_be_in_hexadecimal(ids: pl.Series) -> pl.Series:
    """A quick look, which most columns end with."""
    return _digits(ids).str.contains(IN_HEXADECIMAL)


def _digits(ids: pl.Series) -> pl.Series:
    return ids.str.to_lowercase().str.replace_all("[._-]|^0x", "")


def _form_of(name: str) -> str:
    """The ids that might as well have been drawn: of its length, with or without letters."""
    length = len(name)
    return f"^[0-9]{{{length}}}$" if name.isdigit() else f"^[0-9a-f]{{{length}}}$"


def _share(name: str) -> float:
    """How large a part of all ids of its form are names at most."""
    length = float(len(name) // 2)
    if name.isdigit():
        return WAYS_TO_WRITE * OF_DIGITS**length
    return WAYS_TO_WRITE * ONE_CASE**length if _read(name).isascii() else ANY_CASE**length


def _is_name(hexadecimal: str) -> bool:
    """Whether it reads as words that can be spoken, each small, large or with a capital."""
    text = _read(hexadecimal)
    if re.search(CYRILLIC, text) and re.search("[A-Za-z\u00c0-\u024f]", text):
        # No name is of two alphabets: D1806-C reads as a Cyrillic r and a Latin l.
        return False
    words = re.findall(r"[^\W\d_]+", text)
    return all(word.islower() or word.isupper() or word.istitle() for word in words) and (
        not text.isascii() or _can_be_spoken("".join(words).lower())
    )


def _read(hexadecimal: str) -> str:
    return bytes.fromhex(hexadecimal).decode(errors="replace")
