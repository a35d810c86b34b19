"""Conversion by yearly rates: own ones, before those of the European Central Bank."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from statistics import fmean

from currency_converter import CurrencyConverter, RateNotFoundError
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Float,
    FromClause,
    Integer,
    String,
    Table,
    case,
    cast,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
    type_coerce,
    union,
)

from metrics.units.declaration import AMOUNT, METADATA, READS
from schemas import dates, tables
from schemas.store import bookkeeping

EURO = "EUR"
HALF_A_CENT = literal_column("0.005", AMOUNT)
# Of a currency and year: units of it per euro.
OwnRates = tuple[tuple[tuple[str, int], float], ...]

WITH_MONEY = tuple(table for table in tables.RECORD_TABLES if "currency" in table.c)
# Of a jurisdiction that declares none it is the one that all its amounts are in.
STATED_IN = tuple(f"{table.name}.currency" for table in WITH_MONEY)

# The currency in which a jurisdiction's amounts are shown.
home_currencies = Table(
    "home_currencies",
    METADATA,
    Column("jurisdiction", String(16), nullable=False),
    Column("currency", String(3), nullable=False, info={READS: STATED_IN}),
)
# By how much an amount of that currency and year is multiplied to come to the home currency.
yearly_rates = Table(
    "yearly_rates",
    METADATA,
    Column("jurisdiction", String(16), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("year", Integer, nullable=False),
    Column("factor", Float, nullable=False, info={READS: STATED_IN}),
)


def in_home_currency(joined: FromClause, records: Table) -> FromClause:
    """The join with the home currency of each row of `records`, which `converted` needs."""
    home = home_currencies.c.jurisdiction == records.c.jurisdiction
    return joined.outerjoin(home_currencies, home)


def converted(amount: ColumnElement, on: ColumnElement) -> ColumnElement:
    """A record's amount in the home currency, by the yearly rate of the day `on`, else NULL.

    The statement must be `in_home_currency`; an amount already in it needs neither rate nor day,
    and nothing is nothing in any currency.
    """
    record = amount.table.c
    rate = yearly_rates.c
    factor = (
        select(func.max(rate.factor))
        .where(
            rate.jurisdiction == record.jurisdiction,
            rate.currency == record.currency,
            rate.year == dates.year_of(on),
        )
        .correlate_except(yearly_rates)
        .scalar_subquery()
    )
    at_home = record.currency == home_currencies.c.currency
    # A rate is a double. Without the cast both databases make doubles of all amounts, at home too,
    # and payments in full may then miss their award by the last digit.
    exchanged = cast(amount * factor, AMOUNT)
    home_amount = case((or_(at_home, amount == 0), amount), else_=exchanged)
    # Of the record's own type it would be divided by as rounded to the digits that records have.
    return type_coerce(home_amount, AMOUNT)


def reaches(amount: ColumnElement, other: ColumnElement) -> ColumnElement:
    """Whether one amount comes to another or more, to half a cent; NULL where one is unknown.

    Parts that were exchanged one by one may miss the exchanged whole by the last digit.
    """
    return amount > other - HALF_A_CENT


def store_rates(connection: Connection) -> None:
    """Fill both tables from the currencies that the stored records use."""
    used, own_rates = _currencies_used(connection), dict(own(connection))
    declared = _declared(connection)
    home = {
        jurisdiction: declared.get(jurisdiction) or next(iter(currencies))
        for jurisdiction, currencies in used.items()
        # Without a declared currency, amounts in several cannot be brought to one.
        if jurisdiction in declared or len(currencies) == 1
    }
    foreign = [
        {"jurisdiction": place, "currency": currency, "year": year, "factor": factor}
        for place, at_home in home.items()
        for currency in sorted(used[place] - {at_home})
        for year, factor in factors(currency, at_home, own_rates).items()
    ]
    for table in (home_currencies, yearly_rates):
        connection.execute(delete(table))
    owned = [{"jurisdiction": place, "currency": at_home} for place, at_home in home.items()]
    for table, rows in ((home_currencies, owned), (yearly_rates, foreign)):
        if rows:
            connection.execute(insert(table), rows)


def own(connection: Connection) -> OwnRates:
    """The database's own rates, which hold before the library's: the currency and year of each."""
    rate = bookkeeping.rates.c
    listed = select(rate.currency, rate.year, rate.per_euro).order_by(rate.currency, rate.year)
    return tuple(((row.currency, row.year), row.per_euro) for row in connection.execute(listed))


def factors(
    currency: str, home: str, own_rates: Mapping[tuple[str, int], float]
) -> dict[int, float]:
    """Per year with rates of both: the factor from `currency` to `home`."""
    theirs, ours = (_rates(one, own_rates) for one in (currency, home))
    return {year: ours[year] / theirs[year] for year in sorted(theirs.keys() & ours.keys())}


def _rates(currency: str, own_rates: Mapping[tuple[str, int], float]) -> dict[int, float]:
    """Per year: units of the currency per euro, own ones before the library's."""
    if currency == EURO:
        # Also in years of which the library has no rates.
        return _per_euro(EURO) | {year: 1.0 for _, year in own_rates}
    set_here = {year: rate for (one, year), rate in own_rates.items() if one == currency}
    return _per_euro(currency) | set_here


def _declared(connection: Connection) -> dict[str, str]:
    place = tables.jurisdictions.c
    stated = select(place.jurisdiction, place.currency).where(place.currency.is_not(None))
    return {row.jurisdiction: row.currency for row in connection.execute(stated)}


def _currencies_used(connection: Connection) -> dict[str, set[str]]:
    pairs = union(
        *(
            select(table.c.jurisdiction, table.c.currency).where(table.c.currency.is_not(None))
            for table in WITH_MONEY
        )
    )
    used: dict[str, set[str]] = {}
    for jurisdiction, currency in connection.execute(pairs):
        used.setdefault(jurisdiction, set()).add(currency)
    return used


@cache
def _per_euro(currency: str) -> dict[int, float]:
    """Per year: the mean of the days' rates, in units of the currency per euro."""
    library = _library()
    if currency != EURO and currency not in library.currencies:
        return {}
    first, last = library.bounds[EURO if currency == EURO else currency]
    by_year: dict[int, list[float]] = {}
    for ordinal in range((last - first).days + 1):
        on = first + timedelta(days=ordinal)
        if (rate := _rate(library, currency, on)) is not None:
            by_year.setdefault(on.year, []).append(rate)
    return {year: fmean(rates) for year, rates in by_year.items()}


def _rate(library: CurrencyConverter, currency: str, on: date) -> float | None:
    """None on the days without a rate: weekends, holidays, years without the currency."""
    try:
        return float(library.convert(1, EURO, currency, on))
    except RateNotFoundError:
        return None


@cache
def _library() -> CurrencyConverter:
    return CurrencyConverter()
