"""Compute statistics for small numbers, by plain functions of arrays, without data access.

Results have the shape of the input. Shares are 0 to 1, limits are at 95% unless stated, and
undefined results are NaN. scipy.stats, scipy.optimize and statsmodels are imported inside
functions: their import takes a quarter of a command's start, and most commands do not need them.
"""

from metrics.statistics import comparison, intervals, trends

__all__ = [
    "comparison",
    "intervals",
    "trends",
]
