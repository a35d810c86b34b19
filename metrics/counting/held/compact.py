"""Numbers held exactly in as few bytes as they take: most are counts of a few units."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from metrics.counting.groups import Numbers

# Beyond these a float has no whole numbers one by one.
WHOLE_BELOW = 2.0**53


@dataclass(frozen=True)
class Compact:
    """A table of numbers: columns of whole ones in the smallest type of them, the others as floats.

    `is_whole` has an entry for each column, in the table's order.
    """

    whole: NDArray[np.integer]
    others: Numbers
    is_whole: NDArray[np.bool_]

    def at(self, rows: NDArray[np.integer]) -> Numbers:
        """Some of its rows, in the order asked for."""
        found = np.empty((len(rows), len(self.is_whole)))
        found[:, self.is_whole] = self.whole[rows]
        found[:, ~self.is_whole] = self.others[rows]
        return found


def compact(numbers: Numbers) -> Compact:
    """The table `numbers`, each of which is finite."""
    is_whole = ((numbers == np.rint(numbers)) & (abs(numbers) < WHOLE_BELOW)).all(axis=0)
    whole = numbers[:, is_whole]
    ends = (int(whole.min(initial=0)), int(whole.max(initial=0)))
    kind = np.result_type(*map(np.min_scalar_type, ends))
    return Compact(whole.astype(kind), numbers[:, ~is_whole], is_whole)
