"""Amounts of a batch without a rate of exchange to the currency of their jurisdiction."""

from collections.abc import Iterator

from sqlalchemy import Column, ColumnElement, Connection, Table, and_, exists, func, or_, select

from metrics.beside.currency import WITH_MONEY, home_currencies, yearly_rates
from schemas import columns, dates, findings

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
    return tuple(
        finding
        for table in WITH_MONEY
        for column in table.c
        if columns.field_of(column).kind is columns.Kind.MONEY
        for finding in _of_column(connection, batch_id, table, column)
    )


def _of_column(
    connection: Connection, batch_id: int, table: Table, amount: Column
) -> Iterator[Finding]:
    record, home = table.c, home_currencies.c
    query = (
        select(record.currency, home.currency.label("home"), func.count())
        .select_from(table.outerjoin(home_currencies, home.jurisdiction == record.jurisdiction))
        .where(record.batch_id == batch_id, amount != 0, record.currency.is_not(None))
        .where(or_(home.currency.is_(None), record.currency != home.currency))
        .where(~_has_rate(table, amount))
        .group_by(record.currency, home.currency)
        .order_by(record.currency)
    )
    found = connection.execute(query).all()
    if not found:
        return
    listed = ", ".join(
        f"{currency} ({rows:,} {'row' if rows == 1 else 'rows'})" for currency, _, rows in found
    )
    wording = (
        f"the jurisdiction has amounts in several currencies, here {listed}, and does not say which"
        " is its own: they are in no sum. State its currency in jurisdictions."
    )
    if home := found[0].home:
        wording = (
            f"there is no rate of exchange to {home}, the currency of the jurisdiction, for amounts"
            f" in {listed}. {HOW}"
        )
    rows = sum(one[2] for one in found)
    warning = findings.Severity.WARNING
    yield Finding(table.name, RULE, wording, warning, column=amount.key, occurrences=rows)


def _has_rate(table: Table, amount: Column) -> ColumnElement:
    """Whether there is a rate of its year, or where it has no day of any year."""
    record, rate = table.c, yearly_rates.c
    name = f"{amount.key}_on"
    on = record.get(name if name in record else DAYS.get(table.name, ""))
    conditions = [rate.jurisdiction == record.jurisdiction, rate.currency == record.currency]
    if on is not None:
        conditions.append(or_(on.is_(None), rate.year == dates.year_of(dates.effective(on))))
    return exists().where(and_(*conditions)).correlate(table)
