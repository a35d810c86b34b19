"""Charts as functions: a tidy frame in, an Altair chart out."""

from dashboard.charts.axes import AXIS_OF_KIND, COUNT, MONTHS, RATIO, SHARE, Chart, ValueAxis
from dashboard.charts.chain import upset
from dashboard.charts.completeness import completeness
from dashboard.charts.money import cascade
from dashboard.charts.places import bounds_bar, breakdown, intervals
from dashboard.charts.years import counts, reach, trend

__all__ = [
    "AXIS_OF_KIND",
    "COUNT",
    "MONTHS",
    "RATIO",
    "SHARE",
    "Chart",
    "ValueAxis",
    "bounds_bar",
    "breakdown",
    "cascade",
    "completeness",
    "counts",
    "intervals",
    "reach",
    "trend",
    "upset",
]
