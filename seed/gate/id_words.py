"""Decide which ids are codes: numbers, random digits and short marks, but no words or dockets."""

import re
from collections import defaultdict
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.special import bdtrc

from schemas import personal_forms
from schemas.language import message

# What is told of an id must be no chance: so improbable, were the ids of its form drawn at random.
NOT_BY_CHANCE = 0.02
YEAR_OF_BIRTH = "(?:19[2-9][0-9]|20[0-2][0-9])"
INITIALS = rf"(?:^|[^a-z0-9])[a-z][._-]+[a-z](?:$|[^a-z0-9]|{YEAR_OF_BIRTH})"
# Two letters and a year or a day; of many marks with a number so large a part looks like that.
BORN = rf"(?:{YEAR_OF_BIRTH}|{personal_forms.YEAR}{personal_forms.MONTH}{personal_forms.DAY})"
WITH_A_YEAR = rf"^(?:[a-z]{{2}}[._-]?{BORN}|{BORN}[._-]?[a-z]{{2}})$"
NUMBER = "(?:[0-9]{4}|[0-9]{8})"
WITH_A_NUMBER = rf"^(?:[a-z]{{2}}[._-]?{NUMBER}|{NUMBER}[._-]?[a-z]{{2}})$"
YEARS_BY_CHANCE = 0.2
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
# A column has one length: that of at least so large a part of its different ids.
COMMON_LENGTH = 0.5
# The signs in which ids differ: fewer could be a name with its year. Hexadecimal digits have but
# six letters.
FEWEST_SIGNS, FEWEST_SIGNS_OF_HEXADECIMAL = 12, 5
HEXADECIMAL = "^(?:[0-9a-f]+|[0-9A-F]+)$"
# Of fewer signs in all it cannot be told that none comes more often than others.
FEWEST_IN_ALL = 120
# What so many ids have at one place belongs to their prefix.
OF_PREFIX = 0.95
# ULIDs begin with the time, of which so many signs are not drawn alike; the last sign of base64 may
# hold fewer bits.
OF_TIME, OF_BITS = 3, 1
# A sign so much rarer than the others is of an id that was not drawn with them, where it would
# come so often that this is no chance.
RARE, FEWEST_OF_EACH = 0.2, 20
LAST_OF_ASCII = 127
Signs = npt.NDArray[np.uint8]
# Of draws, six standard deviations beyond what is expected are none; where signs are taken by a
# remainder, some come a little more often.
DEVIATIONS, UNEVEN = 6, 0.1
# Three letters in a row, which are no prefix and not hexadecimal, are a word. So are two with a
# vowel, as in Li, and Ng: marks of registers, such as HT and CR, have none.
WORD = "^(?:[a-z]{3,}|[aeiouy][a-z]|[a-z][aeiouy]|ng)$"
# A prefix is common to so large a part of a column's different ids.
COMMON = 0.5
# A surname is common to a column too, where one family stands in it: beyond so many different ids
# behind the same letters it is the sender's mark. Below that, only the known prefixes are taken,
# and a single letter.
FEWEST_BEHIND_A_PREFIX, FEWEST_BEHIND_A_LETTER = 20, 3
# What records and their papers are called: in front of a number this tells of nobody.
OF_PAPERS = """
    case cases file dossier ref row rec record num person suspect defendant def accused offender
    victim vic claim charge count asset item inv rpt inc network award joint request req inspection
    disclosure payment pay sanction evidence office court region circuit team batch test id no
"""
PREFIXES = frozenset(OF_PAPERS.split())
# A single sign of these scripts is a name already; of others it may be a slip of the keyboard.
BEYOND = r"[\p{L}&&[^A-Za-z]]"
NON_ASCII_WORD = (
    r"[\p{Han}\p{Hangul}\p{Hiragana}\p{Katakana}]"
    rf"|{BEYOND}{{2}}|[A-Za-z]{{2}}{BEYOND}|{BEYOND}[A-Za-z]{{2}}"
)
# A row of sums has this for its id. It is no name; `key_checks` refuses the row.
TOTALS = frozenset({"total", "totals", "subtotal", "subtotals"})
# Prefixes of two parts stand in front of numbers too: USA-CASE-001.
MOST_PREFIXES = 4
# Shorter runs of a to f and digits are too often a name with a number, such as Ada1.
FEWEST_HEXADECIMAL = 5
# From here on a run of letters from a to f alone is chance in a column of hexadecimal ids: no name
# is made of them.
LONGER_THAN_NAMES = 8
# Of shorter ones this share of the digits is letters, and so improbable a number of ids no chance.
LETTERS_OF_HEX, NO_CHANCE = 6 / 16, 0.02
# MD5, UUID and our own pseudonyms; SHA-1; SHA-256.
HASHES = (32, 40, 64)
# More dockets than that among a column's different ids are no chance.
BY_CHANCE = 0.2
YEAR = "(?:19|20)[0-9]{2}"
MARK = "(?:[a-z]{1,2}|cri|crim|crl|misc)"
# Behind the number stand parts and initials, and no word: registers write the surname there too.
BEHIND = "(?:[._-](?:[a-z]{0,2}[0-9]{1,4})*[a-z]{0,2})*"
DOCKET = (
    rf"(?i)^(?:[0-9]{{1,2}}[._-])?"
    rf"(?:{YEAR}[._-]?{MARK}[._-]?|[0-9]{{2}}[._-]{MARK}[._-]|{MARK}[._-]?{YEAR}[._-]?)"
    rf"[0-9]{{2,7}}{BEHIND}$"
)
# Of names, and of anything else that is called by two words.
PERHAPS_A_NAME = (
    re.compile(r"[^\W\d_]{2,}(?: [^\W\d_]{2,})+"),
    message("This looks like words, perhaps a name."),
)
# In codes and ids, with what no code is.
PERSONAL = (
    *personal_forms.CERTAIN,
    (
        re.compile(r"\(?0[0-9]{1,4}\)?[ /-]?[0-9][0-9 /-]{4,}$"),
        message("This looks like a telephone number."),
    ),
    (
        re.compile(r"\(?[0-9]{3}\)?[ -][0-9]{3}-[0-9]{4}$"),
        message("This looks like a telephone number."),
    ),
    PERHAPS_A_NAME,
)


