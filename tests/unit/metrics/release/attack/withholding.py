"""A gate in small: withhold one number after the other until the attacker finds nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence

from metrics.release.attack import (
    already_known,
    bounds,
    cells_with_too_few_values,
    explain_disclosures,
)
from metrics.release.attack_problem import Attacker, Published, Sum
from tests.unit.metrics.release.attack import world


def withheld(
    published: Sequence[Published], sums: Sequence[Sum], truth: Mapping[str, int], by: Attacker
) -> list[str]:
    """The cells to withhold, in turn."""
    before, true = already_known(published, sums, (), by), world.as_frame(truth)
    margins = {one.margin for one in sums}
    gone: list[str] = []
    while True:
        left = [one for one in published if one.cell not in gone]
        found = cells_with_too_few_values(bounds(left, sums, (), by), true, before)
        if found.is_empty():
            return gone
        because = Counter(explain_disclosures(found["cell"], left, sums, (), by)["because"])
        # Margins first, the ones of fewest parts, then what is in most of the reasons.
        gone.append(max(because, key=lambda of: (of in margins, of.count("="), because[of], of)))
