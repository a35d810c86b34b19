"""Statistics for small numbers: plain functions, no data access."""

from metrics.statistics.bounds import bounds
from metrics.statistics.comparison import MiddleHalf, differs, peers
from metrics.statistics.counts import byar, poisson_exact
from metrics.statistics.medians import Middle, median_interval
from metrics.statistics.proportions import clopper_pearson, jeffreys, wilson
from metrics.statistics.survival import Survival, kaplan_meier

__all__ = [
    "Middle",
    "MiddleHalf",
    "Survival",
    "bounds",
    "byar",
    "clopper_pearson",
    "differs",
    "jeffreys",
    "kaplan_meier",
    "median_interval",
    "peers",
    "poisson_exact",
    "wilson",
]
