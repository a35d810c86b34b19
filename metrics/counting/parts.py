"""The parts of measures by jurisdiction, period and breakdown, from the statements' answers."""

from collections.abc import Callable, Container, Iterator, Sequence
from itertools import groupby
from typing import TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.counting import by_case, flows, histograms, queries
from metrics.counting.asking import Answers
from metrics.counting.cells import ARM, STORED, cells_answer, has_cells
from metrics.counting.clusters import has_clusters
from metrics.counting.queries import AMOUNTS, COUNTED
from metrics.counting.request import JURISDICTION, YEAR, Request
from metrics.counting.spans import ALL, PERIOD, UNDATED
from metrics.kinds import Amount, AmountRatio, Count, Duration, FlowRatio, Median, Rate, Share
from metrics.measure import Measure
from metrics.statistics.in_groups import begins
from metrics.statistics.medians import Middle, median_intervals
from metrics.statistics.survival import Waits, median_waits

Numbers = NDArray[np.floating]
Indexes = NDArray[np.integer]
Kind = TypeVar("Kind", bound=Measure)
# A kind, and parts of measures of it.
OfKind = tuple[str, pl.DataFrame]
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
    Waits, of a Median those of Middle, of a FlowRatio `flows.PARTS`.
    """
    kinds = dict.fromkeys(one.kind for one in measures)
    frames = {kind: [nothing(kind, request)] for kind in kinds}
    for of_kinds in (_counts, _amounts, _spreads, _flows):
        for kind, frame in of_kinds(answers, measures, request):
            frames[kind].append(frame.select(frames[kind][0].columns))
    return {kind: pl.concat(of_kind) for kind, of_kind in frames.items()}


def nothing(kind: str, request: Request) -> pl.DataFrame:
    """What `parts` has of a kind where there is no group."""
    keys = dict.fromkeys(("measure", *keys_of(request)), pl.String)
    return pl.DataFrame(schema=keys | dict.fromkeys(PARTS[kind], pl.Float64))


def keys_of(request: Request) -> list[str]:
    """The columns that tell the rows of a measure apart."""
    return [JURISDICTION, PERIOD, *request.by]


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
            frame = answers.of_cells(chosen[0].unit)
            for number, arm in enumerate(queries.arms(STORED[unit])):
                if stored.intersection(arm):
                    of_arm = frame.filter(pl.col(ARM) == number)
                    yield from _dealt_out(of_arm, arm, request, COUNTED, stored)
        for one in queries.arms([m for m in chosen if m not in stored]):
            of_cases = tuple(m for m in one if isinstance(m, Share) and has_clusters(m))
            frame = answers.counts_of_cases(of_cases) if of_cases else answers.counts(one)
            yield from _dealt_out(frame, one, request, by_case.PARTS if of_cases else COUNTED)


def _amounts(answers: Answers, measures: Sequence[Measure], request: Request) -> Iterator[OfKind]:
    added_up: list[queries.Summed] = _of_kind(measures, Amount, AmountRatio, Rate)
    for arm in queries.arms(added_up):
        yield from _dealt_out(answers.amounts(arm), arm, request, (*COUNTED, *AMOUNTS))


def _dealt_out(
    frame: pl.DataFrame,
    arm: Sequence[Measure],
    request: Request,
    names: tuple[str, ...],
    wanted: Container[Measure] | None = None,
) -> Iterator[OfKind]:
    """The columns `part_0` ... of an arm, those of measures of one kind below each other.

    Of no group there is nothing to deal, nor to a measure that is not `wanted`.
    """
    if frame.is_empty():
        return
    keys = _with_period(frame, request).select(keys_of(request))
    columns = [pl.col(f"part_{place}").cast(pl.Float64) for place in range(len(arm) * len(names))]
    # By group, measure and part: a frame for each measure takes longer than to count it.
    numbers = frame.select(columns).to_numpy().reshape(frame.height, len(arm), len(names))
    for kind in dict.fromkeys(one.kind for one in arm):
        places = [
            place
            for place, one in enumerate(arm)
            if one.kind == kind and (wanted is None or one in wanted)
        ]
        if not places:
            continue
        ids = pl.Series("measure", [arm[place].id for place in places], pl.String)
        of_kind = numbers[:, places].swapaxes(0, 1).reshape(-1, len(names))
        dealt = pl.concat([keys] * len(places)).with_columns(
            ids.gather(np.repeat(np.arange(len(places)), frame.height)),
            *(pl.Series(name, of_kind[:, place]) for place, name in enumerate(names)),
        )
        alone = kind == Share.__name__ and not has_clusters(arm[places[0]])
        yield kind, dealt.with_columns(**by_case.of_ones()) if alone else dealt


def _with_period(frame: pl.DataFrame, request: Request) -> pl.DataFrame:
    if not request.by_year:
        return frame.with_columns(pl.lit(ALL).alias(PERIOD))
    return frame.with_columns(pl.col(YEAR).cast(pl.String).fill_null(UNDATED).alias(PERIOD))


def _spreads(answers: Answers, measures: Sequence[Measure], request: Request) -> Iterator[OfKind]:
    keys = keys_of(request)
    of_kind: list[Duration | Median] = _of_kind(measures, Duration, Median)
    for measure in of_kind:
        values = answers.histogram(measure)
        if values.is_empty():
            continue
        of_cases = _with_period(answers.cases(measure), request)
        summarise = waits if isinstance(measure, Duration) else middles
        of_groups = summarise(_with_period(values, request), of_cases, keys)
        yield measure.kind, of_groups.with_columns(pl.lit(measure.id).alias("measure"))


def _flows(answers: Answers, measures: Sequence[Measure], request: Request) -> Iterator[OfKind]:
    for measure in _of_kind(measures, FlowRatio):
        years = answers.flows(measure)
        if years.is_empty():
            continue
        flowed = flows.by_year(years, request)
        for name, period in request.alone():
            ratios = _with_period(flows.parts(flowed, measure.flow, period), period)
            named = ratios if name is None else ratios.with_columns(pl.lit(name).alias(PERIOD))
            yield measure.kind, named.with_columns(pl.lit(measure.id).alias("measure"))


def waits(days: pl.DataFrame, of_cases: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Per group of a histogram of days: the parts and the Kaplan-Meier median.

    Events are yes and censored units no; `of_cases` has `histograms.CASES` of the groups.
    """
    return _by_group((days, of_cases), keys, {"yes": "event", "no": "censored"}, median_waits)


