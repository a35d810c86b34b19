"""Charts as functions: a tidy frame in, an Altair chart out."""

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
from dashboard.charts.beside import beside
from dashboard.charts.chain import upset
from dashboard.charts.completeness import completeness
from dashboard.charts.exits import leaving
from dashboard.charts.funnels import funnel
from dashboard.charts.money import cascade
from dashboard.charts.path import ROOM, path
from dashboard.charts.places import bounds_bar, breakdown, compared, intervals, parts, steps
from dashboard.charts.runs import counted, run
from dashboard.charts.years import reach

__all__ = [
    "AXIS_OF_KIND",
    "COUNT",
    "DAYS",
    "MONTHS",
    "RATIO",
    "ROOM",
    "SHARE",
    "Chart",
    "ValueAxis",
    "as_vega_lite",
    "beside",
    "bounds_bar",
    "breakdown",
    "cascade",
    "compared",
    "completeness",
    "counted",
    "funnel",
    "intervals",
    "leaving",
    "parts",
    "path",
    "reach",
    "run",
    "steps",
    "upset",
]
