"""Percentages, money, dates and lists as the reader's language writes them.

Signs such as `<` are parts of messages: mirrored, they would say the opposite.
"""

import math
from collections.abc import Sequence
from datetime import date

from babel.dates import format_date, format_skeleton
from babel.lists import format_list

from schemas.language.messages import t
from schemas.language.numbers import count, locale, localized
from schemas.language.spoken import ENGLISH, current

NO_BREAK = "\N{NO-BREAK SPACE}"
AMOUNT_STEPS = (1e9, 1e6, 1e3)
# Of a share what is neither none nor all is not rounded to it.
LEAST, MOST = "<1", ">99"


def hundredths(fraction: float) -> str:
    """A fraction in whole hundredths, halves up; `<1`, `>99` for what is neither none nor all."""
    # Computers differ in the last digit of a quotient: 0.145 is a little less in binary.
    whole = math.floor(round(100 * fraction, 6) + 0.5)
    if not whole and fraction > 0:
        return LEAST
    return MOST if whole == 100 and fraction < 1 else f"{whole}"


def percent(hundredths: str) -> str:
    """Hundredths with the sign as the language sets it: `29%`, in French `29 %`."""
    return t("{number}%", number=localized(hundredths))


def share(fraction: float) -> str:
    """A fraction in whole percent: `29%`, `<1%`."""
    return percent(hundredths(fraction))


def between(low: str, high: str) -> str:
    """Two ends of a range, each as it reads: `24% to 36%`."""
    return t("{low} to {high}", low=low, high=high)


def money(amount: float, currency: str = "") -> str:
    """A whole amount with its currency before it: `CZK 1,234`."""
    return _in_currency(count(amount), currency)


def short_money(amount: float, currency: str = "") -> str:
    """Money to three figures: 12_400_000 is `12.4 million`, with the currency before it."""
    size = abs(amount)
    # What rounds up to 1,000 of a step is 1 of the next.
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
    return f"{currency}{NO_BREAK}{text}" if currency else text


def _three_figures(number: float) -> str:
    places = min(max(0, 2 - math.floor(math.log10(abs(number)))), 2)
    text = f"{number:,.{places}f}"
    return localized(text.rstrip("0").rstrip(".") if places else text)


def day(when: date) -> str:
    """A date in words: `30 June 2026`."""
    language = current()
    if language == ENGLISH:
        return f"{when.day} {when:%B %Y}"
    text: str = format_date(when, format="long", locale=locale(language))
    return text


def day_of_year(when: date) -> str:
    """A date without its year: `30 June`."""
    language = current()
    if language == ENGLISH:
        return f"{when.day} {when:%B}"
    text: str = format_skeleton("MMMMd", when, locale=locale(language))
    return text


def listing(names: Sequence[str]) -> str:
    """Names in a sentence: `A`, `A and B`, `A, B and C`."""
    if current() == ENGLISH:
        return " and ".join([", ".join(names[:-1]), names[-1]]) if names[1:] else "".join(names)
    text: str = format_list(list(names), locale=locale(current()))
    return text
