"""Count the parts of measures by jurisdiction, period and breakdown."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import NamedTuple, TypeVar

import numpy as np
import polars as pl
from sqlalchemy import Connection

from metrics import count_queries
from metrics.count_queries import (
    AMOUNTS,
    COUNTED,
    HELD,
    PART,
    STATE,
    UNITS,
    has_clusters,
    with_period,
)
from metrics.measure import Measure
from metrics.measure_kinds import (
    Amount,
    AmountRatio,
    Count,
    Duration,
    Flow,
    FlowRatio,
    Median,
    Rate,
    Share,
)
from metrics.request import JURISDICTION, YEAR, AsOf, Request
from metrics.statistics.survival import Middle, Waits, median_intervals, median_waits
from metrics.stored_counts import ARM, STORED, cells_can_answer, cells_query, has_cells, unit_name
from schemas.store import database


@dataclass(frozen=True)
class SqlSource:
    """Runs the counting queries of one request in the database.

    Queries are built for `shape`, the request without its values, so that statements are reused.
    """

    connection: Connection
    request: Request

    @cached_property
    def shape(self) -> Request:
        return self.request.shape

    def has_clusters(self, measure: Measure) -> bool:
        """Whether a case may have several units of the measure."""
        return has_clusters(measure)

    def cases(self, measure: Duration | Median) -> pl.DataFrame:
        """Return the numbers of cases behind a median (`count_queries.used_cases_query`)."""
        return self.run(count_queries.used_cases_query(measure, self.shape))

    def run(self, statement: database.Statement) -> pl.DataFrame:
        """Run a query that was built for `shape`, and return its rows with `period`."""
        return with_period(self._run_query(statement), self.shape)

    def flows(self, measure: FlowRatio) -> pl.DataFrame:
        """Return the units of a flow, of all years (`count_queries.flow_query`)."""
        return self._run_query(count_queries.flow_query(measure, self.shape))

    def _run_query(self, statement: database.Statement) -> pl.DataFrame:
        """Run a query with the values of the request, and return its rows."""
        return database.read_precompiled(self.connection, statement, self.request.bind_values)


# Clearance is resolved / incoming in a period. Disposition time is the days that cases pending at
# the end of a year would take at its pace: pending / resolved x 365. It exists only for a single
# year that is over.

DAYS_OF_YEAR = 365
# As for amount ratios; `no` is incoming, `yes` is resolved.
FLOW_PARTS = ("yes", "no", "unknown", "young", "gap", "above", "below", "ratio")
CAME_IN, RESOLVED = "came_in", "resolved"
FLOW_COUNTED = ("came_in", "resolved", "ended", "unknown", "gap")
IN_THE_FLOW = ("resolved", "pending")
GROUP = "group"


class Flowed(NamedTuple):
    """Numbers of units by group: by year incoming, resolved and pending; `now` only pending."""

    years: pl.DataFrame
    now: pl.DataFrame


def flows_by_year(units: pl.DataFrame, request: Request) -> Flowed:
    """Return incoming, resolved and pending units by group and year, from rows of `flow_query`."""
    keys = [JURISDICTION, *request.by]
    happened = pl.concat(_events_by_year(units, keys)).group_by(*keys, YEAR).sum()
    return Flowed(_pending_by_year(happened, keys, request), _pending_now(units, keys))


def flow_ratios(flowed: Flowed, flow: Flow, request: Request) -> pl.DataFrame:
    """Return the numbers of a flow ratio (FLOW_PARTS) by group, and by year if requested.

    Without years it is for the whole period, with the units pending on the reference date; it has
    no disposition time then.
    """
    keys = [JURISDICTION, *request.by]
    in_period = flowed.years.filter(_in_period(request))
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
    return _with_ratio(in_period, flow)


def _pending_now(units: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Count the units that are pending on the reference date; records may have later dates."""
    held = units.filter(pl.col(STATE).is_in(IN_THE_FLOW) & pl.col(HELD))
    return held.group_by(keys).agg(pl.col(UNITS).sum().cast(pl.Float64).alias("pending"))


def _events_by_year(units: pl.DataFrame, keys: list[str]) -> Iterator[pl.DataFrame]:
    """Yield the numbers of units by year: came in, resolved, ended, unknown, in a gap."""
    state, came_in = pl.col(STATE), pl.col(CAME_IN)
    # A unit cannot end before it came in, whatever its dates.
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
                for other in FLOW_COUNTED
            ),
        )


