"""A world many times over, each time with one record column blanked or mixed up.

Each is a jurisdiction of its own in one database, so that one statement makes and counts them all.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from random import Random

import polars as pl
from sqlalchemy import Column, Connection

from metrics import results
from metrics.catalogue import CATALOGUE
from metrics.rebuild import make_units
from metrics.request import AsOf, Request
from schemas import columns, scopes, tables
from schemas.store import database
from tests import literals, random_worlds
from tests.soak import soak_size

UNTOUCHED = "base"
AS_OF = date(2025, 6, 30)
DIGITS = 9
# What moves all years together moves one of them.
BY_YEAR = (True, False) if soak_size(2) > 1 else (True,)
Frames = dict[str, pl.DataFrame]


@dataclass(frozen=True, eq=False)
class Change:
    """One way to take away what a table or `table.column` says, and the frame that results."""

    name: str
    way: str
    frame: pl.DataFrame

    @property
    def table(self) -> str:
        return self.name.partition(".")[0]

    def made(self, world: Frames) -> Frames:
        return world | {self.table: self.frame}


DEALT_OUT, BLANK = WAYS = ("dealt out anew", "blank")


def changes(world: Frames, random: Random, ways: Collection[str]) -> Iterator[Change]:
    """Of each table no rows at all; of each column that may be blank, and no key, blank cells and
    cells dealt out anew. A column that may not be blank is dealt out anew, whatever `ways` are.
    """
    for table in tables.RECORD_TABLES:
        frame = world.get(table.name)
        if frame is None:
            continue
        yield Change(table.name, "no rows", frame.clear())
        for column in filter(_says_something, tables.asked_columns(table)):
            name = f"{table.name}.{column.name}"
            may_be_blank = not columns.field_of(column).blank_refused
            if DEALT_OUT in ways or not may_be_blank:
                yield Change(name, DEALT_OUT, _dealt_out(column, frame, random))
            if BLANK in ways and may_be_blank:
                yield Change(name, BLANK, blanked(column, frame))


def _says_something(column: Column) -> bool:
    """A key that may not be blank only says that there is a row."""
    field = columns.field_of(column)
    is_key = field.kind is columns.Kind.ID and field.required
    return not is_key and field.kind is not columns.Kind.JURISDICTION


def _dealt_out(column: Column, frame: pl.DataFrame, random: Random) -> pl.DataFrame:
    order = random.sample(range(frame.height), frame.height)
    return frame.with_columns(frame[name].gather(order) for name in _stored_in(column, frame))


def blanked(column: Column, frame: pl.DataFrame) -> pl.DataFrame:
    blank = "unknown" if columns.field_of(column).kind is columns.Kind.CODE else None
    named = _stored_in(column, frame)
    return frame.with_columns(pl.lit(blank, dtype=frame[name].dtype).alias(name) for name in named)


def _stored_in(column: Column, frame: pl.DataFrame) -> list[str]:
    """The column, and beside a date its precision."""
    return [name for name in (column.name, f"{column.name}_precision") if name in frame.columns]


def world_of(seed: int, cases: int, without: Collection[str]) -> Frames:
    """The records of a random world, nothing of which is declared as not collected.

    `without` are columns that are blank in all of it: what stands in for them comes to bear.
    """
    rows = random_worlds.world(Random(seed), cases=cases, jurisdiction=UNTOUCHED)
    found = {}
    for table in (tables.METADATA.tables[name] for name in rows if rows[name]):
        frame = literals.frame(table, rows[table.name])
        for column in table.c:
            if f"{table.name}.{column.name}" in without:
                frame = blanked(column, frame)
        found[table.name] = frame
    return found


def store(connection: Connection, worlds: Mapping[str, Frames]) -> None:
    """Each world as the jurisdiction of its name, with the units of all."""
    for table in tables.RECORD_TABLES:
        connection.execute(table.delete())
        named = [
            world[table.name].with_columns(pl.lit(jurisdiction).alias("jurisdiction"))
            for jurisdiction, world in worlds.items()
            if table.name in world
        ]
        if named:
            # DuckDB takes hundreds of small pieces one by one.
            database.insert_frame(connection, table, pl.concat(named, rechunk=True))
    make_units(connection)


def printed(connection: Connection) -> dict[str, dict[str, str]]:
    """By jurisdiction and measure all that is printed of it: of each year, and of all in a soak."""
    shown = pl.concat([_printed(connection, by_year=by_year) for by_year in BY_YEAR])
    told = shown.group_by("jurisdiction", "measure").agg(pl.col("row").sort().str.join(" "))
    found: dict[str, dict[str, str]] = {}
    for jurisdiction, measure, row in told.iter_rows():
        found.setdefault(jurisdiction, {})[measure] = row
    return found


def differ(one: Mapping[str, str], other: Mapping[str, str]) -> frozenset[str]:
    """The measures of which two worlds print something else."""
    return frozenset(name for name in CATALOGUE if one.get(name) != other.get(name))


def moved(
    connection: Connection, world: Frames, random: Random, ways: Collection[str]
) -> dict[Change, frozenset[str]]:
    """Of each change to a world the measures that it moves."""
    named = {f"{number}": change for number, change in enumerate(changes(world, random, ways))}
    changed = {name: change.made(world) for name, change in named.items()}
    store(connection, {UNTOUCHED: world} | changed)
    shown = printed(connection)
    return {change: differ(shown[UNTOUCHED], shown.get(name, {})) for name, change in named.items()}


def _printed(connection: Connection, *, by_year: bool) -> pl.DataFrame:
    """Columns jurisdiction, measure, row: all that is printed of a period."""
    asked = Request(scope=scopes.EVERYTHING, as_of=AsOf(AS_OF), by_year=by_year)
    shown = pl.from_pandas(results.compute(connection, list(CATALOGUE.values()), asked))
    # Sums of converted amounts differ in their last digits with the order of adding up.
    rounded = shown.with_columns(pl.col(pl.Float64).round_sig_figs(DIGITS).cast(pl.String))
    row = pl.concat_str(pl.exclude("jurisdiction", "measure").fill_null(""), separator="|")
    return rounded.select("jurisdiction", "measure", row.alias("row"))
