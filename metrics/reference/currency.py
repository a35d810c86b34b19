"""Convert money by yearly exchange rates: the user's own rates first, then those of the ECB."""

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
from schemas.language import message
from schemas.store import bookkeeping

EURO = "EUR"
HALF_A_CENT = literal_column("0.005", AMOUNT)
WITH_MONEY = tuple(table for table in tables.RECORD_TABLES if "currency" in table.c)
# Without a declared currency it is the only one that all amounts use.
STATED_IN = tuple(f"{table.name}.currency" for table in WITH_MONEY)
# The currency in which a jurisdiction's amounts are shown.
home_currencies = Table(
    "home_currencies",
    METADATA,
    Column("jurisdiction", String(16), nullable=False),
    Column("currency", String(3), nullable=False, info={READS: STATED_IN}),
)
# The factors from a currency and year to the home currency.
yearly_rates = Table(
    "yearly_rates",
    METADATA,
    Column("jurisdiction", String(16), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("year", Integer, nullable=False),
    Column("factor", Float, nullable=False, info={READS: STATED_IN}),
)


def join_home_currency(joined: FromClause, records: Table) -> FromClause:
    """Return `joined` with the home currency of each row, which `to_home_currency` needs."""
    home = home_currencies.c.jurisdiction == records.c.jurisdiction
    return joined.outerjoin(home_currencies, home)


def to_home_currency(amount: ColumnElement, on: ColumnElement) -> ColumnElement:
    """Return a record's amount in the home currency, by the yearly rate of the day `on`, or NULL.

    The statement must select from `join_home_currency`. An amount in the home currency, or of 0,
    needs neither rate nor day. Another one is NULL without them.
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
    # A rate is a double. Without the cast both databases turn all amounts into doubles, and a full
    # payment may miss its award in the last digit.
    exchanged = cast(amount * factor, AMOUNT)
    home_amount = case((or_(at_home, amount == 0), amount), else_=exchanged)
    # With the record's own type, quotients would be rounded to its decimals.
    return type_coerce(home_amount, AMOUNT)


def is_at_least(amount: ColumnElement, other: ColumnElement) -> ColumnElement:
    """Return SQL: whether one amount is at least another, to half a cent; NULL if one is unknown.

    If parts are converted one by one, their sum may differ from the converted sum in the last
    digit.
    """
    return amount > other - HALF_A_CENT


def store_rates(connection: Connection) -> None:
    """Fill the tables of home currencies and rates, for the currencies that the records use."""
    used, own_rates = _currencies_used(connection), dict(bookkeeping.own_rates(connection))
    declared = _declared_currencies(connection)
    home = {
        jurisdiction: declared.get(jurisdiction) or next(iter(currencies))
        for jurisdiction, currencies in used.items()
        # Without a declared currency, amounts in several currencies cannot be converted to one.
        if jurisdiction in declared or len(currencies) == 1
    }
    foreign = [
        {"jurisdiction": jurisdiction, "currency": currency, "year": year, "factor": factor}
        for jurisdiction, at_home in home.items()
        for currency in sorted(used[jurisdiction] - {at_home})
        for year, factor in yearly_factors(currency, at_home, own_rates).items()
    ]
    for table in (home_currencies, yearly_rates):
        connection.execute(delete(table))
    owned = [
        {"jurisdiction": jurisdiction, "currency": at_home}
        for jurisdiction, at_home in home.items()
    ]
    for table, rows in ((home_currencies, owned), (yearly_rates, foreign)):
        if rows:
            connection.execute(insert(table), rows)


def yearly_factors(
    currency: str, home: str, own_rates: Mapping[tuple[str, int], float]
) -> dict[int, float]:
    """Return by year the factor from `currency` to `home`, for years with both rates."""
    theirs, ours = (_rates(one, own_rates) for one in (currency, home))
    return {year: ours[year] / theirs[year] for year in sorted(theirs.keys() & ours.keys())}


def _rates(currency: str, own_rates: Mapping[tuple[str, int], float]) -> dict[int, float]:
    """Return by year how many units of the currency one euro is; own rates come first."""
    if currency == EURO:
        # Also in years without rates in the library.
        return _per_euro(EURO) | {year: 1.0 for _, year in own_rates}
    set_here = {year: rate for (one, year), rate in own_rates.items() if one == currency}
    return _per_euro(currency) | set_here


def _declared_currencies(connection: Connection) -> dict[str, str]:
    jurisdiction = tables.jurisdictions.c
    stated = select(jurisdiction.jurisdiction, jurisdiction.currency).where(
        jurisdiction.currency.is_not(None)
    )
    return {row.jurisdiction: row.currency for row in connection.execute(stated)}


def _currencies_used(connection: Connection) -> dict[str, set[str]]:
    """Return by jurisdiction the currencies that its records use."""
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
    """Return by year the mean of the daily rates, in units of the currency per euro."""
    library = _load_converter()
    if currency != EURO and currency not in library.currencies:
        return {}
    first, last = library.bounds[EURO if currency == EURO else currency]
    by_year: dict[int, list[float]] = {}
    for ordinal in range((last - first).days + 1):
        on = first + timedelta(days=ordinal)
        if (rate := _rate_of_day(library, currency, on)) is not None:
            by_year.setdefault(on.year, []).append(rate)
    return {year: fmean(rates) for year, rates in by_year.items()}


def _rate_of_day(library: CurrencyConverter, currency: str, on: date) -> float | None:
    """Return the rate of a day; None on weekends, holidays and years without the currency."""
    try:
        return float(library.convert(1, EURO, currency, on))
    except RateNotFoundError:
        return None


@cache
def _load_converter() -> CurrencyConverter:
    return CurrencyConverter()


Finding = findings.Finding
RULE = "money.no_rate"
# The day whose rate converts an amount, if it has no date column of its own name. Estimated
# proceeds have several days, any of which will do.
DAYS = {
    "sanctions": "ordered_on",
    "assets": "realised_on",
    "claims": "decided_on",
    "payments": "paid_on",
    "inspections": "inspected_on",
}


def warn_of_missing_rates(connection: Connection, batch_id: int) -> tuple[Finding, ...]:
    """Return a warning for each column of a batch in which amounts have no exchange rate.

    Call `store_rates` before. An amount of 0 needs no rate.
    """
    found = connection.execute(_missing_rates_query(), {"batch_id": batch_id}).all()
    return tuple(
        _missing_rate_warning(table, column, [(row.currency, row.home, row.rows) for row in rows])
        for (table, column), rows in groupby(found, key=lambda row: (row.table, row.column))
    )


@cache
def _missing_rates_query() -> Select:
    """Return one query that counts amounts without an exchange rate, by table, column and currency.

    Columns position, table, column, currency, home (the jurisdiction's currency) and rows. One
    statement for all columns is enough, because most batches have no such rows.
    """
    amounts = [
        column
        for table in WITH_MONEY
        for column in table.c
        if columns.field_of(column).kind is columns.Kind.MONEY
    ]
    each = union_all(
        *(_missing_rates_of_column(number, amount) for number, amount in enumerate(amounts))
    )
    counted = each.subquery()
    return select(counted).order_by(counted.c.position, counted.c.currency)


def _missing_rates_of_column(position: int, amount: Column) -> Select:
    """Return the query for amounts of one column in a batch that have no exchange rate."""
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


def _missing_rate_warning(
    table: str, column: str, found: list[tuple[str, str | None, int]]
) -> Finding:
    """Return a warning on rows without a rate, by their currency and the jurisdiction's."""
    listed = ", ".join(
        f"{currency} ({rows:,} {'row' if rows == 1 else 'rows'})" for currency, _, rows in found
    )
    wording = message(
        "The jurisdiction has amounts in several currencies, here {amounts}, and does not state its"
        " own. These amounts are in no total. State its currency in jurisdictions.",
        amounts=listed,
    )
    if home := found[0][1]:
        wording = message(
            "There is no exchange rate to {home}, the currency of the jurisdiction, for amounts in"
            " {amounts}. They count as missing in totals and shares. Set your own rates, in units"
            " for one euro: prosecution-quality settings rates FILE, with the header"
            " currency,year,per_euro,source.",
            home=home,
            amounts=listed,
        )
    rows = sum(one[2] for one in found)
    warning = findings.Severity.WARNING
    return Finding(table, RULE, wording, warning, column=column, occurrences=rows)


def _has_rate(table: Table, amount: Column) -> ColumnElement:
    """Return SQL: whether there is a rate for the amount's year (any year if it is undated)."""
    record, rate = table.c, yearly_rates.c
    name = f"{amount.key}_on"
    on = record.get(name if name in record else DAYS.get(table.name, ""))
    conditions = [rate.jurisdiction == record.jurisdiction, rate.currency == record.currency]
    if on is not None:
        conditions.append(or_(on.is_(None), rate.year == dates.year_of(dates.effective_day(on))))
    return exists().where(and_(*conditions)).correlate(table)
