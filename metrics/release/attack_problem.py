"""Write an attacker's knowledge as inequalities: a column per count, a row per relation."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Published(NamedTuple):
    """A number in a release; `shown` is None if it is printed as "<10"."""

    release: int
    cell: str
    shown: int | None


class Sum(NamedTuple):
    """The exact counts of `parts` add up to that of `margin`. A margin may have several sums."""

    margin: str
    parts: tuple[str, ...]


class Within(NamedTuple):
    """All units in `part` are also in `whole`, so the exact count of `part` is not higher."""

    part: str
    whole: str


class Exact(NamedTuple):
    """An exact count known from elsewhere, as it was at `release`."""

    release: int
    cell: str
    value: int


class Rule(NamedTuple):
    """How a count is rounded for display: `step * floor((count + offset) / step)`.

    The offset of a cell is the same in all releases: one of the `offsets` numbers that begin with
    `first_offset`. Results below `below` are not shown, unless the count is under `least`.
    """

    step: int = 5
    first_offset: int = 0
    offsets: int = 5
    below: int = 10
    least: int = 0


STICKY = Rule()


@dataclass(frozen=True)
class Attacker:
    """What an attacker knows besides the releases. The rounding rule is public, offsets are secret.

    `offsets` has the cells whose offset is known. `additions` has, by release and finest cell, how
    many records were added since the release before; to cells not in it none were added. If
    `additions` is None, the changes are unknown, and any change is possible.
    """

    rule: Rule = STICKY
    exact: tuple[Exact, ...] = ()
    offsets: Mapping[str, int] = field(default_factory=dict)
    additions: Mapping[tuple[int, str], int] | None = None


OUTSIDER = Attacker()
# Larger than any count, but sums of millions of it are still exact in floating point.
UNBOUNDED = 1e9
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Truths = NDArray[np.bool_]


class Column(NamedTuple):
    """An unknown: the count of a cell at a release, or its rounding offset (`is_offset`)."""

    release: int
    cell: str
    is_offset: bool = False


@dataclass(frozen=True)
class Problem:
    """Whole numbers between `low` and `high`, one per column, that must satisfy each row.

    In row `row[k]`, column `column[k]` has the factor `times[k]`. The sum of a row is between
    `row_low` and `row_high`. `wanted` are the columns of finest cells.
    """

    names: list[Column]
    low: Floats
    high: Floats
    row: Integers
    column: Integers
    times: Floats
    row_low: Floats
    row_high: Floats
    wanted: Integers


def build_problem(
    published: Sequence[Published],
    sums: Sequence[Sum],
    within: Sequence[Within],
    attacker: Attacker,
    releases: Sequence[int],
) -> Problem:
    """Return the inequalities that an attacker knows from what is published and how it is related.

    If additions are known, the counts of all releases are expressed by each cell's newest count.
    `releases` are all releases, oldest first.
    """
    if attacker.additions is None:
        stands = {release: release for release in releases}
        since = {release: dict[str, int]() for release in releases}
    else:
        stands = dict.fromkeys(releases, releases[-1])
        since = _since(releases, sums, attacker.additions)
    rows = _ProblemBuilder()
    for release in dict.fromkeys(stands.values()):
        rows.add_sums_and_inclusions(release, sums, within)
    for release, cells in since.items():
        for cell, added in cells.items():
            # Without the later additions the count was not below zero.
            rows.tighten_bounds(Column(stands[release], cell), added, UNBOUNDED)
    for release, cell, value in attacker.exact:
        newest = value + since[release].get(cell, 0)
        rows.tighten_bounds(Column(stands[release], cell), newest, newest)
    seen: dict[Column, tuple[int, int]] = {}
    for release, cell, shown in published:
        low, high = _rounded_from(shown, attacker.rule)
        column, added = Column(stands[release], cell), since[release].get(cell, 0)
        before = seen.get(column, (low + added, high + added))
        seen[column] = max(before[0], low + added), min(before[1], high + added)
    rows.add_shown_numbers(seen, attacker)
    return rows.problem({one.margin for one in sums})


def _rounded_from(shown: int | None, rule: Rule) -> tuple[int, int]:
    """Return the least and greatest sum of count and offset that are shown as this number."""
    if shown is None:
        return rule.least, -(-rule.below // rule.step) * rule.step - 1
    return shown, shown + rule.step - 1


def _since(
    releases: Sequence[int], sums: Sequence[Sum], additions: Mapping[tuple[int, str], int]
) -> dict[int, dict[str, int]]:
    """Return the number of records added after each release, by release and cell.

    A total gets the additions of its parts.
    """
    parts = {one.margin: one.parts for one in sums}
    since: dict[int, dict[str, int]] = {}
    later: dict[str, int] = {}
    for release in reversed(releases):
        totals: dict[str, int] = {}

        def total(cell: str, later: dict[str, int] = later, totals: dict[str, int] = totals) -> int:
            if cell not in totals:
                of = parts.get(cell)
                totals[cell] = later.get(cell, 0) if of is None else sum(map(total, of))
            return totals[cell]

        since[release] = {cell: total(cell) for cell in {*later, *parts}}
        came_in = {cell: count for (of, cell), count in additions.items() if of == release}
        later = {cell: later.get(cell, 0) + came_in.get(cell, 0) for cell in {*later, *came_in}}
    return since


class _ProblemBuilder:
    """Collects the columns and rows of a Problem."""

    def __init__(self) -> None:
        self.index: dict[Column, int] = {}
        self.bounds: list[tuple[float, float]] = []
        self.entries: list[tuple[int, int, float]] = []
        self.limits: list[tuple[float, float]] = []

    def column_number(self, column: Column) -> int:
        """Return the number of a column, which is added if it is new."""
        if column not in self.index:
            self.index[column] = len(self.bounds)
            self.bounds.append((0.0, UNBOUNDED))
        return self.index[column]

    def tighten_bounds(self, column: Column, low: float, high: float) -> None:
        """Tighten the limits of a column to `low` and `high`; limits never become wider."""
        position = self.column_number(column)
        before = self.bounds[position]
        self.bounds[position] = max(before[0], low), min(before[1], high)

    def add_inequality(
        self, times: Iterable[tuple[Column, float]], low: float, high: float
    ) -> None:
        """Add an inequality: a weighted sum of columns is between two limits."""
        position = len(self.limits)
        self.entries += ((position, self.column_number(column), of) for column, of in times)
        self.limits.append((low, high))

    def add_sums_and_inclusions(
        self, release: int, sums: Sequence[Sum], within: Sequence[Within]
    ) -> None:
        """Add the sums and inclusions that relate the counts of a release."""
        for margin, parts in sums:
            adding = [(Column(release, part), 1.0) for part in parts]
            self.add_inequality([*adding, (Column(release, margin), -1.0)], 0, 0)
        for part, whole in within:
            self.add_inequality(
                [(Column(release, whole), 1.0), (Column(release, part), -1.0)], 0, UNBOUNDED
            )

    def add_shown_numbers(self, seen: Mapping[Column, tuple[int, int]], attacker: Attacker) -> None:
        """Add the limits on counts that follow from the shown numbers.

        `seen` has by column the least and greatest sum of count and offset. A cell shown in several
        releases has one offset in all; the offset is a column too, unless the attacker knows it.
        """
        times = Counter(column.cell for column in seen)
        for column, (low, high) in seen.items():
            first, last = _rounding_offsets(column.cell, attacker)
            self.tighten_bounds(column, low - last, high - first)
            if first < last and times[column.cell] > 1:
                offset = Column(-1, column.cell, is_offset=True)
                self.tighten_bounds(offset, first, last)
                self.add_inequality([(column, 1.0), (offset, 1.0)], low, high)

    def problem(self, margins: set[str]) -> Problem:
        """Return the collected inequalities. Cells in `margins` are not wanted."""
        entries = np.array(self.entries, dtype=float).reshape(-1, 3)
        bounds, limits = np.array(self.bounds).reshape(-1, 2), np.array(self.limits).reshape(-1, 2)
        wanted = [
            position
            for column, position in self.index.items()
            if not column.is_offset and column.cell not in margins
        ]
        return Problem(
            names=list(self.index),
            low=bounds[:, 0],
            high=bounds[:, 1],
            row=entries[:, 0].astype(np.int64),
            column=entries[:, 1].astype(np.int64),
            times=entries[:, 2],
            row_low=limits[:, 0],
            row_high=limits[:, 1],
            wanted=np.array(wanted, dtype=np.int64),
        )


def _rounding_offsets(cell: str, attacker: Attacker) -> tuple[int, int]:
    if cell in attacker.offsets:
        return attacker.offsets[cell], attacker.offsets[cell]
    return attacker.rule.first_offset, attacker.rule.first_offset + attacker.rule.offsets - 1


# Rounds are cheap, and most problems need five. The linear program does the rest.
ROUNDS = 60


class Contradiction(ValueError):
    """Raised if no counts satisfy all inequalities of a problem."""


def tighten_bounds(problem: Problem) -> tuple[Floats, Floats]:
    """Return the lowest and highest possible count for each column, by simple propagation.

    Raises Contradiction if a column has no possible count left.
    """
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


def without_redundant_rows(problem: Problem) -> Problem:
    """Remove the inequalities that already follow from the limits of their columns."""
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
