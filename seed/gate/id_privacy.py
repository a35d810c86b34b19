"""Find ids that identify persons: words, docket numbers, national numbers, reversible hashes."""

import hashlib
import random
import re
import string
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

import numpy as np
import polars as pl

from schemas import columns, findings, tables
from schemas import personal_forms as forms
from schemas.language import message, sentences
from seed.gate import id_words
from seed.gate.row_comparison import FILE, ROW, TableRows
from seed.submission import TextTable

OF_OFFICES = "office_id"
# A docket is public and names only a case. As a case id it is accepted with a warning.
OF_CASES = "case_id"
# Rules with one cause in many columns, because tables share their ids.
OF_IDS = frozenset({"privacy.word", "privacy.docket", "privacy.id"})
# What a cell breaks that has a word where an id should be.
OF_CELL = frozenset({"privacy.value", "id.format"})
INSTEAD = message(
    "Use numbers or random ids, for example CASE-0001, or create pseudonyms: use"
    " `prosecution-quality pseudonymise`, or pseudonym = true in the mapping."
)
LOOK_LIKE = {
    forms.Revealed.NATIONAL: message("Some ids look like national or tax numbers."),
    forms.Revealed.ACCOUNT: message("Some ids look like bank accounts."),
    forms.Revealed.BIRTH: message("Some ids look like dates, perhaps of birth."),
    forms.Revealed.HASH: message(
        "Some ids are plain hashes of small numbers or dates. Anybody can find the original by"
        " trying all of them."
    ),
}
DAY, MONTH, YEAR = forms.DAY, forms.MONTH, forms.YEAR
# For the jurisdiction's own country even one number is reported, if random ids would rarely look
# like it. No scheme draws letters among digits, so there a weaker check letter is enough.
OF_OWN, WITH_LETTERS = 0.05, 0.1
# Most random numbers fit the form of some country. Numbers of other countries are reported only if
# more than a third of a column passes a check that about one random number in ten passes.
OF_OTHERS, PART_OF_COLUMN, MOST_BY_CHANCE = 0.0001, 1 / 3, 0.11
ENOUGH, DRAWS = 1_000, 20_000
SEPARATORS = "[._ /+-]"
# In front of a number; X, Y and Z belong to those of Spain, two letters to those of others.
PREFIX = "^(?:[A-Z]{3,}|ID|NO|[A-W])[._-]+"
SHAPES = str.maketrans(string.digits + string.ascii_uppercase, "0" * 10 + "A" * 26)
BIRTHDAY, DAY_FIRST = f"[0-9]{{2}}{MONTH}{DAY}", f"{DAY}{MONTH}[0-9]{{2}}"
DAY_OF_SEX = "(?:[04][1-9]|[1256][0-9]|[37][01])"
# Eight signs and more, all digits and letters.
LIKE_ONE = "^[A-Z0-9]{8,18}$"
CHECK_DIGITS, NO_TEN = "01234567890", "0123456789-"
LETTERS_OF_SPAIN, LETTERS_OF_FINLAND = "TRWAGMYFPDXBNJZSQVHLCKE", "0123456789ABCDEFHJKLMNPRSTUVWXY"
# Verhoeff's permutations.
TURNS = ("0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901",
         "2793806415", "7046913258")  # fmt: skip
Check = Callable[[str], bool]


class Number(NamedTuple):
    """The form of a national number of these countries (ISO 3166-1).

    Numbers are compared in capitals and without separators.
    """

    countries: str
    pattern: str
    check: Check = bool


# Length in hexadecimal digits -> the hash that has it.
ALGORITHMS = {32: hashlib.md5, 40: hashlib.sha1, 64: hashlib.sha256}
HIGHEST_NUMBER = 1_000_000
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2030, 12, 31)
# The first 64 bits are enough to compare hashes: a match by chance occurs in one of 10^7 columns.
BYTES, DIGITS = 8, 16
# Offices are not persons: their ids may be names.
OPEN = frozenset({"offices", "coverage"})
# Of an id, and of the number in it that is no national one.
PROVEN = "^[A-Za-z0-9._-]{1,64}$"
LONGEST_NUMBER = 7


