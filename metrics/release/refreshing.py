"""Which breakdowns of a release are told anew: those of which at least ten records changed."""

import polars as pl

from metrics.release.plan import YEAR, Plan
from metrics.release.remembered import BREAKDOWN
from metrics.request import BETWEEN

LEAST_CHANGED = 10
CELL = (*BREAKDOWN, "measure", "part", "cell")
CHANGED = "changed"


def finest(cells: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """The cells that no others of their table are parts of: CELL and `x`.

    Those of years where a table has years, else those of windows.
    """
    by_year = [table.name for table in plan.tables if YEAR in table.periods]
    is_window = pl.col("period").str.contains(BETWEEN, literal=True)
    return cells.filter(is_window != pl.col("split").is_in(by_year)).select(*CELL, "x")


def changes(before: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """Of each breakdown how many records changed at least: columns BREAKDOWN and `changed`.

    Both frames are of `finest`. A record that changed left one cell of a measure and came to
    another, and a record that came or went is in one: half of what the counts differ by is the
    fewest that it can be. What one measure says is enough.
    """
    both = before.select(*CELL, "x").join(now, on=CELL, how="full", suffix="_now", coalesce=True)
    apart = (pl.col("x").fill_null(0) - pl.col("x_now").fill_null(0)).abs()
    return (
        both.group_by(*BREAKDOWN, "measure")
        .agg((apart.sum() / 2).alias(CHANGED))
        .group_by(BREAKDOWN)
        .agg(pl.col(CHANGED).max())
    )


def carried_over(before: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """The breakdowns that stay as they were: columns BREAKDOWN. One that is new never does."""
    changed = changes(before, now).filter(pl.col(CHANGED) < LEAST_CHANGED)
    return changed.join(before, on=BREAKDOWN, how="semi").select(BREAKDOWN)
