"""A stored table -> the types of a frame of its rows, and the pandera schema it must meet."""

from functools import cache

import pandera.polars as pa
import polars as pl
from pandera.errors import SchemaErrors
from sqlalchemy import Column, Table

from schemas.columns import Field, Kind, field_of
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
    """What a frame of the table's rows must be: its types, blanks, closed lists and ranges."""
    checked = {
        c.name: pa.Column(type_of(c), _checks(field_of(c)), nullable=bool(c.nullable))
        for c in table.c
        if c.name != "batch_id"
    }
    return pa.DataFrameSchema(checked, strict=True, ordered=True, name=table.name)


def _checks(field: Field) -> list[pa.Check]:
    if field.codes is not None:
        return [pa.Check.isin([code.value for code in field.codes])]
    if field.kind is Kind.MONEY:
        return [pa.Check.in_range(0, MOST_MONEY)]
    if field.kind is Kind.ID:
        return [pa.Check.str_matches(ID_PATTERN)]
    return []


def failures(frame: pl.DataFrame, table: Table) -> list[Finding]:
    """A finding per column and check that the frame fails, without a row or a value of it.

    The gate has refused each faulty row with a finding of its own before: here is proved that what
    is left can be stored. pandera's own failure cases carry whole rows and go no further. Raises
    AssertionError where columns or types are others.
    """
    if frame.schema != columns_of(table):
        # pandera 0.35 on polars 2.1 recurses without end where it lists wrong types.
        raise AssertionError(f"a frame of {table.name} has the columns {frame.schema}")
    try:
        # A LazyFrame would pass with codes that are on no list: only its types are looked at.
        schema_of(table).validate(frame, lazy=True)
    except SchemaErrors as error:
        cases = error.failure_cases.select("column", "check").unique(maintain_order=True)
        return [
            Finding(
                f"{table.name}.csv",
                "schema.check",
                f"what was read does not meet [{check}] of the table. Report this as a bug.",
                column=column,
            )
            for column, check in cases.iter_rows()
        ]
    return []
