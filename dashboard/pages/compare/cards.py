"""Cards of the page Compare: values of the jurisdictions, their comparison, and their rules."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from dashboard import charts, data, filter_options, words
from dashboard.export import card_export
from dashboard.frames import (
    chart_rows,
    comparable_places,
    peer_comparison,
    published_figures,
    reporting_gaps,
    submissions,
    tables,
    trend_breaks,
)
from dashboard.frames.comparable_places import MeasureGroups
from dashboard.pages.compare import PAGE, frames
from dashboard.query_params import (
    Choice,
    CompareView,
    Part,
    build_query,
    choice_query,
    page_address,
)
from dashboard.records import Records, current_records
from dashboard.ui import (
    address,
    chart_card,
    downloads,
    filters,
    html_card,
    lead_sentence,
    peer_choice,
)
from dashboard.ui.chart_card import ChartCard, draw_chart
from metrics import Measure, comparability, results
from schemas.language import comma_list, marked, n, t

# When the page states a difference between two jurisdictions or a change over time: for shares, and
# for other measures.
DIFFERENT_SHARE = marked(
    "We report a difference only if the whole 99% confidence interval of the difference is above or"
    " below 0, allowing for missing answers."
)
DIFFERENT = marked(
    "We report a difference only if the two 99% confidence intervals do not overlap."
)
CHANGED_SHARE = marked(
    "We report a change only if the whole 95% confidence interval of the difference is above or"
    " below 0, allowing for missing answers."
)
CHANGED = marked("We report a change only if the two 95% confidence intervals do not overlap.")
ACROSS_BREAK = marked("Years before and after a break in series are not compared.")
SHARE = "Share"
RULES_TITLE = marked("Do they count in the same way?")


def counting_rules_note() -> str:
    """Return how to read the table of counting rules."""
    return t(
        "Laws and counting rules that matter for this measure, as stated by the jurisdictions."
        " {sign}: different from the chosen jurisdiction, or not stated. The figures may differ"
        " because of how cases are counted.",
        sign=frames.APART,
    )


class Compared(NamedTuple):
    """What the page compares. `names` has all its jurisdictions, including the chosen one.

    `otherwise` has, by jurisdiction, the rules that differ from the chosen one's and matter for the
    measure. `circle` has the settings of the comparison. `before` are the preceding years, if the
    user wants them and they have records.
    """

    measure: Measure
    choice: filters.Choice
    view: CompareView
    names: Mapping[str, str]
    stated: comparability.Stated
    otherwise: Mapping[str, tuple[comparability.Difference, ...]]
    circle: peer_comparison.PeerGroup
    before: frames.Years | None

    @property
    def own(self) -> str:
        """Return the id of the chosen jurisdiction."""
        return self.choice.jurisdiction

    @property
    def own_name(self) -> str:
        """Return the name of the chosen jurisdiction."""
        return self.names[self.own]

    @property
    def drawn_names(self) -> Mapping[str, str]:
        """Return the chart's jurisdictions: all, or only those that count by the same rules."""
        left_out = self.otherwise if self.view.alike else {}
        return {id_: name for id_, name in self.names.items() if not left_out.get(id_)}

    def compare_with_others(self, rows: pd.DataFrame) -> peer_comparison.Compared | None:
        """Compare the chosen jurisdiction with the other ones; None if it has no row."""
        return peer_comparison.compare_with_peers(
            peer_comparison.group_rows_by_measure(rows), self.circle
        ).get(self.measure.id)

    @property
    def unread(self) -> frozenset[str]:
        """Return the jurisdictions whose difference from the chosen one is not judged.

        They count by different rules (even if the chart shows them), or have a break in the
        period. If the chosen one has a break, or the measure is a count or of money, these are all.
        """
        if self.measure.kind in tables.ADDED_UP or words.is_money(self.measure):
            return frozenset(self.names)
        first, last = self.circle.years
        broken = {
            id_
            for id_ in self.names
            if trend_breaks.breaks_within(self.circle.breaks(id_, self.measure), first, last)
        }
        if self.own in broken:
            return frozenset(self.names)
        return frozenset(broken | {id_ for id_, differ in self.otherwise.items() if differ})


