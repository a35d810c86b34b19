"""Amounts of a batch without a rate of exchange to the currency of their jurisdiction."""

from functools import cache
from itertools import groupby

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    Table,
    and_,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)

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
