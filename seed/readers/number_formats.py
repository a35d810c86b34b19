"""Formats of numbers that show what the cells do not hold: zeros before them, signs, words.

Blanks, signs of thousands, percent and currencies are not among them: they say no more than the
number, and an amount's currency has a column of its own.
"""

import re
import unicodedata
from collections.abc import Iterator

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


def has_signs(code: str) -> bool:
    """Whether a format shows signs or words around or within a number of 0 or more."""
    return any(not _is_harmless(word) for section in _sections(code) for word in _words(section))


def pads(code: str) -> bool:
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
