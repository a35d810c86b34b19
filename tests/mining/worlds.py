"""Worlds whose counts are compared: many at random, and some made up."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from random import Random
from string import ascii_uppercase
from typing import NamedTuple

import polars as pl

from dashboard.cli import demo
from metrics.rebuild import make_units
from metrics.release import exact_counts
from metrics.release.plan import MEASURES, WINDOW, YEAR, Plan, Split, latest
from schemas.store import bookkeeping, database
from tests.mining.units import each_alone
from tests.properties import agreeing
from tests.random_worlds import world

RANDOM, MADE_UP = 40, 8
FIRST_SEED = 11
CASES = 120
MADE_UP_CASES = 1_200
JUDGED_ON = date(2024, 6, 30)
FIRST_YEAR = 2015
# Those whose counts come together in one database.
PLACES = tuple(f"Q{one}{other}" for one, other in product(ascii_uppercase, repeat=2))
WORLD = "world"


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
        for number in seeds:
            rows = world(Random(number), cases=CASES, jurisdiction=PLACES[number])
            agreeing.insert(connection, number + 1, PLACES[number], rows)
        connection.execute(bookkeeping.batches.update().values(extracted_on=JUDGED_ON))
        make_units(connection)
    return of_database(url, pl.col("jurisdiction"), plan)


def made_up(home: Path, seed: int, cases: int = MADE_UP_CASES) -> Worlds:
    """A made-up world."""
    url = f"duckdb:///{home / f'made up {seed}.duckdb'}"
    demo.store_world(url, cases=cases, seed=seed)
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
        places = exact_counts.places(connection)
        tables_ = [
            exact_counts.counted(connection, plan, one, places).told.cells for one in plan.tables
        ]
    database.close()
    return pl.concat(tables_)
