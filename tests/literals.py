"""Rows for tests: whole stored rows from the few columns that matter, and their batch."""

from datetime import UTC, datetime
from typing import Any

import polars as pl
from sqlalchemy import Table

from schemas import columns, tables

Row = dict[str, Any]
STORED = {
    columns.Kind.DATE: pl.Date,
    columns.Kind.INTEGER: pl.Int32,
    columns.Kind.MONEY: pl.Decimal(18, 2),
}


def complete(table: Table, row: Row, *, jurisdiction: str, number: int) -> Row:
    """The row with all stored columns: codes not given are unknown, all else blank."""
    found: Row = {}
    for column in table.c:
        field = columns.field_of(column)
        blank = field.blank if field.kind is columns.Kind.CODE else None
        given = row.get(column.name, blank)
        # A code that is blank is never missing from what is stored.
        found[column.name] = blank if given is None else given
    for column in tables.date_columns(table):
        if found[column.name] is not None:
            found[f"{column.name}_precision"] = row.get(f"{column.name}_precision") or "day"
    return found | {"jurisdiction": jurisdiction, "batch_id": 1, "row_number": number + 2}


def frame(table: Table, rows: list[Row]) -> pl.DataFrame:
    """Stored rows as a typed frame with the table's columns."""
    types = {
        c.name: pl.Int32
        if c.name in ("batch_id", "row_number")
        else STORED.get(columns.field_of(c).kind, pl.String)
        for c in table.c
    }
    return pl.DataFrame(rows, schema=types, orient="row")


def batch(batch_id: int, jurisdiction: str) -> Row:
    """A stored batch."""
    numbers = dict.fromkeys(("rows_read", "rows_stored", "rows_refused"), 0)
    return numbers | {
        "batch_id": batch_id,
        "source": jurisdiction,
        "content_hash": f"{batch_id:064}",
        "jurisdiction": jurisdiction,
        "made_up": True,
        "stored_at": datetime(2026, 7, 1, tzinfo=UTC).replace(tzinfo=None),
    }


def batch_file(batch_id: int, table: str) -> Row:
    """The file of a stored batch that brought a table."""
    return {
        "batch_id": batch_id,
        "file": f"{table}.csv",
        "sha256": "0" * 64,
        "table_name": table,
        "rows_read": 0,
        "rows_stored": 0,
    }
