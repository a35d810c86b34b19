"""Conversion by yearly rates: own ones, before those of the European Central Bank."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from itertools import groupby
from statistics import fmean

from currency_converter import CurrencyConverter, RateNotFoundError
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Float,
    FromClause,
    Integer,
    Select,
    String,
    Table,
    and_,
    bindparam,
    case,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    type_coerce,
    union,
    union_all,
)

from metrics.units.unit_columns import AMOUNT, METADATA, READS
from schemas import columns, dates, findings, tables
from schemas.store import bookkeeping

EURO = "EUR"
HALF_A_CENT = literal_column("0.005", AMOUNT)
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
    used, own_rates = _currencies_used(connection), dict(bookkeeping.own_rates(connection))
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


Finding = findings.Finding
RULE = "money.no_rate"
# The day by whose rate an amount is converted, where it has none that is called like it. The value
# of proceeds has several, of which any may do.
DAYS = {
    "sanctions": "ordered_on",
    "assets": "realised_on",
    "claims": "decided_on",
    "payments": "paid_on",
    "inspections": "inspected_on",
}
HOW = (
    "In sums and shares of money they count as unknown. Set rates of your own, units per euro and"
    " year: prosecution-quality settings rates FILE, with the header"
    " currency,year,per_euro,source."
)


def unpriced(connection: Connection, batch_id: int) -> tuple[Finding, ...]:
    """A warning for each column of a table in which amounts of a batch have no rate of exchange.

    The rates must have been made for the records as they are (`refresh`). 0 is 0 in any currency.
    """
    found = connection.execute(_of_all_columns(), {"batch_id": batch_id}).all()
    return tuple(
        _warning(table, column, [(row.currency, row.home, row.rows) for row in rows])
        for (table, column), rows in groupby(found, key=lambda row: (row.table, row.column))
    )


@cache
def _of_all_columns() -> Select:
    """Rows without a rate by table, column and currency: one statement, as most batches have none.

    Its columns are position, table, column, currency, home (the jurisdiction's own) and rows.
    """
    amounts = [
        column
        for table in WITH_MONEY
        for column in table.c
        if columns.field_of(column).kind is columns.Kind.MONEY
    ]
    each = union_all(*(_of_column(number, amount) for number, amount in enumerate(amounts)))
    counted = each.subquery()
    return select(counted).order_by(counted.c.position, counted.c.currency)


def _of_column(position: int, amount: Column) -> Select:
    table = amount.table
    record, home = table.c, home_currencies.c
    return (
        select(
            literal(position).label("position"),
            literal(table.name).label("table"),
            literal(amount.key).label("column"),
            record.currency,
            home.currency.label("home"),
            func.count().label("rows"),
        )
        .select_from(table.outerjoin(home_currencies, home.jurisdiction == record.jurisdiction))
        .where(record.batch_id == bindparam("batch_id"), amount != 0)
        .where(record.currency.is_not(None))
        .where(or_(home.currency.is_(None), record.currency != home.currency))
        .where(~_has_rate(table, amount))
        .group_by(record.currency, home.currency)
    )


def _warning(table: str, column: str, found: list[tuple[str, str | None, int]]) -> Finding:
    """Of rows without a rate, by their currency and that of the jurisdiction."""
    listed = ", ".join(
        f"{currency} ({rows:,} {'row' if rows == 1 else 'rows'})" for currency, _, rows in found
    )
    wording = (
        f"the jurisdiction has amounts in several currencies, here {listed}, and does not say which"
        " is its own: they are in no sum. State its currency in jurisdictions."
    )
    if home := found[0][1]:
        wording = (
            f"there is no rate of exchange to {home}, the currency of the jurisdiction, for amounts"
            f" in {listed}. {HOW}"
        )
    rows = sum(one[2] for one in found)
    warning = findings.Severity.WARNING
    return Finding(table, RULE, wording, warning, column=column, occurrences=rows)


def _has_rate(table: Table, amount: Column) -> ColumnElement:
    """Whether there is a rate of its year, or where it has no day of any year."""
    record, rate = table.c, yearly_rates.c
    name = f"{amount.key}_on"
    on = record.get(name if name in record else DAYS.get(table.name, ""))
    conditions = [rate.jurisdiction == record.jurisdiction, rate.currency == record.currency]
    if on is not None:
        conditions.append(or_(on.is_(None), rate.year == dates.year_of(dates.effective(on))))
    return exists().where(and_(*conditions)).correlate(table)
