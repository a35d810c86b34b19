"""Intake, units and cells; beside them the same files read by others, and the same rows copied."""

import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import psycopg
from psycopg import sql
from sqlalchemy import Connection

import metrics
from bench import memory
from bench.importing import read_by_duckdb, store, typed_columns
from bench.scale.places import DUCKDB, Place
from bench.scale.took import Took, timed

INTAKE, UNITS = "intake", "units and cells"
# What DuckDB finds in the files, in PostgreSQL's words.
TYPES = {"BIGINT": "bigint", "BOOLEAN": "boolean", "DATE": "date", "DOUBLE": "double precision"}
PIECE = 1 << 20


def ours(place: Place) -> list[Took]:
    """One import, as people run it, in its two parts; to write the file down is of the intake."""
    marks: list[tuple[float, int]] = []

    def mark() -> None:
        marks.append((time.perf_counter(), memory.most_megabytes()))
        memory.begin_anew()

    def counting(connection: Connection) -> None:
        mark()
        metrics.refresh(connection)
        mark()

    mark()
    store(place.submissions, place.url, counting)
    mark()
    (begun, _), (stored, before), (counted, units), (ended, after) = marks
    return [
        Took(INTAKE, stored - begun + ended - counted, max(before, after)),
        Took(UNITS, counted - stored, units),
    ]


def by_database(place: Place) -> list[Took]:
    """The database's own reading into tables without keys, with types found beforehand."""
    plan = typed_columns(place.submissions)
    memory.begin_anew()
    if place.database == DUCKDB:
        peer = place.scratch / "peer.duckdb"
        took = timed(INTAKE, lambda: read_by_duckdb(peer, plan))
        peer.unlink()
        return [took]
    with psycopg.connect(place.plain_url) as connection:
        took = timed(INTAKE, lambda: _copy(connection, plan), once=True)
        connection.rollback()
    return [took]


def _copy(
    connection: psycopg.Connection, plan: dict[str, tuple[list[str], dict[str, str]]]
) -> None:
    connection.execute("CREATE SCHEMA plain")
    for name, (files, kinds) in plan.items():
        table = sql.Identifier("plain", name)
        typed = (
            sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL(TYPES.get(kind, "text")))
            for column, kind in kinds.items()
        )
        connection.execute(sql.SQL("CREATE TABLE {} ({})").format(table, sql.SQL(", ").join(typed)))
        into = sql.SQL("COPY {} FROM STDIN (FORMAT csv, HEADER)").format(table)
        for file in files:
            with (
                Path(file).open("rb") as opened,
                connection.cursor() as cursor,
                cursor.copy(into) as copy,
            ):
                while piece := opened.read(PIECE):
                    copy.write(piece)


def by_polars(place: Place) -> list[Took]:
    """Read with types found, file by file, each let go: nothing is checked or kept."""
    return [_read(place, lambda file: pl.read_csv(file, infer_schema_length=None))]


def by_pandas(place: Place) -> list[Took]:
    """The same."""
    return [_read(place, lambda file: pd.read_csv(file, low_memory=False))]


def _read(place: Place, read: Callable[[Path], object]) -> Took:
    files = sorted(place.submissions.glob("*/*.csv"))

    def read_all() -> None:
        for file in files:
            read(file)

    return timed(INTAKE, read_all)


def copied(place: Place) -> list[Took]:
    """What is ready, written once more: no making of units can take less."""
    names = [table.name for table in metrics.derived_tables.sorted_tables]
    if place.database == DUCKDB:
        return [timed(UNITS, lambda: _copied_by_duckdb(place, names))]
    with psycopg.connect(place.plain_url) as connection:
        took = timed(UNITS, lambda: _copied_by_postgresql(connection, names), once=True)
        connection.rollback()
    return [took]


def _copied_by_duckdb(place: Place, names: list[str]) -> None:
    peer = place.scratch / "peer.duckdb"
    with duckdb.connect(str(peer)) as connection:
        connection.execute(f"ATTACH '{place.file}' AS ours (READ_ONLY)")
        for name in names:
            connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM ours."{name}"')
    peer.unlink()


def _copied_by_postgresql(connection: psycopg.Connection, names: list[str]) -> None:
    connection.execute("CREATE SCHEMA plain")
    for name in names:
        copy = sql.SQL("CREATE TABLE {} AS SELECT * FROM {}")
        connection.execute(copy.format(sql.Identifier("plain", name), sql.Identifier(name)))