def are_words(ids: pl.Series) -> pl.Series:
    """Return for each id whether it is, or contains, a word; NULL counts as no.

    An id is a word if it has no digit (Li, Abba; but a single letter is not a word), has letters
    beyond A to Z, consists of initials, or spells a word with digits. A word that random ids have
    by chance does not count.
    """
    if not _may_be_words(ids).any():
        return _all_false(ids)
    every = _split_prefixes(ids)
    hexadecimal = _are_hexadecimal(every)
    drawn = are_drawn_at_random(every["id"])
    strange = _have_non_ascii_words(every["id"])
    bare = ~every["id"].str.contains("[0-9]") & every["id"].str.contains(r"\p{L}.*\p{L}")
    bare &= ~every["id"].str.to_lowercase().str.strip_chars(" .:;").is_in(list(TOTALS))
    bare &= ~(hexadecimal & _are_plausible_by_chance(every["rest"], hexadecimal))
    others = every.filter(~hexadecimal & ~drawn)
    lettered = others.filter(pl.col("rest").str.contains("[A-Za-z]{2}"))
    return _are_among(
        ids,
        [
            every["id"].filter(strange | (bare & ~drawn)),
            every["id"].filter(spell_names_in_hexadecimal(every["rest"])),
            others["id"].filter(spell_words_in_digits(others["rest"])),
            lettered["id"].filter(_have_words(lettered["rest"])),
        ],
    )


def are_dockets(ids: pl.Series) -> pl.Series:
    """Return for each id whether it looks like a court's docket number; all False if few do."""
    if not ids.str.contains(DOCKET).any():
        return _all_false(ids)
    every = _split_prefixes(ids)
    is_docket = every["id"].str.contains(DOCKET) & ~_are_hexadecimal(every)
    if is_docket.sum() <= BY_CHANCE * max(1, is_docket.len()):
        return _all_false(ids)
    return _are_among(ids, [every["id"].filter(is_docket)])