def _pending_by_year(happened: pl.DataFrame, keys: list[str], request: Request) -> pl.DataFrame:
    """Count the units that are pending at the end of each year, up to the reference date."""
    judged_on = _as_of_day(request.as_of)
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
        every_year.with_columns(pl.col(*FLOW_COUNTED).fill_null(0.0))
        .sort(*keys, YEAR, nulls_last=False)
        .with_columns(
            change.cum_sum().over(keys).alias("pending"),
            pl.when(pl.date(pl.col(YEAR), 12, 31) <= judged_on)
            .then(pl.lit(DAYS_OF_YEAR, pl.Float64))
            .alias("days"),
        )
    )


def _as_of_day(as_of: AsOf) -> pl.Expr:
    """Return an expression for the reference date of each row's jurisdiction."""
    jurisdiction = pl.col(JURISDICTION).cast(pl.String)
    return jurisdiction.replace_strict(
        dict(as_of.own), default=as_of.otherwise, return_dtype=pl.Date
    )


def _in_period(request: Request) -> pl.Expr:
    """Return the condition that a year is one of the requested years; undated units are not."""
    first, last = request.years
    in_period = pl.lit(value=True)
    if first is not None:
        in_period = in_period & (pl.col(YEAR) >= first)
    if last is not None:
        in_period = in_period & (pl.col(YEAR) <= last)
    return in_period


def _with_ratio(flowed: pl.DataFrame, flow: Flow) -> pl.DataFrame:
    """Calculate the clearance rate, or the disposition time, from flows."""
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


Kind = TypeVar("Kind", bound=Measure)
# The parts that are counted for each kind of measure.
PARTS = {
    Count.__name__: COUNTED,
    Share.__name__: count_queries.SHARE_PARTS,
    Amount.__name__: (*COUNTED, *AMOUNTS),
    AmountRatio.__name__: (*COUNTED, *AMOUNTS),
    Rate.__name__: (*COUNTED, *AMOUNTS),
    Duration.__name__: (*COUNTED, *count_queries.CASE_PARTS, *Waits._fields),
    Median.__name__: (*COUNTED, *count_queries.CASE_PARTS, *Middle._fields),
    FlowRatio.__name__: FLOW_PARTS,
}


def count_parts(
    source: SqlSource, measures: Sequence[Measure], without: Collection[Measure] = ()
) -> pl.DataFrame:
    """Count yes, no, unknown and sums for measures, and return a row per measure and group.

    Columns: measure, jurisdiction, period, the breakdowns, COUNTED; for each Share also
    `count_queries.CASE_SUMS`; for an Amount, AmountRatio or Rate AMOUNTS; for a Duration the fields
    of Waits, a Median those of Middle, a FlowRatio `FLOW_PARTS`. Numbers that are missing, or that
    the kind of the measure does not have, are NULL. Measures in `without` get no rows.
    """
    counted = [_empty_parts(measures, source.request)]
    asked = [one for one in measures if one not in without]
    for count in (_share_and_count_parts, _amount_parts, _spread_parts, _flow_parts):
        counted.extend(count(source, asked))
    keys, parts = count_queries.row_keys(source.request), counted[0].columns
    rows = pl.concat(counted, how="diagonal_relaxed")[parts].with_columns(
        pl.col(keys).cast(pl.String),
        pl.col(parts[1 + len(keys) :]).cast(pl.Float64).fill_nan(None),
    )
    shares = [one.id for one in measures if isinstance(one, Share)]
    return count_queries.with_sums_of_single_units(rows, shares) if shares else rows


def _empty_parts(measures: Sequence[Measure], request: Request) -> pl.DataFrame:
    """Return the frame of `count_parts` without rows."""
    keys = dict.fromkeys(("measure", *count_queries.row_keys(request)), pl.String)
    parts = (*COUNTED, *(name for one in measures for name in PARTS[one.kind]))
    return pl.DataFrame(schema=keys | dict.fromkeys(parts, pl.Float64))


def _measures_of_kinds(measures: Sequence[Measure], *kinds: type[Kind]) -> list[Kind]:
    return [measure for measure in measures if isinstance(measure, kinds)]


def _share_and_count_parts(
    source: SqlSource, measures: Sequence[Measure]
) -> Iterator[pl.DataFrame]:
    """Yield the parts of shares and counts, from stored counts where possible."""
    of_kind: list[Share | Count] = _measures_of_kinds(measures, Share, Count)
    shares_and_counts = sorted(of_kind, key=unit_name)
    for unit, of_unit in groupby(shares_and_counts, key=unit_name):
        chosen = tuple(of_unit)
        stored = {m for m in chosen if has_cells(m)} if cells_can_answer(source.request) else set()
        if stored:
            cells = source.run(cells_query(unit, source.shape))
            for number, arm in enumerate(count_queries.group_by_query(STORED[unit])):
                if not stored.isdisjoint(arm):
                    of_arm = cells.filter(pl.col(ARM) == number)
                    yield _rows_by_measure(source, of_arm, arm, COUNTED, only=stored)
        for one in count_queries.group_by_query([m for m in chosen if m not in stored]):
            of_cases = tuple(m for m in one if isinstance(m, Share) and source.has_clusters(m))
            if of_cases:
                yield source.run(count_queries.share_query_by_cases(of_cases, source.shape))
            else:
                counted = source.run(count_queries.count_query(one, source.shape))
                yield _rows_by_measure(source, counted, one, COUNTED)


