"""The parts of measures by jurisdiction, period and breakdown, from the statements' answers."""

from collections.abc import Callable, Container, Iterator, Sequence
from itertools import groupby
from typing import TypeVar

import numpy as np
import polars as pl

from metrics.counting import by_case, flows, groups, histograms, queries
from metrics.counting.asking import Answers
from metrics.counting.cells import ARM, STORED, cells_answer, has_cells
from metrics.counting.clusters import has_clusters
from metrics.counting.groups import Groups, Indexes, Numbers, together
from metrics.counting.histograms import STATES, Histogram
from metrics.counting.queries import AMOUNTS, COUNTED
from metrics.counting.request import JURISDICTION, Request
from metrics.counting.spans import PERIOD
from metrics.kinds import Amount, AmountRatio, Count, Duration, FlowRatio, Median, Rate, Share
from metrics.measure import Measure
from metrics.statistics.medians import Middle, median_intervals
from metrics.statistics.survival import Waits, median_waits

Kind = TypeVar("Kind", bound=Measure)
# A kind, and parts of measures of it.
OfKind = tuple[str, Groups]
# What is counted of each kind of measure.
PARTS = {
    Count.__name__: COUNTED,
    Share.__name__: by_case.PARTS,
    Amount.__name__: (*COUNTED, *AMOUNTS),
    AmountRatio.__name__: (*COUNTED, *AMOUNTS),
    Rate.__name__: (*COUNTED, *AMOUNTS),
    Duration.__name__: (*COUNTED, *histograms.CASES, *Waits._fields),
    Median.__name__: (*COUNTED, *histograms.CASES, *Middle._fields),
    FlowRatio.__name__: flows.PARTS,
}


def parts(
    answers: Answers, measures: Sequence[Measure], request: Request
) -> dict[str, pl.DataFrame]:
    """By kind: of each measure (`measure`, its id) and group the parts that its kind has.

    Columns measure, jurisdiction, period, the breakdowns, COUNTED; of a Share also
    `by_case.OF_CASES`, of an Amount, an AmountRatio and a Rate AMOUNTS, of a Duration the fields of
    Waits, of a Median those of Middle, of a FlowRatio `flows.PARTS`. NULL where there is none.
    """
    counted = by_kind(answers, measures, request)
    return {kind: _frame(kind, of_kind) for kind, of_kind in counted.items()}


def of_nothing(measures: Sequence[Measure], request: Request) -> dict[str, pl.DataFrame]:
    """The same of measures whose unit has no row: there is nothing to ask."""
    kinds = dict.fromkeys(one.kind for one in measures)
    return {kind: _frame(kind, nothing(kind, request)) for kind in kinds}


def _frame(kind: str, counted: Groups) -> pl.DataFrame:
    return pl.DataFrame(
        {name: pl.Series(of.tolist(), dtype=pl.String) for name, of in counted.keys.items()}
        | dict(zip(PARTS[kind], counted.numbers.T, strict=True))
    ).with_columns(pl.col(PARTS[kind]).fill_nan(None))


def by_kind(answers: Answers, measures: Sequence[Measure], request: Request) -> dict[str, Groups]:
    """The same as arrays: the groups go by `measure` first, their numbers are PARTS of the kind."""
    frames = {one.kind: [nothing(one.kind, request)] for one in measures}
    for of_kinds in (_counts, _amounts, _spreads, _flows):
        for kind, counted in of_kinds(answers, measures, request):
            frames[kind].append(counted)
    return {kind: together(of_kind) for kind, of_kind in frames.items()}


def nothing(kind: str, request: Request) -> Groups:
    """What there is of a kind where there is no group."""
    return groups.nothing(("measure", *groups.of_request(request)), len(PARTS[kind]))


def _of_kind(measures: Sequence[Measure], *kinds: type[Kind]) -> list[Kind]:
    return [measure for measure in measures if isinstance(measure, kinds)]


def _unit_name(measure: Measure) -> str:
    return measure.unit.name


def _counts(answers: Answers, measures: Sequence[Measure], request: Request) -> Iterator[OfKind]:
    of_kind: list[Share | Count] = _of_kind(measures, Share, Count)
    shares_and_counts = sorted(of_kind, key=_unit_name)
    for unit, of_unit in groupby(shares_and_counts, key=_unit_name):
        chosen = tuple(of_unit)
        stored = {m for m in chosen if has_cells(m)} if cells_answer(request) else set()
        if stored:
            cells = answers.of_cells(chosen[0].unit)
            for number, arm in enumerate(queries.arms(STORED[unit])):
                if stored.intersection(arm):
                    of_arm = cells.at(cells.keys[ARM] == number)
                    yield from _dealt_out(of_arm, arm, request, COUNTED, stored)
        for one in queries.arms([m for m in chosen if m not in stored]):
            of_cases = tuple(m for m in one if isinstance(m, Share) and has_clusters(m))
            counted = answers.counts_of_cases(of_cases) if of_cases else answers.counts(one)
            yield from _dealt_out(counted, one, request, by_case.PARTS if of_cases else COUNTED)


