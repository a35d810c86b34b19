"""The cards of Measure: its years, groups, peers, parts, ways out, and what others published."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from functools import partial

import pandas as pd
import streamlit as st

from dashboard import charts, data, filter_options, words
from dashboard.export import card_export
from dashboard.frames import breakdowns, chart_rows, peer_comparison, tables, trend_breaks, years
from dashboard.pages.measure import frames
from dashboard.query_params import MeasureView
from dashboard.ui import (
    address,
    filters,
    html_card,
    measure_charts,
    measure_progress,
    peers,
    release_notes_block,
)
from dashboard.ui.chart_card import draw_nothing, draw_plain_chart, draw_table_below
from metrics import Measure, catalogue, kinds, published, results, stages
from metrics.release import plan


def rows_in_period(measure: Measure, choice: filters.Choice, only: results.Only) -> pd.DataFrame:
    """The rows of the chosen years of what the choice is restricted to, or of more."""
    if choice.is_of_release or only != choice.only_jurisdiction:
        return data.rows((measure.id,), years=choice.years, only=only)
    return results.in_span(rows_over_time(measure, choice), _period(choice))


def rows_by_year(measure: Measure, choice: filters.Choice) -> pd.DataFrame:
    """The rows of each year, and of what is in none."""
    if choice.is_of_release:
        return data.rows((measure.id,), by=("year",), only=choice.only_jurisdiction)
    return results.by_year(rows_over_time(measure, choice))


def rows_over_time(measure: Measure, choice: filters.Choice) -> pd.DataFrame:
    """The rows of the chosen years, of those that are compared, and of each; a release has its own.

    As `data.overlapping` has them.
    """
    compared = measure_progress.spans_to_count(
        measure_progress.periods_by_measure((measure.id,), choice)
    )
    spans = compared if choice.is_of_release else (*compared, _period(choice))
    return data.overlapping((measure.id,), spans=spans, only=choice.only_jurisdiction)


def _period(choice: filters.Choice) -> results.Span:
    return choice.year_from, choice.year_to


SIGNS = "Words under the axis mark years without a value."
MEDIAN = "Dashed line: median of the years (from five years; restarts after a break in series)."
FLOWING = "No test for change: pending cases are carried into the next year."


def run_note(measure: Measure, currency: str = "") -> str:
    """How to read the years; of sums of money in which currency they are."""
    match measure:
        case kinds.Count() | kinds.Amount():
            known = f"All years. The latest year may not be complete. {SIGNS} {MEDIAN}"
            return f"In {currency}. {known}" if currency and words.is_money(measure) else known
        case kinds.FlowRatio(flow=kinds.Flow.DISPOSITION):
            return f"All years: cases pending at the end of each year. {SIGNS} {MEDIAN}"
        case kinds.AmountRatio() | kinds.FlowRatio():
            return f"All years. A ratio of sums has no confidence interval. {SIGNS} {MEDIAN}"
        case _:
            return f"All years, with 95% confidence intervals. {SIGNS} {MEDIAN}"


def draw_trend(
    rows: pd.DataFrame, happened: pd.DataFrame, measure: Measure, choice: filters.Choice
) -> None:
    """Draw the chosen place by year, and say whether it shifted beyond chance.

    `rows` are the measure's rows split by year; `happened` are the events.
    """
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    run = years.build_run(here, measure, happened, _records_of_run(here, measure, choice))
    in_words = [FLOWING] if measure.kind == years.CARRIED_OVER else list(run.verdicts)
    compared = measure_progress.periods_by_measure((measure.id,), choice)
    changed = measure_progress.progress_of_measures(
        rows_over_time(measure, choice), compared, choice
    )
    in_words += [years.progress_sentence(one) for one in changed.values()]
    spoken = (
        f"{measure.title} by year, {filters.subject(choice)}: {years.years_in_words(run.staged)}"
    )
    name = f"{measure.id}_by_year"
    alt = " ".join((spoken, *in_words))
    draw_plain_chart(run.chart, alt=alt, name=name)
    html_card.draw_sentences(in_words, f"trend-{measure.id}")
    release_notes_block.draw_notes((measure.id,), choice, key="years", periods=run.yearly["period"])
    if not run.marks.empty:
        html_card.draw_frame(trend_breaks.marks_table(run.marks), name=f"events-{measure.id}")
    of_card = card_export.export_rows(
        f"{measure.title} by year",
        choice,
        run.yearly.assign(
            measure=measure.id, jurisdiction=choice.jurisdiction, label=run.yearly["period"]
        ),
        "year",
        period=data.every_year(),
        says=(
            run_note(measure, filters.currency(choice)),
            *in_words,
            *trend_breaks.marks_sentences(run.marks),
        ),
    )
    table = tables.rows_table(
        run.yearly.assign(label=years.year_labels(run.yearly)), "label", "Year"
    )
    draw_table_below(table, of_card.drawn({card_export.ONE: run.chart}, alt), name=name)


def _records_of_run(
    by_year: pd.DataFrame, measure: Measure, choice: filters.Choice
) -> years.OfPlace:
    return years.OfPlace(
        choice.jurisdiction,
        range(data.years()[0], data.years()[-1] + 1),
        due=years.due_for_measure(measure, filters.judged_on(choice), data.chosen()),
        last_full_year=filters.options().last_full_year[choice.jurisdiction],
        as_of=filters.judged_on(choice),
        currency=filters.currency(choice),
        is_collected=_is_collected(by_year, measure, choice),
        covered=filters.covered(choice),
    )


def _is_collected(by_year: pd.DataFrame, measure: Measure, choice: filters.Choice) -> bool:
    """Whether there can be years without a unit: of what is not recorded no year is known.

    `by_year` are the place's rows.
    """
    # One year with a unit says it; all years together are a question of their own.
    if not choice.is_of_release and (by_year["status"] != words.NOT_COLLECTED).any():
        return True
    whole = data.rows((measure.id,), only=choice.only_jurisdiction)
    here = whole.loc[whole["jurisdiction"] == choice.jurisdiction, "status"]
    return not (here == words.NOT_COLLECTED).all()


FORM = filters.FIELDS[filters.Part.FORM]
COUNTED = "The last row shows cases where this is not recorded."
WHOLE = f"The dashed line is the value for all together. {COUNTED}"
EVERY_FORM = "All forms of exploitation are shown, whatever is chosen above."


def can_be_split(measure: Measure, choice: filters.Choice) -> bool:
    """Whether the measure has a breakdown to choose."""
    return bool(breakdowns.breakdowns_of_choice(measure, choice))


def choose_breakdown(measure: Measure, choice: filters.Choice) -> str:
    """Draw the choice of a breakdown; the address says which it is."""
    offered = breakdowns.breakdowns_of_choice(measure, choice)
    looked, notice = address.read_view(MeasureView(), {"by": offered})
    if notice:
        text = f"{notice}: {words.code(offered[0]).lower()} is shown instead."
        html_card.draw_template("notice.html", {"text": text}, key="measure.by.notice")
    column = looked.by or offered[0]
    bound = address.bind_widget("by", "measure.by", column)
    st.selectbox("Broken down by", offered, format_func=words.code, width=260, **bound)
    return column


def draw_by_group(
    rows: pd.DataFrame,
    whole: pd.DataFrame,
    measure: Measure,
    column: str,
    choice: filters.Choice,
) -> None:
    """Draw the groups of `column` in the chosen place, what is not recorded as the last row."""
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    adds_up = measure.kind in tables.ADDED_UP
    drawn = chart_rows.rows_by_group(here, column, breakdowns.group_names(measure, column))
    total = chart_rows.value_of_whole(whole, choice.jurisdiction)
    to_read, around = COUNTED if adds_up or total is None else WHOLE, choice
    if column == FORM and choice.form:
        to_read, around = f"{to_read} {EVERY_FORM}", replace(choice, form=filters.EVERY_FORM)
    to_read = f"{to_read} {measure_charts.bounds_note(drawn)}".strip()
    html_card.draw_note(to_read, key="groups")
    measure_charts.draw_breakdown(drawn, total, measure, column, around, (to_read,))


def draw_beside_others(measure: Measure, names: Mapping[str, str], choice: filters.Choice) -> None:
    """Draw the jurisdictions of `names`, the chosen one among them, with its reading below."""
    exact = rows_in_period(measure, choice, choice.only)
    rows = peers.add_others((measure.id,), exact, choice)
    circle = peers.peer_circle(choice, tuple(names))
    held = peer_comparison.compare(peer_comparison.rows_per_measure(rows), circle).get(measure.id)
    others = held.others_drawn if held else None
    measure_charts.draw_by_jurisdiction(
        peer_comparison.with_median(rows, others), measure, names, choice
    )
    html_card.draw_sentences([peer_comparison.comparison_sentence(held)], "beside")
    release_notes_block.draw_notes((measure.id,), choice, key="places", places=names)


LABELS = {
    "counted": "Counts",
    "distinct": "Different ones by",
    "summed": "Adds up",
    "added_up": "Adds up",
    "denominator": "Of",
    "numerator": "Counts as a yes",
    "eligible": "Belongs",
    "starts_on": "Starts",
    "ends_on": "Ends",
    "is_open": "Still open",
    "events": "Counts",
    "exposure": "For each",
    "values": "Value",
    "resolved_on": "Resolved",
    "is_pending": "Pending",
    "due_on": "Due",
}
OF_SUMS = {"numerator": "Adds up", "denominator": "Over"}
FLOWS = {
    kinds.Flow.CLEARANCE: "resolved for each that came in",
    kinds.Flow.DISPOSITION: "days to resolve the pending cases at the pace of the period",
}


# What the page shows of records, and no release holds.
RECORDS_ALONE = (
    "offices",
    "breakdowns and years that the plan of releases does not have",
    "by which ways persons leave a stage, and of one form what becomes of a cohort",
    "figures that others published",
    "events and targets",
)
CORE = "Core measure"


def least_coverage_text(measure: Measure) -> str:
    """The text of how many units the answer has to be known for, so that the measure is told."""
    if isinstance(measure, kinds.Count | kinds.Amount | kinds.FlowRatio):
        return f"however few {measure.unit_words}: it is what is recorded"
    return f"of at least {words.share(measure.least_coverage)} of {measure.unit_words}"


def draw_parts(measure: Measure) -> None:
    """Draw what each unit must be or have, how it is told, and the columns of the records."""
    html_card.draw_facts(
        [*_unit_facts(measure), *_display_facts(measure), *_record_facts(measure)], name="parts"
    )


def _unit_facts(measure: Measure) -> Iterator[html_card.Fact]:
    labels = LABELS | OF_SUMS if isinstance(measure, kinds.AmountRatio) else LABELS
    for field in fields(measure):
        column = getattr(measure, field.name)
        if field.name in labels and column is not None:
            yield html_card.fact(labels[field.name], str(column.info["meaning"]))


def _display_facts(measure: Measure) -> Iterator[html_card.Fact]:
    """Where it stands, from how much on it is told, and how, where its kind leaves that open."""
    yield html_card.fact("Core measure", CORE if measure.core else "Under “more”")
    yield html_card.fact("Shown when", least_coverage_text(measure))
    match measure:
        case kinds.Rate(per=per, counts_events=in_events):
            if per > 1:
                yield html_card.fact("Told for each", words.count(per))
            if in_events:
                yield html_card.fact("Too few", f"Told by the number of {measure.unit_words}")
        case kinds.Duration(ends_words=end, shown_in=unit):
            yield html_card.fact("Unit", f"{unit} to {end}")
        case kinds.Median(value_unit=unit):
            yield html_card.fact("Told in", unit)
        case kinds.FlowRatio(flow=flow):
            yield html_card.fact("Unit", FLOWS[flow])


def _record_facts(measure: Measure) -> Iterator[html_card.Fact]:
    yield html_card.fact("Data used", words.listing(list(measure.reads)))
    if measure.needs:
        yield html_card.fact("Required data", words.listing(list(measure.needs)))
    for group in measure.needs_one_of:
        yield html_card.fact("Required data: one of", words.listing(list(group)))


OF_COHORT = ("P01", "P01b", "P01c", "P01d")
COHORT = "P01"
NOTE = (
    "How proceedings ended, by months since the charge. The lines and the cases still pending"
    " add up to 100%. The chart ends when fewer than ten people are still followed. Method:"
    " Aalen-Johansen (see Methods)."
)


def draw_stage(measure: Measure, choice: filters.Choice) -> None:
    """Draw the cards of a measure of a stage: its ways out, and its cohort."""
    if measure.id in stages.STAGES and not choice.is_of_release:
        with html_card.card("How they leave", NOTE):
            gone = data.left(measure.id, years=choice.years, only=choice.only_jurisdiction)
            draw_exits(gone, measure, choice)
    if measure.id in OF_COHORT and filter_options.release_includes(plan.COHORT, choice):
        with html_card.card("What became of one cohort", cohort_note()):
            draw_cohort(data.came_to(years=choice.years, only=choice.only_jurisdiction), choice)


def draw_exits(gone: pd.DataFrame, measure: Measure, choice: filters.Choice) -> None:
    """Draw how the chosen place's persons left the stage; `gone` as `competing_exits.counted`."""
    persons = gone[gone["jurisdiction"] == choice.jurisdiction]
    stage, window = stages.STAGES[measure.id], _window()
    last = frames.months_to_draw(persons, window)
    followed, left_out = frames.followed_counts(persons)
    whom = measure.population
    if not last:
        draw_nothing(
            f"Too few {whom} can be followed in {filters.subject(choice)}, {choice.period}."
        )
        return
    if not stages.is_known_enough(followed, left_out):
        draw_nothing(
            f"Too much is unknown: of {words.count(left_out)} of"
            f" {words.count(followed + left_out)} {whom} the day or the way out is not known."
        )
        return
    drawn = frames.exit_lines(persons, stage, last)
    if drawn.empty:
        who = f"{words.count(followed)} {whom} in {filters.subject(choice)}, {choice.period}"
        draw_nothing(f"No proceedings ended within {words.count(last)} months for {who}.")
        return
    month = frames.told_month(last, window)
    sentence = frames.exit_sentence(persons, stage, month, f"{words.count(followed)} {whom}")
    ends = frames.line_ends(drawn)
    spoken = f"How {whom} left, {filters.subject(choice)}, {choice.period}. {sentence}"
    name = f"{measure.id}_exits"
    html_card.draw_sentences([sentence], "exits")
    chart = partial(charts.leaving, drawn, ends, since=stage.since)
    alt = f"{spoken} After {last} months: {words.listing(list(ends['label']))}."
    draw_plain_chart(chart, alt=alt, name=name)
    if left_out:
        html_card.draw_note(
            f"{words.count(left_out)} more are left out: the day or the way out is not known.",
            key="exits.left_out",
        )
    of_card = card_export.export_numbers(
        f"{measure.title}: how they leave",
        choice,
        frames.exit_numbers(drawn),
        says=(NOTE, sentence),
    )
    draw_table_below(
        frames.exit_table(persons, stage, last),
        of_card.drawn({card_export.ONE: chart}, alt),
        name=name,
    )


