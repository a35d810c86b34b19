"""Worlds whose counts are compared: many at random, some kept badly, and some made up."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from random import Random
from string import ascii_uppercase
from typing import NamedTuple

import numpy as np
import polars as pl
from sqlalchemy import Column, Connection, Table, func, select

from dashboard.cli import demo
from metrics.rebuild import make_units
from metrics.release import exact_counts
from metrics.release.plan import MEASURES, WINDOW, YEAR, Plan, Split, latest
from schemas import columns, tables
from schemas.store import bookkeeping, database
from tests import small_worlds
from tests.mining.counterexamples import COUNTEREXAMPLES, pairs_of_roles
from tests.mining.units import each_alone
from tests.properties import agreeing
from tests.random_worlds import world

RANDOM, MUDDLED, MADE_UP = 40, 20, 8
FIRST_SEED = 11
CASES, MUDDLED_CASES = 120, 6_000
MADE_UP_CASES = 1_200
JUDGED_ON = date(2024, 6, 30)
# After all that happens at random, so that every unit is old enough to contradict a law.
JUDGED_LATE = date(2034, 12, 31)
FIRST_YEAR = 2015
# How much of a row may be blank, and how often a closed list is used in part.
RATES, FEW_CODES = (0, 0, 0.1, 0.3, 0.6, 0.9), 0.25
# Those whose counts come together in one database.
PLACES = tuple(f"Q{one}{other}" for one, other in product(ascii_uppercase, repeat=2))
WORLD = "world"
BY_HAND = dict(zip(reversed(PLACES), COUNTEREXAMPLES, strict=False))


def _plan() -> Plan:
    """All measures by form, as a whole, and by whatever else the shipped plan splits them."""
    plan = latest()
    shipped = [table for table in plan.tables if table.by not in {(), ("form",)}]
    by_form = tuple(id_ for id_ in plan.ids if "form" in MEASURES[id_].breakdowns)
    both = (YEAR, WINDOW)
    every = (Split(plan.ids, (), both), Split(by_form, ("form",), both), *shipped)
    return replace(plan, first_year=FIRST_YEAR, tables=every)


EVERY_SPLIT = _plan()
WHOLES = replace(EVERY_SPLIT, tables=EVERY_SPLIT.tables[:1])


class Worlds(NamedTuple):
    """The cells of worlds (those of `Exact`), and each unit alone (`units.COLUMNS`), by WORLD."""

    cells: pl.DataFrame
    alone: pl.DataFrame


def at_random(home: Path, seeds: range, plan: Plan = EVERY_SPLIT) -> Worlds:
    """A jurisdiction made at random by each seed."""
    url = f"duckdb:///{home / f'random {seeds.start}.duckdb'}"
    with database.writing(url) as connection:
        _insert_random(connection, seeds, 1)
        connection.execute(bookkeeping.batches.update().values(extracted_on=JUDGED_ON))
        make_units(connection)
    return of_database(url, pl.col("jurisdiction"), plan)


def muddled(home: Path) -> Worlds:
    """What contradicts laws of many records, at full size."""
    url = f"duckdb:///{home / 'contradicting.duckdb'}"
    demo.store_demo_records(url, cases=MUDDLED_CASES, seed=FIRST_SEED)
    return contradicting(url, MUDDLED)


def contradicting(url: str, at_random: int) -> Worlds:
    """Worlds that tell what is no law: made-up and random records kept badly, and those by hand.

    The made-up records are those of the database, and others come there. Each unit is old enough.
    """
    random = Random(FIRST_SEED)
    with database.writing(url) as connection:
        last = connection.execute(select(func.max(bookkeeping.batches.c.batch_id))).scalar_one()
        first = last + 1
        _insert_random(connection, range(at_random), first)
        for table in tables.RECORD_TABLES:
            frame = database.read_frame(connection, select(table))
            connection.execute(table.delete())
            jurisdictions = frame.partition_by("jurisdiction", maintain_order=True)
            database.insert_frame(
                connection, table, pl.concat([_muddled(random, table, of) for of in jurisdictions])
            )
        by_hand = {jurisdiction: COUNTEREXAMPLES[law].rows for jurisdiction, law in BY_HAND.items()}
        by_hand[PLACES[at_random]] = pairs_of_roles().rows
        small_worlds.insert(connection, by_hand, first + at_random)
        connection.execute(bookkeeping.batches.update().values(extracted_on=JUDGED_LATE))
        make_units(connection)
    return of_database(url, pl.col("jurisdiction"), WHOLES)


def _insert_random(connection: Connection, seeds: range, first_batch: int) -> None:
    for number in seeds:
        rows = world(Random(number), cases=CASES, jurisdiction=PLACES[number])
        agreeing.insert(connection, first_batch + number, PLACES[number], rows)


def _muddled(random: Random, table: Table, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with some cells blank, and some as in another row.

    Each row has its own rate, from none to most of its cells. Some closed lists are used in part,
    up to three codes of them. What other rows are found by stays.
    """
    height = rows.height
    blank, swapped = (np.array(random.choices(RATES, k=height)) for _ in range(2))
    for column in filter(_may_change, tables.asked_columns(table)):
        field, cells = columns.field_of(column), [column.name]
        cells += [name for name in (f"{column.name}_precision",) if name in rows.columns]
        drawn = np.array([random.random() for _ in range(height)])
        is_swapped = pl.Series(drawn < swapped / 4)
        is_blank = pl.Series(drawn > 1 - blank * (not field.blank_refused))
        other = random.choices(range(height), k=height)
        nothing = pl.lit(field.blank if field.kind is columns.Kind.CODE else None)
        rows = rows.with_columns(
            pl.when(is_swapped)
            .then(pl.col(name).gather(other))
            .when(is_blank)
            .then(nothing.cast(rows[name].dtype))
            .otherwise(name)
            .alias(name)
            for name in cells
        )
        if field.codes is not None and random.random() < FEW_CODES:
            few = random.sample([code.value for code in field.codes], min(3, len(field.codes)))
            dealt = pl.Series(random.choices(few, k=height))
            is_used = pl.col(column.name).is_in([*few, field.blank])
            rows = rows.with_columns(
                pl.when(is_used).then(column.name).otherwise(dealt).alias(column.name)
            )
    key = ["jurisdiction", *tables.key_of(table)]
    return rows.unique(key, maintain_order=True, keep="first")


