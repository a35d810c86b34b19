"""What measures say that they read is what moves them, seen from the records alone."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from random import Random

import polars as pl

from metrics.catalogue import CATALOGUE
from schemas import columns, tables
from schemas.store import database
from tests.oracle import RECOUNTS
from tests.properties.blanking import (
    WAYS,
    Change,
    Frames,
    blanked,
    differ,
    moved,
    printed,
    store,
    world_of,
)
from tests.soak import soak_size

CASES, MANY_CASES = 40, 120
# What is blank in all of a world: so that what stands in for it comes to bear.
THIN = (
    (),
    ("cases.charged_on", "suspects.charged_on", "charges.charged_on", "suspects.charged"),
    ("cases.charged", "cases.charged_on", "suspects.charged_on"),
    ("cases.closed_on", "cases.closing_reason", "cases.first_instance_on"),
    ("cases.charged", "cases.charged_on", "suspects.charged", "suspects.charged_on"),
    ("jurisdictions.currency", "claims.joint_award_id"),
    ("claims.awarded", "assets.frozen_on", "assets.confiscated", "assets.confiscated_on"),
    ("cases.charged", "cases.charged_on", "charges.charged_on", "suspects.charged_on"),
)
# Where amounts state their currency; the home one of a jurisdiction is declared elsewhere.
STATED_IN = tuple(
    f"{table.name}.currency"
    for table in tables.RECORD_TABLES
    if "currency" in table.c and table is not tables.jurisdictions
)
# It asks of amounts only whether perpetrators paid all of an award.
SELDOM_OF_MONEY = {"R04"}


def reads(measure: str, name: str) -> bool:
    """Whether it says that it reads a column, or of a table any."""
    return any(read == name or read.startswith(f"{name}.") for read in CATALOGUE[measure].reads)


@cache
def of_money(currency: str) -> set[str]:
    """The measures of amounts in the rows that have this currency."""
    table = tables.METADATA.tables[currency.partition(".")[0]]
    money = [c.name for c in table.c if columns.field_of(c).kind is columns.Kind.MONEY]
    return {m for m in CATALOGUE if any(reads(m, f"{table.name}.{name}") for name in money)}


def claims(measure: str) -> set[str]:
    """What it says that it reads, but for what no world can show.

    The currency of other amounts counts where none is declared: that is shown by itself.
    """
    excused = RECOUNTS[measure].unmoved
    others = {name for name in STATED_IN if measure not in of_money(name)}
    return {*CATALOGUE[measure].reads} - excused - others


def test_what_moves_a_measure_is_said_to_be_read_and_what_is_said_moves_it(tmp_path: Path) -> None:
    moving: dict[str, set[str]] = {measure: set() for measure in CATALOGUE}
    # Two small ones every day, each changed in one of the ways.
    everyday, worlds = soak_size(2) == 1, max(2, soak_size(32))
    for seed in range(worlds):
        world = world_of(seed, CASES if everyday else MANY_CASES, THIN[seed % len(THIN)])
        with database.writing(f"duckdb:///{tmp_path / 'records.duckdb'}") as connection:
            ways = (WAYS[seed],) if everyday else WAYS
            found = moved(connection, world, Random(seed), ways)
            # Writing it all down would be a tenth of the work.
            connection.rollback()
        assert list(unsaid(found)) == [], seed
        for change, measures in found.items():
            for measure in measures:
                moving[measure].add(change.name)
    unmoved = {measure: claims(measure) - moving[measure] for measure in CATALOGUE}
    # They cannot show all of it.
    most = {m: names for m, names in unmoved.items() if len(names) * 2 > len(claims(m))}
    assert (most if everyday else {m: names for m, names in unmoved.items() if names}) == {}


def unsaid(found: Mapping[Change, frozenset[str]]) -> Iterator[str]:
    for change, measures in found.items():
        for measure in sorted(measures):
            if not reads(measure, change.name):
                yield f"{measure} is moved by {change.name}, {change.way}"


def test_where_no_home_currency_is_declared_each_amount_s_tells_which_it_is(tmp_path: Path) -> None:
    world = world_of(1, MANY_CASES, ("jurisdictions.currency",))
    told = {name: in_two_currencies(world, name.partition(".")[0]) for name in STATED_IN}
    blank = {f"no {name}": without(told[name], name) for name in STATED_IN}
    with database.writing(f"duckdb:///{tmp_path / 'records.duckdb'}") as connection:
        store(connection, told | blank)
        shown = printed(connection)
        connection.rollback()
    for name in STATED_IN:
        moving = differ(shown[name], shown[f"no {name}"])
        said = {measure for measure in CATALOGUE if name in CATALOGUE[measure].reads}
        assert moving <= said, name
        assert said - moving - of_money(name) <= SELDOM_OF_MONEY, name


def in_two_currencies(world: Frames, foreign: str) -> Frames:
    """The world with all amounts in one currency but for those of a table."""
    return world | {
        name: frame.with_columns(pl.lit("USD" if name == foreign else "EUR").alias("currency"))
        for name, frame in world.items()
        if f"{name}.currency" in STATED_IN
    }


def without(world: Frames, name: str) -> Frames:
    table, _, column = name.partition(".")
    return world | {table: blanked(tables.METADATA.tables[table].c[column], world[table])}
