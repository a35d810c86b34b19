"""Statistics for small numbers: plain functions, no data access.

Arrays in, arrays of the same shape out; shares are 0 to 1, limits are at 95% unless said
otherwise, and what cannot be said is NaN. scipy.stats, scipy.optimize and statsmodels are imported
where they are called: they take a quarter of what a command takes to start, and most call none.
"""

from metrics.statistics import comparison, intervals, trends

__all__ = [
    "comparison",
    "intervals",
    "trends",
]
