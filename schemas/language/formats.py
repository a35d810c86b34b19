"""Format percentages, money, dates and lists in the user's language.

Characters such as `<` are translated as part of a message: a right-to-left language mirrors them,
and a bare `<` would then mean the opposite.
"""

import math
from collections.abc import Sequence
from datetime import date

from babel.dates import format_date, format_skeleton
from babel.lists import format_list

from schemas.language.messages import t
from schemas.language.numbers import count, locale, localized
from schemas.language.spoken import ENGLISH, current_language

NO_BREAK = "\N{NO-BREAK SPACE}"
AMOUNT_STEPS = (1e9, 1e6, 1e3)
# A share is not rounded to 0% or 100% unless it is exactly that.
LEAST, MOST = "<1", ">99"


def whole_percent(fraction: float) -> str:
    """Return a fraction as whole percent without "%", rounded half up, or `<1` or `>99`."""
    # 0.145 is slightly less in binary, so it is rounded twice.
    whole = math.floor(round(100 * fraction, 6) + 0.5)
    if not whole and fraction > 0:
        return LEAST
    return MOST if whole == 100 and fraction < 1 else f"{whole}"


def percent(hundredths: str) -> str:
    """Add the percent sign as the language writes it: `29%`, in French `29 %`."""
    return t("{number}%", number=localized(hundredths))


def share(fraction: float) -> str:
    """Return a fraction in whole percent: `29%`, `<1%`."""
    return percent(whole_percent(fraction))


def between(low: str, high: str) -> str:
    """Return a range from two texts: `24% to 36%`."""
    return t("{low} to {high}", low=low, high=high)


def money(amount: float, currency: str = "") -> str:
    """Return an amount without decimals, with its currency: `CZK 1,234`."""
    return _in_currency(count(amount), currency)


def short_money(amount: float, currency: str = "") -> str:
    """Return an amount with three digits and its currency: 12_400_000 is `12.4 million`."""
    size = abs(amount)
    # 999,500 rounds to 1,000 thousand, so it is written as 1 million.
    step = next((step for step in AMOUNT_STEPS if size >= step * 0.9995), 1.0)
    if step == 1:
        return _in_currency(count(amount), currency)
    number = _three_figures(amount / step)
    if step == AMOUNT_STEPS[0]:
        text = t("{number} billion", number=number)
    elif step == AMOUNT_STEPS[1]:
        text = t("{number} million", number=number)
    else:
        text = count(float(f"{amount:.3g}"))
    return _in_currency(text.replace(" ", NO_BREAK), currency)


def _in_currency(text: str, currency: str) -> str:
    return (
        t("{currency}\N{NO-BREAK SPACE}{amount}", currency=currency, amount=text)
        if currency
        else text
    )


def _three_figures(number: float) -> str:
    places = min(max(0, 2 - math.floor(math.log10(abs(number)))), 2)
    text = f"{number:,.{places}f}"
    return localized(text.rstrip("0").rstrip(".") if places else text)


def day(when: date) -> str:
    """Return a date in words: `30 June 2026`."""
    language = current_language()
    if language == ENGLISH:
        return f"{when.day} {when:%B %Y}"
    text: str = format_date(when, format="long", locale=locale(language))
    # The point of the abbreviation would be doubled at the end of a sentence.
    return text.replace("\N{NARROW NO-BREAK SPACE}г.", "\N{NO-BREAK SPACE}года")


def day_of_year(when: date) -> str:
    """Return a date without its year: `30 June`."""
    language = current_language()
    if language == ENGLISH:
        return f"{when.day} {when:%B}"
    text: str = format_skeleton("MMMMd", when, locale=locale(language))
    return text


def country_name(alpha_2: str, english: str) -> str:
    """Return the name of a country (ISO 3166-1) in the user's language; `english` in English."""
    language = current_language()
    return english if language == ENGLISH else locale(language).territories.get(alpha_2, english)


def currency_name(code: str, english: str) -> str:
    """Return the name of a currency (ISO 4217) in the user's language; `english` in English."""
    language = current_language()
    return english if language == ENGLISH else locale(language).currencies.get(code, english)


def listing(names: Sequence[str]) -> str:
    """Join names as in a sentence: `A`, `A and B`, `A, B and C`."""
    if current_language() == ENGLISH:
        return " and ".join([", ".join(names[:-1]), names[-1]]) if names[1:] else "".join(names)
    text: str = format_list(list(names), locale=locale(current_language()))
    return text