def _amounts(answers: Answers, measures: Sequence[Measure], request: Request) -> Iterator[OfKind]:
    added_up: list[queries.Summed] = _of_kind(measures, Amount, AmountRatio, Rate)
    for arm in queries.arms(added_up):
        yield from _dealt_out(answers.amounts(arm), arm, request, (*COUNTED, *AMOUNTS))


def _dealt_out(
    counted: Groups,
    arm: Sequence[Measure],
    request: Request,
    names: tuple[str, ...],
    wanted: Container[Measure] | None = None,
) -> Iterator[OfKind]:
    """What was counted of an arm, those of measures of one kind below each other.

    Of no group there is nothing to deal, nor to a measure that is not `wanted`.
    """
    if not len(counted):
        return
    # By group, measure and part; there may be others behind those of the arm.
    of_arm = counted.numbers[:, : len(arm) * len(names)]
    numbers = of_arm.reshape(len(counted), len(arm), len(names))
    for kind in dict.fromkeys(one.kind for one in arm):
        places = [
            place
            for place, one in enumerate(arm)
            if one.kind == kind and (wanted is None or one in wanted)
        ]
        if not places:
            continue
        ids = np.array([arm[place].id for place in places], object)
        keys = {"measure": np.repeat(ids, len(counted))} | {
            name: np.tile(counted.keys[name], len(places)) for name in groups.of_request(request)
        }
        of_kind = numbers[:, places].swapaxes(0, 1).reshape(-1, len(names))
        if kind == Share.__name__ and not has_clusters(arm[places[0]]):
            of_kind = np.concatenate([of_kind, by_case.of_ones(of_kind)], axis=1)
        yield kind, Groups(keys, of_kind)


def _spreads(answers: Answers, measures: Sequence[Measure], _request: Request) -> Iterator[OfKind]:
    of_kind: list[Duration | Median] = _of_kind(measures, Duration, Median)
    for measure in of_kind:
        values = answers.histogram(measure)
        if values.number.size:
            summarise = _waits if isinstance(measure, Duration) else _middles
            yield measure.kind, _named(measure, summarise(values, answers.cases(measure)))


def _flows(answers: Answers, measures: Sequence[Measure], request: Request) -> Iterator[OfKind]:
    for measure in _of_kind(measures, FlowRatio):
        years = answers.flows(measure)
        if years.is_empty():
            continue
        flowed = flows.by_year(years, request)
        for name, period in request.alone():
            ratios = flows.parts(flowed, measure.flow, period)
            keys = {key: groups.texts(ratios[key]) for key in (JURISDICTION, *request.by)}
            keys[PERIOD] = (
                groups.periods(ratios, period) if name is None else groups.same(name, ratios.height)
            )
            numbers = ratios.select(pl.col(flows.PARTS).cast(pl.Float64)).to_numpy()
            yield measure.kind, _named(measure, Groups(keys, numbers))


def _named(measure: Measure, of: Groups) -> Groups:
    return Groups({"measure": groups.same(measure.id, len(of)), **of.keys}, of.numbers)


def _waits(days: Histogram, of_cases: Groups) -> Groups:
    """The parts of each group and the Kaplan-Meier median: events are yes, censored units no."""
    return _by_group(days, of_cases, ("event", "censored"), median_waits)


def _middles(values: Histogram, of_cases: Groups) -> Groups:
    """The parts of each group, the plain median and quartiles."""

    def plain(
        group: Indexes, at: Numbers, used: Numbers, _none: Numbers, squares: Numbers
    ) -> Middle:
        return median_intervals(group, at, used, squares)

    return _by_group(values, of_cases, ("used", None), plain)


def _by_group(
    histogram: Histogram,
    of_cases: Groups,
    used: tuple[str, str | None],
    summary: Callable[[Indexes, Numbers, Numbers, Numbers, Numbers], Waits | Middle],
) -> Groups:
    """The parts of each group and its summary: of the groups' numbers, values, yes, no, squares."""
    number, keys, (state, at, units) = histogram
    height = len(next(iter(keys.values())))
    of_state = [
        np.where(state == STATES.index(one), units, 0.0) if one else np.zeros(units.shape)
        for one in (*used, *COUNTED[2:])
    ]
    counted = [np.bincount(number, of, height) for of in of_state]
    of_group = dict(zip(groups.tuples(of_cases.keys, keys), of_cases.numbers, strict=True))
    none = np.zeros(len(histograms.CASES))
    cases = np.array([of_group.get(key, none) for key in groups.tuples(keys, keys)])
    summaries = summary(number, at, of_state[0], of_state[1], cases[:, 1])
    return Groups(keys, np.stack((*counted, *cases.T, *summaries), axis=1))