def _window() -> int:
    """The months in which each stage is to be reached."""
    return catalogue.CATALOGUE[COHORT].window(data.chosen())


def cohort_note() -> str:
    """How to read the steps of a cohort."""
    months = _window()
    return (
        f"All people first suspected in the period, each followed for {months} months. Every step"
        " counts the same people. Lines show 95% confidence intervals."
    )


def draw_cohort(steps: pd.DataFrame, choice: filters.Choice) -> None:
    """Draw how far the chosen place's cohort came. `steps` is as `metrics.stages.cohort_steps`."""
    here = steps[steps["jurisdiction"] == choice.jurisdiction]
    months = _window()
    if here.empty or frames.is_empty_cohort(here):
        draw_nothing(f"Nobody suspected in {choice.period} has been followed for {months} months.")
        return
    drawn = frames.cohort_rows(here)
    spoken = "; ".join(f"{row['label']} {row['says']}" for row in drawn.to_dict("records"))
    chart = partial(charts.steps, drawn, axis=charts.SHARE)
    alt = f"What became of those suspected, {filters.subject(choice)}, {choice.period}: {spoken}"
    draw_plain_chart(chart, alt=alt, name="cohort")
    if young := frames.too_young_text(here):
        html_card.draw_note(
            f"{young} more were suspected less than {months} months before the day of"
            " the records: they are left out, not counted as failed.",
            key="cohort.young",
        )
    of_card = card_export.export_drawn(
        "What became of one cohort", choice, drawn, "Step", says=(cohort_note(),)
    )
    table = tables.rows_table(drawn, "label", "Step")
    draw_table_below(table, of_card.drawn({card_export.ONE: chart}, alt), name="cohort")


