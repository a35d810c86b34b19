"""Statistics for small numbers: plain functions, no data access.

Arrays in, arrays of the same shape out; shares are 0 to 1, limits are at 95 % unless said
otherwise, and what cannot be said is NaN.
"""

from metrics.statistics.changes import (
    Change,
    Limited,
    newcombe,
    number_change,
    share_change,
)
from metrics.statistics.clusters import (
    CaseLimits,
    CaseSums,
    case_limits,
    case_sums,
    effective_cases,
)
from metrics.statistics.comparison import MiddleHalf, peers
from metrics.statistics.counts import byar, poisson_exact, quasi_poisson
from metrics.statistics.funnels import (
    FEWEST_ASSESSED,
    Funnel,
    Lines,
    Regions,
    funnel,
    funnel_counts,
    funnel_of_regions,
    ratio_lines,
    share_lines,
)
from metrics.statistics.incidence import Steps, aalen_johansen
from metrics.statistics.medians import Middle, median_interval, median_intervals
from metrics.statistics.proportions import as_many_as, jeffreys, wilson
from metrics.statistics.run_charts import FEWEST_POINTS, Run, run_rules
from metrics.statistics.shrinkage import Prior, Shrunk, shrunk
from metrics.statistics.spread import Dispersion, dispersion
from metrics.statistics.survival import Survival, Waits, kaplan_meier, median_waits
from metrics.statistics.targets import (
    Standing,
    needed,
    standing_above,
    standing_below,
    too_many,
)
from metrics.statistics.trends import FEWEST_PERIODS, Apart, Trend, moves_apart
from metrics.statistics.unknowns import bounds, imbens_manski, region

__all__ = [
    "FEWEST_ASSESSED",
    "FEWEST_PERIODS",
    "FEWEST_POINTS",
    "Apart",
    "CaseLimits",
    "CaseSums",
    "Change",
    "Dispersion",
    "Funnel",
    "Limited",
    "Lines",
    "Middle",
    "MiddleHalf",
    "Prior",
    "Regions",
    "Run",
    "Shrunk",
    "Standing",
    "Steps",
    "Survival",
    "Trend",
    "Waits",
    "aalen_johansen",
    "as_many_as",
    "bounds",
    "byar",
    "case_limits",
    "case_sums",
    "dispersion",
    "effective_cases",
    "funnel",
    "funnel_counts",
    "funnel_of_regions",
    "imbens_manski",
    "jeffreys",
    "kaplan_meier",
    "median_interval",
    "median_intervals",
    "median_waits",
    "moves_apart",
    "needed",
    "newcombe",
    "number_change",
    "peers",
    "poisson_exact",
    "quasi_poisson",
    "ratio_lines",
    "region",
    "run_rules",
    "share_change",
    "share_lines",
    "shrunk",
    "standing_above",
    "standing_below",
    "too_many",
    "wilson",
]
