"""Asks the statements, and gives the parts of each measure by jurisdiction, period and breakdown."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import TypeVar

import numpy as np
import pandas as pd
import polars as pl
from sqlalchemy import CompoundSelect, Select

from metrics import queries
from metrics.measure import AmountRatio, Count, Duration, Measure, Share
from metrics.queries import AMOUNTS, ARM, COUNTED
from metrics.request import JURISDICTION, YEAR, Request
from metrics.statistics import kaplan_meier

ALL, UNDATED, PERIOD = "all", "undated", "period"
Parts = tuple[Measure, pd.DataFrame]
Statement = Select | CompoundSelect
# How a statement is answered: by the stored units, or by fictional ones.
Ask = Callable[[Statement], pl.DataFrame]
Kind = TypeVar("Kind", bound=Measure)


def parts(ask: Ask, measures: Sequence[Measure], request: Request) -> Iterator[Parts]:
    """Of each measure: jurisdiction, period, the breakdowns, and the parts that its kind has."""
    yield from _counts(ask, measures, request)
    yield from _amounts(ask, measures, request)
    yield from _durations(ask, measures, request)


def keys_of(request: Request) -> list[str]:
    """The columns that tell the rows of a measure apart."""
    return [JURISDICTION, PERIOD, *request.by]


def _of_kind(measures: Sequence[Measure], *kinds: type[Kind]) -> list[Kind]:
    return [measure for measure in measures if isinstance(measure, kinds)]


def _counts(ask: Ask, measures: Sequence[Measure], request: Request) -> Iterator[Parts]:
    counted = sorted(_of_kind(measures, Share, Count), key=_unit_name)
    for _, of_unit in groupby(counted, key=_unit_name):
        chosen = tuple(of_unit)
        frame = ask(queries.counts(chosen, request))
        for number, arm in enumerate(queries.arms(chosen)):
            rows = frame.filter(pl.col(ARM) == number)
            yield from _split(rows, arm, request, COUNTED)


def _amounts(ask: Ask, measures: Sequence[Measure], request: Request) -> Iterator[Parts]:
    for arm in queries.arms(_of_kind(measures, AmountRatio)):
        frame = ask(queries.amounts(arm, request))
        yield from _split(frame, arm, request, (*COUNTED, *AMOUNTS))


def _unit_name(measure: Measure) -> str:
    return measure.unit.name


def _split(
    frame: pl.DataFrame, arm: Sequence[Measure], request: Request, names: tuple[str, ...]
) -> Iterator[Parts]:
    """The columns `part_0` ... of an arm, dealt out to its measures."""
    keyed = _with_period(frame, request)
    for place, measure in enumerate(arm):
        first = place * len(names)
        columns = [
            pl.col(f"part_{first + offset}").cast(pl.Float64).alias(name)
            for offset, name in enumerate(names)
        ]
        yield measure, keyed.select(*keys_of(request), *columns).to_pandas()


def _with_period(frame: pl.DataFrame, request: Request) -> pl.DataFrame:
    if not request.by_year:
        return frame.with_columns(pl.lit(ALL).alias(PERIOD))
    return frame.with_columns(pl.col(YEAR).cast(pl.String).fill_null(UNDATED).alias(PERIOD))


def _durations(ask: Ask, measures: Sequence[Measure], request: Request) -> Iterator[Parts]:
    for measure in _of_kind(measures, Duration):
        frame = ask(queries.day_counts(measure, request))
        yield measure, medians(_with_period(frame, request), keys_of(request))


def medians(days: pl.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Per group of a histogram (`state`, `days`, `units`): the parts and the Kaplan-Meier median.

    Events are yes and censored units no.
    """
    rows = []
    for key, group in days.group_by(keys, maintain_order=True):
        states = group["state"].to_numpy()
        units = group["units"].to_numpy()
        event, censored = (np.where(states == name, units, 0) for name in ("event", "censored"))
        seen = event + censored > 0
        at = group["days"].fill_null(0).to_numpy()
        curve = kaplan_meier(at[seen], event[seen], censored[seen])
        others = (int(units[states == name].sum()) for name in ("unknown", "young", "gap"))
        rows.append(
            (*key, event.sum(), censored.sum(), *others, curve.median, curve.low, curve.high)
        )
    columns = [*keys, *COUNTED, "median", "low", "high"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[len(keys) :], float))
