"""What is held of durations, medians and flows: how many units have which value, by year."""

import numpy as np
import polars as pl
from sqlalchemy import Connection, select

from metrics.counting import histograms
from metrics.counting.clusters import names_of_cluster
from metrics.counting.held.periods import FIRST, LAST, UNDATED
from metrics.counting.held.several_years import cases_of, of_several_years
from metrics.counting.request import JURISDICTION, YEAR, Request
from metrics.kinds import Duration, FlowRatio, Median
from schemas.store import database

# Each has up to a fifth as many rows as there are units: a megabyte at 100,000 cases.
MEASURES_KEPT = 32


@database.last_of_a_state(MEASURES_KEPT)
def histogram(connection: Connection, measure: Duration | Median, base: Request) -> pl.DataFrame:
    """The columns of `histograms.histogram`, with the year as FIRST, in order of group and value.

    They are as many as the units, nearly: texts are numbers, and rows are put in order once.
    """
    rows = _dated(database.read_kept(connection, histograms.histogram(measure, base), {}))
    keys = [JURISDICTION, *base.by]
    narrow = rows.with_columns(
        pl.col(*keys, histograms.STATE).cast(pl.Categorical),
        pl.col(histograms.VALUE).cast(pl.Float64),
        pl.col(FIRST, histograms.UNITS).cast(pl.Int32),
    )
    return narrow.sort(*(pl.col(key).to_physical() for key in keys), histograms.VALUE)


@database.last_of_a_state(MEASURES_KEPT)
def cases(connection: Connection, measure: Duration | Median, base: Request) -> pl.DataFrame:
    """The columns of `histograms.cases` that add up over years, with FIRST and LAST."""
    keys = [JURISDICTION, *base.by]
    names = names_of_cluster(measure.unit)
    units = of_several_years(histograms.used(measure, base), keys, names)
    of_case = histograms.used_of_cases(units, measure, base)
    rows = database.read_frame(connection, select(of_case))
    points = _dated(database.read_kept(connection, histograms.cases(measure, base), {}))
    of_years = pl.col(*histograms.CASES).cast(pl.Float64)
    points = points.with_columns(of_years, pl.col(FIRST).alias(LAST))
    right = cases_of(rows, keys, names).added([histograms.UNITS], _of_cases)
    together = pl.concat([points, right.select(points.columns)])
    return together.group_by(*keys, FIRST, LAST, maintain_order=True).agg(
        pl.col(*histograms.CASES).sum()
    )


@database.last_of_a_state(MEASURES_KEPT)
def flows(connection: Connection, measure: FlowRatio, base: Request) -> pl.DataFrame:
    """The columns of `histograms.flows`, which are of all years."""
    return database.read_kept(connection, histograms.flows(measure, base), {})


def _of_cases(of: np.ndarray) -> dict[str, np.ndarray]:
    used = of[:, 0]
    return dict(zip(histograms.CASES, ((used > 0) * 1.0, used * used), strict=True))


def _dated(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(pl.col(YEAR).cast(pl.Int64).fill_null(UNDATED).alias(FIRST)).drop(YEAR)