def compare_jurisdictions(
    measure: Measure, choice: filters.Choice, view: CompareView, names: Mapping[str, str]
) -> Compared:
    """Return what the page compares. `names` has the jurisdictions that may be compared."""
    own = choice.jurisdiction
    beside = view.peers_shown(names, own)
    shown = {id_: names[id_] for id_ in (own, *beside)}
    records = current_records()
    stated = peer_comparison.rules_by_jurisdiction(records.rules)
    otherwise = frames.counting_differences(stated, shown, own, measure)
    before = frames.preceding_period(choice.year_from, choice.year_to, data.years()[0])
    return Compared(
        measure=measure,
        choice=choice,
        view=view,
        names=shown,
        stated=stated,
        otherwise=otherwise,
        circle=records.peer_group(choice, beside),
        before=before if view.before else None,
    )


def draw_switches(view: CompareView) -> None:
    """Draw the switches that say how jurisdictions are compared on one measure."""
    st.toggle(
        t("Show only comparable jurisdictions"),
        **address.bind_widget("alike", "compare.alike", view.alike),
    )
    st.toggle(
        t("Compare with earlier years"),
        **address.bind_widget("before", "compare.before", view.before),
    )


def answer_sentences(compared: Compared, with_others: peer_comparison.Compared | None) -> list[str]:
    """Return sentences on the comparison, and on how many jurisdictions count by the same rules."""
    beside = peer_comparison.comparison_sentence(with_others)
    alike = frames.same_rules_sentence(compared.names, compared.otherwise, compared.own)
    apart = submissions.reference_dates_text(
        {compared.names[id_]: on for id_, on in data.as_of().own if id_ in compared.names}
    )
    return [alike, beside, apart] if compared.view.alike else [beside, apart]


def draw_compared_values(
    compared: Compared, rows: pd.DataFrame, with_others: peer_comparison.Compared | None
) -> None:
    """Draw the jurisdictions in alphabetical order, as higher or lower than the chosen one."""
    measure, choice = compared.measure, compared.choice
    others = with_others.others_drawn if with_others else None  # of the period of the chart
    drawn = frames.add_comparisons(
        peer_comparison.add_peer_median(rows, others),
        compared.drawn_names,
        compared.own,
        compared.otherwise,
        compared.unread,
    ).assign(kind=measure.kind)
    drawn, of_published = _with_published(_with_before(drawn, compared, rows), compared)
    median = None
    if others is not None and measure.kind not in tables.ADDED_UP:
        median = others.median / words.chart_divisor({"measure": measure.id, "kind": measure.kind})
    # Above the drawing: below the files it was read of nothing.
    key = " ".join(filter(None, (_key(compared, others, drawn), of_published)))
    rules = _rules(compared, with_others, drawn)
    says = [_draw_key(key, rules), frames.published_sentence(drawn)]
    title = t("{title} by jurisdiction", title=t(measure.title))
    if is_listed := words.is_money(measure):
        says.insert(0, t(chart_rows.OWN_CURRENCIES))
    of_card = card_export.export_rows(
        title,
        choice,
        drawn.assign(measure=measure.id),
        "jurisdiction",
        says=tuple(filter(None, says)),
    )
    chart = partial(
        charts.jurisdictions_chart,
        drawn.assign(
            known=[_row_text(row) for row in results.row_dicts(drawn)],
            short=[_narrow_screen_text(row) for row in results.row_dicts(drawn)],
        ),
        median=median,
        axis=charts.AXIS_OF_KIND[words.format_kind(measure)],
    )
    card = ChartCard(
        None if is_listed else chart,
        alt=_alternative_text(title, drawn, choice),
        table=_table(drawn, compared),
        export=of_card,
        name=f"{measure.id}_by_jurisdiction",
    )
    draw_chart(card)


def _draw_key(key: str, rules: Sequence[str]) -> str:
    """Draw how to read the chart, with the rules folded, and return both texts for downloads."""
    text = " ".join(filter(None, (key, *rules)))
    if text:
        html_card.draw_note(key or text, key="compare.key", more=rules if key else ())
    return text


