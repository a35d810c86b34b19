"""Charts as functions: each takes tidy data frames and returns a chart for Vega-Lite."""

from dashboard.charts.axes import (
    AXIS_OF_KIND,
    DAYS,
    MONTHS,
    SHARE,
    Chart,
    ValueAxis,
    as_vega_lite,
)
from dashboard.charts.comparison import (
    interval_chart,
    jurisdictions_chart,
    missing_data_chart,
    published_chart,
    shares_chart,
    steps_chart,
)
from dashboard.charts.completeness import completeness_grid
from dashboard.charts.funnels import funnel_chart
from dashboard.charts.link_combinations import link_combinations_chart
from dashboard.charts.money import cascade_chart
from dashboard.charts.runs import counts_chart, run_chart
from dashboard.charts.series import PATH_ROOM, exits_chart, path_chart, small_panel

__all__ = [
    "AXIS_OF_KIND",
    "DAYS",
    "MONTHS",
    "PATH_ROOM",
    "SHARE",
    "Chart",
    "ValueAxis",
    "as_vega_lite",
    "cascade_chart",
    "completeness_grid",
    "counts_chart",
    "exits_chart",
    "funnel_chart",
    "interval_chart",
    "jurisdictions_chart",
    "link_combinations_chart",
    "missing_data_chart",
    "path_chart",
    "published_chart",
    "run_chart",
    "shares_chart",
    "small_panel",
    "steps_chart",
]
