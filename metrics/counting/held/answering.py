"""A question answered from what is held of the state of the records."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

import polars as pl
from sqlalchemy import Connection, Table

from metrics.counting import histograms, queries
from metrics.counting.asking import Asked
from metrics.counting.cells import ARM, cells_answer, has_cells
from metrics.counting.groups import Groups
from metrics.counting.held import sums, values
from metrics.counting.held.periods import base
from metrics.counting.request import Request
from metrics.kinds import Count, Duration, FlowRatio, Median, Share
from metrics.measure import Measure
from schemas.store import database

# Of all measures, and of what pages ask together, in a few scopes and groups.
QUESTIONS_COUNTED = 2048


def held(
    connection: Connection, request: Request, otherwise: Asked, measures: Sequence[Measure]
) -> "Held | None":
    """None where it does not pay to hold anything, or it cannot be done of such a question.

    A first view is asked as it is, and what it asks is held from the next on: to hold takes up to
    twice as long as to ask once, and many leave a page after one view. Who looks at one form looks
    at the next: of several measures all forms are held at once. Of measures that are counted from
    cells the next one of the same unit is no first view: its cells are the same.
    """
    of = base(request) if database.will_be_asked_again(connection) else None
    if of is None:
        return None
    is_of_one_form = set(of.by) - set(request.by)
    may_be_last = not is_of_one_form or len(measures) == 1
    # A view asks for its period, for each year and for what is compared.
    asked = request.by_year, request.spans is None
    of_cells = cells_answer(of)
    held_together = (m.unit.name if of_cells and has_cells(m) else m for m in measures)
    if may_be_last and next(_times_asked(connection, tuple(held_together), of, asked)) == 0:
        return None
    return Held(connection, request, of, otherwise)


@database.last_of_a_state(QUESTIONS_COUNTED)
def _times_asked(
    _connection: Connection,
    _held_together: tuple[Measure | str, ...],
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
