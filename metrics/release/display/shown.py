"""A rounded count as it is shown, and numbers rounded so that they tell no more."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from metrics.release.protect import STEP

Numbers = NDArray[np.floating]
# Under ten a figure would be of persons whom somebody knows; 0 and 5 alike are "<10".
LEAST_SHOWN = 10
MONTH = 365.25 / 12
MONEY_DIGITS = 2


class Shown(NamedTuple):
    """Rounded counts: NaN where one reads "<10", which is 0 or 5, and nobody is told which."""

    y: Numbers

    @property
    def hidden(self) -> NDArray[np.bool_]:
        return np.isnan(self.y)

    @property
    def least(self) -> Numbers:
        return np.where(self.hidden, 0.0, self.y)

    @property
    def most(self) -> Numbers:
        return np.where(self.hidden, float(STEP), self.y)

    @property
    def stands_for(self) -> Numbers:
        """The number that a sum has for it: a hidden one is always 5."""
        return self.most


def shown(y: ArrayLike) -> NDArray[np.floating]:
    """What is shown of rounded counts: NaN of those under ten."""
    rounded = np.asarray(y, float)
    return np.where(rounded < LEAST_SHOWN, np.nan, rounded)


def percent(share: Numbers) -> Numbers:
    """A share to a whole percent, halves up; computers differ in the last place of a quotient."""
    return np.floor(np.round(100 * share, 6) + 0.5) / 100


def outward(low: Numbers, high: Numbers) -> tuple[Numbers, Numbers]:
    """Limits to whole percents, each away from the other."""
    return np.floor(np.round(100 * low, 6)) / 100, np.ceil(np.round(100 * high, 6)) / 100


def digits(number: Numbers, how_many: int) -> Numbers:
    """To so many significant digits."""
    exact = np.round(number, 6)
    return np.array([float(f"{one:.{how_many}g}") for one in exact.tolist()], float)


def ratio(above: Numbers, below: Numbers) -> Numbers:
    """NaN where the divisor is 0."""
    return np.divide(above, below, out=np.full(above.shape, np.nan), where=below != 0)
