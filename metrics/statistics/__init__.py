"""Statistics for small numbers: plain functions of arrays, without data access.

Results have the shape of the input. Shares are 0 to 1, limits are at 95% unless stated, and
undefined results are NaN. scipy.stats, scipy.optimize and statsmodels are imported where they are
used, because they take a quarter of a command's start, and most commands use none.
"""

from metrics.statistics import comparison, intervals, trends

__all__ = [
    "comparison",
    "intervals",
    "trends",
]
