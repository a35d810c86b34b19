"""Amounts in the jurisdiction's currency, by own yearly rates, else the European Central Bank's.

An amount of nothing is nothing in any currency; without a date or a rate, another is missing.
"""

import contextlib
from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from functools import cache

from currency_converter import CurrencyConverter, RateNotFoundError

from tests.oracle.days import Row, stood_for
from tests.oracle.records import Records

HALF_A_CENT = Fraction(1, 200)
EVENTS = {
    "identified": "identified_on",
    "frozen": "frozen_on",
    "confiscated": "confiscated_on",
    "realised": "realised_on",
    "returned": "returned_on",
    # The day on which it reached the victims is not recorded.
    "to_victims": "realised_on",
    "awarded": "decided_on",
    "awarded_material": "decided_on",
    "awarded_moral": "decided_on",
    "documented_loss": "decided_on",
    "paid": "paid_on",
    "amount": "ordered_on",
    "wages_recovered": "inspected_on",
    "proceeds_estimate": "final_on",
}


@cache
def library() -> CurrencyConverter:
    return CurrencyConverter()


@cache
def per_euro(currency: str, year: int) -> Fraction | None:
    """The mean of the rates of the year's days that have one."""
    if currency == "EUR":
        return Fraction(1)
    if currency not in library().currencies:
        return None
    found = []
    day = date(year, 1, 1)
    while day.year == year:
        with contextlib.suppress(RateNotFoundError):
            found.append(Fraction(library().convert(1, "EUR", currency, day)))
        day += timedelta(days=1)
    return sum(found) / len(found) if found else None


def in_home_currency(r: Records, row: Row, column: str) -> Fraction | None:
    """The row's amount; None where it is missing or can't be converted."""
    return converted(r, row, row[column], stood_for(row, EVENTS[column]))


def converted(r: Records, row: Row, amount: object, on: date | None) -> Fraction | None:
    if amount is None:
        return None
    stated, home = Fraction(str(amount)), r.jurisdiction["currency"]
    if stated == 0 or row["currency"] == home:
        return stated
    if on is None or row["currency"] is None:
        return None
    ours, theirs = (
        r.rates.get((currency, on.year)) or per_euro(currency, on.year)
        for currency in (home, row["currency"])
    )
    return None if ours is None or theirs is None else stated * ours / theirs


def total(amounts: Iterable[Fraction | None]) -> Fraction | None:
    """The sum; None where one is missing."""
    found = list(amounts)
    known = [amount for amount in found if amount is not None]
    return sum(known, Fraction(0)) if len(known) == len(found) else None


def reaches(amount: Fraction, other: Fraction) -> bool:
    """Whether an amount comes to another or more, to half a cent."""
    return other - amount < HALF_A_CENT


def known_part(amounts: Iterable[Fraction | None]) -> Fraction:
    return sum((amount for amount in amounts if amount is not None), Fraction(0))


def highest(amounts: Iterable[Fraction | None]) -> Fraction | None:
    return max((amount for amount in amounts if amount is not None), default=None)
