"""Format percentages, money, dates and lists in the user's language.

Characters such as `<` are part of a message that is translated: text from right to left mirrors
them, so an untranslated `<` would mean the opposite.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Literal

from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_compact_decimal

from schemas.language.messages import t
from schemas.language.numbers import count, locale, localized
from schemas.language.spoken import ENGLISH, current_language

NO_BREAK = "\N{NO-BREAK SPACE}"
# From this amount on, `short_money` writes "million".
LEAST_SHORTENED = 1e6
# A share is not rounded to 0% or 100% unless it is exactly that.
LEAST, MOST = "<1", ">99"
# The pattern of CLDR for Arabic has "and" between all items, so it cannot be used for cells.
_COMMAS = {"ar": "، ", "ar-XB": "، ", "zh": "，"}


def whole_percent(fraction: float) -> str:
    """Return a fraction in whole percent without "%", rounded half up; or `<1` or `>99`."""
    # 0.145 is slightly less in binary, so it is rounded twice.
    whole = math.floor(round(100 * fraction, 6) + 0.5)
    if not whole and fraction > 0:
        return LEAST
    return MOST if whole == 100 and fraction < 1 else f"{whole}"


def percent(hundredths: str) -> str:
    """Return a number of percent with the sign as the language writes it: `29%`, French `29 %`.

    `<1` and `>99` are translated as messages.
    """
    if hundredths.startswith(LEAST[0]):
        return t("<{value}", value=percent(hundredths[1:]))
    if hundredths.startswith(MOST[0]):
        return t(">{value}", value=percent(hundredths[1:]))
    return t("{number}%", number=localized(hundredths))


def share(fraction: float) -> str:
    """Return a fraction in whole percent: `29%`, `<1%`."""
    return percent(whole_percent(fraction))


def between(low: str, high: str) -> str:
    """Return a range from two texts: `24% to 36%`."""
    return t("{low} to {high}", low=low, high=high)


def money(amount: float, currency: str = "") -> str:
    """Return an amount without decimals, with its currency: `CZK 1,234`."""
    return in_currency(count(amount), currency)


def short_money(amount: float, currency: str = "") -> str:
    """Return an amount with three digits and its currency: 12_400_000 is `12.4 million`."""
    rounded = float(f"{amount:.3g}")
    text = count(rounded) if abs(rounded) < LEAST_SHORTENED else _shorten_amount(rounded)
    return in_currency(text, currency)


def amount_units() -> Iterator[tuple[float, float, tuple[str, ...]]]:
    """Yield the units of `short_money` (such as million) for charts, which format the number.

    Each has the least amount that is written in the unit, the amount of one unit, and the unit's
    names after 1 to 10, after 1.5 and after any other number.
    """
    found = {}
    for least in (1e12, 1e9, 1e8, LEAST_SHORTENED):
        digits = sum(map(str.isdigit, _shorten_amount(least)))
        found[least / 10 ** (digits - 1)] = least
    for unit, least in reversed(found.items()):
        yield least, unit, tuple(_words_after(unit * number) for number in (*range(1, 11), 1.5, 20))


def _shorten_amount(amount: float) -> str:
    """Return an amount as text in millions or billions, in Chinese in ten thousands (CLDR)."""
    language = current_language()
    # Russian has abbreviations that do not change with the number.
    style: Literal["short", "long"] = "short" if language == "ru" else "long"
    text: str = format_compact_decimal(
        amount, format_type=style, locale=locale(language), fraction_digits=2
    )
    return text.replace(" ", NO_BREAK)


def _words_after(amount: float) -> str:
    return _shorten_amount(amount).lstrip("0123456789.,")


def in_currency(text: str, currency: str) -> str:
    """Return an amount as text with its currency, if it has one: `CZK 1,234`."""
    return (
        t("{currency}\N{NO-BREAK SPACE}{amount}", currency=currency, amount=text)
        if currency
        else text
    )


def day(when: date) -> str:
    """Return a date in words: `30 June 2026`."""
    language = current_language()
    if language == ENGLISH:
        return f"{when.day} {when:%B %Y}"
    text: str = format_date(when, format="long", locale=locale(language))
    # The point of the abbreviation would be doubled at the end of a sentence.
    text = text.replace("\N{NARROW NO-BREAK SPACE}г.", "\N{NO-BREAK SPACE}года")
    return _with_french_first(text, when, language)


def day_of_year(when: date) -> str:
    """Return a date without its year: `30 June`."""
    language = current_language()
    if language == ENGLISH:
        return f"{when.day} {when:%B}"
    text: str = format_skeleton("MMMMd", when, locale=locale(language))
    return _with_french_first(text, when, language)


def _with_french_first(text: str, when: date, language: str) -> str:
    """Return the date's text with the French form of a first day, `1er mai`, which CLDR lacks."""
    return f"1er{text.removeprefix('1')}" if language == "fr" and when.day == 1 else text


def country_name(alpha_2: str, english: str) -> str:
    """Return the name of a country (ISO 3166-1) in the user's language; `english` in English."""
    language = current_language()
    return english if language == ENGLISH else locale(language).territories.get(alpha_2, english)


def currency_name(code: str, english: str) -> str:
    """Return the name of a currency (ISO 4217) in the user's language; `english` in English."""
    language = current_language()
    return english if language == ENGLISH else locale(language).currencies.get(code, english)


def comma_list(parts: Iterable[str]) -> str:
    """Join texts with the comma of the language: `A, B`. In a sentence, use `listing`."""
    return _COMMAS.get(current_language(), ", ").join(parts)


def listing(names: Sequence[str]) -> str:
    """Join names as in a sentence: `A`, `A and B`, `A, B and C`."""
    if current_language() == ENGLISH:
        return " and ".join([", ".join(names[:-1]), names[-1]]) if names[1:] else "".join(names)
    text: str = format_list(list(names), locale=locale(current_language()))
    return text