def _rules(
    compared: Compared, with_others: peer_comparison.Compared | None, drawn: pd.DataFrame
) -> list[str]:
    """Return the rules by which the card reports a difference or a change; empty if it has none."""
    is_share = compared.measure.kind == SHARE
    rules = []
    if compared.before is not None:
        rules = [t(CHANGED_SHARE if is_share else CHANGED), t(ACROSS_BREAK)]
    elif _are_compared(drawn):
        rules = [t(DIFFERENT_SHARE if is_share else DIFFERENT)]
    is_read = with_others is not None and bool(with_others.reading)
    return [*rules, *([t(peer_comparison.DRAWN)] if is_read else [])]


def _are_compared(drawn: pd.DataFrame) -> bool:
    return bool((drawn["reading"] != "").any())


def _alternative_text(title: str, drawn: pd.DataFrame, choice: filters.Choice) -> str:
    values, period = _chart_text(drawn), choice.period
    if form := filter_options.form_label(choice):
        return t(
            "{title}, {form}, {period}: {values}.",
            title=title,
            form=form,
            period=period,
            values=values,
        )
    return t("{title}, {period}: {values}.", title=title, period=period, values=values)


def _chart_text(drawn: pd.DataFrame) -> str:
    return "; ".join(
        comma_list(
            part
            for part in (f"{row['label']} {row['says']}", row["beside"], row.get("published_says"))
            if part
        )
        for row in results.row_dicts(drawn)
    )


def _with_published(drawn: pd.DataFrame, compared: Compared) -> tuple[pd.DataFrame, str]:
    """Return the rows with totals that others published, and how to read these; empty if none."""
    figures, choice = data.published(), compared.choice
    # They are of all forms of exploitation together.
    measure = "" if choice.form else compared.measure.id
    totals = published_figures.totals_of_period(figures, measure, choice.year_from, choice.year_to)
    drawn = frames.add_published(drawn, totals)
    if not (drawn["published"] != "").any():
        return drawn, ""
    source = t(
        "Hollow diamond: total for {period} published by {source}. It is drawn if each year is"
        " published.",
        period=choice.period,
        source=published_figures.source_text(figures),
    )
    return drawn, f"{source} {published_figures.difference_text(compared.measure.id)}"


def _with_before(drawn: pd.DataFrame, compared: Compared, rows: pd.DataFrame) -> pd.DataFrame:
    """Add the values of the preceding years, if wanted, and `beside`: the result of a row."""
    if compared.before is None:
        return drawn.assign(
            beside=[row["reading"] or row["otherwise"] for row in results.row_dicts(drawn)],
            **dict.fromkeys(frames.BEFORE, ""),
        ).assign(before=float("nan"))
    first, last = compared.before
    happened = data.events()
    broken = {
        id_: trend_breaks.breaks_within(
            trend_breaks.find_breaks(happened, (compared.measure,), id_),
            first,
            compared.choice.year_to,
        )
        for id_ in compared.names
    }
    before = replace(compared.choice, year_from=first, year_to=last)
    earlier = current_records().rows_with_peers((compared.measure.id,), before)
    moved = frames.add_preceding_period(drawn, rows, earlier, broken)
    return moved.assign(
        beside=[
            row["otherwise"] or row["moved"] or row["before_says"]
            for row in results.row_dicts(moved)
        ]
    )


def _row_text(row: Mapping[str, Any]) -> str:
    """Return the text at the right of a row: differing rules, or comparison and sample size."""
    if row["otherwise"]:
        first, further = row["first_difference"], row["further_differences"]
        return f"{frames.APART} {first} +{further}" if further else f"{frames.APART} {first}"
    return comma_list(part for part in (_compared_text(row), row["known"]) if part)


def _narrow_screen_text(row: Mapping[str, Any]) -> str:
    """Return the text at the right of a row on a narrow screen."""
    return _row_text(row) if row["otherwise"] else _compared_text(row) or row["known"]


def _compared_text(row: Mapping[str, Any]) -> str:
    """Return a row's result compared with the chosen jurisdiction, or with the years before."""
    return str(row["reading"] or row["moved"] or row["before_short"])


