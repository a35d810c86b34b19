"""Count the parts of measures by jurisdiction, period and breakdown."""

from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import NamedTuple, TypeVar

import numpy as np
import polars as pl
from sqlalchemy import Connection, Table

from metrics import count_queries
from metrics.count_queries import (
    AMOUNTS,
    COUNTED,
    HELD,
    STATE,
    STATES,
    UNITS,
    Groups,
    Histogram,
    Indexes,
    Numbers,
    concat_groups,
    has_clusters,
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
from metrics.request import JURISDICTION, PERIOD, YEAR, AsOf, Request
from metrics.statistics.survival import Middle, Waits, median_intervals, median_waits
from metrics.stored_counts import ARM, STORED, cells_can_answer, cells_query, has_cells, unit_name
from schemas.store import database


@dataclass(frozen=True)
class SqlSource:
    """Runs the counting queries of one request in the database, one by each method.

    A compiled statement depends only on the request's shape. Most methods return Groups, with the
    numbers `part_0`, `part_1` ... of the query.
    """

    connection: Connection
    request: Request

    @cached_property
    def shape(self) -> Request:
        return self.request.shape

    def _run_query(self, statement: database.Statement) -> pl.DataFrame:
        """Run a precompiled query with the values of the request, and return its rows."""
        return database.read_precompiled(self.connection, statement, self.request.bind_values)

    def of_cells(self, unit: Table) -> Groups:
        """Return the sums of stored counts (`cells.cells_query`)."""
        return self._query_groups(cells_query(unit.name, self.shape), ARM)

    def counts(self, arm: tuple[Share | Count, ...]) -> Groups:
        """Return the numbers of shares and counts (`count_queries.count_query`)."""
        return self._query_groups(count_queries.count_query(arm, self.shape))

    def counts_of_cases(self, arm: tuple[Share, ...]) -> Groups:
        """Return the numbers of shares with several units per case (`share_query_by_cases`)."""
        return self._query_groups(count_queries.share_query_by_cases(arm, self.shape))

    def amounts(self, arm: tuple[count_queries.Summed, ...]) -> Groups:
        """Return the sums of money and events (`count_queries.amount_query`)."""
        return self._query_groups(count_queries.amount_query(arm, self.shape))

    def histogram(self, measure: Duration | Median) -> count_queries.Histogram:
        """Return the values for a median (`count_queries.histogram_query`)."""
        return count_queries.group_histogram(
            self._run_query(count_queries.histogram_query(measure, self.shape)), self.shape
        )

    def cases(self, measure: Duration | Median) -> Groups:
        """Return the numbers of cases behind a median (`count_queries.used_cases_query`)."""
        return self._query_groups(count_queries.used_cases_query(measure, self.shape))

    def flows(self, measure: FlowRatio) -> pl.DataFrame:
        """Return the numbers of units of a flow, of all years (`count_queries.flow_query`)."""
        return self._run_query(count_queries.flow_query(measure, self.shape))

    def _query_groups(self, statement: database.Statement, *more: str) -> Groups:
        return count_queries.groups_of_frame(self._run_query(statement), self.shape, *more)


# Clearance is resolved / incoming in a period. Disposition time is the days that cases pending at
# the end of a year would take at its pace: pending / resolved x 365. It exists only for a single
# year that is over.

DAYS_OF_YEAR = 365
# As for amount ratios; `no` is incoming, `yes` is resolved.
FLOW_PARTS = ("yes", "no", "unknown", "young", "gap", "above", "below", "ratio")
CAME_IN, RESOLVED = "came_in", "resolved"
FLOW_COUNTED = ("came_in", "resolved", "ended", "unknown", "gap")
IN_THE_FLOW = ("resolved", "pending")


class Flowed(NamedTuple):
    """Units of each group: by year incoming, resolved and pending; and now pending."""

    years: pl.DataFrame
    now: pl.DataFrame


def flows_by_year(units: pl.DataFrame, request: Request) -> Flowed:
    """Return incoming, resolved and pending units by group and year, from rows of `flow_query`."""
    keys = [JURISDICTION, *request.by]
    happened = pl.concat(_events_by_year(units, keys)).group_by(*keys, YEAR).sum()
    return Flowed(_pending_by_year(happened, keys, request), _pending_now(units, keys))


def flow_parts(flowed: Flowed, flow: Flow, request: Request) -> pl.DataFrame:
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
    return _flow_ratios(in_period, flow)


def _pending_now(units: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Count the units that are pending on the reference date; records may have later dates."""
    held = units.filter(pl.col(STATE).is_in(IN_THE_FLOW) & pl.col(HELD))
    return held.group_by(keys).agg(pl.col(UNITS).sum().cast(pl.Float64).alias("pending"))


def _events_by_year(units: pl.DataFrame, keys: list[str]) -> Iterator[pl.DataFrame]:
    """Yield the number of units that came in, were resolved, or are unknown, by year."""
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


def _flow_ratios(flowed: pl.DataFrame, flow: Flow) -> pl.DataFrame:
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
# A kind, and the parts of measures of this kind.
OfKind = tuple[str, Groups]
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


def part_frames(source: SqlSource, measures: Sequence[Measure]) -> dict[str, pl.DataFrame]:
    """Count yes, no, unknown and sums for measures, and return one frame per kind of measure.

    Columns: measure, jurisdiction, period, the breakdowns, COUNTED; for a Share also
    `count_queries.CASE_SUMS`; for an Amount, AmountRatio or Rate AMOUNTS; for a Duration the fields
    of Waits, a Median those of Middle, a FlowRatio `FLOW_PARTS`. Missing numbers are NULL.
    """
    counted = count_parts(source, measures)
    return {kind: _counts_frame(kind, of_kind) for kind, of_kind in counted.items()}


def empty_part_frames(measures: Sequence[Measure], request: Request) -> dict[str, pl.DataFrame]:
    """Return the frames of `part_frames` without rows, for measures with nothing to count."""
    kinds = dict.fromkeys(one.kind for one in measures)
    return {kind: _counts_frame(kind, empty_parts(kind, request)) for kind in kinds}


def _counts_frame(kind: str, counted: Groups) -> pl.DataFrame:
    return pl.DataFrame(
        {name: pl.Series(of.tolist(), dtype=pl.String) for name, of in counted.keys.items()}
        | dict(zip(PARTS[kind], counted.numbers.T, strict=True))
    ).with_columns(pl.col(PARTS[kind]).fill_nan(None))


def count_parts(source: SqlSource, measures: Sequence[Measure]) -> dict[str, Groups]:
    """Count yes, no, unknown and sums for measures, as arrays by kind of measure.

    The first key column is `measure`.
    """
    frames = {one.kind: [empty_parts(one.kind, source.request)] for one in measures}
    for of_kinds in (_share_and_count_rows, _amount_rows, _spread_rows, _flow_rows):
        for kind, counted in of_kinds(source, measures):
            frames[kind].append(counted)
    return {kind: concat_groups(of_kind) for kind, of_kind in frames.items()}


def empty_parts(kind: str, request: Request) -> Groups:
    """Return an empty result of counting for a kind of measure."""
    return count_queries.empty_groups(
        ("measure", *count_queries.row_keys(request)), len(PARTS[kind])
    )


def _measures_of_kinds(measures: Sequence[Measure], *kinds: type[Kind]) -> list[Kind]:
    return [measure for measure in measures if isinstance(measure, kinds)]


def _share_and_count_rows(source: SqlSource, measures: Sequence[Measure]) -> Iterator[OfKind]:
    """Yield the numbers of shares and counts, from stored counts where possible."""
    of_kind: list[Share | Count] = _measures_of_kinds(measures, Share, Count)
    shares_and_counts = sorted(of_kind, key=unit_name)
    for unit, of_unit in groupby(shares_and_counts, key=unit_name):
        chosen = tuple(of_unit)
        stored = {m for m in chosen if has_cells(m)} if cells_can_answer(source.request) else set()
        if stored:
            cells = source.of_cells(chosen[0].unit)
            for number, arm in enumerate(count_queries.group_by_query(STORED[unit])):
                if stored.intersection(arm):
                    of_arm = cells.at(cells.keys[ARM] == number)
                    yield from _split_by_measure(of_arm, arm, source.request, COUNTED, stored)
        for one in count_queries.group_by_query([m for m in chosen if m not in stored]):
            of_cases = tuple(m for m in one if isinstance(m, Share) and has_clusters(m))
            counted = source.counts_of_cases(of_cases) if of_cases else source.counts(one)
            yield from _split_by_measure(
                counted, one, source.request, count_queries.SHARE_PARTS if of_cases else COUNTED
            )


def _amount_rows(source: SqlSource, measures: Sequence[Measure]) -> Iterator[OfKind]:
    added_up: list[count_queries.Summed] = _measures_of_kinds(measures, Amount, AmountRatio, Rate)
    for arm in count_queries.group_by_query(added_up):
        yield from _split_by_measure(source.amounts(arm), arm, source.request, (*COUNTED, *AMOUNTS))


def _split_by_measure(
    counted: Groups,
    arm: Sequence[Measure],
    request: Request,
    names: tuple[str, ...],
    wanted: Container[Measure] | None = None,
) -> Iterator[OfKind]:
    """Yield one result per measure from the result of a query on several measures.

    If `wanted` is given, other measures are left out.
    """
    if not len(counted):
        return
    # By group, measure and part; further numbers may follow those of the arm.
    of_arm = counted.numbers[:, : len(arm) * len(names)]
    numbers = of_arm.reshape(len(counted), len(arm), len(names))
    for kind in dict.fromkeys(one.kind for one in arm):
        positions = [
            position
            for position, one in enumerate(arm)
            if one.kind == kind and (wanted is None or one in wanted)
        ]
        if not positions:
            continue
        ids = np.array([arm[position].id for position in positions], object)
        keys = {"measure": np.repeat(ids, len(counted))} | {
            name: np.tile(counted.keys[name], len(positions))
            for name in count_queries.row_keys(request)
        }
        of_kind = numbers[:, positions].swapaxes(0, 1).reshape(-1, len(names))
        if kind == Share.__name__ and not has_clusters(arm[positions[0]]):
            of_kind = np.concatenate(
                [of_kind, count_queries.sums_if_one_unit_per_case(of_kind)], axis=1
            )
        yield kind, Groups(keys, of_kind)


def _spread_rows(source: SqlSource, measures: Sequence[Measure]) -> Iterator[OfKind]:
    of_kind: list[Duration | Median] = _measures_of_kinds(measures, Duration, Median)
    for measure in of_kind:
        values = source.histogram(measure)
        if values.number.size:
            summarise = _duration_parts if isinstance(measure, Duration) else _median_parts
            yield (
                measure.kind,
                _groups_of_measure(measure, summarise(values, source.cases(measure))),
            )


def _flow_rows(source: SqlSource, measures: Sequence[Measure]) -> Iterator[OfKind]:
    """Yield the numbers of flow ratios, by period."""
    request = source.request
    for measure in _measures_of_kinds(measures, FlowRatio):
        years = source.flows(measure)
        if years.is_empty():
            continue
        flowed = flows_by_year(years, request)
        for name, period in request.one_per_period():
            ratios = flow_parts(flowed, measure.flow, period)
            keys = {key: count_queries.text_key(ratios[key]) for key in (JURISDICTION, *request.by)}
            keys[PERIOD] = (
                count_queries.period_keys(ratios, period)
                if name is None
                else count_queries.constant_key(name, ratios.height)
            )
            numbers = ratios.select(pl.col(FLOW_PARTS).cast(pl.Float64)).to_numpy()
            yield measure.kind, _groups_of_measure(measure, Groups(keys, numbers))


def _groups_of_measure(measure: Measure, of: Groups) -> Groups:
    return Groups(
        {"measure": count_queries.constant_key(measure.id, len(of)), **of.keys}, of.numbers
    )


def _duration_parts(days: Histogram, of_cases: Groups) -> Groups:
    """Return the Kaplan-Meier median of each group, with the numbers of units ended and waiting."""
    return _by_group(days, of_cases, ("event", "censored"), median_waits)


def _median_parts(values: Histogram, of_cases: Groups) -> Groups:
    """Return the median and quartiles of each group, with the number of values."""
    return _by_group(
        values,
        of_cases,
        ("used", None),
        lambda group, at, used, _none, squares: median_intervals(group, at, used, squares),
    )


def _by_group(
    histogram: Histogram,
    of_cases: Groups,
    used: tuple[str, str | None],
    summary: Callable[[Indexes, Numbers, Numbers, Numbers, Numbers], Waits | Middle],
) -> Groups:
    """Return for each group yes, no, unknown ..., and the numbers that `summary` computes of it.

    `summary` gets group numbers, values, yes, no and sums of squares.
    """
    number, keys, state, at, units = histogram
    height = len(next(iter(keys.values())))
    of_state = [
        np.where(state == STATES.index(one), units, 0.0) if one else np.zeros(units.shape)
        for one in (*used, *COUNTED[2:])
    ]
    counted = [np.bincount(number, of, height) for of in of_state]
    of_group = dict(
        zip(count_queries.key_tuples(of_cases.keys, keys), of_cases.numbers, strict=True)
    )
    none = np.zeros(len(count_queries.CASE_PARTS))
    cases = np.array([of_group.get(key, none) for key in count_queries.key_tuples(keys, keys)])
    summaries = summary(number, at, of_state[0], of_state[1], cases[:, 1])
    return Groups(keys, np.stack((*counted, *cases.T, *summaries), axis=1))
