"""A stored table -> the types of a frame of its rows, and the pandera schema it must meet."""

from functools import cache

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors
from sqlalchemy import Column, Table

from schemas.columns import Kind, field_of
from schemas.findings import Finding

MOST_MONEY = 10**12
ID_PATTERN = r"^[A-Za-z0-9._-]+$"
TYPES: dict[Kind, pl.DataType] = {
    Kind.DATE: pl.Date(),
    Kind.INTEGER: pl.Int32(),
    Kind.MONEY: pl.Decimal(18, 2),
}
NUMBERS = {"batch_id", "row_number"}


def type_of(column: Column) -> pl.DataType:
    """The type of the column in a frame: Date, Int32, Decimal(18, 2) or String."""
    if column.name in NUMBERS:
        return pl.Int32()
    return TYPES.get(field_of(column).kind, pl.String())


def columns_of(table: Table) -> dict[str, pl.DataType]:
    """The columns of a frame of its rows, in order: those stored, without the batch's id."""
    return {c.name: type_of(c) for c in table.c if c.name != "batch_id"}


@cache
def schema_of(table: Table) -> pa.DataFrameSchema:
    """What a frame of the table's rows must be: the columns that may not be blank, of their types.

    That there are no others is looked at before, and their values are `misfits`' matter: pandera
    takes half a millisecond for a column and three queries for a check of it, which was half the
    time of a submission of many small tables, and one truth over all columns makes it recurse
    without end where it is broken (0.35, on polars 2.1).
    """
    of_table = columns_of(table).items()
    filled = {name: pa.Column(kind) for name, kind in of_table if not table.c[name].nullable}
    return pa.DataFrameSchema(filled, name=table.name)


def misfits(frame: pl.LazyFrame, table: Table) -> list[str]:
    """The columns with a value that is not on their list, or not in their range."""
    conditions = _conditions(table)
    if not conditions:
        return []
    truths = frame.select(conditions).collect(engine="in-memory").row(0, named=True)
    return [name for name, held in truths.items() if not held]


@cache
def _conditions(table: Table) -> list[pl.Expr]:
    holds = {name: _holds(table.c[name]) for name in columns_of(table)}
    return [held.all().alias(name) for name, held in holds.items() if held is not None]


def _holds(column: Column) -> pl.Expr | None:
    """Whether a value may stand in the column; NULL for a blank."""
    field, value = field_of(column), pl.col(column.name)
    if field.codes is not None:
        return value.is_in([*(code.value for code in field.codes), field.blank])
    if field.kind is Kind.MONEY:
        return value.is_between(0, MOST_MONEY)
    return value.str.contains(ID_PATTERN) if field.kind is Kind.ID else None


def failures(frame: pl.DataFrame, table: Table) -> list[Finding]:
    """A finding per column that is blank or has values where it may not, without a value of it.

    The gate has refused each faulty row with a finding of its own before: here is proved that what
    is left can be stored. pandera's own failure cases carry whole rows and go no further. Raises
    AssertionError where columns or types are others.
    """
    if frame.schema != columns_of(table):
        # Listing wrong types is another thing that pandera does not come back from.
        raise AssertionError(f"a frame of {table.name} has the columns {frame.schema}")
    unfit = misfits(frame.lazy(), table)
    try:
        # A LazyFrame would pass: only its types are looked at.
        schema_of(table).validate(frame, lazy=True)
    except SchemaErrors as error:
        unfit += error.failure_cases["column"].unique(maintain_order=True).to_list()
    return [
        Finding(
            f"{table.name}.csv",
            "schema.check",
            "what was read cannot be stored in this column. Report this as a bug.",
            column=name,
        )
        for name in unfit
    ]
