"""What is measured: units, measures, their numbers with intervals and statuses."""

from metrics import (
    brief,
    cascade,
    catalogue,
    chain,
    compensation,
    completeness,
    coverage,
    differences,
    events,
    examples,
    kinds,
    lateness,
    lists,
    measure,
    options,
    results,
    sentences,
    statistics,
    targets,
)
from metrics.measure import Measure
from metrics.refreshing import refresh

__all__ = [
    "Measure",
    "brief",
    "cascade",
    "catalogue",
    "chain",
    "compensation",
    "completeness",
    "coverage",
    "differences",
    "events",
    "examples",
    "kinds",
    "lateness",
    "lists",
    "measure",
    "options",
    "refresh",
    "results",
    "sentences",
    "statistics",
    "targets",
]
