"""Dates as spreadsheets keep them: a count of days, with a format that says what of it counts."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from schemas import currencies

# Written by spreadsheets in place of the code.
_ABBREVIATED = {
    *("kr", "kr.", "zł", "kč", "ft", "lei", "r$", "s/", "rs", "rs.", "rp", "rm", "fr", "fr."),
    *("ksh", "tsh", "ush", "us$", "a$", "c$", "nz$", "hk$", "nt$"),
    *("лв", "лв.", "ден", "din", "din.", "дин", "руб", "руб.", "грн"),
}
_PART = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|\*(?P<filled>.)|_.|\[[^\]]*\]'
    r"|(?P<number>general|e[+-]|[0#?.,@%])|(?P<bare>.)",
    re.IGNORECASE | re.DOTALL,
)
_SECTION = re.compile(r'(?:"[^"]*"?|\\.|[*_].|[^;])+', re.DOTALL)
_CONDITION = re.compile(r"\[[<>=]")
_PADS = re.compile("[0?],*[0#?]")
# The day before 1900-01-01 counts as 0, and a 29 February 1900 that never was as 60.
_ORIGIN = date(1899, 12, 30)
_FIRST, _LAST = 61, 2_958_465
_NEARLY = 1e-6


class FormatKind(StrEnum):
    """What the format of a cell shows of its number."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    TIME = "time"
    PADDED = "padded"
    SIGNS = "signs"


# Formats that a workbook need not declare, by number.
_BUILT_IN = {
    **dict.fromkeys((14, 15, 16, 22), FormatKind.DAY),
    17: FormatKind.MONTH,
    **dict.fromkeys((18, 19, 20, 21, 45, 46, 47), FormatKind.TIME),
    # Fractions.
    **dict.fromkeys((12, 13), FormatKind.SIGNS),
    # Dates of East Asian languages.
    **dict.fromkeys((*range(27, 32), 36, *range(50, 59)), FormatKind.DAY),
    **dict.fromkeys((32, 33, 34, 35), FormatKind.TIME),
}
_NO_LETTERS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]')


def number_format_kind(number: int, code: str | None) -> FormatKind | None:
    """What the format of that number, written as `code` (None: built in), shows.

    None: a number as it is.
    """
    if code is None:
        return _BUILT_IN.get(number)
    # Sections after the first are for negative numbers, zero and text.
    plain = _NO_LETTERS.sub("", code.split(";")[0]).lower()
    # Fractions of a second have a zero too; a number has no letter but the E of its exponent.
    number_like = plain in ("general", "@") or ("e" in plain and "0" in plain)
    letters = set() if number_like else set(plain) & set("ymdhse")
    return _kind_of_letters(letters) or _kind_of_number(code)


def _kind_of_number(code: str) -> FormatKind | None:
    if _has_signs(code):
        return FormatKind.SIGNS
    return FormatKind.PADDED if _pads(code) else None


def _kind_of_letters(letters: set[str]) -> FormatKind | None:
    years, times = letters & {"y", "e"}, letters & {"h", "s"}
    if "d" in letters or (years and times):
        return FormatKind.DAY
    if times:
        return FormatKind.TIME
    if "m" in letters:
        return FormatKind.MONTH if years else FormatKind.DAY
    return FormatKind.YEAR if years else None


@lru_cache(maxsize=1 << 16)
def date_text(value: str, kind: FormatKind) -> tuple[str, str]:
    """The rule that the number breaks, or none, and its date in ISO as far as it is shown."""
    try:
        serial = float(value)
    except ValueError:
        return "xlsx.date", ""
    if kind in {FormatKind.PADDED, FormatKind.SIGNS}:
        return f"xlsx.{kind}", ""
    days = round(serial)
    if kind is FormatKind.TIME or abs(serial - days) > _NEARLY:
        return "xlsx.time", ""
    if not _FIRST <= days <= _LAST:
        return "xlsx.date", ""
    day = (_ORIGIN + timedelta(days=days)).isoformat()
    return "", {FormatKind.MONTH: day[:7], FormatKind.YEAR: day[:4]}.get(kind, day)


def plain_number(value: float) -> str:
    """The number with the fifteen digits that a spreadsheet keeps, without an exponent."""
    plain = f"{value:.15g}"
    if "e" in plain:
        plain = f"{value:.20f}".rstrip("0").rstrip(".")
    return plain


def _has_signs(code: str) -> bool:
    """Whether a format shows signs or words around or within a number of 0 or more."""
    return any(not _is_harmless(word) for section in _sections(code) for word in _words(section))


def _pads(code: str) -> bool:
    """Whether a format shows zeros or blanks before the digits of a number of 0 or more."""
    return any(_PADS.search(_whole_digits(section)) for section in _sections(code))


def _sections(code: str) -> list[str]:
    """Those for numbers of 0 or more: without conditions the second is for negative ones."""
    sections = _SECTION.findall(code)
    return sections[:3] if _CONDITION.search(code) else sections[:1]


def _words(section: str) -> Iterator[str]:
    """What stands between the signs that stand for digits."""
    word = ""
    for part in _PART.finditer(section):
        if part["number"]:
            yield word
            word = ""
        word += part["quoted"] or part["escaped"] or part["filled"] or part["bare"] or ""
    yield word


def _whole_digits(section: str) -> str:
    """The signs that stand for the digits before the decimal point and the exponent."""
    signs = "".join(part["number"] or "" for part in _PART.finditer(section))
    return re.split("[.eE]", signs)[0]


def _is_harmless(word: str) -> bool:
    text = word.strip()
    signs = {unicodedata.category(sign) for sign in text} <= {"Sc"}
    return signs or text.lower() in _ABBREVIATED or text.upper() in currencies.known()
