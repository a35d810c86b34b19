"""A question answered from what is held of the state of the records."""

from dataclasses import dataclass

import polars as pl
from sqlalchemy import Connection, Table

from metrics.counting import histograms, queries
from metrics.counting.asking import Asked
from metrics.counting.cells import ARM
from metrics.counting.groups import Groups
from metrics.counting.held import sums, values
from metrics.counting.held.periods import base
from metrics.counting.request import Request
from metrics.kinds import Count, Duration, FlowRatio, Median, Share
from schemas.store import database


def held(connection: Connection, request: Request, otherwise: Asked) -> "Held | None":
    """None where nothing more will be asked of the state, or it cannot be held of such a question.

    To hold what a view asks takes half as long again as to ask it once; every other view is then
    answered in a tenth of the time.
    """
    of = base(request) if database.will_be_asked_again(connection) else None
    return None if of is None else Held(connection, request, of, otherwise)


@dataclass(frozen=True)
class Held:
    """`asking.Answers` of `request` from those of `base`, by year and every group."""

    connection: Connection
    request: Request
    base: Request
    otherwise: Asked

    def of_cells(self, unit: Table) -> Groups:
        """`cells.counts_of_cells`."""
        return sums.of_cells(self.connection, unit.name, self.base).of(self.request, ARM)

    def counts(self, arm: tuple[Share | Count, ...]) -> Groups:
        """`queries.counts`."""
        return sums.counts(self.connection, arm, self.base).of(self.request)

    def counts_of_cases(self, arm: tuple[Share, ...]) -> Groups:
        """`by_case.counts_of_cases`."""
        return sums.counts_of_cases(self.connection, arm, self.base).of(self.request)

    def amounts(self, arm: tuple[queries.Summed, ...]) -> Groups:
        """`queries.amounts`."""
        held = sums.amounts(self.connection, arm, self.base)
        return self.otherwise.amounts(arm) if held is None else held.of(self.request)

    def histogram(self, measure: Duration | Median) -> histograms.Histogram:
        """`histograms.histogram`: of a group and a value there may be several rows."""
        return values.histogram(self.connection, measure, self.base).of(self.request)

    def cases(self, measure: Duration | Median) -> Groups:
        """`histograms.cases`."""
        return values.cases(self.connection, measure, self.base).of(self.request)

    def flows(self, measure: FlowRatio) -> pl.DataFrame:
        """`histograms.flows`, whose units years do not restrict."""
        return values.flows(self.connection, measure, self.base).of(self.request)
