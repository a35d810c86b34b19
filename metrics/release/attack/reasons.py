"""What a breach rests on: the published numbers without which it could not be reckoned."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import polars as pl

from metrics.release.attack.bounding import releases_of
from metrics.release.attack.declared import OUTSIDER, Attacker, Published, Rule, Sum, Within
from metrics.release.attack.problem import UNBOUNDED, Problem, Truths, problem
from metrics.release.attack.programs import NEAR, Program

# What is shown of a count of a cell; None where it is too small.
Shown = Callable[[int, str], int | None]

# That an offset in five is missed by all of them is a chance of one in thousands of millions.
CELLS = tuple(f"probe {number}" for number in range(100))

COUNTS = range(60)

STEPS = range(1, 21)


SCHEMA = {"cell": pl.String, "because": pl.String}


def reasons(
    cells: Iterable[str],
    published: Sequence[Published],
    sums: Sequence[Sum],
    within: Sequence[Within] = (),
    attacker: Attacker = OUTSIDER,
) -> pl.DataFrame:
    """One row per cell given away and cell that it is reckoned from: `cell, because`.

    A bound of a linear program rests on the limits whose shadow price is not zero. What the
    attacker knows beside the releases is no reason: to withhold it would change nothing.
    """
    releases = releases_of(published, attacker)
    known = problem(published, sums, within, attacker, releases)
    told = _told(known, problem((), sums, within, attacker, releases))
    program, wanted = Program(known, whole=False), set(cells)
    pairs = set[tuple[str, str]]()
    for place in known.wanted:
        if (cell := known.names[place].cell) in wanted:
            for sign in (1.0, -1.0):
                costs = np.zeros(len(known.low))
                costs[place] = sign
                program.least(costs)
                pairs |= {(cell, because) for because in _limiting(known, told, program)}
    return pl.DataFrame(sorted(pairs), SCHEMA, orient="row")


def _told(known: Problem, unseen: Problem) -> tuple[Truths, Truths]:
    """Of which columns the lowest, and of which the highest, is told by what is shown."""
    before = dict(zip(unseen.names, zip(unseen.low, unseen.high, strict=True), strict=True))
    limits = np.array([before.get(name, (0.0, UNBOUNDED)) for name in known.names])
    return known.low > limits[:, 0], known.high < limits[:, 1]


def _limiting(known: Problem, told: tuple[Truths, Truths], program: Program) -> Iterator[str]:
    """The cells whose limits hold the end that was asked for last."""
    of_columns, of_rows = program.prices()
    at_lowest, at_highest = of_columns > NEAR, of_columns < -NEAR
    for column in np.flatnonzero((at_lowest & told[0]) | (at_highest & told[1])):
        yield known.names[column].cell
    # A row with an offset says what is shown of one cell.
    for column in known.column[(abs(of_rows) > NEAR)[known.row]]:
        if known.names[column].is_offset:
            yield known.names[column].cell


def rule_of(shown: Shown) -> Rule:
    """The rule that `shown` follows, so that an attacker goes by what is really done.

    Raises ValueError where it is none of a step, an offset by cell and a limit.
    """
    rows = [[shown(count, cell) for count in COUNTS] for cell in CELLS]
    for step in STEPS:
        offsets = [_offset(row, step) for row in rows]
        known = [offset for offset in offsets if offset is not None]
        if len(known) < len(rows):
            continue
        hidden = [
            (count, _rounded(count, offset, step))
            for row, offset in zip(rows, known, strict=True)
            for count, y in enumerate(row)
            if y is None
        ]
        least = min((count for count, _ in hidden), default=0)
        below = max((y + step for _, y in hidden), default=0)
        rule = Rule(step, min(known), max(known) - min(known) + 1, below, least)
        if all(row == _by(rule, offset) for row, offset in zip(rows, known, strict=True)):
            return rule
    raise ValueError("Counts are protected by a rule that the attacker does not know.")


def _offset(row: Sequence[int | None], step: int) -> int | None:
    """The offset with which all that is shown is rounded; None where there is none."""
    for offset in range(step):
        if all(y in {None, _rounded(count, offset, step)} for count, y in enumerate(row)):
            return offset
    return None


def _rounded(count: int, offset: int, step: int) -> int:
    return step * ((count + offset) // step)


def _by(rule: Rule, offset: int) -> list[int | None]:
    ys = [_rounded(count, offset, rule.step) for count in COUNTS]
    return [None if y < rule.below and x >= rule.least else y for x, y in enumerate(ys)]
