"""What is held of durations, medians and flows: how many units have which value, by year."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from sqlalchemy import Connection, select

from metrics.counting import histograms
from metrics.counting.clusters import names_of_cluster
from metrics.counting.groups import PART
from metrics.counting.held.periods import FIRST, UNDATED, Rows, grouped, in_place, rows_of
from metrics.counting.held.several_years import cases_of, of_several_years
from metrics.counting.held.sums import Sums, added_up
from metrics.counting.request import JURISDICTION, YEAR, Request
from metrics.kinds import Duration, FlowRatio, Median
from schemas.store import database

# Each has up to a fifth as many rows as there are units: a megabyte at 100,000 cases.
MEASURES_KEPT = 32


@dataclass(frozen=True)
class Histogram:
    """The values of each of the rows held."""

    rows: Rows
    values: histograms.Values

    def of(self, request: Request) -> histograms.Histogram:
        """Those of each group that is asked for."""
        rows, number, keys = grouped(self.rows, request)
        return histograms.Histogram(number, keys, self.values.at(rows))


@dataclass(frozen=True)
class Flows:
    """The units of a flow, which are of all years."""

    rows: Rows
    units: pl.DataFrame

    def of(self, request: Request) -> pl.DataFrame:
        """Those of the places, forms and offices that are asked for, split by what is asked for."""
        others = self.rows.codes.keys() - {JURISDICTION, *request.by}
        return self.units.filter(in_place(self.rows, request)).drop(others)


@database.lru_per_snapshot(MEASURES_KEPT)
def histogram(connection: Connection, measure: Duration | Median, base: Request) -> Histogram:
    """What is held of `histograms.histogram`, in order of group and value.

    They are as many as the units, nearly: rows are put in order once.
    """
    rows = _dated(database.read_precompiled(connection, histograms.histogram(measure, base), {}))
    keys = [JURISDICTION, *base.by]
    ordered = rows.sort(*keys, histograms.VALUE)
    return Histogram(rows_of(ordered, keys), histograms.values(ordered))


@database.lru_per_snapshot(MEASURES_KEPT)
def cases(connection: Connection, measure: Duration | Median, base: Request) -> Sums:
    """The columns of `histograms.cases` that add up over years, with FIRST and LAST."""
    keys = [JURISDICTION, *base.by]
    names = names_of_cluster(measure.unit)
    units = of_several_years(histograms.used(measure, base), keys, names)
    of_case = histograms.used_of_cases(units, measure, base)
    rows = database.read_frame(connection, select(of_case))
    points = database.read_precompiled(connection, histograms.cases(measure, base), {})
    right = cases_of(rows, keys, names).added([histograms.UNITS], _of_cases)
    parts = {name: f"{PART}{place}" for place, name in enumerate(histograms.CASES)}
    return added_up(points, [right.rename(parts)], keys)


@database.lru_per_snapshot(MEASURES_KEPT)
def flows(connection: Connection, measure: FlowRatio, base: Request) -> Flows:
    """What is held of `histograms.flows`."""
    frame = database.read_precompiled(connection, histograms.flows(measure, base), {})
    return Flows(rows_of(frame, [JURISDICTION, *base.by]), frame)


def _of_cases(of: np.ndarray) -> dict[str, np.ndarray]:
    used = of[:, 0]
    return dict(zip(histograms.CASES, ((used > 0) * 1.0, used * used), strict=True))


def _dated(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(pl.col(YEAR).cast(pl.Int64).fill_null(UNDATED).alias(FIRST)).drop(YEAR)
