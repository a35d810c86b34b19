"""What each row alone says of its columns, row after row until nothing moves."""

from dataclasses import replace

import numpy as np

from metrics.release.attack.problem import Floats, Problem

# Each round is cheap and most settle in five; what is left is for the linear program.
ROUNDS = 60


class Contradiction(ValueError):
    """No counts fit all that is declared."""


def narrowed(problem: Problem) -> tuple[Floats, Floats]:
    """Lowest and highest of each column; whole numbers, for whole numbers are looked for."""
    low, high = problem.low.copy(), problem.high.copy()
    row, column, times = problem.row, problem.column, problem.times
    rows = len(problem.row_low)
    plus = times > 0
    for _ in range(ROUNDS):
        least = np.where(plus, low[column], high[column]) * times
        most = np.where(plus, high[column], low[column]) * times
        others_least = np.bincount(row, least, rows)[row] - least
        others_most = np.bincount(row, most, rows)[row] - most
        may_be_least = np.where(
            plus, problem.row_low[row] - others_most, others_least - problem.row_high[row]
        )
        may_be_most = np.where(
            plus, problem.row_high[row] - others_least, others_most - problem.row_low[row]
        )
        new_low, new_high = low.copy(), high.copy()
        np.maximum.at(new_low, column, np.ceil(may_be_least / abs(times)))
        np.minimum.at(new_high, column, np.floor(may_be_most / abs(times)))
        if (new_low > new_high).any():
            raise Contradiction("No counts fit all that is declared of the releases.")
        if (new_low == low).all() and (new_high == high).all():
            break
        low, high = new_low, new_high
    return low, high


def binding(problem: Problem) -> Problem:
    """The problem without the rows that hold whatever its columns are between their limits."""
    row, column, times = problem.row, problem.column, problem.times
    rows = len(problem.row_low)
    plus = times > 0
    low, high = problem.low[column], problem.high[column]
    least = np.bincount(row, np.where(plus, low, high) * times, rows)
    most = np.bincount(row, np.where(plus, high, low) * times, rows)
    kept = (least < problem.row_low) | (most > problem.row_high)
    entries = kept[row]
    return replace(
        problem,
        row=np.cumsum(kept)[row[entries]] - 1,
        column=column[entries],
        times=times[entries],
        row_low=problem.row_low[kept],
        row_high=problem.row_high[kept],
    )
