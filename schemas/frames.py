"""Check frames of records before they are stored: columns, types, blanks and values."""

from functools import cache

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors
from sqlalchemy import Column, Table

from schemas.columns import Kind, field_of
from schemas.findings import Finding
from schemas.language import message

MOST_MONEY = 10**12
ID_PATTERN = r"^[A-Za-z0-9._-]+$"
TYPES: dict[Kind, pl.DataType] = {
    Kind.DATE: pl.Date(),
    Kind.INTEGER: pl.Int32(),
    Kind.MONEY: pl.Decimal(18, 2),
}
NUMBERS = {"batch_id", "row_number"}


def polars_type(column: Column) -> pl.DataType:
    """Return the polars type of a column: Date, Int32, Decimal(18, 2) or String."""
    if column.name in NUMBERS:
        return pl.Int32()
    return TYPES.get(field_of(column).kind, pl.String())


def frame_columns(table: Table) -> dict[str, pl.DataType]:
    """Return the columns of a frame of records with their types, in order, without `batch_id`."""
    return {c.name: polars_type(c) for c in table.c if c.name != "batch_id"}


@cache
def frame_schema(table: Table) -> pa.DataFrameSchema:
    """Return the pandera schema of a frame of records: types of the columns that may not be blank.

    Other columns and values are checked without pandera. It needs half a millisecond for a column
    and three queries for a check: half the time of importing many small tables. A check of all
    columns at once made it recurse without end (pandera 0.35, polars 2.1).
    """
    of_table = frame_columns(table).items()
    filled = {name: pa.Column(kind) for name, kind in of_table if not table.c[name].nullable}
    return pa.DataFrameSchema(filled, name=table.name)


def columns_with_misfits(frame: pl.LazyFrame, table: Table) -> list[str]:
    """Return the names of columns with a value outside their closed list or range."""
    conditions = _column_conditions(table)
    if not conditions:
        return []
    truths = frame.select(conditions).collect(engine="in-memory").row(0, named=True)
    return [name for name, held in truths.items() if not held]


@cache
def _column_conditions(table: Table) -> list[pl.Expr]:
    """Return, for each column with a closed list or range, whether all its values are allowed."""
    holds = {name: _value_condition(table.c[name]) for name in frame_columns(table)}
    return [held.all().alias(name) for name, held in holds.items() if held is not None]


def _value_condition(column: Column) -> pl.Expr | None:
    """Return the condition on a value of the column, or None if any value is allowed."""
    field, value = field_of(column), pl.col(column.name)
    if field.codes is not None:
        return value.is_in([*(code.value for code in field.codes), field.blank])
    if field.kind is Kind.MONEY:
        return value.is_between(0, MOST_MONEY)
    return value.str.contains(ID_PATTERN) if field.kind is Kind.ID else None


def frame_findings(frame: pl.DataFrame, table: Table) -> list[Finding]:
    """Return one finding per column with blanks or values that cannot be stored, without values.

    `seed/gate` has already refused each faulty row with a finding of its own. This is the last
    check before storing. The error report of pandera contains whole records, so it is not returned.
    Raises AssertionError if columns or types are wrong.
    """
    if frame.schema != frame_columns(table):
        # pandera also hangs when it has to list wrong types.
        raise AssertionError(f"a frame of {table.name} has the columns {frame.schema}")
    unfit = columns_with_misfits(frame.lazy(), table)
    try:
        # pandera checks only the types of a LazyFrame, so it must get a DataFrame.
        frame_schema(table).validate(frame, lazy=True)
    except SchemaErrors as error:
        unfit += error.failure_cases["column"].unique(maintain_order=True).to_list()
    return [
        Finding(
            f"{table.name}.csv",
            "schema.check",
            message("What was read cannot be stored in this column. Report this as a bug."),
            column=name,
        )
        for name in unfit
    ]
