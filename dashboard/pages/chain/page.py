"""Script of the page The chain: which links of the chain are charged, and which together?"""

import streamlit as st

from dashboard import data, filter_options
from dashboard.pages.chain import PAGE, cards
from dashboard.ui import chart_card, filters, html_card, lead_sentence, measure_table
from metrics.release import plan
from schemas.language import t

st.title(t(PAGE.question), anchor=False)
choice = filters.draw_filters(PAGE.filters)
rows = data.rows(cards.NETWORK_MEASURES, years=choice.years, only=choice.only_jurisdiction)

if lead_sentence.is_nothing_counted(rows, choice):
    lead_sentence.draw_empty(PAGE.url_path, choice)
    st.stop()

lead_sentence.draw_sentences(lead_sentence.sentences_of_measures(rows, PAGE.lead_measures, choice))
if not choice.is_of_release:
    note, same_group = cards.combinations_note(choice), t(cards.SAME_GROUP)
    with html_card.card(t(cards.TOGETHER), note, more=(same_group,)):
        chart_card.draw_chart(cards.link_combinations_card(choice))
if filter_options.release_has_shares(plan.CHAIN, choice):
    with html_card.card(t("How far charges reach, by year"), t(cards.BY_YEAR)):
        chart_card.draw_panels(cards.links_by_year(choice))
with html_card.card(t(cards.NETWORK)):
    measure_table.draw_measures(rows, choice, name="chain", title=t(cards.NETWORK))
if choice.is_of_release:
    html_card.draw_note(
        filter_options.not_in_release_note(cards.not_in_release_sentence(choice)), key="unreleased"
    )