def hash_and_number_findings(rows: TableRows, country: str) -> Iterator[findings.Finding]:
    """Yield a finding for each id column that identifies persons; each refuses the submission.

    National numbers of `country` (ISO 3166-1 alpha-3) are found one by one. Those of other
    countries are found only where a column has many.
    """
    own = [name for name in _own_id_columns(rows.table) if name in rows.sent]
    if rows.table.name in OPEN or rows.frame.is_empty() or not own:
        return
    for name in own:
        ids = rows.frame[name]
        for what, at in personal_ids(ids, country):
            if at.any():
                yield _form_finding(rows, name, what, rows.frame.select(FILE, ROW).filter(at))


def personal_ids(ids: pl.Series, country: str) -> Iterator[tuple[forms.Revealed, pl.Series]]:
    """Yield each kind of personal content in the ids, with a mask of the ids that reveal it."""
    form = _personal_form(ids)
    if form is not None:
        yield form.what, ids.str.contains(form.pattern).fill_null(value=False)
    if form is None or form.what is not forms.Revealed.NATIONAL:
        yield forms.Revealed.NATIONAL, are_national_numbers(ids, country)
    yield forms.Revealed.HASH, are_plain_hashes(ids)


def are_codes(ids: pl.Series) -> bool:
    """Return whether all ids are plain codes, so that certainly none of them identifies a person.

    Ids with a long number are never certain: it may be a national number of an unknown form.
    """
    known = ids.drop_nulls()
    return not (
        known.is_empty()
        or (~known.str.contains(PROVEN)).any()
        or known.str.contains(f"[0-9]{{{LONGEST_NUMBER + 1},}}").any()
        or id_words.are_words(known).any()
        or id_words.are_dockets(known).any()
        or _personal_form(known) is not None
    )


def _own_id_columns(table: tables.Table) -> list[str]:
    """Return the names of the table's own id columns. Parents' ids are checked in their table."""
    of_parents = {name for parent in tables.parents_of(table) for name in parent.columns}
    ids = [c.name for c in table.c if columns.field_of(c).kind is columns.Kind.ID]
    return [name for name in ids if name not in of_parents]


def _personal_form(ids: pl.Series) -> forms.Form | None:
    """Return the first personal form that more ids have than chance explains; None without one."""
    filled = ids.len() - ids.null_count()
    for form in forms.FORMS_OF_IDS:
        number = ids.str.contains(form.pattern).sum()
        if number >= form.fewest and number > form.share * filled:
            return form
    return None


def _form_finding(
    rows: TableRows, name: str, what: forms.Revealed, at: pl.DataFrame
) -> findings.Finding:
    file, row = at.select(FILE, ROW).row(0)
    wording = sentences(LOOK_LIKE[what], message("An id must not show who a person is."), INSTEAD)
    return findings.Finding(
        rows.files[file], "privacy.id", wording, row=row, column=name, occurrences=at.height
    )


def are_plain_hashes(ids: pl.Series) -> pl.Series:
    """Return for each id whether it is an unkeyed hash of a small number or a date.

    Ids may be in lower or upper case; NULL gives False.
    """
    length = ids.str.len_bytes()
    is_plain = pl.repeat(value=False, n=ids.len(), eager=True)
    for digits in ALGORITHMS:
        if not (of_length := length == digits).any():
            continue
        start = ids.to_frame().select(pl.when(of_length).then(pl.all())).to_series()
        number = start.str.slice(0, DIGITS).str.to_integer(base=16, dtype=pl.UInt64, strict=False)
        if number.null_count() < number.len():
            is_plain |= number.is_in(_hashes_of_guesses(digits).implode()).fill_null(value=False)
    return is_plain


@cache
def _hashes_of_guesses(digits: int) -> pl.Series:
    """Return the first 64 bits of the hashes of all guesses: 10 MB, made once in about a second."""
    algorithm = ALGORITHMS[digits]
    beginnings = b"".join(algorithm(guess).digest()[:BYTES] for guess in _guessed_keys())
    return pl.Series(values=np.frombuffer(beginnings, dtype=">u8").astype(np.uint64))


def _guessed_keys() -> Iterator[bytes]:
    """Yield the numbers and dates, as text, that an unkeyed hash in an id may have been made of."""
    for number in range(HIGHEST_NUMBER + 1):
        yield b"%d" % number
    for days in range((LAST_DAY - FIRST_DAY).days + 1):
        on = FIRST_DAY + timedelta(days)
        year, month, day = b"%04d" % on.year, b"%02d" % on.month, b"%02d" % on.day
        for sign in (b"-", b"/", b".", b""):
            yield sign.join((year, month, day))
            yield sign.join((day, month, year))
        yield b"/".join((month, day, year))