def _may_be_words(ids: pl.Series) -> pl.Series:
    """Return which ids may be words: a quick check that spares most columns the slow ones."""
    lettered = ids.str.contains("[A-Za-z].*[A-Za-z]|^[0-9][A-Za-z][0-9]$") | ~ids.str.contains(
        "[0-9]"
    )
    foreign = ids.str.len_bytes() > ids.str.len_chars()
    return lettered | foreign | may_spell_in_hexadecimal(ids)


def _all_false(ids: pl.Series) -> pl.Series:
    return pl.repeat(value=False, n=ids.len(), eager=True)


def _split_prefixes(ids: pl.Series) -> pl.DataFrame:
    """Return each distinct id, and what follows its common prefixes: columns `id` and `rest`."""
    rest = ids.drop_nulls().unique(maintain_order=True)
    every = pl.DataFrame({"id": rest})
    # The first letters of a hexadecimal id are not a prefix, unless a separator follows them.
    whole = rest.str.contains("^[0-9a-fA-F._-]*[0-9][0-9a-fA-F._-]*$")
    whole &= ~rest.str.contains("^[A-Za-z]+[._-]")
    for _ in range(MOST_PREFIXES):
        tokens = rest.set(whole, None).str.extract("^([A-Za-z]+)").str.to_lowercase()
        known = tokens.is_in(_known_prefixes(tokens, rest.len()))
        if not known.any():
            break
        rest = rest.zip_with(
            ~known.fill_null(value=False), rest.str.replace("^[A-Za-z]+[._-]*", "")
        )
    return every.with_columns(rest.alias("rest"))


def _known_prefixes(tokens: pl.Series, height: int) -> list[str]:
    """Return the known prefixes, and the prefix that enough of the ids share."""
    counted = tokens.drop_nulls().value_counts(sort=True, name="ids").head(1)
    common = [
        token
        for token, number in counted.iter_rows()
        if number
        >= max(
            FEWEST_BEHIND_A_LETTER if len(token) == 1 else FEWEST_BEHIND_A_PREFIX, COMMON * height
        )
    ]
    return [*PREFIXES, *common]


def _have_non_ascii_words(ids: pl.Series) -> pl.Series:
    beyond = ids.str.len_bytes() > ids.str.len_chars()
    return beyond & ids.zip_with(beyond, pl.Series([""])).str.contains(NON_ASCII_WORD)


def _have_words(rests: pl.Series) -> pl.Series:
    """Return for each text whether a part of it is a word, but not a word for documents."""
    parts = rests.str.to_lowercase().str.extract_all("[a-z]{2,}")
    known = pl.element().is_in([*PREFIXES, *TOTALS])
    return parts.list.eval(pl.element().str.contains(WORD) & ~known).list.any()


def _are_hexadecimal(every: pl.DataFrame) -> pl.Series:
    """Return for each id whether it is hexadecimal after its prefix.

    Names may consist of a to f too. So half of the ids must have one length and digits before
    letters, or the id must be as long as a hash.
    """
    compact = every["rest"].str.replace_all("[._-]", "")
    of_digits = compact.str.contains("^(?:[0-9a-f]+|[0-9A-F]+)$")
    length = compact.str.len_chars()
    mingled = of_digits & compact.str.contains("[0-9].*[A-Fa-f]")
    hashed = of_digits & length.is_in(HASHES) & compact.str.contains("[0-9]")
    lengths = length.filter(mingled & (length >= FEWEST_HEXADECIMAL)).value_counts(sort=True)
    shown = [one for one, number in lengths.iter_rows() if number >= COMMON * every.height]
    return hashed | (of_digits & length.is_in(shown))


def _are_plausible_by_chance(rests: pl.Series, hexadecimal: pl.Series) -> pl.Series:
    """Return for each id whether, if hexadecimal and without digits, it may be random.

    It may be if it is longer than names, or if chance explains how many such ids there are.
    """
    lettered = rests.filter(hexadecimal & ~rests.str.contains("[0-9]"))
    if not lettered.len():
        return rests.is_null()
    shortest = int(lettered.str.len_chars().min())  # type: ignore[arg-type]
    chances = tail_probability(lettered.len(), int(hexadecimal.sum()), LETTERS_OF_HEX**shortest)
    return (rests.str.len_chars() >= LONGER_THAN_NAMES) | pl.Series([chances >= NO_CHANCE])


