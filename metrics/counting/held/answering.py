"""A question answered from what is held of the state of the records."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

import polars as pl
from sqlalchemy import Connection, Table

from metrics.counting import queries
from metrics.counting.asking import Asked
from metrics.counting.cells import ARM
from metrics.counting.held import sums, values
from metrics.counting.held.periods import base, in_periods, in_place, keys
from metrics.counting.queries import AMOUNTS, COUNTED
from metrics.counting.request import Request
from metrics.kinds import Count, Duration, FlowRatio, Median, Share
from metrics.measure import Measure
from schemas.store import database

WIDTH = len((*COUNTED, *AMOUNTS))
# Of all measures, and of what pages ask together, in a few scopes and groups.
QUESTIONS_COUNTED = 2048


def held(
    connection: Connection, request: Request, otherwise: Asked, measures: Sequence[Measure]
) -> "Held | None":
    """None where it does not pay to hold anything, or it cannot be done of such a question.

    A first view is asked as it is, and what it asks is held from the next on: to hold takes up to
    twice as long as to ask once, and many leave a page after one view. Who looks at one form looks
    at the next: of several measures all forms are held at once.
    """
    of = base(request) if database.will_be_asked_again(connection) else None
    if of is None:
        return None
    is_of_one_form = set(of.by) - set(request.by)
    may_be_last = not is_of_one_form or len(measures) == 1
    # A view asks for its period, for each year and for what is compared.
    asked = request.by_year, request.spans is None
    if may_be_last and next(_times_asked(connection, tuple(measures), of, asked)) == 0:
        return None
    return Held(connection, request, of, otherwise)


@database.last_of_a_state(QUESTIONS_COUNTED)
def _times_asked(
    _connection: Connection,
    _measures: tuple[Measure, ...],
    _base: Request,
    _asked: tuple[bool, bool],
) -> Iterator[int]:
    return count()


@dataclass(frozen=True)
class Held:
    """`asking.Answers` of `request` from those of `base`, by year and every group."""

    connection: Connection
    request: Request
    base: Request
    otherwise: Asked

    def of_cells(self, unit: Table) -> pl.DataFrame:
        """`cells.counts_of_cells`."""
        return self._sums(sums.of_cells(self.connection, unit.name, self.base), ARM)

    def counts(self, arm: tuple[Share | Count, ...]) -> pl.DataFrame:
        """`queries.counts`."""
        return self._sums(sums.counts(self.connection, arm, self.base))

    def counts_of_cases(self, arm: tuple[Share, ...]) -> pl.DataFrame:
        """`by_case.counts_of_cases`."""
        return self._sums(sums.counts_of_cases(self.connection, arm, self.base))

    def amounts(self, arm: tuple[queries.Summed, ...]) -> pl.DataFrame:
        """`queries.amounts`."""
        frame = sums.amounts(self.connection, arm, self.base)
        if frame is None:
            return self.otherwise.amounts(arm)
        inside, own = in_periods(frame, self.request), keys(self.request)
        largest = sums.largest(frame, WIDTH)
        others = [name for name in sums.parts(frame) if name not in largest]
        return inside.group_by(own).agg(pl.col(others).sum(), pl.col(largest).max())

    def histogram(self, measure: Duration | Median) -> pl.DataFrame:
        """`histograms.histogram`: of a place, a form and a year there may be several rows."""
        return in_periods(values.histogram(self.connection, measure, self.base), self.request)

    def cases(self, measure: Duration | Median) -> pl.DataFrame:
        """`histograms.cases`."""
        return self._sums(values.cases(self.connection, measure, self.base))

    def flows(self, measure: FlowRatio) -> pl.DataFrame:
        """`histograms.flows`, whose units years do not restrict."""
        frame = in_place(values.flows(self.connection, measure, self.base), self.request)
        # Split by what was asked for alone, and of one value of anything else.
        return frame.drop(set(self.base.by) - set(self.request.by))

    def _sums(self, frame: pl.DataFrame, *more: str) -> pl.DataFrame:
        own = [*more, *keys(self.request)]
        others = pl.exclude(*own, *self.base.by)
        return in_periods(frame, self.request).group_by(own).agg(others.sum())
