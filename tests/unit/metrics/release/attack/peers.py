"""Other ways to protect counts, as they are often met."""

from collections.abc import Iterable, Mapping

from metrics.release.attack_problem import Published, Sum
from tests.unit.metrics.release.attack import world

THRESHOLD = 5


def suppressed(truth: Mapping[str, int], sums: Iterable[Sum]) -> tuple[set[str], set[str]]:
    """Cells of one to four, and those hidden too so that no sum has a single hidden cell."""
    first = {cell for cell, count in truth.items() if 0 < count < THRESHOLD}
    second = set[str]()
    while alone := next((one for one in sums if _hidden(one, first | second) == 1), None):
        shown = [part for part in alone.parts if part not in first | second]
        # The smallest is what is given up most easily; a margin goes where no part is left.
        second.add(min(shown, key=lambda part: (truth[part], part), default=alone.margin))
    return first, second


def _hidden(one: Sum, hidden: set[str]) -> int:
    return len(hidden & {one.margin, *one.parts})


def with_suppression(truth: Mapping[str, int], sums: Iterable[Sum]) -> list[Published]:
    """ "<5" for one to four, a dot for what is hidden beside it, all else exact."""
    _, second = suppressed(truth, sums)
    kept = {cell: count for cell, count in truth.items() if cell not in second}
    return world.release(kept, world.but_one_to_four)