def _amount_parts(source: SqlSource, measures: Sequence[Measure]) -> Iterator[pl.DataFrame]:
    added_up: list[count_queries.Summed] = _measures_of_kinds(measures, Amount, AmountRatio, Rate)
    for arm in count_queries.group_by_query(added_up):
        yield source.run(count_queries.amount_query(arm, source.shape))


def _rows_by_measure(
    source: SqlSource,
    counted: pl.DataFrame,
    arm: Sequence[Measure],
    names: Sequence[str],
    only: Collection[Measure] | None = None,
) -> pl.DataFrame:
    """Return the counts of a query as a row for each group and measure, or measure in `only`.

    `counted` has a row per group: for each measure of `arm` in turn, the counts `names` in the
    columns `part_0`, `part_1` ...
    """
    keys = counted[count_queries.row_keys(source.request)]
    parts = counted[[f"{PART}{at}" for at in range(len(arm) * len(names))]].cast(pl.Float64)
    places = [at for at, one in enumerate(arm) if only is None or one in only]
    numbers = parts.to_numpy().reshape(-1, len(arm), len(names))[:, places]
    columns = [
        pl.Series("measure", [arm[at].id for at in places] * keys.height, pl.String),
        *(pl.Series(name, numbers[:, :, at].ravel()) for at, name in enumerate(names)),
    ]
    return keys[np.repeat(np.arange(keys.height), len(places))].hstack(columns)


def _spread_parts(source: SqlSource, measures: Sequence[Measure]) -> Iterator[pl.DataFrame]:
    """Yield the medians and durations of each group, with counted units and cases."""
    of_kind: list[Duration | Median] = _measures_of_kinds(measures, Duration, Median)
    for measure in of_kind:
        values = source.run(count_queries.histogram_query(measure, source.shape))
        if not values.is_empty():
            medians = _medians(measure, values, source.cases(measure), source.request)
            yield medians.with_columns(measure=pl.lit(measure.id))


def _medians(
    measure: Duration | Median, values: pl.DataFrame, of_cases: pl.DataFrame, request: Request
) -> pl.DataFrame:
    """Return the median of each group with limits, counted units (COUNTED) and cases.

    For a Duration it is the Kaplan-Meier median of units that ended (yes) or still wait (no).
    """
    keys = count_queries.row_keys(request)
    groups = values.select(keys).unique(maintain_order=True).with_row_index(GROUP)
    placed = values.join(groups, on=keys, nulls_equal=True)
    is_duration = isinstance(measure, Duration)
    states = (*(("event", "censored") if is_duration else ("used", "none")), *COUNTED[2:])
    units = {
        part: pl.when(pl.col(STATE) == state).then(UNITS).otherwise(0).cast(pl.Float64)
        for part, state in zip(COUNTED, states, strict=True)
    }
    placed = placed.with_columns(**units)
    counted = (
        groups.join(placed.group_by(GROUP).agg(pl.col(COUNTED).sum()), on=GROUP)
        .join(of_cases, on=keys, how="left", nulls_equal=True)
        .with_columns(pl.col(count_queries.CASE_PARTS).cast(pl.Float64).fill_null(0.0))
        .sort(GROUP)
    )
    value = placed[count_queries.VALUE].cast(pl.Float64).fill_null(0.0)
    squares = counted["n_n"].to_numpy()
    summary: Waits | Middle = (
        median_waits(placed[GROUP], value, placed["yes"], placed["no"], squares)
        if is_duration
        else median_intervals(placed[GROUP], value, placed["yes"], squares)
    )
    return counted.with_columns(pl.Series(name, of) for name, of in summary._asdict().items())


def _flow_parts(source: SqlSource, measures: Sequence[Measure]) -> Iterator[pl.DataFrame]:
    """Yield the parts of flow ratios, by period."""
    for measure in _measures_of_kinds(measures, FlowRatio):
        units = source.flows(measure)
        if units.is_empty():
            continue
        flowed = flows_by_year(units, source.request)
        for name, asked in source.request.one_per_period():
            ratios = with_period(flow_ratios(flowed, measure.flow, asked), asked)
            period = {} if name is None else {"period": pl.lit(name)}
            yield ratios.with_columns(measure=pl.lit(measure.id), **period)