def _weighted_sum(weights: str, digits: str) -> int:
    """Return the sum of each digit times its weight. Weights are digits of base 36: A is 10."""
    return sum(int(weight, 36) * int(digit) for weight, digit in zip(weights, digits, strict=False))


def _last_digit(weights: str, modulus: int, signs: str = CHECK_DIGITS, times: int = 1) -> Check:
    """Return a check: the last character is `signs[times * weighted sum % modulus]`."""
    return lambda number: signs[times * _weighted_sum(weights, number) % modulus] == number[-1]


def _complement(weights: str, modulus: int, signs: str = CHECK_DIGITS) -> Check:
    """Return a check: the last character completes the weighted sum to a multiple of `modulus`."""
    return _last_digit(weights, modulus, signs, -1)


def _divisible(weights: str, modulus: int) -> Check:
    """Return a check: the weighted sum is a multiple of the modulus."""
    return lambda number: _weighted_sum(weights, number) % modulus == 0


def _all_of(*checks: Check) -> Check:
    return lambda number: all(check(number) for check in checks)


def _part(end: int, check: Check) -> Check:
    """Return the check for only the start (positive `end`) or the end (negative) of a number."""
    return lambda number: check(number[:end] if end > 0 else number[end:])


def _two_sums(first: str, second: str) -> Check:
    """Return a check: the last digit is the first sum modulo 11, or the second where that is 10."""

    def check(number: str) -> bool:
        rest = NO_TEN[_weighted_sum(first, number) % 11]
        return (
            CHECK_DIGITS[_weighted_sum(second, number) % 11] if rest == NO_TEN[-1] else rest
        ) == number[-1]

    return check


def _luhn(number: str) -> bool:
    doubled = "".join(str(int(sign) * 2) for sign in number[-2::-2])
    return sum(map(int, number[::-2] + doubled)) % 10 == 0


def _by_eleven_and_ten(number: str) -> bool:
    """Return whether the check digit is right by ISO 7064, modulus 11,10."""
    rest = 10
    for sign in number[:-1]:
        rest = 2 * ((rest + int(sign)) % 10 or 10) % 11
    return (rest + int(number[-1])) % 10 == 1


def _check_germany(number: str) -> bool:
    # Of its first ten digits one stands there twice or three times.
    return len(set(number[:-1])) in {8, 9} and _by_eleven_and_ten(number)


def _check_france(number: str) -> bool:
    return 97 - int(number[:13]) % 97 == int(number[13:])


def _check_belgium(number: str) -> bool:
    return int(number[9:]) in {97 - int(head + number[:9]) % 97 for head in ("", "2")}


def _check_spain(number: str) -> bool:
    return (
        LETTERS_OF_SPAIN[int(number[:-1].translate(str.maketrans("XYZ", "012"))) % 23]
        == (number[-1])
    )


def _check_finland(number: str) -> bool:
    return LETTERS_OF_FINLAND[int(number[:6] + number[-4:-1]) % 31] == number[-1]


def _check_czechia(number: str) -> bool:
    return CHECK_DIGITS[int(number[:-1]) % 11] == number[-1]


def _check_russia(number: str) -> bool:
    return _weighted_sum("987654321", number) % 101 % 100 == int(number[9:])


def _check_singapore(number: str) -> bool:
    letters = "JZIHGFEDCBA" if number[0] in "ST" else "XWUTRQPNMLK"
    return (
        letters[(_weighted_sum("2765432", number[1:8]) + 4 * (number[0] in "TG")) % 11]
        == number[-1]
    )


def _check_turkey(number: str) -> bool:
    return _last_digit("797979797", 10)(number[:-1]) and _last_digit("1111111111", 10)(number)


def _check_india(number: str) -> bool:
    """Return whether Verhoeff's check digit, from the dihedral group of order ten, is right."""
    rest = 0
    for place, sign in enumerate(reversed(number)):
        one, other = rest, int(TURNS[place % 8][int(sign)])
        turned, mirrored = one // 5, other // 5
        rest = (one + (-other if turned else other)) % 5 + 5 * (turned ^ mirrored)
    return rest == 0


