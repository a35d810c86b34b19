"""Charts as functions: each takes tidy data frames and returns a chart for Vega-Lite."""

from dashboard.charts.axes import (
    AXIS_OF_KIND,
    COUNT,
    DAYS,
    MONTHS,
    RATIO,
    SHARE,
    Chart,
    ValueAxis,
    as_vega_lite,
)
from dashboard.charts.comparison import (
    bounds_bar,
    breakdown,
    compared,
    intervals,
    parts,
    published_years,
    steps,
)
from dashboard.charts.completeness import completeness
from dashboard.charts.funnels import funnel
from dashboard.charts.link_combinations import link_combinations
from dashboard.charts.money import cascade
from dashboard.charts.runs import counted, run
from dashboard.charts.series import PATH_ROOM, leaving, path, reach

__all__ = [
    "AXIS_OF_KIND",
    "COUNT",
    "DAYS",
    "MONTHS",
    "PATH_ROOM",
    "RATIO",
    "SHARE",
    "Chart",
    "ValueAxis",
    "as_vega_lite",
    "bounds_bar",
    "breakdown",
    "cascade",
    "compared",
    "completeness",
    "counted",
    "funnel",
    "intervals",
    "leaving",
    "link_combinations",
    "parts",
    "path",
    "published_years",
    "reach",
    "run",
    "steps",
]
