"""What comes in, is resolved and stays pending: the two ratios of CEPEJ, by group and year.

Clearance is resolved / incoming of a period. Disposition is the days that the pending at the end
of a year would take at its pace: pending / resolved x 365. Of all years together, and of one that
is not over, there is none.
"""

from collections.abc import Iterator
from typing import NamedTuple

import polars as pl

from metrics.counting.as_of import AsOf
from metrics.counting.histograms import HELD, STATE, UNITS
from metrics.counting.request import JURISDICTION, YEAR, Request
from metrics.kinds import Flow

DAYS_OF_YEAR = 365
# As of amount ratios; `no` is what came in, `yes` what was resolved.
PARTS = ("yes", "no", "unknown", "young", "gap", "above", "below", "ratio")
CAME_IN, RESOLVED = "came_in", "resolved"
COUNTED = ("came_in", "resolved", "ended", "unknown", "gap")
IN_THE_FLOW = ("resolved", "pending")


class Flowed(NamedTuple):
    """What came in, was resolved and was pending in each year of a group, and what is pending now.

    The same of every period that is asked for.
    """

    years: pl.DataFrame
    now: pl.DataFrame


def by_year(units: pl.DataFrame, request: Request) -> Flowed:
    """The units of `histograms.flows` by year."""
    keys = [JURISDICTION, *request.by]
    happened = pl.concat(_happened(units, keys)).group_by(*keys, YEAR).sum()
    return Flowed(_held(happened, keys, request), _pending_now(units, keys))


def parts(flowed: Flowed, flow: Flow, request: Request) -> pl.DataFrame:
    """Per group, and year where it is asked by year: PARTS of what flowed.

    Without a year it is the whole period, what is pending at its end, and no disposition time.
    """
    keys = [JURISDICTION, *request.by]
    in_period = flowed.years.filter(_is_asked(request))
    if not request.by_year:
        in_period = (
            in_period.sort(*keys, YEAR, nulls_last=False)
            .group_by(keys)
            .agg(
                pl.col("came_in", "resolved", "unknown", "gap").sum(),
                pl.lit(None, pl.Float64).first().alias("days"),
            )
            .join(flowed.now, on=keys, how="left", nulls_equal=True)
            .with_columns(pl.col("pending").fill_null(0.0))
        )
    return _ratios(in_period, flow)


def _pending_now(units: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """How many are pending on the as-of day; records may be of days after it."""
    held = units.filter(pl.col(STATE).is_in(IN_THE_FLOW) & pl.col(HELD))
    return held.group_by(keys).agg(pl.col(UNITS).sum().cast(pl.Float64).alias("pending"))


def _happened(units: pl.DataFrame, keys: list[str]) -> Iterator[pl.DataFrame]:
    """How many came in, were resolved, are pending no more, and are unknown, each in its year."""
    state, came_in = pl.col(STATE), pl.col(CAME_IN)
    # Nothing stops to be pending before it came in, whatever the dates say.
    ended = pl.max_horizontal(CAME_IN, RESOLVED)
    for name, year, condition in (
        ("came_in", came_in, state.is_in(IN_THE_FLOW)),
        ("resolved", pl.col(RESOLVED), state == "resolved"),
        ("ended", ended, state == "resolved"),
        ("unknown", came_in, state == "unknown"),
        ("gap", came_in, state == "gap"),
    ):
        yield units.filter(condition).select(
            *keys,
            year.cast(pl.Int64).alias(YEAR),
            *(
                (pl.col(UNITS) if name == other else pl.lit(0)).cast(pl.Float64).alias(other)
                for other in COUNTED
            ),
        )


def _held(happened: pl.DataFrame, keys: list[str], request: Request) -> pl.DataFrame:
    """Every year from the first to that of the as-of day, with what was pending at its end."""
    judged_on = _day(request.as_of)
    last = pl.max_horizontal(pl.col(YEAR).max(), judged_on.dt.year().first())
    years = (
        happened.drop_nulls(YEAR)
        .group_by(keys)
        .agg(pl.int_ranges(pl.col(YEAR).min(), last + 1).first().alias(YEAR))
        .explode(YEAR)
    )
    every_year = years.join(happened, on=[*keys, YEAR], how="full", coalesce=True, nulls_equal=True)
    change = pl.col("came_in") - pl.col("ended")
    return (
        every_year.with_columns(pl.col(*COUNTED).fill_null(0.0))
        .sort(*keys, YEAR, nulls_last=False)
        .with_columns(
            change.cum_sum().over(keys).alias("pending"),
            pl.when(pl.date(pl.col(YEAR), 12, 31) <= judged_on)
            .then(pl.lit(DAYS_OF_YEAR, pl.Float64))
            .alias("days"),
        )
    )


def _day(as_of: AsOf) -> pl.Expr:
    """The as-of day of a row's jurisdiction."""
    place = pl.col(JURISDICTION).cast(pl.String)
    return place.replace_strict(dict(as_of.own), default=as_of.otherwise, return_dtype=pl.Date)


def _is_asked(request: Request) -> pl.Expr:
    """Years as restricted; undated units are in no year."""
    first, last = request.years
    in_period = pl.lit(value=True)
    if first is not None:
        in_period = in_period & (pl.col(YEAR) >= first)
    if last is not None:
        in_period = in_period & (pl.col(YEAR) <= last)
    return in_period


def _ratios(flowed: pl.DataFrame, flow: Flow) -> pl.DataFrame:
    above, below, times = {
        Flow.CLEARANCE: ("resolved", "came_in", pl.lit(1.0)),
        Flow.DISPOSITION: ("pending", "resolved", pl.col("days")),
    }[flow]
    ratio = pl.when(pl.col(below) > 0).then(pl.col(above) * times / pl.col(below))
    return flowed.with_columns(
        pl.col("resolved").alias("yes"),
        pl.col("came_in").alias("no"),
        pl.lit(0.0).alias("young"),
        pl.col(above).alias("above"),
        pl.col(below).alias("below"),
        ratio.alias("ratio"),
    )