NUMBERS = (
    Number("ALB", rf"[A-W][0-9]{forms.MONTH_OF_SEX}{DAY}[0-9]{{3}}[A-W]"),
    Number("ARE", "784(?:19|20)[0-9]{10}", _luhn),
    Number("ARG", "(?:20|2[3-7])[0-9]{9}", _complement("5432765432", 11, "01234567899")),
    Number("AUS", "[0-9]{9}", _divisible("14375869A", 11)),
    Number("AUT", rf"[0-9]{{4}}{DAY_FIRST}", _divisible("379A584216", 11)),
    Number("BEL", rf"{BIRTHDAY}[0-9]{{5}}", _check_belgium),
    Number(
        "BGR", rf"[0-9]{{2}}(?:[024][1-9]|[135][0-2]){DAY}[0-9]{{4}}", _last_digit("2485A9736", 11)
    ),
    Number("BIH HRV MKD MNE SRB SVN XKX", rf"{DAY}{MONTH}[09][0-9]{{8}}",
           _complement("765432765432", 11)),
    Number("BRA", "[0-9]{11}",
           _all_of(_part(10, _complement("A98765432", 11)), _complement("BA98765432", 11))),
    Number("CAN ISR", "[0-9]{9}", _luhn),
    Number("CHE", "756[0-9]{10}", _divisible("1313131313131", 10)),
    Number("CHL", "[0-9]{8}[0-9K]", _complement("32765432", 11, "0123456789K")),
    Number("CHL", "[0-9]{7}[0-9K]", _complement("2765432", 11, "0123456789K")),
    Number("CHN", rf"[1-9][0-9]{{5}}{YEAR}{MONTH}{DAY}[0-9]{{3}}[0-9X]",
           _last_digit("79A584216379A5842", 11, "10X98765432")),
    Number("CZE SVK", rf"[0-9]{{2}}(?:[0257][1-9]|[1368][0-2]){DAY}[0-9]{{4}}", _check_czechia),
    Number("DEU", "[1-9][0-9]{10}", _check_germany),
    Number("DNK", rf"{DAY_FIRST}[0-9]{{4}}"),
    Number("DOM", "[0-9]{11}", _luhn),
    Number("ECU", "(?:[01][0-9]|2[0-4])[0-5][0-9]{7}", _luhn),
    Number("EGY", rf"[23]{BIRTHDAY}[0-9]{{7}}"),
    Number("ESP", "[XYZ0-9][0-9]{7}[A-Z]", _check_spain),
    Number("EST LTU", rf"[1-8]{BIRTHDAY}[0-9]{{4}}", _two_sums("1234567891", "3456789123")),
    Number("FIN", rf"{DAY_FIRST}[-+A-F]?[0-9]{{3}}[0-9A-Y]", _check_finland),
    Number("FRA", "[12][0-9]{2}(?:0[1-9]|1[0-2]|[2-4][0-9])[0-9]{10}", _check_france),
    Number("GBR", "[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]"),
    Number("GBR", "[0-9]{10}", _complement("A98765432", 11, NO_TEN)),
    Number("GRC", rf"{DAY_FIRST}[0-9]{{5}}", _luhn),
    Number("HRV", "[0-9]{11}", _by_eleven_and_ten),
    Number("HUN", rf"[1-8]{BIRTHDAY}[0-9]{{4}}"),
    Number("IDN", rf"[1-9][0-9]{{5}}{DAY_OF_SEX}{MONTH}[0-9]{{6}}"),
    Number("IND", "[2-9][0-9]{11}", _check_india),
    Number("IRL", "[0-9]{7}[A-W]", _last_digit("8765432", 23, "WABCDEFGHIJKLMNOPQRSTUV")),
    Number("ISL", rf"{DAY_FIRST}[0-9]{{3}}[089]", _part(9, _complement("32765432", 11, NO_TEN))),
    Number("JPN", "[0-9]{12}", _complement("65432765432", 11)),
    Number("KAZ", rf"{BIRTHDAY}[0-6][0-9]{{5}}", _two_sums("123456789AB", "3456789AB12")),
    Number("KOR", rf"{BIRTHDAY}[0-9]{{7}}", _last_digit("234567892345", 11, "10987654321")),
    Number("KWT", rf"[23]{BIRTHDAY}[0-9]{{5}}"),
    Number("LKA", "[0-9]{2}[0-8][0-9]{6}[VX]"),
    Number("MNG", rf"[A-Z]{{2}}[0-9]{{2}}{forms.MONTH_OF_CENTURY}{DAY}[0-9]{{2}}"),
    Number("MYS", rf"{BIRTHDAY}[0-9]{{6}}"),
    Number("NLD", "[0-9]{9}", _divisible("98765432A", 11)),
    Number("NOR", "[0-7][0-9]{10}",
           _all_of(_part(10, _divisible("3761894521", 11)), _divisible("54327654321", 11))),
    Number("POL", rf"[0-9]{{2}}(?:[02468][1-9]|[13579][0-2]){DAY}[0-9]{{5}}",
           _complement("1379137913", 10)),
    Number("PRT", "[1-3][0-9]{8}", _complement("98765432", 11)),
    Number("ROU", rf"[1-8]{BIRTHDAY}[0-9]{{6}}", _last_digit("279146358279", 11, "01234567891")),
    Number("RUS", "[0-9]{11}", _check_russia),
    Number("RUS", "[0-9]{12}",
           _all_of(_part(11, _last_digit("724A359468", 11)), _last_digit("3724A359468", 11))),
    Number("SAU", "[12][0-9]{9}", _luhn),
    Number("SGP", "[FGST][0-9]{7}[A-Z]", _check_singapore),
    Number("SWE", rf"(?:19|20)?{BIRTHDAY}[0-9]{{4}}", _part(-10, _luhn)),
    Number("THA", "[1-8][0-9]{12}", _last_digit("DCBA98765432", 11, "10987654321")),
    Number("TUR", "[1-9][0-9]{10}", _check_turkey),
    Number("UKR", "[0-4][0-9]{9}", _last_digit("A57946A57", 11)),
    Number("URY", "[0-9]{8}", _complement("2987634", 10)),
    Number("ZAF", rf"{BIRTHDAY}[0-9]{{4}}[01][0-9]{{2}}", _luhn),
)  # fmt: skip