def _table(drawn: pd.DataFrame, compared: Compared) -> pd.DataFrame:
    table = tables.rows_table(drawn, t("Jurisdiction"))
    further = {
        t("Compared with {place}", place=compared.own_name): drawn["reading"],
        t("Counts differently"): drawn["otherwise"],
        t("Published by others"): drawn["published"],
    }
    if compared.before is not None:
        further |= {
            words.period(*compared.before): drawn["before_says"],
            t("Change since then"): drawn["moved"],
        }
    return table.assign(**{name: list(of) for name, of in further.items() if (of != "").any()})


def _key(compared: Compared, others: peer_comparison.Quartiles | None, drawn: pd.DataFrame) -> str:
    """Return how to read the chart. The text only mentions what the chart contains."""
    measure, view, choice = compared.measure, compared.view, compared.choice
    # Amounts of money are a table without lines and hollow dots, whose columns have headings.
    is_drawn = not words.is_money(measure)
    texts = [comparable_places.sentence(view.peer_set)]
    if is_drawn and others is not None and measure.kind not in tables.ADDED_UP:
        median = words.with_unit({"measure": measure.id}, others.median)
        texts.append(
            n(
                "Dashed line: median of the {count} that can be compared, {median}.",
                "Dashed line: median of the {count} that can be compared, {median}.",
                others.number,
                median=median,
            )
        )
    if _are_compared(drawn) and compared.before is None:
        texts.append(t("Right: each jurisdiction compared with {place}.", place=compared.own_name))
    if is_drawn and not drawn["alike"].all():
        texts.append(
            t(
                "{sign} Hollow: counts differently or does not say how.",
                sign=frames.APART,
            )
        )
    if view.alike:
        texts.append(frames.left_out_sentence(compared.names, compared.otherwise, compared.own))
    if compared.before is not None:
        if is_drawn:
            texts.append(t("Upright stroke: {period}.", period=words.period(*compared.before)))
    elif view.before:
        texts.append(
            t("There are no records before {year} to compare with.", year=choice.year_from)
        )
    return " ".join(filter(None, texts))


def draw_counting_rules(compared: Compared) -> None:
    """Draw the counting rules that matter for the measure, and other rules in a folded section.

    The download has all of these rules.
    """
    stated = compared.stated
    # Options are the same for all in one database; they differ between releases.
    options = tuple(
        option.name
        for option in compared.measure.depends_on
        if len({stated.get((id_, option.name)) for id_ in compared.names}) > 1
    )
    matter = (*comparability.relevant_rules(compared.measure), *options)
    others = tuple(
        subject
        for subject in comparability.SUBJECTS
        if subject not in matter and any((id_, subject) in stated for id_ in compared.names)
    )
    table = frames.rules_matrix(stated, compared.names, compared.own, (*matter, *others))
    headings = list(table.columns[1 : 1 + len(matter)])
    html_card.draw_frame(table[[table.columns[0], *headings]], name="context", look="dense")
    if others:
        with st.expander(t("Rules that do not matter for this measure")):
            html_card.draw_frame(table.drop(columns=headings), name="context_others", look="dense")
    named = t("Rules that matter for this measure: {rules}.", rules=words.listing(headings))
    downloads.draw_card_downloads(
        card_export.export_plain_rows(
            t(RULES_TITLE),
            compared.choice,
            table,
            says=(counting_rules_note(), named if headings else ""),
        ),
        name="counting_rules",
    )


SECTIONS = {
    CompareView().section: marked("One measure"),
    "matrix": marked("Who can be compared"),
    "places": marked("Who sends what"),
}


def filters_of_section(section: str) -> tuple[Part, ...]:
    """Return the filters of a section: only the first section has the filter for one measure."""
    is_one = section not in SECTIONS or section == CompareView().section
    return tuple(part for part in PAGE.filters if is_one or part is not Part.MEASURE)


def read_view(names: Mapping[str, str]) -> tuple[CompareView, str]:
    """Return the view from the address, and a notice if the address has wrong values."""
    known = {"see": SECTIONS, "with": names, "set": comparable_places.PEER_SETS}
    return address.read_view(CompareView(), known)