def _are_among(ids: pl.Series, chosen: list[pl.Series]) -> pl.Series:
    """Return for each id whether it is among the chosen ones."""
    return ids.is_in(pl.concat(chosen).implode()).fill_null(value=False)


def tail_probability(hits: int, trials: int, share: float) -> float:
    """Return the probability of `hits` or more in `trials`, each with probability `share`."""
    return float(bdtrc(hits - 1, trials, share)) if hits else 1.0


def are_characters_uniform(counts: npt.NDArray[np.int64]) -> bool:
    """Return whether all characters are about equally frequent (Pearson's chi-squared test)."""
    total, expected, freedom = counts.sum(), counts.mean(), len(counts) - 1
    squares = ((counts - expected) ** 2).sum() / expected
    return bool(squares <= freedom + DEVIATIONS * np.sqrt(2 * freedom) + UNEVEN * total)


def are_drawn_at_random(ids: pl.Series) -> pl.Series:
    """Return for each distinct id whether it is one of many random ids of one form.

    Such ids share one length and one prefix. After the prefix each character is equally frequent at
    each place. Names and dates differ: they have more a and e than w, and certain digits at certain
    places.
    """
    length = ids.str.len_bytes()
    none = pl.repeat(value=False, n=ids.len(), eager=True)
    of_lengths = length.value_counts(sort=True, name="ids")
    if not ids.len() or of_lengths["ids"][0] < COMMON_LENGTH * ids.len():
        return none
    alike = length == of_lengths[length.name][0]
    alike &= ids.str.len_chars() == length
    if not alike.any():
        return none
    signs = _character_array(ids.filter(alike))
    places = np.arange(len(signs))
    signs, held = _after_prefix(signs)
    places = places[held]
    own = _have_no_rare_character(signs)
    signs, places = signs[own], places[own]
    if not _are_drawn(signs):
        return none
    return ids.is_in(ids.filter(alike).gather(places).implode())


def _character_array(ids: pl.Series) -> Signs:
    """Return an array of character codes: a row per id, a column per place."""
    joined = np.frombuffer("".join(ids).encode(), dtype=np.uint8)
    return joined.reshape(ids.len(), -1)


def _after_prefix(signs: Signs) -> tuple[Signs, npt.NDArray[np.bool_]]:
    """Return the characters after the prefix of most ids, and a mask of ids with this prefix."""
    held = np.ones(len(signs), dtype=bool)
    for place in range(signs.shape[1]):
        counts = np.bincount(signs[:, place])
        if counts.max() < OF_PREFIX * len(signs):
            return signs[held, place:], held
        held &= signs[:, place] == counts.argmax()
    return signs[held, :0], held


def _have_no_rare_character(signs: Signs) -> Any:
    """Return a mask of ids without a character far rarer than if all were equally frequent."""
    counts = np.bincount(signs.ravel(), minlength=LAST_OF_ASCII + 1)
    expected = signs.size / max(1, int(np.count_nonzero(counts)))
    rare = counts < (RARE * expected if expected >= FEWEST_OF_EACH else 0)
    return np.logical_not(rare[signs].any(axis=1))


def _are_drawn(signs: Signs) -> bool:
    """Return whether the ids are random, perhaps except for the first three places and the last."""
    height, width = signs.shape
    fewest = FEWEST_SIGNS_OF_HEXADECIMAL if _is_hexadecimal(signs) else FEWEST_SIGNS
    return any(
        end - head >= fewest
        and height * (end - head) >= FEWEST_IN_ALL
        and _are_positions_uniform(signs[:, head:end])
        for head in range(OF_TIME + 1)
        for end in (width, width - OF_BITS)
    )


def _is_hexadecimal(signs: Signs) -> bool:
    seen = pl.Series(["".join(map(chr, np.unique(signs)))])
    return bool(seen.str.contains(HEXADECIMAL).all())


