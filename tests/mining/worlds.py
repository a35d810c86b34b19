"""Worlds whose counts are compared: many at random, and some made up."""

from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from random import Random
from string import ascii_uppercase

import polars as pl

from dashboard.cli import demo
from metrics.counting.refreshing import make_units
from metrics.release import exact
from metrics.release.measured import MEASURES
from metrics.release.plan import WINDOW, YEAR, Plan, Split, latest
from schemas.store import bookkeeping, database
from tests.made_at_random.worlds import world
from tests.properties import agreeing

RANDOM, MADE_UP = 40, 8
FIRST_SEED = 11
CASES = 120
MADE_UP_CASES = 1_200
JUDGED_ON = date(2024, 6, 30)
FIRST_YEAR = 2015
# Those whose counts come together in one database.
PLACES = tuple(f"Q{one}{other}" for one, other in product(ascii_uppercase, repeat=2))
WORLD = "world"


def at_random(home: Path, seeds: range) -> pl.DataFrame:
    """The cells of a jurisdiction made at random by each seed."""
    url = f"duckdb:///{home / f'random {seeds.start}.duckdb'}"
    with database.writing(url) as connection:
        for number in seeds:
            rows = world(Random(number), cases=CASES, jurisdiction=PLACES[number])
            agreeing.insert(connection, number + 1, PLACES[number], rows)
        connection.execute(bookkeeping.batches.update().values(extracted_on=JUDGED_ON))
        make_units(connection)
    return counted(url).with_columns(pl.col("jurisdiction").alias(WORLD))


def made_up(home: Path, seed: int, cases: int = MADE_UP_CASES) -> pl.DataFrame:
    """The cells of a made-up world."""
    url = f"duckdb:///{home / f'made up {seed}.duckdb'}"
    demo.store_world(url, cases=cases, seed=seed)
    return counted(url).with_columns(pl.lit(str(seed)).alias(WORLD))


def counted(url: str) -> pl.DataFrame:
    """The cells of all records at `url`."""
    plan = _plan()
    with database.reading(url).connect() as connection:
        places = exact.places(connection)
        tables_ = [exact.counted(connection, plan, one, places).told.cells for one in plan.tables]
    database.let_go()
    return pl.concat(tables_)


def _plan() -> Plan:
    """All measures by form, as a whole, and by whatever else the shipped plan splits them."""
    plan = latest()
    shipped = [table for table in plan.tables if table.by not in {(), ("form",)}]
    by_form = tuple(id_ for id_ in plan.ids if "form" in MEASURES[id_].breakdowns)
    both = (YEAR, WINDOW)
    every = (Split(plan.ids, (), both), Split(by_form, ("form",), both), *shipped)
    return replace(plan, first_year=FIRST_YEAR, tables=every)