def draw_section(view: CompareView, names: Mapping[str, str], choice: Choice) -> None:
    """Draw a section about all measures. `names` has the jurisdictions that may be compared."""
    if not names:
        with html_card.card(t(SECTIONS[view.section])):
            chart_card.draw_no_data(t(peer_comparison.ALONE))
        return
    own = choice.jurisdiction
    peer_choice.draw_peers(view, PAGE.url_path, names, own)
    chosen = {id_: names[id_] for id_ in (own, *view.peers_shown(names, own))}
    records = current_records()
    of_set = comparable_places.sentence(view.peer_set)
    rows = records.rows_with_peers(comparable_places.measures_to_compare(choice), choice)
    found = comparable_places.group_places(
        rows, chosen, choice, context=records.rules, happened=records.events
    )
    if view.section == "matrix":
        lead_sentence.draw_sentences([comparable_places.matrix_sentence(found, chosen, own)])
        _draw_matrix(found, chosen, choice, of_set)
        return
    stated = peer_comparison.rules_by_jurisdiction(records.rules)
    every = [reporting_gaps.find_gaps(found, rows, stated, id_) for id_ in chosen]
    lead_sentence.draw_sentences([reporting_gaps.places_sentence(every)])
    _draw_places(every, chosen, choice, records, of_set)
    _draw_gaps(every[0], chosen[own], choice, records)


def _draw_matrix(
    found: tuple[MeasureGroups, ...], names: Mapping[str, str], choice: Choice, of_set: str
) -> None:
    """Draw which jurisdictions can be compared on each measure, and why others cannot."""
    title, letters = t(SECTIONS["matrix"]), comparable_places.letters_note()
    codes = comparable_places.codes_sentence(names)
    headings, rows = comparable_places.matrix(found, names, choice.jurisdiction)
    with html_card.card(title, letters, more=(codes,)):
        html_card.draw_table(headings, rows, name="matrix", look="matrix")
        table = pd.DataFrame(rows, columns=headings)
        export = card_export.export_plain_rows(title, choice, table, says=(letters, of_set, codes))
        downloads.draw_card_downloads(export, name="who_can_be_compared")


def _draw_places(
    every: list[reporting_gaps.Gaps],
    names: Mapping[str, str],
    choice: Choice,
    records: Records,
    of_set: str,
) -> None:
    """Draw what each jurisdiction sends, since when, and of what quality."""
    title, note = t(SECTIONS["places"]), t(reporting_gaps.PLACES_NOTE)
    table = reporting_gaps.places_table(
        every, names, records.as_of, records.origins, records.received
    )
    with html_card.card(title, note):
        links = [_section_address(id_, choice) for id_ in reporting_gaps.in_order(every, names)]
        html_card.draw_frame(table, name="places", look="dense", links=links)
        export = card_export.export_plain_rows(title, choice, table, says=(note, of_set))
        downloads.draw_card_downloads(export, name="who_sends_what")


def _section_address(jurisdiction: str, choice: Choice) -> str:
    """Return the address of this section for another jurisdiction."""
    query = choice_query(replace(choice, jurisdiction=jurisdiction))
    return page_address(PAGE.url_path, query, build_query(CompareView(section="places")))


def _draw_gaps(of: reporting_gaps.Gaps, name: str, choice: Choice, records: Records) -> None:
    """Draw what would make a jurisdiction's figures comparable, and what can never be compared."""
    changes: tuple[str, ...] = ()
    if records.received:
        changes = reporting_gaps.change_sentences(records.last_change(of.jurisdiction), name)
    for key, title in reporting_gaps.GAP_TITLES.items():
        table, heading = reporting_gaps.gap_tables(of)[key], t(title, place=name)
        if key == reporting_gaps.STAY and table.empty:
            continue
        with html_card.card(heading):
            if key == reporting_gaps.HELP:
                html_card.draw_sentences(changes, key="gaps.changes")
            if table.empty:
                chart_card.draw_no_data(reporting_gaps.empty_sentence(of, key))
            else:
                html_card.draw_frame(table, name=f"gaps.{key}", look="matrix")
            export = card_export.export_plain_rows(heading, choice, table, says=changes)
            downloads.draw_card_downloads(export, name=f"gaps_{key}")
