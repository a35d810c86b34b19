"""Names of months in the languages of the sources, as the Unicode locale data has them."""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache

import polars as pl
from babel import Locale, localedata

LANGUAGES = ("ar", "de", "en", "es", "fr", "mn", "pt", "ru", "tr", "zh")
# Accents, the joining line of Arabic, and marks that only steer how text is set.
_UNSEEN = r"[\p{M}\p{Cf}\x{0640}]"
# In Mongolian dates the word for month stands in the genitive, which the locale data lacks.
_MONGOLIAN_MONTH, _GENITIVE = " сар", "ын"


@cache
def numbers_by_name(language: str) -> dict[str, str]:
    """By a month's name, full or short, in plain letters, its number in two digits.

    All countries of the language are asked: Arabic has three sets of names, and in Peru September
    is setiembre. A short name that begins two months of the language is none.
    """
    names: dict[str, int] = {}
    whole: dict[str, int] = {}
    for width, number, name in _names(language):
        plain = _plain(name)
        names[plain] = number
        if plain.endswith(_MONGOLIAN_MONTH):
            names[plain + _GENITIVE] = number
        if width == "wide":
            whole[plain] = number
    return {
        name: f"{number:02}"
        for name, number in names.items()
        if len({of for full, of in whole.items() if full.startswith(name)} | {number}) == 1
        or name in whole
    }


def _names(language: str) -> Iterator[tuple[str, int, str]]:
    for identifier in localedata.locale_identifiers():
        parts = identifier.split("_")
        # Other scripts of a language have a part of four letters.
        if parts[0] == language and all(len(part) < 4 for part in parts[1:]):
            months = Locale.parse(identifier).months
            for context in ("format", "stand-alone"):
                for width in ("wide", "abbreviated"):
                    for number, name in months[context][width].items():
                        yield width, number, name


def month_number(name: pl.Expr, languages: Iterable[str]) -> pl.Expr:
    """The number of the month that is named, in two digits; null for another word."""
    known = {k: n for language in languages for k, n in numbers_by_name(language).items()}
    plain = name.str.normalize("NFKD").str.replace_all(_UNSEEN, "").str.to_lowercase()
    plain = plain.str.replace_all("ı", "i", literal=True).str.strip_chars_end(".")
    return plain.replace_strict(known, default=None, return_dtype=pl.String)


def _plain(name: str) -> str:
    """As `month_number` has a cell: small letters without accents; the two Turkish i are one."""
    signs = unicodedata.normalize("NFKD", name)
    return "".join(filter(_is_seen, signs)).lower().replace("ı", "i").rstrip(".")


def _is_seen(sign: str) -> bool:
    category = unicodedata.category(sign)
    return not (category.startswith("M") or category == "Cf" or sign == "\u0640")
