"""A few records of one jurisdiction in a database, with their batch and units.

The units are made when they are first asked for, and those alone: to make all of them is most of
what such a test takes.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from string import ascii_uppercase
from typing import Any

import polars as pl
from sqlalchemy import Connection, Table, insert, select
from sqlalchemy.sql import visitors

import metrics
from metrics import counting_options, rebuild, results
from metrics.catalogue import CATALOGUE
from metrics.units.build import UNITS
from metrics.units.unit_columns import unit_rows_query
from schemas import scopes, tables
from schemas.store import bookkeeping, database
from tests import literals
from tests.literals import Row
from tests.submissions import count_nothing

PLACE = "QMA"
AS_OF = date(2026, 6, 30)
World = dict[str, list[Row]]
# The units made so far in each database of these tests, and not since records came in.
MADE: dict[str, frozenset[Table]] = {}


def day(text: str) -> date:
    return date.fromisoformat(text)


def store(url: str, world: World, *, jurisdiction: str = PLACE, sent: tuple[str, ...] = ()) -> None:
    """Add a batch with these rows; `sent` names tables sent without a row."""
    with database.writing(url) as connection:
        _store(connection, {jurisdiction: world}, sent)
    MADE[url] = frozenset()


def store_each(url: str, worlds: Iterable[World], *, sent: tuple[str, ...] = ()) -> list[str]:
    """The same of many worlds, each that of a jurisdiction of its own, whose codes are returned."""
    codes = (f"QM{letter}" for letter in ascii_uppercase)
    placed = dict(zip(codes, worlds, strict=False))
    with database.writing(url) as connection:
        _store(connection, placed, sent)
    MADE[url] = frozenset()
    return [*placed]


def store_ready(
    url: str, world: World, *, jurisdiction: str = PLACE, sent: tuple[str, ...] = ()
) -> None:
    """The same as `store`, with all that an import makes ready."""
    store(url, world, jurisdiction=jurisdiction, sent=sent)
    refresh(url)


def refresh(url: str) -> None:
    """Make ready all that an import does, of what is stored."""
    with database.writing(url) as connection:
        metrics.refresh(connection)
    MADE[url] = frozenset(UNITS)


def _store(connection: Connection, worlds: dict[str, World], sent: tuple[str, ...]) -> None:
    stored = len(connection.execute(select(bookkeeping.batches)).all())
    for batch_id, (jurisdiction, world) in enumerate(worlds.items(), start=stored + 1):
        connection.execute(insert(bookkeeping.batches), [_batch(batch_id, jurisdiction)])
        # Parents before their children, which PostgreSQL asks for.
        for table in (one for one in tables.RECORD_TABLES if one.name in (*world, *sent)):
            connection.execute(insert(bookkeeping.batch_files), [_file(batch_id, table.name)])
            _insert(connection, table, world.get(table.name, []), jurisdiction)


def choose(url: str, name: str, text: str) -> None:
    """Set an option of the database; what it changes is made anew when it is asked for."""
    counting_options.set_option(url, name, text, refresh=count_nothing)
    MADE[url] = frozenset()


def _make(url: str, wanted: Iterable[Table]) -> None:
    """Make units that were not made yet, with those that they are made of."""
    made = MADE.get(url, frozenset(UNITS))
    needed = made.union(*map(_made_of, wanted))
    if needed != made:
        with database.writing(url) as connection:
            rebuild.make_units(connection, needed)
        MADE[url] = needed


@cache
def _made_of(unit: Table) -> frozenset[Table]:
    """A unit, and the units that its rows are made of."""
    parts_ = (one for one in visitors.iterate(unit_rows_query(unit)) if isinstance(one, Table))
    read_ = {one for one in parts_ if one in UNITS}
    return frozenset({unit}).union(*map(_made_of, read_ - {unit}))


def _batch(batch_id: int, jurisdiction: str) -> Row:
    return {
        "batch_id": batch_id,
        "source": "small",
        "content_hash": str(batch_id),
        "jurisdiction": jurisdiction,
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


def _insert(connection: Connection, table: Table, rows: list[Row], jurisdiction: str) -> None:
    complete = [
        literals.complete(table, row, jurisdiction=jurisdiction, number=number)
        for number, row in enumerate(rows)
    ]
    if complete:
        database.insert_frame(connection, table, literals.frame(table, complete))


@contextmanager
def read(url: str, *wanted: str) -> Iterator[Connection]:
    """A connection that sees all units, or those of the measures that are `wanted`."""
    _make(url, {CATALOGUE[name].unit for name in wanted} if wanted else UNITS)
    with database.reading(url).connect() as connection:
        yield connection


def column(url: str, unit: Table, key: str, name: str) -> dict[str, Any]:
    """One column of a unit by another that tells its rows apart."""
    _make(url, [unit])
    with database.reading(url).connect() as connection:
        frame: pl.DataFrame = database.read_frame(connection, select(unit.c[key], unit.c[name]))
    return dict(frame.iter_rows())


def shown(url: str, *ids: str, **asked: Any) -> list[Row]:
    with read(url, *(name for name in ids if name in CATALOGUE)) as connection:
        return results.rows(connection, scopes.EVERYTHING, ids, **asked).to_dict("records")


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
