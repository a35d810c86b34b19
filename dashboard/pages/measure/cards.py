"""Cards of the page Measure: years, groups, peers, definition, exits, and published figures."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from functools import partial
from typing import NamedTuple

import pandas as pd
import streamlit as st

from dashboard import charts, data, filter_options, words
from dashboard.export import card_export
from dashboard.frames import (
    breakdowns,
    chart_rows,
    peer_comparison,
    published_figures,
    tables,
    targets,
    trend_breaks,
    yearly_figures,
)
from dashboard.pages.measure import frames
from dashboard.query_params import MeasureView
from dashboard.records import cached_view, current_records
from dashboard.ui import (
    address,
    filters,
    html_card,
    measure_charts,
)
from dashboard.ui.chart_card import ChartCard, draw_chart, draw_chart_alone, draw_chart_table
from metrics import Measure, catalogue, measure_kinds, published, results, stage_transitions
from metrics.release import plan
from schemas.language import comma_list, in_context, marked, n, t


def rows_in_period(measure: Measure, choice: filters.Choice, only: results.Only) -> pd.DataFrame:
    """Return the rows of a measure for the chosen years; `only` restricts the query."""
    return data.rows((measure.id,), years=choice.years, only=only)


def rows_by_year(measure: Measure, choice: filters.Choice) -> pd.DataFrame:
    """Return the rows of a measure for each year, and for undated units."""
    return data.rows((measure.id,), by=("year",), only=choice.only_jurisdiction)


EVERY_YEAR = marked("All years.")
WITH_INTERVALS = marked("All years, with 95% confidence intervals.")
PENDING = marked("All years: cases pending at the end of each year.")
NO_INTERVAL = marked("A ratio of sums has no confidence interval.")
LATEST = marked("The latest year may not be complete.")
MEDIAN = marked(
    "Dashed line: the median of at least five years on the same side of a break in series."
)
FLOWING = marked("We do not test for change: pending cases are carried into the next year.")


def run_chart_note(measure: Measure, currency: str = "") -> str:
    """Return how to read the chart over years; for money, also the currency."""
    match measure:
        case measure_kinds.Count() | measure_kinds.Amount():
            lines = [t(EVERY_YEAR), t(LATEST)]
            if currency and words.is_money(measure):
                lines.insert(0, t("In {currency}.", currency=currency))
        case measure_kinds.FlowRatio(flow=measure_kinds.Flow.DISPOSITION):
            lines = [t(PENDING)]
        case measure_kinds.AmountRatio() | measure_kinds.FlowRatio():
            lines = [t(EVERY_YEAR), t(NO_INTERVAL)]
        case _:
            lines = [t(WITH_INTERVALS)]
    return " ".join((*lines, t(MEDIAN)))


class Trend(NamedTuple):
    """A measure by year: the chart, a table of events if there are any, and the years drawn."""

    card: ChartCard
    events: pd.DataFrame | None
    years: tuple[str, ...]


def draw_trend(choice: filters.Choice) -> None:
    """Draw the measure of the chosen jurisdiction by year, and whether it changed beyond chance."""
    card, events, years = trend_card(choice)
    draw_chart_alone(card)
    html_card.draw_sentences(card.says, f"trend-{choice.measure}")
    html_card.draw_replies((choice.measure,), choice, key="years", periods=years)
    if events is not None:
        html_card.draw_frame(events, name=f"events-{choice.measure}")
    draw_chart_table(card)


@cached_view
def trend_card(choice: filters.Choice) -> Trend:
    """Return the measure of the chosen jurisdiction by year, with events and what has changed."""
    measure = catalogue.CATALOGUE[choice.measure]
    rows = rows_by_year(measure, choice)
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    records = current_records()
    run = records.run_chart(here, measure, choice)
    in_words = [t(FLOWING)] if measure.kind == yearly_figures.CARRIED_OVER else list(run.verdicts)
    changed = records.progress((measure.id,), choice)
    in_words += [yearly_figures.progress_sentence(one) for one in changed.values()]
    in_words.append(chart_rows.signs_sentence(results.row_dicts(run.yearly)))
    spoken = t(
        "{title} by year, {place}: {values}",
        title=t(measure.title),
        place=filters.subject_name(choice),
        values=yearly_figures.years_as_text(run.yearly),
    )
    of_card = card_export.export_rows(
        t("{title} by year", title=t(measure.title)),
        choice,
        run.yearly.assign(
            measure=measure.id, jurisdiction=choice.jurisdiction, label=run.yearly["period"]
        ),
        "year",
        period=data.all_years_text(),
        says=(
            run_chart_note(measure, records.currency(choice)),
            *in_words,
            *trend_breaks.event_sentences(run.marks),
        ),
    )
    years = run.yearly.assign(label=yearly_figures.year_labels(run.yearly))
    card = ChartCard(
        run.chart,
        alt=" ".join((spoken, *in_words)),
        table=tables.rows_table(years, t("Year")),
        export=of_card,
        name=f"{measure.id}_by_year",
        says=in_words,
    )
    events = None if run.marks.empty else trend_breaks.events_table(run.marks)
    return Trend(card, events, tuple(run.yearly["period"]))


def draw_target(by_year: pd.DataFrame, measure: Measure, choice: filters.Choice) -> None:
    """Draw a sentence on the target of the measure; `by_year` are its rows by year."""
    listed, due = data.targets(), current_records().last_due_years((measure.id,), choice)
    names = filters.current_options().jurisdictions
    text = targets.measure_target_sentence(
        by_year, listed, measure.id, choice, due[measure.id]
    ) or targets.hidden_targets_note((measure.id,), listed, choice, names[choice.jurisdiction])
    if text:
        html_card.draw_note(text, key="target")


FORM = filters.FIELDS[filters.Part.FORM]
COUNTED = marked("The last row shows records without this information.")
WHOLE = marked("The dashed line is the value for all groups together.")
EVERY_FORM = marked("All forms of exploitation are shown, even if one is chosen above.")


def choose_breakdown(measure: Measure, choice: filters.Choice) -> str:
    """Draw the select box for the breakdown and return the chosen column; the address stores it."""
    offered = breakdowns.breakdowns_of_choice(measure, choice)
    looked, notice = address.read_view(MeasureView(), {"by": offered})
    column = looked.by or offered[0]
    if notice:
        text = t(
            "{notice} Shown instead: {breakdown}.", notice=notice, breakdown=words.code(column)
        )
        html_card.draw_notice(text, key="measure.by.notice")
    bound = address.bind_widget("by", "measure.by", column)
    st.selectbox(t("Break down by"), offered, format_func=words.code, width=260, **bound)
    return column


def draw_by_group(column: str, choice: filters.Choice) -> None:
    """Draw the measure of the chosen jurisdiction by the groups of `column`, unknown last."""
    card, to_read = by_group_card(column, choice)
    html_card.draw_note(to_read, key="groups")
    draw_chart(card)


@cached_view
def by_group_card(column: str, choice: filters.Choice) -> tuple[ChartCard | str, str]:
    """Return the measure by the groups of `column` (or a text without records), how to read it."""
    measure, only = catalogue.CATALOGUE[choice.measure], choice.only_without(column)
    rows = data.rows((measure.id,), by=(column,), years=choice.years, only=only)
    whole = rows_in_period(measure, choice, only)
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    adds_up = measure.kind in tables.ADDED_UP
    drawn = chart_rows.rows_by_group(here, column, breakdowns.group_names(measure, column))
    total = chart_rows.value_of_whole(whole, choice.jurisdiction)
    lines, around = [t(COUNTED)] if adds_up or total is None else [t(WHOLE), t(COUNTED)], choice
    if column == FORM and choice.form:
        lines, around = [*lines, t(EVERY_FORM)], replace(choice, form=filters.EVERY_FORM)
    to_read = " ".join(filter(None, (*lines, measure_charts.bounds_note(drawn))))
    card = measure_charts.breakdown_card(drawn, total, measure, column, around, (to_read,))
    return card, to_read


COMPARED = marked("Compared with other jurisdictions")


def draw_beside_others(names: Iterable[str], choice: filters.Choice) -> None:
    """Draw the measure for the jurisdictions `names`, and a sentence on the comparison."""
    card, sentence = beside_others_card(choice)
    draw_chart(card)
    html_card.draw_sentences([sentence], "compared")
    html_card.draw_replies((choice.measure,), choice, key="places", jurisdictions=names)


@cached_view
def beside_others_card(choice: filters.Choice) -> tuple[ChartCard, str]:
    """Return the measure for all jurisdictions, and a sentence on the comparison."""
    measure, records = catalogue.CATALOGUE[choice.measure], current_records()
    names = peer_comparison.peer_names(records.with_others, choice)
    exact = rows_in_period(measure, choice, choice.only)
    rows = records.rows_beside(exact, (measure.id,), choice)
    circle = records.peer_group(choice, tuple(names))
    held = peer_comparison.compare_with_peers(
        peer_comparison.group_rows_by_measure(rows), circle
    ).get(measure.id)
    others = held.others_drawn if held else None
    card = measure_charts.by_jurisdiction_card(
        peer_comparison.add_peer_median(rows, others), measure, names, choice
    )
    return card, peer_comparison.comparison_sentence(held)


LABELS = {
    "counted": marked("Counts"),
    "distinct": marked("Each counted once by"),
    "summed": marked("Adds up"),
    "added_up": marked("Adds up"),
    "denominator": marked("Counted if"),
    "numerator": marked("Counts as yes if"),
    "eligible": marked("Included if"),
    "starts_on": marked("Starts"),
    "ends_on": marked("Ends"),
    "events": marked("Counts"),
    "exposure": marked("For each"),
    "values": marked("Value"),
    "resolved_on": marked("Resolved"),
    "is_pending": marked("Pending"),
    "due_on": marked("Due"),
}
OF_SUMS = {"numerator": marked("Adds up"), "denominator": marked("Divided by")}
FLOWS = {
    measure_kinds.Flow.CLEARANCE: marked("cases resolved as % of incoming cases"),
    measure_kinds.Flow.DISPOSITION: marked(
        "days needed to resolve the pending cases at the pace of the period"
    ),
}
UNITS_OF_TIME = {
    measure_kinds.DAYS: marked("days to: {end}"),
    measure_kinds.MONTHS: marked("months to: {end}"),
}


# What the page shows for records, but no release contains.
RECORDS_ALONE = (
    marked("offices"),
    marked("breakdowns and years that the release plan does not include"),
    marked("how proceedings ended, and the follow-up of suspects by form of exploitation"),
    marked("events and targets"),
)


def least_coverage_text(measure: Measure) -> str:
    """Return for which share of units the answer must be known before the measure is shown."""
    if isinstance(measure, measure_kinds.Count | measure_kinds.Amount | measure_kinds.FlowRatio):
        return t("always (it is a count of records)")
    return t(
        "recorded for at least {share} of {units}",
        share=words.share(measure.least_coverage),
        units=t(measure.unit_words),
    )


def draw_conditions(measure: Measure) -> None:
    """Draw the definition: conditions for units, when a value is shown, and columns needed."""
    html_card.draw_facts(
        [*_unit_facts(measure), *_display_facts(measure), *_record_facts(measure)], name="parts"
    )


def _unit_facts(measure: Measure) -> Iterator[html_card.Fact]:
    labels = LABELS | OF_SUMS if isinstance(measure, measure_kinds.AmountRatio) else LABELS
    for field in fields(measure):
        column = getattr(measure, field.name)
        if field.name in labels and column is not None:
            yield html_card.Fact(t(labels[field.name]), t(str(column.info["meaning"])))


def _display_facts(measure: Measure) -> Iterator[html_card.Fact]:
    """Yield facts on when and how a measure is shown, by kind of measure."""
    yield html_card.Fact(t("Core measure"), t("yes") if measure.core else t("no"))
    yield html_card.Fact(t("Shown when"), least_coverage_text(measure))
    match measure:
        case measure_kinds.Rate(per=per, counts_events=in_events):
            if per > 1:
                yield html_card.Fact(t("Shown per"), words.count(per))
            if in_events:
                yield html_card.Fact(
                    t("Too few cases"),
                    t("decided by the number counted ({units})", units=t(measure.unit_words)),
                )
        case measure_kinds.Duration(ends_words=end, shown_in=unit):
            yield html_card.Fact(t("Unit"), t(UNITS_OF_TIME[unit], end=t(end)))
        case measure_kinds.Median(value_unit=unit):
            yield html_card.Fact(t("Unit"), t(unit))
        case measure_kinds.FlowRatio(flow=flow):
            yield html_card.Fact(t("Unit"), t(FLOWS[flow]))


def _record_facts(measure: Measure) -> Iterator[html_card.Fact]:
    yield html_card.Fact(t("Data used"), words.listing(list(measure.reads)))
    if measure.needs:
        yield html_card.Fact(t("Required data"), words.listing(list(measure.needs)))
    for group in measure.needs_one_of:
        yield html_card.Fact(t("Required data: one of"), comma_list(group))


OF_COHORT = ("P01", "P01b", "P01c", "P01d")
COHORT = "P01"
NOTE = marked(
    "For each month since the start: the share of people whose proceedings have ended in each"
    " way. The rest are still pending."
)
CHART_ENDS = marked("The chart ends when fewer than ten people can still be followed.")
HOW_ENDED = marked("How proceedings ended")
FOLLOWED = marked("What happened to the people suspected in the period")


def draw_stage(measure: Measure, choice: filters.Choice) -> None:
    """Draw two cards on a stage of proceedings: how people left it, and the steps of a cohort."""
    if measure.id in stage_transitions.STAGES and not choice.is_of_release:
        with html_card.card(t(HOW_ENDED), t(NOTE), more=(t(CHART_ENDS),)):
            draw_chart(exits_card(choice))
    if measure.id in OF_COHORT and filter_options.release_has_shares(plan.COHORT, choice):
        with html_card.card(t(FOLLOWED), cohort_note(choice)):
            draw_chart(cohort_card(choice))


@cached_view
def exits_card(choice: filters.Choice) -> ChartCard | str:
    """Return how people left a stage, by month, or the reason why that cannot be shown."""
    measure = catalogue.CATALOGUE[choice.measure]
    gone = data.left(measure.id, years=choice.years, only=choice.only_jurisdiction)
    persons = gone[gone["jurisdiction"] == choice.jurisdiction]
    stage = stage_transitions.STAGES[measure.id]
    window = current_records().follow_up_months(COHORT, choice)
    last = frames.months_to_draw(persons, window)
    followed, left_out = frames.followed_counts(persons)
    drawn = frames.exit_lines(persons, stage, last)
    if reason := _why_no_exits(measure, choice, last, (followed, left_out), drawn):
        return reason
    month = window if 0 < window <= last else last
    sentence = frames.exit_sentence(persons, stage, month, followed, t(measure.population))
    ends = frames.line_ends(drawn)
    spoken = t(
        "How proceedings ended, {place}, {period}.",
        place=filters.subject_name(choice),
        period=choice.period,
    )
    at_end = n(
        "After {count} month: {outcomes}.",
        "After {count} months: {outcomes}.",
        last,
        outcomes=words.listing(list(ends["label"])),
    )
    note = n(
        "{count} more person is left out: the date or the outcome is missing.",
        "{count} more people are left out: the date or the outcome is missing.",
        left_out,
    )
    return ChartCard(
        partial(charts.exits_chart, drawn, ends, since=stage.since),
        alt=f"{spoken} {sentence} {at_end}",
        table=frames.exit_table(persons, stage, last),
        export=card_export.export_plain_rows(
            t("{title}: how proceedings ended", title=t(measure.title)),
            choice,
            frames.exit_lines_table(drawn),
            says=(t(NOTE), t(CHART_ENDS), sentence),
        ),
        name=f"{measure.id}_exits",
        first=sentence,
        note=note if left_out else "",
    )


def _why_no_exits(
    measure: Measure,
    choice: filters.Choice,
    last: int,
    counted: tuple[int, int],
    drawn: pd.DataFrame,
) -> str:
    """Return the reason why no exits are drawn; empty if they are.

    `last` is the last month drawn, `counted` how many people are followed and are left out.
    """
    followed, left_out = counted
    where = {
        "place": filters.subject_name(choice),
        "period": choice.period,
        "population": t(measure.population),
    }
    if not last:
        return t("{place}, {period}: too few people can be followed ({population}).", **where)
    if not stage_transitions.is_known_enough(followed, left_out):
        return t(
            "Not enough data: the date or the outcome is missing for {missing} of {total}"
            " ({population}).",
            missing=words.count(left_out),
            total=words.count(followed + left_out),
            population=t(measure.population),
        )
    if drawn.empty:
        return n(
            "{place}, {period}: no proceedings ended within {count} month. People followed:"
            " {followed} ({population}).",
            "{place}, {period}: no proceedings ended within {count} months. People followed:"
            " {followed} ({population}).",
            last,
            followed=words.count(followed),
            **where,
        )
    return ""


def cohort_note(choice: filters.Choice) -> str:
    """Return how to read the steps of a cohort."""
    months = current_records().follow_up_months(COHORT, choice)
    return n(
        "The chart follows the people who were first suspected in the period, each for {count}"
        " month. It shows how many of them reached each step. Lines show 95% confidence"
        " intervals.",
        "The chart follows the people who were first suspected in the period, each for {count}"
        " months. It shows how many of them reached each step. Lines show 95% confidence"
        " intervals.",
        months,
    )


@cached_view
def cohort_card(choice: filters.Choice) -> ChartCard | str:
    """Return how many people of one cohort reached each step, or why that cannot be shown."""
    steps = data.came_to(years=choice.years, only=choice.only_jurisdiction)
    here = steps[steps["jurisdiction"] == choice.jurisdiction]
    months = current_records().follow_up_months(COHORT, choice)
    if here.empty or frames.is_empty_cohort(here):
        return n(
            "Nobody suspected in {period} has been followed for {count} month.",
            "Nobody suspected in {period} has been followed for {count} months.",
            months,
            period=choice.period,
        )
    drawn = frames.cohort_rows(here)
    spoken = "; ".join(f"{row['label']} {row['says']}" for row in results.row_dicts(drawn))
    alt = t(
        "What happened to the people suspected, {place}, {period}: {steps}",
        place=filters.subject_name(choice),
        period=choice.period,
        steps=spoken,
    )
    young = frames.too_recent_text(here)
    note = n(
        "Too recent and left out: {number} suspected less than {count} month before the"
        " reference date.",
        "Too recent and left out: {number} suspected less than {count} months before the"
        " reference date.",
        months,
        number=young,
    )
    step, read = in_context("stage of a process", "Step"), cohort_note(choice)
    return ChartCard(
        partial(charts.steps_chart, drawn, axis=charts.SHARE),
        alt=alt,
        table=tables.rows_table(drawn, step),
        export=card_export.export_drawn(t(FOLLOWED), choice, drawn, step, says=(read,)),
        name="cohort",
        note=note if young else "",
    )


def draw_published_figures(measure: Measure, choice: filters.Choice) -> None:
    """Draw the card of published figures, unless the user may only see one office."""
    figures = data.published()
    of_country = figures[figures["iso3"] == choice.jurisdiction]
    figures = published_figures.published_years(of_country, measure.id)
    if figures.empty or choice.office_alone:
        return
    marks = t(
        "Bars: {source}. Dots: the jurisdiction's own count.",
        source=published_figures.source_text(figures),
    )
    note = f"{marks} {published_figures.difference_text(measure.id)}"
    with html_card.card(t("Figures published by others"), note):
        _draw_published(figures, note, choice)


def _draw_published(figures: pd.DataFrame, note: str, choice: filters.Choice) -> None:
    """Draw published figures and own counts by year; `note` says how to read them."""
    only = (("jurisdiction", choice.jurisdiction),)
    own = data.rows((choice.measure,), by=("year",), only=only)
    here = own[own["jurisdiction"] == choice.jurisdiction]
    drawn = published_figures.published_rows(
        figures, here, choice.measure, current_records().reference_date(choice)
    )
    first, last = drawn["period"].iloc[0], drawn["period"].iloc[-1]
    indicator = published.NEAREST_INDICATORS[choice.measure]
    alt = t(
        "{indicator}: published figures and own count by year, {place}, {first} to {last}."
        " {latest}.",
        indicator=t(indicator),
        place=filters.current_options().jurisdictions[choice.jurisdiction],
        first=first,
        last=last,
        latest=drawn["says"].iloc[-1],
    )
    in_words = published_caveats(figures, choice)
    of_card = card_export.export_plain_rows(
        t("{indicator}: published figures and own count", indicator=t(indicator)),
        # The own count here is of the whole jurisdiction.
        replace(choice, office="", form=""),
        published_figures.published_numbers(drawn),
        period=words.period(int(first), int(last)),
        says=(note, *in_words),
    )
    card = ChartCard(
        partial(charts.published_chart, drawn),
        alt=alt,
        table=published_figures.join_own_figures(
            figures, here, choice.measure, filters.covered_years(choice)
        ),
        export=of_card,
        name=f"{choice.measure}_published",
        says=in_words,
    )
    draw_chart(card)


def published_caveats(figures: pd.DataFrame, choice: filters.Choice) -> list[str]:
    """Return up to three sentences on how to read the published figures."""
    indicator = published.NEAREST_INDICATORS[choice.measure]
    caveats = []
    if (figures[f"{indicator} low"] != figures[f"{indicator} high"]).any():
        caveats.append(
            t("Pale bars: figures published only as a limit. <5 means any number from 0 to 4.")
        )
    if indicator in published_figures.RATIO:
        exceeding = data.exceeding()
        caveats.append(
            t(
                WARNING,
                certain=words.count(exceeding.certain),
                both=words.count(exceeding.both),
            )
        )
    own = t("The jurisdiction's own count covers every office and every form of exploitation.")
    return [*caveats, own]


WARNING = marked(
    "Convictions divided by prosecutions (in the table) is not a conviction rate. Most people"
    " convicted in a year were prosecuted in an earlier year. The ratio can be above 100%. The file"
    " has both figures for {both} country-years. The ratio was above 100% in at least {certain} of"
    " them."
)
