"""Script of the page Victims & remedies: what reaches the victims?"""

import streamlit as st

from dashboard import data, filter_options
from dashboard.pages.victims import PAGE, cards
from dashboard.ui import chart_card, filters, html_card, lead_sentence
from schemas.language import t

st.title(t(PAGE.question), anchor=False)
choice = filters.draw_filters(PAGE.filters)
ids = filter_options.available_measures(cards.EVERY, choice)
rows = data.rows(ids, years=choice.years, only=choice.only_jurisdiction)

if lead_sentence.is_nothing_counted(rows, choice):
    lead_sentence.draw_empty(PAGE.url_path, choice)
    st.stop()

lead_sentence.draw_sentences(lead_sentence.sentences_of_measures(rows, PAGE.lead_measures, choice))
with html_card.card(
    t("By year"),
    t("Each chart counts different victims. Band: 95% confidence interval."),
):
    chart_card.draw_panels(cards.measures_by_year(choice))
cards.draw_tables(rows, choice)
