"""Script of the page Measure: what is measured, what is the result, and how reliable is it?"""

import streamlit as st

from dashboard import data, filter_options, untrusted_text
from dashboard.frames import breakdowns, peer_comparison, tables, yearly_figures
from dashboard.pages.measure import PAGE, cards
from dashboard.records import current_records
from dashboard.ui import (
    chart_card,
    filters,
    html_card,
    lead_sentence,
    measure_charts,
    measure_definition,
    page_shell,
)
from metrics import catalogue
from schemas.language import t

heading = st.empty()
choice = filters.draw_filters(PAGE.filters)
measure = catalogue.CATALOGUE[choice.measure]
heading.title(untrusted_text.escape_markdown(t(measure.question)), anchor=False)
page_shell.set_page_title(t(measure.title), t(PAGE.title))
rows = cards.rows_in_period(measure, choice, choice.only_jurisdiction)
by_year = cards.rows_by_year(measure, choice)
undated = yearly_figures.undated_sentence(by_year[by_year["jurisdiction"] == choice.jurisdiction])
answer = lead_sentence.sentences_of_measures(rows, (measure.id,), choice)
if lead_sentence.is_nothing_counted(rows, choice):
    said = (*(one.text for one in answer), undated)
    lead_sentence.draw_empty(PAGE.url_path, choice, " ".join(filter(None, said)))
else:
    lead_sentence.draw_sentences([*answer, undated])
    cards.draw_target(by_year, measure, choice)
html_card.draw_replies((measure.id,), choice, key="whole")
what, when = st.columns((2, 3))
with what, html_card.card(t(measure.title)):
    measure_definition.draw_definition(measure, choice)
with (
    when,
    html_card.card(t("By year"), cards.run_chart_note(measure, current_records().currency(choice))),
):
    cards.draw_trend(choice)
cards.draw_published_figures(measure, choice)
cards.draw_stage(measure, choice)
has_offices = measure_charts.OFFICE in measure.breakdowns and not choice.office_alone
if has_offices and not choice.is_of_release:
    with html_card.card(t("By office")):
        measure_charts.draw_by_office(measure.id, choice)
if breakdowns.breakdowns_of_choice(measure, choice):
    with html_card.card(t("By group")):
        column = cards.choose_breakdown(measure, choice)
        cards.draw_by_group(column, choice)
        html_card.draw_replies((measure.id,), choice, key="groups")
names = peer_comparison.peer_names(current_records().with_others, choice)
if names and measure.kind not in tables.ADDED_UP:
    rule = measure_charts.comparison_rule(measure)
    with html_card.card(t(cards.COMPARED), measure_charts.peers_note(measure), more=rule):
        cards.draw_beside_others(names, choice)
if measure.kind == "Share":
    with html_card.card(t("What missing data could change"), t(measure_charts.MISSING_NOTE)):
        chart_card.draw_chart(measure_charts.missing_data_card(choice))
if choice.is_of_release:
    missing = [t(one) for one in cards.RECORDS_ALONE]
    html_card.draw_note(filter_options.not_in_release_note(missing), key="unreleased")
with html_card.card(t("How to interpret it")):
    measure_definition.draw_caveats(measure, choice)
with html_card.card(t("How it is calculated")):
    cards.draw_conditions(measure)
with html_card.card(t("A worked example"), t(measure_definition.EXAMPLE_NOTE)):
    measure_definition.draw_example(measure, data.worked_example(measure.id))
with html_card.card(t("Versions")):
    measure_definition.draw_versions(measure)
