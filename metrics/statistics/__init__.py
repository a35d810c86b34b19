"""Statistics for small numbers: plain functions, no data access.

Arrays in, arrays of the same shape out; shares are 0 to 1, limits are at 95 % unless said
otherwise, and what cannot be said is NaN. scipy.stats, scipy.optimize and statsmodels are imported
where they are called: they take a quarter of what a command takes to start, and most call none.
"""

from metrics.statistics import (
    changes,
    comparison,
    funnels,
    proportions,
    run_charts,
    shrinkage,
    targets,
    trends,
)

__all__ = [
    "changes",
    "comparison",
    "funnels",
    "proportions",
    "run_charts",
    "shrinkage",
    "targets",
    "trends",
]