def are_national_numbers(ids: pl.Series, country: str) -> pl.Series:
    """Return for each id whether it is a national number of `country` (ISO 3166-1 alpha-3).

    Numbers of another country count too, if a large part of the column passes its check.
    """
    plain = ids.str.to_uppercase().str.replace(PREFIX, "").str.replace_all(SEPARATORS, "")
    different = plain.drop_nulls().unique(maintain_order=True)
    like = different.filter(different.str.contains(LIKE_ONE))
    told = {
        number
        for one in NUMBERS
        if country in one.countries
        for number in _ids_beyond_chance(like, one)
    }
    some = like.head(ENOUGH)
    # What is asked of others asks a third of the whole column.
    if like.len() > PART_OF_COLUMN * different.len():
        told.update(number for one in NUMBERS for number in _numbers_of_column(some, one))
    return plain.is_in(list(told)).fill_null(value=False)


def _ids_beyond_chance(ids: pl.Series, number: Number) -> Iterator[str]:
    """Yield the ids that pass the check, if more of their shape pass than chance explains."""
    for shape, passed in _passing_numbers(ids, number).items():
        if _chance_of(ids, number, shape, len(passed)) < (
            OF_OWN if shape.isdigit() else WITH_LETTERS
        ):
            yield from passed


def _numbers_of_column(ids: pl.Series, number: Number) -> Iterator[str]:
    """Yield the ids that pass the check, if they are a large part of the column, beyond chance."""
    for shape, passed in _passing_numbers(ids, number).items():
        if (
            len(passed) > PART_OF_COLUMN * ids.len()
            and _share_that_passes(number, shape) <= MOST_BY_CHANCE
            and _chance_of(ids, number, shape, len(passed)) < OF_OTHERS
        ):
            yield from passed


def _passing_numbers(ids: pl.Series, number: Number) -> dict[str, list[str]]:
    """Return the ids that pass the check, by shape: `AA00` is two letters and two digits."""
    found = defaultdict[str, list[str]](list)
    # polars would compile the pattern at each call: of 60 numbers it keeps the last few only.
    is_like = re.compile(number.pattern, re.ASCII).fullmatch
    for one in ids.to_list():
        if is_like(one) and number.check(one):
            found[one.translate(SHAPES)].append(one)
    return found


