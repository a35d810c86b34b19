"""Rules about a whole column: values that look filled in, ids that look counted."""

from collections.abc import Iterator

import polars as pl
from sqlalchemy import Table

from schemas.columns import Kind, field_of
from schemas.rules.rule import Pattern
from schemas.tables import RECORD_TABLES, dates_of, key_of, parents_of
from schemas.vocabulary import Precision

MOST_SHARE_OF_ONE_VALUE = 0.2
# Fewer values repeat, or follow each other, by chance.
FEWEST_VALUES, FEWEST_IDS = 20, 10
# Ids drawn at random leave larger gaps: their numbers span far more than there are rows.
COUNTED_SPAN = 1.1
# Statements begin and hold on the same day for all columns.
STATEMENTS = {"coverage"}
# Offices are not persons: their ids may be counted.
OPEN_IDS = {"offices", "coverage"}


def counted() -> Iterator[Pattern]:
    """All rules that have to see each row of a column."""
    for table in RECORD_TABLES:
        if table.name not in OPEN_IDS:
            yield from (_counted(table.name, name) for name in _own_ids(table))


def defaults() -> Iterator[Pattern]:
    """All rules about shares of a column, which rows spread over it tell as well."""
    for table in RECORD_TABLES:
        if table.name not in STATEMENTS:
            yield from (_default_day(table.name, column.name) for column in dates_of(table))
        amounts = [c.name for c in table.c if field_of(c).kind is Kind.MONEY]
        yield from (_default_amount(table.name, name) for name in amounts)


def _default_day(table: str, column: str) -> Pattern:
    days = pl.col(column).filter(pl.col(f"{column}_precision") == Precision.DAY)
    return Pattern(
        f"date.default.{table}.{column}",
        table,
        (column,),
        f"No single day stands in more than {MOST_SHARE_OF_ONE_VALUE:.0%} of {column}",
        f"one day stands in more than {MOST_SHARE_OF_ONE_VALUE:.0%} of the dates; it looks like a"
        " default. Leave dates blank that are not known.",
        _is_default(days),
    )


def _default_amount(table: str, column: str) -> Pattern:
    # Zero is a value that many rows may share: nothing was frozen, nothing was paid.
    amounts = pl.col(column).filter(pl.col(column) > 0)
    return Pattern(
        f"money.default.{table}.{column}",
        table,
        (column,),
        f"No single amount stands in more than {MOST_SHARE_OF_ONE_VALUE:.0%} of {column}",
        f"one amount stands in more than {MOST_SHARE_OF_ONE_VALUE:.0%} of the cells that have one;"
        " it looks like a default. Leave amounts blank that are not known.",
        _is_default(amounts),
    )


def _is_default(values: pl.Expr) -> pl.Expr:
    share = values.unique_counts().max() / values.count()
    return (values.count() >= FEWEST_VALUES) & (share > MOST_SHARE_OF_ONE_VALUE)


def _own_ids(table: Table) -> list[str]:
    """The ids of the key that are not a parent's: of those it is said where the parent stands."""
    of_parents = {name for parent in parents_of(table) for name in parent.columns}
    ids = [name for name in key_of(table) if field_of(table.c[name]).kind is Kind.ID]
    return [name for name in ids if name not in of_parents]


def _counted(table: str, column: str) -> Pattern:
    number = pl.col(column).str.extract(r"([0-9]{1,15})$").cast(pl.Int64)
    different = number.n_unique()
    return Pattern(
        f"id.sequential.{table}.{column}",
        table,
        (column,),
        f"{column} does not count up",
        "the ids follow each other, so one tells which came next. Draw them at random.",
        (number.count() >= FEWEST_IDS)
        & (different >= FEWEST_IDS)
        & (number.max() - number.min() < COUNTED_SPAN * different),
    )
