"""Who answers what measures are counted from: here the database, asked each time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import polars as pl
from sqlalchemy import Select, Table

from metrics.counting import by_case, histograms, queries
from metrics.counting.cells import counts_of_cells
from metrics.counting.request import Request
from metrics.kinds import Count, Duration, FlowRatio, Median, Share

# How a statement about a unit is answered: by the stored units, or by fictional ones. It is made of
# the question's shape, and whoever asks it knows the values.
Ask = Callable[[Table, Select], pl.DataFrame]


class Answers(Protocol):
    """The frames of the statements of the same names, in the periods of one question."""

    def of_cells(self, unit: Table) -> pl.DataFrame:
        """`cells.counts_of_cells`."""

    def counts(self, arm: tuple[Share | Count, ...]) -> pl.DataFrame:
        """`queries.counts`."""

    def counts_of_cases(self, arm: tuple[Share, ...]) -> pl.DataFrame:
        """`by_case.counts_of_cases`."""

    def amounts(self, arm: tuple[queries.Summed, ...]) -> pl.DataFrame:
        """`queries.amounts`."""

    def histogram(self, measure: Duration | Median) -> pl.DataFrame:
        """`histograms.histogram`."""

    def cases(self, measure: Duration | Median) -> pl.DataFrame:
        """`histograms.cases`."""

    def flows(self, measure: FlowRatio) -> pl.DataFrame:
        """`histograms.flows`."""


@dataclass(frozen=True)
class Asked:
    """Each statement is made of the question's shape and asked."""

    ask: Ask
    shape: Request

    def of_cells(self, unit: Table) -> pl.DataFrame:
        """`cells.counts_of_cells`."""
        return self.ask(unit, counts_of_cells(unit.name, self.shape))

    def counts(self, arm: tuple[Share | Count, ...]) -> pl.DataFrame:
        """`queries.counts`."""
        return self.ask(arm[0].unit, queries.counts(arm, self.shape))

    def counts_of_cases(self, arm: tuple[Share, ...]) -> pl.DataFrame:
        """`by_case.counts_of_cases`."""
        return self.ask(arm[0].unit, by_case.counts_of_cases(arm, self.shape))

    def amounts(self, arm: tuple[queries.Summed, ...]) -> pl.DataFrame:
        """`queries.amounts`."""
        return self.ask(arm[0].unit, queries.amounts(arm, self.shape))

    def histogram(self, measure: Duration | Median) -> pl.DataFrame:
        """`histograms.histogram`."""
        return self.ask(measure.unit, histograms.histogram(measure, self.shape))

    def cases(self, measure: Duration | Median) -> pl.DataFrame:
        """`histograms.cases`."""
        return self.ask(measure.unit, histograms.cases(measure, self.shape))

    def flows(self, measure: FlowRatio) -> pl.DataFrame:
        """`histograms.flows`."""
        return self.ask(measure.unit, histograms.flows(measure, self.shape))
