"""Dates and numbers in spreadsheets: what a cell's number format shows of the stored number.

Spreadsheets store a date as a count of days; only the format says that it is a date.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from schemas import currencies

# Abbreviations that spreadsheets write in place of a currency code.
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
# Day 1 is 1900-01-01, and day 60 is 29 February 1900, which never existed. Dates are right only
# after it.
_ORIGIN = date(1899, 12, 30)
_FIRST, _LAST = 61, 2_958_465
_NEARLY = 1e-6


class FormatKind(StrEnum):
    """What a number format shows of a cell's number.

    PADDED has leading zeros or blanks, SIGNS has other characters or words.
    """

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    TIME = "time"
    PADDED = "padded"
    SIGNS = "signs"


# Built-in formats, which a workbook uses by number without declaring them.
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
    """Return what a number format shows; None for a plain number.

    `number` is the format's id; `code` its text, or None for a built-in format.
    """
    if code is None:
        return _BUILT_IN.get(number)
    # Sections after the first are for negative numbers, zero and text.
    plain = _NO_LETTERS.sub("", code.split(";")[0]).lower()
    # A number format has no letter but the E of an exponent. Fractions of a second have a 0 too.
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
    """Return the broken rule ("" if none) and the ISO date, as precise as the format shows it.

    `value` is the stored number as text. A month gives `2024-05`, a year `2024`.
    """
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
    """Return the number with the 15 digits that a spreadsheet keeps, without an exponent."""
    plain = f"{value:.15g}"
    if "e" in plain:
        plain = f"{value:.20f}".rstrip("0").rstrip(".")
    return plain


def _has_signs(code: str) -> bool:
    """Whether a format adds characters or words to a number of 0 or more."""
    return any(not _is_harmless(word) for section in _sections(code) for word in _words(section))


def _pads(code: str) -> bool:
    """Whether a format adds zeros or blanks before a number of 0 or more."""
    return any(_PADS.search(_whole_digits(section)) for section in _sections(code))


def _sections(code: str) -> list[str]:
    """The sections for numbers of 0 or more. Without conditions the second is for negative ones."""
    sections = _SECTION.findall(code)
    return sections[:3] if _CONDITION.search(code) else sections[:1]


def _words(section: str) -> Iterator[str]:
    """Yield the texts between the placeholders for digits."""
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
    return signs or text.lower() in _ABBREVIATED or text.upper() in currencies.known_codes()
