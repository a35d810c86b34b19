"""Find whether measures changed in the chosen jurisdiction, and compare them with targets."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from dashboard import data
from dashboard.frames import targets, trend_breaks, years
from dashboard.ui import filters, html_card
from metrics import Measure, catalogue, results
from schemas.language import n

# Kinds without comparison over time: counts and sums grow with the jurisdiction, and flows carry
# over cases from earlier years.
WITHOUT = ("Count", "Amount", "FlowRatio", "AmountRatio")


# The two periods to compare, by measure; None if there are too few years.
Compared = Mapping[str, years.Periods | None]


def periods_by_measure(ids: Iterable[str], choice: filters.Choice) -> Compared:
    """Return, by measure id, the two periods to compare: the last years and those before them.

    Measures of a kind in WITHOUT are left out, because no interval shows whether they changed. The
    years end with the chosen period, or earlier if later units are too recent; they may begin
    before it, and every text names them.
    """
    of = [catalogue.CATALOGUE[id_] for id_ in ids]
    chosen, first = data.chosen(), data.years()[0]
    broken_in_place = trend_breaks.breaks_of_jurisdiction(data.events(), choice.jurisdiction)
    judged_on, chosen_to = filters.judged_on(choice), choice.years[1]

    def periods(measure: Measure) -> years.Periods | None:
        last = years.last_due_year(judged_on, measure.window(chosen))
        broken = broken_in_place((measure,))
        if choice.is_of_release:
            return _windows(choice, last, broken)
        return years.periods_to_compare(
            first, last if chosen_to is None else min(last, chosen_to), broken
        )

    return {measure.id: periods(measure) for measure in of if measure.kind not in WITHOUT}


def _windows(
    choice: filters.Choice, last: int, broken: trend_breaks.Breaks
) -> years.Periods | None:
    """Return the chosen period of a release and the one before; None if they cannot be compared.

    They need several years, no break in series, and units old enough to count.
    """
    first, end = choice.year_from, choice.year_to
    long = end - first + 1
    told = filters.options().release_periods(choice.form)
    before = (first - long, first - 1)
    if (
        long == 1
        or end > last
        or before not in told
        or trend_breaks.breaks_within(broken, before[0], end)
    ):
        return None
    return years.Periods(before, (first, end))


def spans_to_count(periods: Compared) -> tuple[results.Span, ...]:
    """Return all periods that must be counted."""
    return tuple(sorted({span for pair in periods.values() if pair for span in pair}))


def progress_of_measures(
    counted: pd.DataFrame, periods: Compared, choice: filters.Choice
) -> Mapping[str, years.Progress | None]:
    """Return the change of each measure between its two periods; None if too few years exist.

    `counted` has the rows of these periods, from `data.overlapping`.
    """
    asked = {results.span_name(span): span for span in spans_to_count(periods)}
    is_here = counted["jurisdiction"] == choice.jurisdiction
    here = counted[is_here & counted["period"].isin(list(asked))]
    rows = {(asked[row["period"]], str(row["measure"])): row for row in here.to_dict("records")}
    by_measure: dict[str, years.Progress | None] = dict.fromkeys(periods)
    for id_, pair in periods.items():
        if pair is not None and all((span, id_) in rows for span in pair):
            earlier, later = (rows[span, id_] for span in pair)
            by_measure[id_] = years.Progress(pair, earlier, later)
    return by_measure


def draw_target(by_year: pd.DataFrame, measure: str, choice: filters.Choice) -> None:
    """Draw a sentence on the target of a measure; `by_year` has the measure's rows by year."""
    listed, due = data.targets(), last_due_years((measure,), choice)[measure]
    text = write_target(by_year, listed, measure, choice, due) or targets_held_back(
        (measure,), listed, choice
    )
    if text:
        html_card.draw_note(text, key="target")


def last_due_years(measures: tuple[str, ...], choice: filters.Choice) -> dict[str, int]:
    """Return, by measure, the last full year for which all follow-up periods are over."""
    judged_on, chosen = filters.judged_on(choice), data.chosen()
    return {
        id_: years.last_due_year(judged_on, catalogue.CATALOGUE[id_].window(chosen))
        for id_ in measures
    }


def targets_held_back(ids: tuple[str, ...], listed: pd.DataFrame, choice: filters.Choice) -> str:
    """Return that targets are not shown for one form or office; empty if none are hidden."""
    of_whole = targets.targets_here(listed, replace(choice, form="", office=""))
    number = len(of_whole.keys() & set(ids))
    if not (choice.form or choice.office) or not number:
        return ""
    jurisdiction = filters.options().jurisdictions[choice.jurisdiction]
    return n(
        "{count} target is set for {place} as a whole. It does not apply to one form or office.",
        "{count} targets are set for {place} as a whole. They do not apply to one form or office.",
        number,
        place=jurisdiction,
    )


def write_target(
    by_year: pd.DataFrame, listed: pd.DataFrame, measure: str, choice: filters.Choice, due: int
) -> str:
    """Return the sentence on a target, empty without one; `listed` comes from `data.targets`."""
    target = targets.targets_here(listed, choice).get(measure)
    if target is None:
        return ""
    of = (by_year["measure"] == measure) & (by_year["jurisdiction"] == choice.jurisdiction)
    return targets.target_sentence(targets.hold_against(by_year[of], target, due), target)
