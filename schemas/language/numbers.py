"""Format numbers in the user's language, always with Western digits."""

from decimal import Decimal
from functools import cache

from babel import Locale

from schemas.language.spoken import current_language


@cache
def locale(language: str) -> Locale:
    """Return the locale data (Unicode CLDR) of a language."""
    made_of = {"en-XA": "en", "ar-XB": "ar"}
    return Locale.parse(made_of.get(language, language))


@cache
def _separator_table(language: str) -> dict[int, str]:
    """Return a translation table from the separators of Python to those of a language."""
    symbols = locale(language).number_symbols["latn"]
    return str.maketrans(
        {",": symbols["group"], ".": symbols["decimal"], "-": symbols["minusSign"]}
    )


def localized(number: str) -> str:
    """Return a number that Python has written (`1,234.5`), with the separators of the language."""
    return number.translate(_separator_table(current_language()))


def count(number: float) -> str:
    """Return a whole number with a thousands separator: `1,234`."""
    return localized(f"{number:,.0f}")


def decimal(number: float, places: int) -> str:
    """Return a number with a fixed number of decimals: `1,234.5`."""
    return localized(f"{number:,.{places}f}")


def as_shown(number: Decimal) -> str:
    """Return a number with all its decimals, also zeros: `1,234.5`, `7.0`."""
    return localized(f"{number:,f}")


def three_figures(number: float) -> str:
    """Return a number with three significant digits, because rates may be far below 0.01."""
    return localized(f"{float(f'{number:.3g}'):,}".removesuffix(".0"))
