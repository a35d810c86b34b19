"""Whether measures have changed in the chosen place, counted from its records."""

from collections.abc import Iterable, Mapping

from dashboard import data, filters
from dashboard.shared.frames import progress, stretches, years
from metrics import Measure, catalogue

# These add up or carry over what others compare: a count or a sum grows with the place.
WITHOUT = ("Count", "Amount", "FlowRatio", "AmountRatio")


def measures(ids: Iterable[str], choice: filters.Choice) -> Mapping[str, progress.Progress | None]:
    """By id, the last years beside those before them; None where too few can be compared.

    Without those that no interval could say a change of. The years end with the chosen period, or
    with the last that is due before; they may begin before it, and every text says which they are.
    """
    of = [catalogue.CATALOGUE[id_] for id_ in ids]
    periods = {
        measure.id: _periods(measure, choice) for measure in of if measure.kind not in WITHOUT
    }
    by_measure: dict[str, progress.Progress | None] = dict.fromkeys(periods)
    for pair in {own for own in periods.values() if own is not None}:
        alike = tuple(id_ for id_, own in periods.items() if own == pair)
        rows = [_rows(alike, span, choice) for span in pair]
        for id_ in alike:
            earlier, later = (by_id.get(id_) for by_id in rows)
            if earlier is not None and later is not None:
                by_measure[id_] = progress.Progress(pair, earlier, later)
    return by_measure


def _periods(measure: Measure, choice: filters.Choice) -> progress.Periods | None:
    last_due = years.last_due(filters.judged_on(choice), measure.window(data.chosen()))
    broken = stretches.breaks(data.events(), (measure,), choice.jurisdiction)
    chosen_to = choice.years[1]
    last = last_due if chosen_to is None else min(last_due, chosen_to)
    return progress.periods(data.years()[0], last, broken)


def _rows(ids: tuple[str, ...], span: tuple[int, int], choice: filters.Choice) -> dict[str, dict]:
    rows = data.rows(ids, years=span, only=choice.only_here)
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    return {str(row["measure"]): row for row in here.to_dict("records")}
