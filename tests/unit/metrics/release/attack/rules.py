"""The rule by which counts become what is shown, found by looking at what becomes of them."""

from collections.abc import Callable, Sequence

from metrics.release.attack_problem import Rule

# What is shown of a count of a cell; None where it is too small.
Shown = Callable[[int, str], int | None]
# That an offset in five is missed by all of them is a chance of one in thousands of millions.
CELLS = tuple(f"probe {number}" for number in range(100))
COUNTS = range(60)
STEPS = range(1, 21)


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
