"""A hundredth of the world through two checkers that people know, beside the whole way in.

Shown, not limited: pandera on pandas with `to_sql`, and `frictionless validate`, prove types,
blanks and closed lists only; ours reads, types, checks every rule and stores with provenance.
"""

import sqlite3
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
from frictionless import Resource, Schema

from bench.importing import store
from bench.ratio import seconds
from schemas import columns, tables

FRICTIONLESS_TYPES = {
    columns.Kind.INTEGER: {"type": "integer"},
    columns.Kind.MONEY: {"type": "number"},
    columns.Kind.DATE: {"type": "date", "format": "any"},
}
Sent = dict[Path, tables.Table]


def report(folder: Path, scratch: Path) -> list[str]:
    """A line for each way, with its seconds; `folder` holds the submissions of the sample."""
    sent = {
        path: table for table in tables.RECORD_TABLES for path in folder.glob(f"*/{table.name}.csv")
    }
    url = f"duckdb:///{scratch / 'sample.duckdb'}"
    ways = {
        "ours, read, typed, all rules, stored": lambda: store(folder, url),
        "pandera on pandas, codes and blanks, to_sql": lambda: _pandera(sent, scratch),
        "frictionless validate, types and codes": lambda: _frictionless(sent),
    }
    return [f"  {what}: {seconds(work):.2f} s" for what, work in ways.items()]


def _pandera(sent: Sent, scratch: Path) -> None:
    with sqlite3.connect(scratch / "sample.sqlite") as connection:
        for path, table in sent.items():
            frame = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
            for column in _columns(table, frame.columns):
                if columns.field_of(column).kind is columns.Kind.DATE:
                    frame[column.name] = pd.to_datetime(frame[column.name], format="ISO8601")
            proven = _pandera_schema(table, list(frame.columns)).validate(frame, lazy=True)
            proven.to_sql(table.name, connection, if_exists="append", index=False)
    connection.close()


def _pandera_schema(table: tables.Table, names: list[str]) -> pa.DataFrameSchema:
    checked = {}
    for column in _columns(table, names):
        field = columns.field_of(column)
        listed = [] if field.codes is None else [pa.Check.isin([c.value for c in field.codes])]
        checked[column.name] = pa.Column(checks=listed, nullable=not field.blank_refused)
    return pa.DataFrameSchema(checked, strict=True)


def _frictionless(sent: Sent) -> None:
    for path, table in sent.items():
        with path.open() as opened:
            names = opened.readline().strip().split(",")
        fields = [_frictionless_field(column) for column in _columns(table, names)]
        resource = Resource(
            path=path.name,
            basepath=str(path.parent),
            schema=Schema.from_descriptor({"fields": fields}),
        )
        outcome = resource.validate()
        if not outcome.valid:
            raise AssertionError(f"{path.name}: {outcome.flatten(['type', 'fieldName'])[:3]}")


def _frictionless_field(column: columns.Column) -> dict[str, object]:
    field = columns.field_of(column)
    typed: dict[str, object] = dict(FRICTIONLESS_TYPES.get(field.kind, {"type": "string"}))
    if field.codes is not None:
        typed["constraints"] = {"enum": [code.value for code in field.codes]}
    return {"name": column.name} | typed


def _columns(table: tables.Table, names: list[str]) -> list[columns.Column]:
    return [table.c[name] for name in names]