def _chance_of(ids: pl.Series, number: Number, shape: str, passed: int) -> float:
    """Return the probability that so many pass if the ids of this shape are random."""
    form = shape.replace("0", "[0-9]").replace("A", "[A-Z]")
    alike = int(ids.str.contains(f"^{form}$").sum())
    return id_words.tail_probability(passed, alike, _share_that_passes(number, shape))


@cache
def _share_that_passes(number: Number, shape: str) -> float:
    """Return the share of random ids of this shape that pass the check, by simulation."""
    draws = random.Random(shape)
    of = {"0": string.digits, "A": string.ascii_uppercase}
    ids = pl.Series(["".join(draws.choice(of[sign]) for sign in shape) for _ in range(DRAWS)])
    return (sum(map(len, _passing_numbers(ids, number).values())) + 1) / (DRAWS + 1)


def word_findings(text: TextTable, table: tables.Table) -> Iterator[findings.Finding]:
    """Yield a finding for each id column with words or dockets: errors, but for dockets of cases.

    Ids of parents are checked too: even in a row without a parent they may identify a person.
    """
    if table.name in OPEN:
        return
    for column in tables.sent_columns(table):
        name = column.name
        is_id = columns.field_of(column).kind is columns.Kind.ID and name != OF_OFFICES
        if is_id and name in text.frame.columns:
            yield from _word_findings(text, name, own=name in tables.key_of(table))


def _word_findings(text: TextTable, name: str, *, own: bool) -> Iterator[findings.Finding]:
    ids = text.frame[name].str.strip_chars()
    wrong, written = id_words.are_words(ids), id_words.are_dockets(ids)
    if name == OF_CASES:
        # A docket may contain the code of a register, such as CRIM, which reads as a word.
        wrong &= ~written
    if wrong.any():
        wording = sentences(message("The id contains a word, which may be a name."), INSTEAD)
        yield _word_finding(text, name, wrong, "privacy.word", wording)
    if written.any() and name != OF_CASES:
        found = message("The id looks like a docket number. Anybody can find the person by it.")
        wording = sentences(found, INSTEAD)
        yield _word_finding(text, name, written, "privacy.docket", wording)
    elif written.any() and own:
        wording = message(
            "Ids look like docket numbers. Anybody can find the case by them, and the people tried"
            " in it. To hide them, use `prosecution-quality pseudonymise`, or pseudonym = true in"
            " the mapping."
        )
        finding = _word_finding(text, name, written, "privacy.docket", wording)
        yield replace(finding, severity=findings.Severity.WARNING)


def _word_finding(
    text: TextTable, name: str, at: pl.Series, rule: str, wording: str
) -> findings.Finding:
    row = text.frame[ROW].filter(at)[0]
    return findings.Finding(
        text.file, rule, wording, row=row, column=name, occurrences=int(at.sum())
    )


def merge_findings(found: list[findings.Finding]) -> list[findings.Finding]:
    """Return the findings, merging those with one cause in several id columns into one.

    If an id contains a word, which may be a name, nothing else is reported about its cell.
    """
    with_word = {(f.file, f.row, f.column) for f in found if f.rule == "privacy.word"}
    found = [
        f for f in found if f.rule not in OF_CELL or (f.file, f.row, f.column) not in with_word
    ]
    alike: dict[tuple[str, str], list[findings.Finding]] = {}
    for finding in found:
        if finding.rule in OF_IDS:
            alike.setdefault((finding.rule, finding.wording), []).append(finding)
    first = {id(ones[0]): _merged_finding(ones) for ones in alike.values()}
    return [
        first.get(id(finding), finding)
        for finding in found
        if finding.rule not in OF_IDS or id(finding) in first
    ]


def _merged_finding(alike: list[findings.Finding]) -> findings.Finding:
    """Return the first finding, with the columns of the others in its wording."""
    first, *others = alike
    columns: dict[str, list[str]] = {}
    for finding in others:
        columns.setdefault(finding.file, []).append(str(finding.column))
    if not others:
        return first
    named = ", ".join(f"{file} ({', '.join(names)})" for file, names in columns.items())
    return replace(
        first,
        wording=sentences(first.wording, message("The same applies to {places}.", places=named)),
        occurrences=sum(finding.occurrences for finding in alike),
    )
