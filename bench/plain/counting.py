"""What peers of every measure share: which of them one pass counts, and by which form.

Peers count the same parts by jurisdiction, year and form: what belongs, what is known and what is
not, sums, spells of days, the middle value. Intervals, bounds, statuses and the medians of spells
stand on our side only.
"""

from collections.abc import Sequence
from itertools import groupby

from metrics.measure import Measure
from metrics.units.unit_columns import breakdown_columns

FORM = "form"
Group = tuple[str, str, str]


def grouped(measures: Sequence[Measure]) -> list[tuple[Group, list[Measure]]]:
    """The measures that one pass over a unit counts: of one date, of one kind."""

    def group(measure: Measure) -> Group:
        return measure.unit.name, measure.dated_by.name, measure.kind

    return [(key, list(same)) for key, same in groupby(sorted(measures, key=group), key=group)]


def form_of(measure: Measure) -> str:
    """The column of the unit that holds the form."""
    return str(breakdown_columns(measure.unit)[FORM].name)
