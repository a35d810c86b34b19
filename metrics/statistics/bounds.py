"""What the unknown could make of a share."""

import numpy as np
from numpy.typing import ArrayLike

from metrics.statistics.proportions import Limits


def bounds(yes: ArrayLike, no: ArrayLike, unknown: ArrayLike) -> Limits:
    """The share if every unknown were no, and if every unknown were yes; NaN where there is none.

    Manski 1989: the outcome of those not observed may be anything.
    """
    x, other, missing = (np.asarray(part, float) for part in (yes, no, unknown))
    n = x + other + missing
    n = np.where(n > 0, n, np.nan)
    return x / n, (x + missing) / n
