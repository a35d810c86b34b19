"""Who answers what measures are counted from: here the database, asked each time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import polars as pl
from sqlalchemy import Table

from metrics.counting import by_case, groups, histograms, queries
from metrics.counting.cells import ARM, counts_of_cells
from metrics.counting.groups import Groups
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
