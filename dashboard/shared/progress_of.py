"""Whether measures have changed in the chosen place, counted from its records."""

from collections.abc import Iterable, Mapping

import pandas as pd

from dashboard import data, filters
from dashboard.each_row import each_row
from dashboard.shared.frames import progress, stretches, years
from metrics import Measure, catalogue, results

# These add up or carry over what others compare: a count or a sum grows with the place.
WITHOUT = ("Count", "Amount", "FlowRatio", "AmountRatio")


# The periods to compare of each measure; None where there are too few years.
Compared = Mapping[str, progress.Periods | None]


def compared(ids: Iterable[str], choice: filters.Choice) -> Compared:
    """By id, the last years and those before them, without what no interval could say a change of.

    The years end with the chosen period, or with the last that is due before; they may begin before
    it, and every text says which they are.
    """
    of = [catalogue.CATALOGUE[id_] for id_ in ids]
    chosen, first = data.chosen(), data.years()[0]
    broken_in_place = stretches.breaks_in(data.events(), choice.jurisdiction)
    judged_on, chosen_to = filters.judged_on(choice), choice.years[1]

    def periods(measure: Measure) -> progress.Periods | None:
        last = years.last_due(judged_on, measure.window(chosen))
        broken = broken_in_place((measure,))
        if choice.of_release:
            return _windows(choice, last, broken)
        return progress.periods(first, last if chosen_to is None else min(last, chosen_to), broken)

    return {measure.id: periods(measure) for measure in of if measure.kind not in WITHOUT}


def _windows(
    choice: filters.Choice, last: int, broken: stretches.Breaks
) -> progress.Periods | None:
    """The chosen window of a release and the one before it, where all of both is due."""
    first, end = choice.year_from, choice.year_to
    long = end - first + 1
    told = filters.options().periods_of(choice.form)
    before = (first - long, first - 1)
    if long == 1 or end > last or before not in told or stretches.within(broken, before[0], end):
        return None
    return progress.Periods(before, (first, end))


def spans(periods: Compared) -> tuple[results.Span, ...]:
    """The periods that have to be counted."""
    return tuple(sorted({span for pair in periods.values() if pair for span in pair}))


def measures(
    counted: pd.DataFrame, periods: Compared, choice: filters.Choice
) -> Mapping[str, progress.Progress | None]:
    """By id, the chosen place's rows of both periods; None where too few can be compared.

    `counted` are rows of all `spans`, as `data.overlapping` gives them.
    """
    asked = {results.span_name(span): span for span in spans(periods)}
    is_here = counted["jurisdiction"] == choice.jurisdiction
    here = counted[is_here & counted["period"].isin(list(asked))]
    rows = {(asked[row["period"]], str(row["measure"])): row for row in each_row(here)}
    by_measure: dict[str, progress.Progress | None] = dict.fromkeys(periods)
    for id_, pair in periods.items():
        if pair is not None and all((span, id_) in rows for span in pair):
            earlier, later = (rows[span, id_] for span in pair)
            by_measure[id_] = progress.Progress(pair, earlier, later)
    return by_measure
