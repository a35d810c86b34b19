"""Statistics for small numbers: plain functions, no data access."""

from metrics.statistics.comparison import MiddleHalf, differs, peers
from metrics.statistics.proportions import bounds, wilson
from metrics.statistics.survival import Survival, kaplan_meier

__all__ = ["MiddleHalf", "Survival", "bounds", "differs", "kaplan_meier", "peers", "wilson"]
