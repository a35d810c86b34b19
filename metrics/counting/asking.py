"""Who answers what measures are counted from: the database, or what is held of its state."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import polars as pl
from sqlalchemy import Connection, Table

from metrics.counting import by_case, groups, histograms, queries
from metrics.counting.cells import ARM, counts_of_cells
from metrics.counting.groups import Groups
from metrics.counting.held import sums, values
from metrics.counting.held.periods import base
from metrics.counting.request import Request
from metrics.kinds import Count, Duration, FlowRatio, Median, Share
from schemas.store import database

# How a statement about a unit is answered: by the stored units, or by fictional ones. It is made of
# the question's shape, and whoever asks it knows the values.
Ask = Callable[[Table, database.Statement], pl.DataFrame]


class Answers(Protocol):
    """The answers of the statements of the same names, in the periods of one question.

    Of what adds up they are Groups, whose numbers are `part_0`, `part_1` ...
    """

    def of_cells(self, unit: Table) -> Groups:
        """`cells.counts_of_cells`."""

    def counts(self, arm: tuple[Share | Count, ...]) -> Groups:
        """`queries.counts`."""

    def counts_of_cases(self, arm: tuple[Share, ...]) -> Groups:
        """`by_case.counts_of_cases`."""

    def amounts(self, arm: tuple[queries.Summed, ...]) -> Groups:
        """`queries.amounts`."""

    def histogram(self, measure: Duration | Median) -> histograms.Histogram:
        """`histograms.histogram`."""

    def cases(self, measure: Duration | Median) -> Groups:
        """`histograms.cases`."""

    def flows(self, measure: FlowRatio) -> pl.DataFrame:
        """`histograms.flows`."""


@dataclass(frozen=True)
class Asked:
    """Each statement is made of the question's shape and asked."""

    ask: Ask
    shape: Request

    def of_cells(self, unit: Table) -> Groups:
        """`cells.counts_of_cells`."""
        return self._groups(unit, counts_of_cells(unit.name, self.shape), ARM)

    def counts(self, arm: tuple[Share | Count, ...]) -> Groups:
        """`queries.counts`."""
        return self._groups(arm[0].unit, queries.counts(arm, self.shape))

    def counts_of_cases(self, arm: tuple[Share, ...]) -> Groups:
        """`by_case.counts_of_cases`."""
        return self._groups(arm[0].unit, by_case.counts_of_cases(arm, self.shape))

    def amounts(self, arm: tuple[queries.Summed, ...]) -> Groups:
        """`queries.amounts`."""
        return self._groups(arm[0].unit, queries.amounts(arm, self.shape))

    def histogram(self, measure: Duration | Median) -> histograms.Histogram:
        """`histograms.histogram`."""
        rows = self.ask(measure.unit, histograms.histogram(measure, self.shape))
        return histograms.of_groups(rows, self.shape)

    def cases(self, measure: Duration | Median) -> Groups:
        """`histograms.cases`."""
        return self._groups(measure.unit, histograms.cases(measure, self.shape))

    def flows(self, measure: FlowRatio) -> pl.DataFrame:
        """`histograms.flows`."""
        return self.ask(measure.unit, histograms.flows(measure, self.shape))

    def _groups(self, unit: Table, statement: database.Statement, *more: str) -> Groups:
        return groups.of_frame(self.ask(unit, statement), self.shape, *more)


def answers_for(connection: Connection, request: Request, asked: Asked) -> Answers:
    """Held numbers where more will be asked of the same state and years add up, else `asked`.

    To hold what a view asks takes half as long again as to ask it once; every other view is then
    answered in a tenth of the time.
    """
    of = base(request) if database.is_interactive(connection) else None
    return asked if of is None else Held(connection, request, of, asked)


@dataclass(frozen=True)
class Held:
    """`Answers` of `request` from those of `base`, by year and every group."""

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