# Files are known by what they call their source.
SOURCES = {"GLOTIP": "UNODC, Global Report on Trafficking in Persons"}


def published_note(figures: pd.DataFrame) -> str:
    """Whose figures they are, and what they are not."""
    source, file = str(figures["source"].iloc[0]), str(figures["file"].iloc[0])
    return (
        f"Bars: {SOURCES.get(source, source)} ({file}). Dots: own records. What is published are "
        "aggregates that States reported, by other counting rules: they are in no number of ours."
    )


def load_published(choice: filters.Choice, measure: str) -> pd.DataFrame:
    """Load the figures that others published of the measure in the chosen jurisdiction.

    The columns are those of `frames.published_years`; an empty frame for a release.
    """
    if choice.is_of_release:
        return pd.DataFrame()
    return frames.published_years(data.published(choice.jurisdiction), measure)


def draw_published(
    figures: pd.DataFrame,
    own: pd.DataFrame,
    exceeding: published.Exceeding,
    choice: filters.Choice,
) -> None:
    """Draw both by year: `figures` of `frames.published_years`, and `own`, the rows by year."""
    here = own[own["jurisdiction"] == choice.jurisdiction]
    drawn = frames.published_rows(figures, here, choice.measure, filters.judged_on(choice))
    name = f"{choice.measure}_published"
    whole = filters.options().jurisdictions[choice.jurisdiction]
    first, last = (drawn["period"].iloc[place] for place in (0, -1))
    indicator = published.BESIDE[choice.measure]
    alt = (
        f"{indicator} as published and own records by year, {whole}, {first} to {last}. "
        f"{drawn['says'].iloc[-1]}."
    )
    chart = partial(charts.published_years, drawn)
    draw_plain_chart(chart, alt=alt, name=name)
    in_words = published_caveats(figures, exceeding, choice)
    html_card.draw_sentences(in_words, "published")
    of_card = card_export.export_numbers(
        f"{indicator}, as published and own records",
        # Own records are all of the jurisdiction's here.
        replace(choice, office="", form=""),
        frames.published_numbers(drawn),
        period=words.period(int(first), int(last)),
        says=(published_note(figures), *filter(None, in_words)),
    )
    table = frames.set_beside_own(figures, here, choice.measure, filters.covered(choice))
    draw_table_below(table, of_card.drawn({card_export.ONE: chart}, alt), name=name)


def published_caveats(
    figures: pd.DataFrame, exceeding: published.Exceeding, choice: filters.Choice
) -> list[str]:
    """How the table must be read."""
    indicator = published.BESIDE[choice.measure]
    ranged = (figures[f"{indicator} low"] != figures[f"{indicator} high"]).any()
    return [
        "Pale: a figure that is published as a limit. <5 is any number from 0 to 4."
        if ranged
        else "",
        WARNING.format(words.count(exceeding.certain), words.count(exceeding.both))
        if indicator in frames.RATIO
        else "",
        "Own records are all of the jurisdiction's, of every office and form.",
    ]


WARNING = (
    "Convicted per prosecuted, in the table, is no conviction rate: who is convicted in a year was "
    "mostly prosecuted in an earlier one. It can exceed 100%, and certainly did "
    "in {} of the {} years of a country for which the file has both figures."
)
