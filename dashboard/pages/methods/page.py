"""Script of the page Methods: how is each number calculated?"""

import streamlit as st

from dashboard import data, released_data
from dashboard.pages.methods import PAGE, cards
from dashboard.query_params import MethodsView, build_query
from dashboard.ui import address, filters, html_card, lead_sentence
from schemas.language import search_words, t

st.title(t(PAGE.question), anchor=False)
choice = filters.read_filters(())
looked, notice = address.read_view(MethodsView())
address.complete_address(build_query(looked))
shown = cards.search_page(looked, is_of_records=data.release() is None)
lead_sentence.draw_sentences([cards.page_sentence(), shown.sentence])
if notice:
    html_card.draw_notice(notice, key="methods.notice")
address.draw_search_field(looked.text, t("Search"), t("asset, victim, median, ..."), instead_of="m")
# A search shows only matching parts; corrections are not searched.
corrected = None if search_words(looked.text) else data.corrected()
html_card.draw_index([*shown.entries, *cards.corrections_entry(corrected)])
for family in shown.families:
    with html_card.card(family.title, part=family.letter):
        cards.draw_catalogue(family, choice, looked.measure)
if shown.signs:
    with html_card.card(t(cards.FIGURES_NOT_SHOWN), t(cards.STATUSES), part=cards.STATUSES_PART):
        headings = (t("Shown"), t("Reason"), t("What it means"))
        html_card.draw_table(headings, shown.signs, name="statuses")
if shown.statistics:
    with html_card.card(t(cards.STATISTICS_TITLE), part=cards.STATISTICS_PART):
        cards.draw_statistics(shown.statistics)
if shown.rates:
    with html_card.card(t(cards.RATES_TITLE), t(cards.RATES), part=cards.RATES_PART):
        cards.draw_own_rates(data.own_rates())
if corrected is not None:
    with html_card.card(
        t(released_data.CORRECTED), t(cards.CORRECTIONS), part=cards.CORRECTIONS_PART
    ):
        cards.draw_corrections(corrected)
if shown.rules:
    with html_card.card(t(cards.RULES_TITLE), t(cards.GATE), part=cards.RULES_PART):
        cards.draw_gate_rules(shown.rules, opened=bool(search_words(looked.text)))
