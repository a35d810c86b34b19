"""What chance alone explains in a column of ids."""

import numpy as np
import numpy.typing as npt
from scipy.special import bdtrc

# Of draws, six standard deviations beyond what is expected are none; where signs are taken by a
# remainder, some come a little more often.
DEVIATIONS, UNEVEN = 6, 0.1


def of_so_many(hits: int, trials: int, share: float) -> float:
    """How probable so many hits or more are, where each trial hits with probability `share`."""
    return float(bdtrc(hits - 1, trials, share)) if hits else 1.0


def are_even(counts: npt.NDArray[np.int64]) -> bool:
    """Whether each of these signs is as likely as any other (Pearson's chi-squared)."""
    total, expected, freedom = counts.sum(), counts.mean(), len(counts) - 1
    squares = ((counts - expected) ** 2).sum() / expected
    return bool(squares <= freedom + DEVIATIONS * np.sqrt(2 * freedom) + UNEVEN * total)
