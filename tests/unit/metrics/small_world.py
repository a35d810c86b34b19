"""A few records of one jurisdiction in a database, with their batch and units."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from string import ascii_uppercase
from typing import Any

import polars as pl
from sqlalchemy import Connection, Table, insert, select

import metrics
from metrics import results
from metrics.counting import refreshing
from schemas import tables
from schemas.store import bookkeeping, database
from tests import literals
from tests.literals import Row

PLACE = "QMA"
AS_OF = date(2026, 6, 30)
World = dict[str, list[Row]]


def day(text: str) -> date:
    return date.fromisoformat(text)


def store(url: str, world: World, *, place: str = PLACE, sent: tuple[str, ...] = ()) -> None:
    """Add a batch with these rows, and make the units; `sent` names tables sent without a row."""
    _store(url, {place: world}, sent, refreshing.make_units)


def store_each(url: str, worlds: Iterable[World], *, sent: tuple[str, ...] = ()) -> list[str]:
    """The same of many worlds, each that of a jurisdiction of its own, whose codes are returned."""
    placed = {f"QM{letter}": world for letter, world in zip(ascii_uppercase, worlds, strict=False)}
    _store(url, placed, sent, refreshing.make_units)
    return [*placed]


def store_ready(url: str, world: World, *, place: str = PLACE, sent: tuple[str, ...] = ()) -> None:
    """The same, with all that an import makes ready: it takes three times as long."""
    _store(url, {place: world}, sent, metrics.refresh)


def _store(
    url: str,
    worlds: dict[str, World],
    sent: tuple[str, ...],
    refresh: Callable[[Connection], None],
) -> None:
    with database.writing(url) as connection:
        stored = len(connection.execute(select(bookkeeping.batches)).all())
        for batch_id, (place, world) in enumerate(worlds.items(), start=stored + 1):
            connection.execute(insert(bookkeeping.batches), [_batch(batch_id, place)])
            # Parents before their children, which PostgreSQL asks for.
            for table in (one for one in tables.RECORD_TABLES if one.name in (*world, *sent)):
                connection.execute(insert(bookkeeping.batch_files), [_file(batch_id, table.name)])
                _insert(connection, table, world.get(table.name, []), place)
        refresh(connection)


def _batch(batch_id: int, place: str) -> Row:
    return {
        "batch_id": batch_id,
        "source": "small",
        "content_hash": str(batch_id),
        "jurisdiction": place,
        "made_up": True,
        "extracted_on": AS_OF,
        "rows_read": 0,
        "rows_stored": 0,
        "rows_refused": 0,
        "stored_at": datetime(2026, 7, 1),  # noqa: DTZ001 - stored without a zone
    }


def _file(batch_id: int, name: str) -> Row:
    return {
        "batch_id": batch_id,
        "file": f"{name}.csv",
        "sha256": "0",
        "table_name": name,
        "rows_read": 0,
        "rows_stored": 0,
    }


def _insert(connection: Connection, table: Table, rows: list[Row], place: str) -> None:
    complete = [
        literals.complete(table, row, jurisdiction=place, number=number)
        for number, row in enumerate(rows)
    ]
    if complete:
        database.insert_frame(connection, table, literals.frame(table, complete))


@contextmanager
def read(url: str) -> Iterator[Connection]:
    with database.reading(url).connect() as connection:
        yield connection


def column(url: str, unit: Table, key: str, name: str) -> dict[str, Any]:
    """One column of a unit by another that tells its rows apart."""
    with read(url) as connection:
        frame: pl.DataFrame = database.read_frame(connection, select(unit.c[key], unit.c[name]))
    return dict(frame.iter_rows())


def shown(url: str, *ids: str, **asked: Any) -> list[Row]:
    with read(url) as connection:
        return results.rows(connection, results.Scope(), ids, **asked).to_dict("records")


def row(url: str, measure: str, **asked: Any) -> Row:
    """The one row of a measure."""
    [found] = shown(url, measure, **asked)
    return found


def row_of_each(url: str, measure: str, **asked: Any) -> dict[str, Row]:
    """The one row that each jurisdiction has of a measure, by its code."""
    rows = shown(url, measure, **asked)
    by_place = {found["jurisdiction"]: found for found in rows}
    assert len(by_place) == len(rows)
    return by_place


def parts(found: Row) -> tuple[float, float, float]:
    """Numerator, unknown and denominator."""
    return found["numerator"], found["unknown"], found["denominator"]
