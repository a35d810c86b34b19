"""What is measured: units, measures, their numbers with intervals and statuses."""

from metrics import (
    brief,
    catalogue,
    comparability,
    examples,
    kinds,
    measure,
    options,
    sentences,
    statistics,
    worklist,
)
from metrics.beside import events, exchange_rates, lists, published, targets, wages
from metrics.counting import (
    cascade,
    chain,
    cohort,
    compensation,
    competing_exits,
    completeness,
    coverage,
    differences,
    lateness,
    limits,
    progress,
    results,
)
from metrics.counting.refreshing import refresh
from metrics.measure import Measure

__all__ = [
    "Measure",
    "brief",
    "cascade",
    "catalogue",
    "chain",
    "cohort",
    "comparability",
    "compensation",
    "competing_exits",
    "completeness",
    "coverage",
    "differences",
    "events",
    "examples",
    "exchange_rates",
    "kinds",
    "lateness",
    "limits",
    "lists",
    "measure",
    "options",
    "progress",
    "published",
    "refresh",
    "results",
    "sentences",
    "statistics",
    "targets",
    "wages",
    "worklist",
]
