"""Dates and numbers in spreadsheets: what a cell's number format shows of the stored number.

Spreadsheets store a date as a count of days; only the format says that it is a date.
"""

import re
import unicodedata
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
    r'"([^"]*)"?|\\(.)|\*(.)|_.|\[[^\]]*\]|(?P<number>general|e[+-]|[0#?.,@%])|(.)',
    re.IGNORECASE | re.DOTALL,
)
_SECTION = re.compile(r'(?:"[^"]*"?|\\.|[*_].|[^;])+', re.DOTALL)
_CONDITION = re.compile(r"\[[<>=]")
# Placeholders that show a number with the digits it has.
_DIGITS = re.compile(r"general|@|[#,]*0?(\.[0#?]+)?(e[+-]0+)?,*%?")
# Day 1 is 1900-01-01, and day 60 is 29 February 1900, which never existed. Dates are right only
# after it.
_ORIGIN = date(1899, 12, 30)
_FIRST, _LAST = 61, 2_958_465
_NEARLY = 1e-6


class FormatKind(StrEnum):
    """What a number format shows of a cell's number. SIGNS shows characters that are not stored."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    TIME = "time"
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
    return _kind_of_letters(letters) or (None if _shows_number(code) else FormatKind.SIGNS)


def _kind_of_letters(letters: set[str]) -> FormatKind | None:
    """Return what the letters of a date format show (y year, h hour ...); None if no date."""
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
    if kind is FormatKind.SIGNS:
        return "xlsx.signs", ""
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


def _shows_number(code: str) -> bool:
    """Return whether a format shows a number of 0 or more unchanged, perhaps with a currency."""
    sections = _SECTION.findall(code)
    # Without conditions the second section is for negative numbers.
    return all(map(_is_plain, sections[:3] if _CONDITION.search(code) else sections[:1]))


def _is_plain(section: str) -> bool:
    digits, words = "", [""]
    for part in _PART.finditer(section):
        if part["number"]:
            digits += part["number"].lower()
            words.append("")
        else:
            words[-1] += "".join(filter(None, part.groups()))
    return _DIGITS.fullmatch(digits) is not None and all(map(_is_harmless, words))


def _is_harmless(word: str) -> bool:
    text = word.strip()
    signs = {unicodedata.category(sign) for sign in text} <= {"Sc"}
    return signs or text.lower() in _ABBREVIATED or text.upper() in currencies.known_codes()
