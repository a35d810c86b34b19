"""Numbers as the reader's language writes them, in Western digits."""

from functools import cache

from babel import Locale

from schemas.language.spoken import current


@cache
def locale(language: str) -> Locale:
    """What the Unicode consortium knows of a language."""
    made_of = {"en-XA": "en", "ar-XB": "ar"}
    return Locale.parse(made_of.get(language, language))


@cache
def _marks(language: str) -> dict[int, str]:
    """The marks of thousands and of decimals, by those of Python."""
    symbols = locale(language).number_symbols["latn"]
    return str.maketrans({",": symbols["group"], ".": symbols["decimal"]})


def localized(number: str) -> str:
    """A number as Python writes it (`1,234.5`), with the marks of the reader's language."""
    return number.translate(_marks(current()))


def count(number: float) -> str:
    """A whole number with thousands apart: `1,234`."""
    return localized(f"{number:,.0f}")


def decimal(number: float, places: int) -> str:
    """A number to so many places: `1,234.5`."""
    return localized(f"{number:,.{places}f}")


def tenths(number: float) -> str:
    """A number to a tenth where it is not whole: `19`, `19.5`."""
    return localized(f"{number:,.1f}".removesuffix(".0"))


def figures(number: float) -> str:
    """A number to three figures: a rate and its limits may be far below one hundredth."""
    return localized(f"{float(f'{number:.3g}'):,}".removesuffix(".0"))