def _are_positions_uniform(signs: Signs) -> bool:
    """Return whether characters are equally frequent: over all positions, and at each one."""
    at_places = np.array([np.bincount(place, minlength=LAST_OF_ASCII + 1) for place in signs.T])
    at_places = at_places[:, at_places.any(axis=0)]
    if at_places.shape[1] < FEWEST_SIGNS:
        return False
    return are_characters_uniform(at_places.sum(axis=0)) and all(
        map(are_characters_uniform, at_places)
    )


def spell_words_in_digits(ids: pl.Series) -> pl.Series:
    """Return for each id whether it has initials, or a word in which digits stand for letters."""
    small = ids.str.to_lowercase()
    found = small.str.contains(INITIALS)
    of_years = small.str.contains(WITH_A_YEAR)
    if int(of_years.sum()) > YEARS_BY_CHANCE * int(small.str.contains(WITH_A_NUMBER).sum()):
        found |= of_years
    in_digits = small.filter(small.str.contains(IN_DIGITS)).unique()
    spelled = [one for one in in_digits if any(map(_is_word_in_digits, PART.findall(one)))]
    return found | small.is_in(spelled)


def _is_word_in_digits(part: str) -> bool:
    """Return whether letters and digits together spell a word: m4r14, but not v12c or 13cr1."""
    bare = re.sub(f"{NO_LETTER}[0-9]*$", "", re.sub(f"^{YEAR_OF_BIRTH}|{YEAR_OF_BIRTH}$", "", part))
    if re.search(NO_LETTER, bare):
        return False
    runs = re.findall("[a-z]+|[0-9]+", bare)
    # What papers are called, and a number at either end, are no letters of a name.
    runs = [one for one in runs if one not in PREFIXES]
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


def spell_names_in_hexadecimal(ids: pl.Series) -> pl.Series:
    """Return for each id whether it is a name in hexadecimal bytes, unless chance explains it."""
    small = _digits_of_ids(ids)
    like = small.filter(small.str.contains(IN_HEXADECIMAL)).unique()
    names = defaultdict[tuple[str, float], list[str]](list)
    for one in like:
        if _is_name(one):
            names[_form_of(one), _largest_share_of_names(one)].append(one)
    told = [
        one
        for (form, share), alike in names.items()
        if tail_probability(len(alike), int(small.str.contains(form).sum()), share) < NOT_BY_CHANCE
        for one in alike
    ]
    return small.is_in(told)


def may_spell_in_hexadecimal(ids: pl.Series) -> pl.Series:
    """Return for each id whether it may be a name in hexadecimal; rules out most columns fast."""
    return _digits_of_ids(ids).str.contains(IN_HEXADECIMAL)


def _digits_of_ids(ids: pl.Series) -> pl.Series:
    return ids.str.to_lowercase().str.replace_all("[._-]|^0x", "")


def _form_of(name: str) -> str:
    """Return a regular expression for ids of this length, of digits or also of a to f."""
    length = len(name)
    return f"^[0-9]{{{length}}}$" if name.isdigit() else f"^[0-9a-f]{{{length}}}$"


def _largest_share_of_names(name: str) -> float:
    """Return the largest share of all ids of this form that can be names."""
    length = float(len(name) // 2)
    if name.isdigit():
        return WAYS_TO_WRITE * OF_DIGITS**length
    return (
        WAYS_TO_WRITE * ONE_CASE**length
        if _decode_hexadecimal(name).isascii()
        else ANY_CASE**length
    )


def _is_name(hexadecimal: str) -> bool:
    """Return whether bytes in hexadecimal spell words that can be spoken, written like names."""
    text = _decode_hexadecimal(hexadecimal)
    if re.search(CYRILLIC, text) and re.search("[A-Za-z\u00c0-\u024f]", text):
        # No name is of two alphabets: D1806-C reads as a Cyrillic r and a Latin l.
        return False
    words = re.findall(r"[^\W\d_]+", text)
    return all(word.islower() or word.isupper() or word.istitle() for word in words) and (
        not text.isascii() or _can_be_spoken("".join(words).lower())
    )


def _decode_hexadecimal(hexadecimal: str) -> str:
    return bytes.fromhex(hexadecimal).decode(errors="replace")
