"""One measure over the years: its run chart, the verdict in words, and what happened meanwhile."""

import pandas as pd

from dashboard import data, filters, words
from dashboard.measure import asked
from dashboard.report import taken
from dashboard.shared import lines, note, noted, progress_of, run_drawing
from dashboard.shared.draw import as_table, plain
from dashboard.shared.frames import events, progress, tables, years
from metrics import Measure, kinds

SIGNS = "A sign at the foot is a year without a value to show."
MEDIAN = "Dashed: the median, anew after each break, from five years on."
FLOWING = "No verdict: what is pending at the end of a year is carried into the next."


def write_note(measure: Measure, currency: str = "") -> str:
    """How to read the years; of sums of money in which currency they are."""
    match measure:
        case kinds.Count() | kinds.Amount():
            known = f"All years on record; the latest may not be complete. {SIGNS} {MEDIAN}"
            return f"In {currency}. {known}" if currency and words.is_money(measure) else known
        case kinds.FlowRatio(flow=kinds.Flow.DISPOSITION):
            return f"All years on record, what is pending at the end of each. {SIGNS} {MEDIAN}"
        case kinds.AmountRatio() | kinds.FlowRatio():
            return f"All years on record. A ratio of sums has no interval. {SIGNS} {MEDIAN}"
        case _:
            return f"All years on record, with the 95 % interval. {SIGNS} {MEDIAN}"


def trend(
    rows: pd.DataFrame, happened: pd.DataFrame, measure: Measure, choice: filters.Choice
) -> None:
    """Draw the chosen place by year, and say whether it shifted beyond chance.

    `rows` are the measure's rows split by year; `happened` has the columns of `frames.events`.
    """
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    run = run_drawing.of(
        here,
        measure,
        happened,
        run_drawing.OfPlace(
            choice.jurisdiction,
            range(data.years()[0], data.years()[-1] + 1),
            due=years.due(measure, filters.judged_on(choice), data.chosen()),
            last_full_year=filters.options().last_full_year[choice.jurisdiction],
            as_of=filters.judged_on(choice),
            currency=filters.currency(choice),
            is_collected=_is_collected(here, measure, choice),
            covered=filters.covered(choice),
        ),
    )
    in_words = [FLOWING] if measure.kind == run_drawing.CARRIED_OVER else list(run.verdicts)
    compared = progress_of.compared((measure.id,), choice)
    changed = progress_of.measures(asked.over_time(measure, choice), compared, choice)
    in_words += [progress.sentence(one) for one in changed.values()]
    spoken = f"{measure.title} by year, {filters.subject(choice)}: {years.spoken(run.staged)}"
    name = f"{measure.id}_by_year"
    alt = " ".join((spoken, *in_words))
    plain(run.chart, alt=alt, name=name)
    note.draw_sentences(in_words, f"trend-{measure.id}")
    noted.draw((measure.id,), choice, key="years", periods=run.yearly["period"])
    if not run.marks.empty:
        lines.of_frame(events.listed(run.marks), name=f"events-{measure.id}")
    of_card = taken.of_rows(
        f"{measure.title} by year",
        choice,
        run.yearly.assign(
            measure=measure.id, jurisdiction=choice.jurisdiction, label=run.yearly["period"]
        ),
        "year",
        period=data.every_year(),
        says=(write_note(measure, filters.currency(choice)), *in_words, *events.told(run.marks)),
    )
    table = tables.of_rows(run.yearly.assign(label=years.labels(run.yearly)), "label", "Year")
    as_table(table, of_card.drawn({taken.ONE: run.chart}, alt), name=name)


def _is_collected(by_year: pd.DataFrame, measure: Measure, choice: filters.Choice) -> bool:
    """Whether there can be years without a unit: of what is not recorded no year is known.

    `by_year` are the place's rows.
    """
    # One year with a unit says it; all years together are a question of their own.
    if not choice.of_release and (by_year["status"] != words.NOT_COLLECTED).any():
        return True
    whole = data.rows((measure.id,), only=choice.only_here)
    here = whole.loc[whole["jurisdiction"] == choice.jurisdiction, "status"]
    return not (here == words.NOT_COLLECTED).all()