def _may_change(column: Column) -> bool:
    """Whether no other row is found by it, as by an id that must be there, or a claim's two."""
    field = columns.field_of(column)
    is_id = field.kind is columns.Kind.ID and (field.required or column.table is tables.claims)
    return not is_id and field.kind is not columns.Kind.JURISDICTION


def made_up(home: Path, seed: int, cases: int = MADE_UP_CASES) -> Worlds:
    """A made-up world."""
    url = f"duckdb:///{home / f'made up {seed}.duckdb'}"
    demo.store_demo_records(url, cases=cases, seed=seed)
    return of_database(url, pl.lit(str(seed)))


def together(worlds: Iterable[Worlds]) -> Worlds:
    """All of these as one."""
    cells, alone = zip(*worlds, strict=True)
    return Worlds(pl.concat(cells), pl.concat(alone))


def of_database(url: str, world: pl.Expr, plan: Plan = EVERY_SPLIT) -> Worlds:
    """All records at `url`; `world` says which each is of."""
    # Names of cells are most of what a frame holds, and nothing asks for them.
    both = counted(url, plan).drop("cell"), each_alone(url, plan)
    return Worlds(*(of.with_columns(world.alias(WORLD)) for of in both))


def counted(url: str, plan: Plan) -> pl.DataFrame:
    """The cells of all records at `url`."""
    with database.reading(url).connect() as connection:
        jurisdictions = exact_counts.release_jurisdictions(connection)
        tables_ = [
            exact_counts.count_exact(connection, plan, one, jurisdictions).published.cells
            for one in plan.tables
        ]
    database.close_readers()
    return pl.concat(tables_)
