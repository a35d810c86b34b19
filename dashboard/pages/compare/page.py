"""Script of the page Compare: are we different, or just small, or counted differently?"""

import streamlit as st

from dashboard.frames import peer_comparison
from dashboard.pages.compare import PAGE, cards
from dashboard.query_params import CompareView
from dashboard.records import current_records
from dashboard.ui import (
    address,
    chart_card,
    filters,
    html_card,
    lead_sentence,
    measure_charts,
    measure_definition,
    peer_choice,
)
from metrics import catalogue
from schemas.language import t

st.title(t(PAGE.question), anchor=False)
looked, notice = address.read_view(CompareView(), {"see": cards.SECTIONS}, ("see",))
with address.draw_tabs(cards.SECTIONS, looked.section, "see", "compare.section"):
    choice = filters.draw_filters(cards.filters_of_section(looked.section))
    records = current_records()
    names = peer_comparison.peer_names(records.with_others, choice)
    if not notice:
        looked, notice = cards.read_view(names)
    if notice:
        html_card.draw_template("notice.html", {"text": notice}, key="compare.notice")
        st.stop()
    is_one_measure = looked.section == CompareView().section
    if names and not is_one_measure:
        peer_choice.draw_peer_set(looked, PAGE.url_path)
    if names:
        below = PAGE.url_path if is_one_measure else ""
        names = peer_choice.names_in_set(looked, names, choice, records, page=below)
    if not is_one_measure:
        cards.draw_section(looked, names, choice)
        st.stop()
    measure = catalogue.CATALOGUE[choice.measure]
    rows = records.rows_with_peers((measure.id,), choice)
    if (rows["status"] == "empty").all():
        lead_sentence.draw_empty(
            PAGE.url_path, choice, lead_sentence.sentence_of_measure(rows, measure.id, choice)
        )
        st.stop()
    if not names:
        lead_sentence.draw_sentences(
            lead_sentence.sentences_of_measures(rows, (measure.id,), choice)
        )
        with html_card.card(t(measure.title), measure_charts.peers_note(measure)):
            chart_card.draw_no_data(t(peer_comparison.ALONE))
    else:
        beside = cards.compare_jurisdictions(measure, choice, looked, names)
        with_others = beside.compare_with_others(rows)
        lead_sentence.draw_sentences(
            [
                *lead_sentence.sentences_of_measures(rows, (measure.id,), choice),
                *cards.answer_sentences(beside, with_others),
            ]
        )
        with html_card.card(t(measure.title), measure_charts.peers_note(measure)):
            with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
                peer_choice.draw_peer_set(looked, PAGE.url_path)
                peer_choice.draw_peers(looked, PAGE.url_path, names, choice.jurisdiction)
                with st.container(width="content", gap=None):
                    cards.draw_switches(looked)
            cards.draw_compared_values(beside, rows, with_others)
            html_card.draw_replies(
                (measure.id,), choice, key="places", jurisdictions=(choice.jurisdiction, *names)
            )
        with html_card.card(t(cards.RULES_TITLE), cards.counting_rules_note()):
            cards.draw_counting_rules(beside)
    with html_card.card(t("What is compared"), t(measure.question)):
        measure_definition.draw_definition(measure, choice)
