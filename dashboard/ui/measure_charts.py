"""Draw one measure by jurisdiction, group or office, and what missing answers could change."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import pandas as pd

from dashboard import charts, data, filter_options, words
from dashboard.export import card_export
from dashboard.frames import chart_rows, peer_comparison, tables, yearly_figures
from dashboard.frames import offices as frames_offices
from dashboard.records import cached_view, current_records
from dashboard.ui import filters, html_card
from dashboard.ui.chart_card import ChartCard, draw_chart
from metrics import Measure, catalogue, results
from schemas import columns
from schemas.language import marked, t

Choice = filters.Choice

BARS = marked("Pale bars: what missing data could change.")
ALPHABETICAL = marked("In alphabetical order.")
WITH_INTERVALS = marked("In alphabetical order, with 95% confidence intervals.")
RATIO = marked("A ratio of sums has no confidence interval: one large case can change it strongly.")
MISSING_NOTE = marked(
    "Mark: the share among recorded answers. Solid line: its 95% confidence interval. Bar: from"
    " the share if all missing answers were no, to the share if all were yes. Dashed line: the"
    " confidence interval, allowing for missing answers too."
)


def peers_note(measure: Measure) -> str:
    """Return how to read a chart that compares jurisdictions."""
    if words.is_money(measure):
        return t(chart_rows.OWN_CURRENCIES)
    match measure.kind:
        case "Count":
            larger = t("Larger jurisdictions have larger counts, so this is not a ranking.")
            return f"{t(ALPHABETICAL)} {larger}"
        case "AmountRatio" | "FlowRatio":
            return f"{t(ALPHABETICAL)} {t(RATIO)}"
        case "Share":
            return f"{t(WITH_INTERVALS)} {t(BARS)}"
        case _:
            return t(WITH_INTERVALS)


def comparison_rule(measure: Measure) -> tuple[str, ...]:
    """Return sentences on how jurisdictions are compared; empty for measures without comparison."""
    if words.is_money(measure) or measure.kind in (*WITHOUT, "Count"):
        return ()
    return t(peer_comparison.NAMED), t(peer_comparison.DRAWN)


def by_jurisdiction_card(
    rows: pd.DataFrame, measure: Measure, names: Mapping[str, str], choice: Choice
) -> ChartCard:
    """Return a measure by jurisdiction, the chosen one highlighted; for money without a chart."""
    drawn = chart_rows.rows_by_jurisdiction(rows, names, choice.jurisdiction).assign(
        kind=measure.kind
    )
    title = t("{title} by jurisdiction", title=t(measure.title))
    of_card = card_export.export_rows(
        title,
        choice,
        drawn.assign(measure=measure.id),
        "jurisdiction",
        says=(peers_note(measure),),
    )
    axis = charts.AXIS_OF_KIND[words.format_kind(measure)]
    values = chart_rows.rows_as_text(drawn)
    if form := filter_options.form_label(choice):
        alt = t(
            "{title}, {form}, {period}: {values}",
            title=title,
            form=form,
            period=choice.period,
            values=values,
        )
    else:
        alt = t("{title}, {period}: {values}", title=title, period=choice.period, values=values)
    return ChartCard(
        None if words.is_money(measure) else partial(charts.interval_chart, drawn, axis=axis),
        alt=alt,
        table=tables.rows_table(drawn, t("Jurisdiction")),
        export=of_card,
        name=f"{measure.id}_by_jurisdiction",
    )


def bounds_note(drawn: pd.DataFrame) -> str:
    """Return what pale bars in the chart mean; empty if it has none."""
    return t(BARS) if (drawn["bound_high"] > drawn["bound_low"]).any() else ""


def breakdown_card(
    drawn: pd.DataFrame,
    whole: float | None,
    measure: Measure,
    column: str,
    choice: Choice,
    says: Sequence[str] = (),
    readings: Sequence[str] = (),
) -> ChartCard | str:
    """Return a measure by the groups of `column`, or a text if there are no records.

    `drawn` comes from `chart_rows.rows_by_group`.
    `whole` is the value of all groups, a dashed line; unused for counts and sums. `says`
    are sentences on how to read the chart. `readings` are a column of the table with
    the comparison of each group with the whole.
    """
    jurisdiction = filters.subject_name(choice)
    if drawn.empty:
        return t("No records for {place} in this period.", place=jurisdiction)
    drawn = drawn.assign(known=chart_rows.sample_size_texts(drawn))
    heading = words.code(column)
    title = t("{title}. Broken down by: {heading}", title=t(measure.title), heading=heading)
    table = tables.rows_table(drawn, heading)
    if any(readings):
        table = table.assign(**{t(tables.RESULT): list(readings)})
    return ChartCard(
        partial(
            charts.interval_chart,
            drawn,
            whole=whole if measure.kind not in tables.ADDED_UP else None,
            axis=yearly_figures.value_axis(measure, current_records().currency(choice)),
        ),
        alt=t(
            "{title}, {place}: {values}",
            title=title,
            place=jurisdiction,
            values=chart_rows.rows_as_text(drawn),
        ),
        table=table,
        export=card_export.export_rows(
            title,
            choice,
            drawn,
            column,
            says=tuple(filter(None, says)),
        ),
        name=f"{measure.id}_by_{column}",
    )


@cached_view
def missing_data_card(choice: Choice) -> ChartCard:
    """Return what the value would be if all missing answers were no, and if all were yes."""
    measure = catalogue.CATALOGUE[choice.measure]
    rows = data.rows((measure.id,), years=choice.years, only=choice.only_jurisdiction)
    own = {choice.jurisdiction: filters.subject_name(choice)}
    drawn = chart_rows.rows_by_jurisdiction(rows, own, choice.jurisdiction)
    # The chart draws chance alone as a solid line, and chance with missing data dashed.
    drawn = drawn.assign(low=drawn["chance_low"], high=drawn["chance_high"])
    unknown = [
        t("{share} missing", share=words.share(1 - coverage))
        if words.is_known_number(coverage)
        else ""
        for coverage in drawn["coverage"]
    ]
    drawn = drawn.assign(known=unknown)
    in_words = [chart_rows.missing_answers_sentence(row) for row in results.row_dicts(drawn)]
    name = f"{measure.id}_missing"
    chart = partial(charts.missing_data_chart, drawn, axis=charts.SHARE)
    title = t("{title}: what missing data could change", title=t(measure.title))
    alt = f"{title}. {chart_rows.rows_as_text(drawn)}"
    table = tables.rows_table(drawn, t("Records of"))
    of_card = card_export.export_rows(
        title,
        choice,
        drawn.assign(measure=measure.id, kind=measure.kind),
        says=(t(MISSING_NOTE), *in_words),
    )
    table = table.assign(**{t(chart_rows.BOTH): chart_rows.missing_data_limits_texts(drawn)})
    return ChartCard(chart, alt=alt, table=table, export=of_card, name=name, says=in_words)


OFFICE = frames_offices.OFFICE
SHARE = "Share"
WITHOUT = ("AmountRatio", "FlowRatio")
FUNNEL = marked(
    "Each mark is an office. Small offices are on the left: they vary more by chance, so their"
    " limits are wider. Circle: inside the limits. Triangle: outside the 95% limits (dashed)."
    " Square: outside the 99.8% limits (outer band). Ring: the chosen office."
)
INTERVALS = marked(
    "Offices differ partly by chance and because their cases differ. An office is clearly different"
    " only if its whole 99% confidence interval is above or below the dashed line (all offices)."
    " The chart shows 95% intervals."
)
NO_WHOLE = marked(
    "Offices differ partly by chance and because their cases differ. There is no value for all"
    " offices together, so no office can be compared with it."
)
DASHED = marked("The dashed line is the value for all offices.")
NO_INTERVALS = marked(
    "A ratio of sums has no confidence interval: one large case can change it strongly. So"
    " we do not say that offices differ."
)

NAMELESS = marked("The records counted here do not name an office.")


class OfficesCard(NamedTuple):
    """A measure by office: how to read it, chart or text in its place, and sentences below it."""

    chart: ChartCard | str
    note: str = ""
    more: Sequence[str] = ()
    below: Sequence[str] = ()


def draw_by_office(id_: str, choice: filters.Choice) -> None:
    """Draw the measure by office of the chosen jurisdiction, the chosen office highlighted."""
    card = by_office_card(id_, choice)
    if card.note:
        html_card.draw_note(card.note, key="offices", more=card.more)
    draw_chart(card.chart)
    html_card.draw_sentences(card.below, "offices")


@cached_view
def by_office_card(id_: str, choice: filters.Choice) -> OfficesCard:
    """Return the measure by office of the chosen jurisdiction, the chosen office highlighted."""
    measure, only = catalogue.CATALOGUE[id_], choice.only_without(OFFICE)
    rows = data.rows((id_,), by=(OFFICE,), years=choice.years, only=only)
    whole = data.rows((id_,), years=choice.years, only=only)
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    if len(here) and set(here[OFFICE]) == {columns.UNKNOWN}:
        return OfficesCard(t(NAMELESS))
    records = current_records()
    names = records.office_names(here, choice)
    total = chart_rows.value_of_whole(whole, choice.jurisdiction)
    offices = chart_rows.rows_by_group(here, OFFICE, names)
    if measure.kind == SHARE and total is not None and frames_offices.has_enough_offices(offices):
        return OfficesCard(_funnel_card(offices, total, measure, choice), t(FUNNEL))
    if choice.office:
        own = offices["group"] == choice.office
        offices = offices.assign(role=own.map({True: chart_rows.OWN, False: chart_rows.OTHER}))
    if measure.kind in tables.ADDED_UP:
        of_all = replace(choice, office="")
        return OfficesCard(breakdown_card(offices, total, measure, OFFICE, of_all))
    compared = records.compare_offices(rows, whole, measure, choice)
    to_read, pale = _how_to_read(measure, total), bounds_note(offices)
    in_file = " ".join(filter(None, (to_read, pale)))
    labels = dict(zip(offices["group"], offices["label"], strict=True))
    in_words = frames_offices.comparison_sentences(compared, labels)
    readings = frames_offices.comparison_cells(compared, list(labels))
    chart = breakdown_card(
        offices,
        total,
        measure,
        OFFICE,
        replace(choice, office=""),
        says=(in_file, *in_words),
        readings=readings,
    )
    return OfficesCard(chart, to_read, (pale,) if pale else (), in_words)


def _how_to_read(measure: Measure, total: float | None) -> str:
    """Return how to read the chart of offices; `total` is the value of all offices, if shown."""
    if measure.kind in WITHOUT:
        lines = (DASHED, NO_INTERVALS) if total is not None else (NO_INTERVALS,)
    else:
        lines = (INTERVALS,) if total is not None else (NO_WHOLE,)
    return " ".join(map(t, lines))


def _funnel_card(
    offices: pd.DataFrame, total: float, measure: Measure, choice: filters.Choice
) -> ChartCard:
    of_all = replace(choice, office="")
    drawn = frames_offices.build_funnel(offices, total)
    in_words = frames_offices.funnel_sentences(drawn, offices)
    name = f"{measure.id}_by_office"
    chosen = offices.loc[offices["group"] == choice.office, "label"]
    chart = partial(
        charts.funnel_chart,
        drawn.offices,
        drawn.limits,
        unit=t("{population}, with an answer", population=t(measure.population)),
        chosen=chosen.iloc[0] if len(chosen) else None,
    )
    title = t("{title} by office", title=t(measure.title))
    alt = t(
        "{title}, {place}: {values}",
        title=title,
        place=filters.subject_name(of_all),
        values=" ".join(in_words),
    )
    written = tables.rows_table(offices, words.code(OFFICE))
    of_card = card_export.export_rows(title, of_all, offices, OFFICE, says=(t(FUNNEL),))
    table = frames_offices.add_funnel_columns(drawn, offices, written)
    return ChartCard(chart, alt=alt, table=table, export=of_card, name=name, says=in_words)
