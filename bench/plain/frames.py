"""The peers of every measure with polars and pandas, from units that are in memory already."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
import polars as pl
from sqlalchemy import Column

from bench.plain.counting import form_of, grouped
from metrics.counting_options import DEFAULTS
from metrics.measure import Measure
from metrics.measure_kinds import (
    Amount,
    AmountRatio,
    Count,
    Duration,
    FlowRatio,
    Median,
    Rate,
    Share,
)
from metrics.request import last_mature_day


def columns_of(measures: Sequence[Measure]) -> dict[str, list[str]]:
    """By unit the columns that the measures read, to be held in memory."""
    needed: dict[str, dict[str, None]] = {}
    for measure in measures:
        names = [column.name for column in measure.columns() if isinstance(column, Column)]
        keys = ["jurisdiction", form_of(measure), "case_id"]
        needed.setdefault(measure.unit.name, {}).update(dict.fromkeys([*keys, *names]))
    return {unit: list(names) for unit, names in needed.items()}


def by_polars(frames: dict[str, pl.DataFrame], measures: Sequence[Measure], as_of: date) -> int:
    """Count all groups with polars; how many rows came out."""
    rows = 0
    for (unit, on, kind), same in grouped(measures):
        alone = kind in {"Duration", "FlowRatio"}
        for some in [[one] for one in same] if alone else [same]:
            keys = [pl.col("jurisdiction"), pl.col(on).dt.year().alias("y"), form_of(some[0])]
            keys += _spell(some[0], as_of) if alone else []
            parts = [
                part.alias(f"{one.id}_{position}")
                for one in some
                for position, part in enumerate(_parts(one, as_of))
            ]
            rows += frames[unit].lazy().group_by(keys).agg(parts).collect().height
    return rows


def _spell(of: Measure, as_of: date) -> list[pl.Expr]:
    if isinstance(of, FlowRatio):
        return [pl.col(of.resolved_on.name).dt.year().alias("resolved_in")]
    assert isinstance(of, Duration)
    end = pl.coalesce(pl.col(of.ends_on.name), pl.lit(as_of))
    days = (end - pl.col(of.begins_on.name)).dt.total_days().alias("days")
    return [days, pl.col(of.ends_on.name).is_not_null().alias("event")]


def _parts(of: Measure, as_of: date) -> list[pl.Expr]:
    on, window = pl.col(of.dated_by.name), of.window(DEFAULTS)
    due = on.is_null() | (on <= last_mature_day(as_of, window)) if window else pl.lit(True)
    match of:
        case Count():
            return _counted(of, due)
        case Share(denominator=denominator, numerator=numerator):
            belongs, is_so = due & pl.col(denominator.name), pl.col(numerator.name)
            unknown = belongs.is_null() | (belongs & is_so.is_null())
            return [(belongs & is_so).sum(), (belongs & ~is_so).sum(), unknown.sum()]
        case Amount(eligible=eligible, added_up=added_up):
            known = due & pl.col(eligible.name) & pl.col(added_up.name).is_not_null()
            return [pl.col(added_up.name).filter(known).sum(), known.sum()]
        case AmountRatio() | Rate():
            above, below = (pl.col(side.name) for side in of.sides)
            known = due & pl.col(of.eligible.name) & above.is_not_null() & below.is_not_null()
            return [above.filter(known).sum(), below.filter(known).sum(), known.sum()]
        case Median(eligible=eligible, values=values):
            return [pl.col(values.name).filter(due & pl.col(eligible.name)).median()]
        case Duration(eligible=eligible) | FlowRatio(eligible=eligible):
            return [pl.col(eligible.name).sum()]
    raise AssertionError(of.kind)


def _counted(of: Count, due: pl.Expr) -> list[pl.Expr]:
    belongs = due & pl.col(of.counted.name)
    if of.summed is not None:
        return [pl.col(of.summed.name).filter(belongs).sum()]
    if of.distinct is not None:
        return [pl.col(of.distinct.name).filter(belongs).n_unique()]
    return [belongs.sum(), (due & pl.col(of.counted.name).is_null()).sum()]


def by_pandas(frames: dict[str, pd.DataFrame], measures: Sequence[Measure], as_of: date) -> int:
    """Count all groups with pandas, shares and counts alone; how many rows came out."""
    rows = 0
    for (unit, on, kind), same in grouped(measures):
        if kind not in {"Count", "Share"}:
            continue
        frame = frames[unit]
        year = frame[on].dt.year.rename("y")
        states = {}
        for of in same:
            states |= _states(frame, of, as_of)
        keys = [frame["jurisdiction"], year, frame[form_of(same[0])]]
        rows += len(pd.DataFrame(states).groupby(keys, dropna=False).sum())
    return rows


def _states(frame: pd.DataFrame, of: Measure, as_of: date) -> dict[str, pd.Series]:
    on, window = frame[of.dated_by.name], of.window(DEFAULTS)
    due = on.isna() | (on <= pd.Timestamp(last_mature_day(as_of, window))) if window else True
    if isinstance(of, Count):
        counted = frame[of.counted.name]
        return {f"{of.id}_yes": counted.eq(True) & due, f"{of.id}_unknown": counted.isna() & due}
    assert isinstance(of, Share)
    belongs, is_so = frame[of.denominator.name], frame[of.numerator.name]
    admitted = belongs.eq(True) & due
    return {
        f"{of.id}_yes": admitted & is_so.eq(True),
        f"{of.id}_no": admitted & is_so.eq(False),
        f"{of.id}_unknown": (belongs.isna() | (admitted & is_so.isna())) & due,
    }