def middles(values: pl.DataFrame, of_cases: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Per group of a histogram of values: the parts, the plain median and quartiles."""

    def plain(
        group: Indexes, at: Numbers, used: Numbers, _none: Numbers, squares: Numbers
    ) -> Middle:
        return median_intervals(group, at, used, squares)

    return _by_group((values, of_cases), keys, {"yes": "used", "no": "-"}, plain)


def _by_group(
    frames: tuple[pl.DataFrame, pl.DataFrame],
    keys: list[str],
    used: dict[str, str],
    summary: Callable[[Indexes, Numbers, Numbers, Numbers, Numbers], Waits | Middle],
) -> pl.DataFrame:
    """The parts of each group and its summary: of the groups' numbers, values, yes, no, squares."""
    values, of_cases = frames
    number, groups = _numbered(values, keys)
    units = values[histograms.UNITS].cast(pl.Float64).to_numpy()
    state = values[histograms.STATE]
    of_state = {
        part: np.where((state == of).to_numpy(), units, 0.0)
        for part, of in (used | {name: name for name in COUNTED[2:]}).items()
    }
    counted = {part: np.bincount(number, of, groups.height) for part, of in of_state.items()}
    squares = of_cases.select(*keys, pl.col(*histograms.CASES).cast(pl.Float64))
    sums = groups.with_columns(pl.Series(part, of) for part, of in counted.items())
    sums = sums.join(squares, on=keys, how="left", nulls_equal=True, maintain_order="left")
    sums = sums.with_columns(pl.col(*histograms.CASES).fill_null(0.0))
    at = values[histograms.VALUE].cast(pl.Float64).fill_null(0.0).to_numpy()
    used_units = sums[histograms.CASES[1]].to_numpy()
    summaries = summary(number, at, of_state["yes"], of_state["no"], used_units)
    columns = summaries._asdict().items()
    return sums.with_columns(pl.Series(name, of, pl.Float64).fill_nan(None) for name, of in columns)


def _numbered(rows: pl.DataFrame, keys: Sequence[str]) -> tuple[Indexes, pl.DataFrame]:
    """The number of each row's group, and the groups in the order of their numbers."""
    # As numbers: text would be compared letter by letter in each of tens of thousands of rows.
    codes = rows.select(pl.col(keys).cast(pl.Categorical).to_physical().fill_null(-1))
    number = np.zeros(rows.height, np.int64)
    for name in keys:
        of_key = codes[name].to_numpy().astype(np.int64)
        number = number * (of_key.max(initial=0) + 2) + of_key + 1
    if np.all(number[1:] >= number[:-1]):
        first = np.flatnonzero(begins(number))
        group = begins(number).cumsum() - 1
    else:
        _, first, group = np.unique(number, return_index=True, return_inverse=True)
    return group, rows.select(keys)[first].cast(pl.String)
