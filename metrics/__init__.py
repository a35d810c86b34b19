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
    examples,
    lateness,
    measure,
    results,
    sentences,
    statistics,
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
    "examples",
    "lateness",
    "measure",
    "refresh",
    "results",
    "sentences",
    "statistics",
]
