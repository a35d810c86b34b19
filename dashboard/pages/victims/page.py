"""Victims & remedies: what reaches the victims?"""

import streamlit as st

from dashboard import data, filter_options
from dashboard.pages.victims import PAGE, cards
from dashboard.ui import filters, html_card, lead_sentence

st.title(PAGE.question, anchor=False)
choice = filters.draw_filters(PAGE.filters)
ids = filter_options.available_measures(cards.EVERY, choice)
rows = data.rows(ids, years=choice.years, only=choice.only_jurisdiction)

if lead_sentence.is_empty(rows, choice):
    lead_sentence.draw_empty(PAGE.url_path, choice)
    st.stop()

lead_sentence.draw_sentences(lead_sentence.sentences_of_measures(rows, PAGE.lead_measures, choice))
with html_card.card(
    "By year",
    "Each share is of its own victims, named in the tables below, with its 95% interval, all on "
    "one scale. All years on record.",
):
    cards.draw_by_year(choice)
with html_card.card(cards.TITLES["identified"]):
    cards.draw_table(rows, cards.IDENTIFIED, choice, name="identified")
with html_card.card(cards.TITLES["assisted"]):
    cards.draw_table(rows, cards.ASSISTED, choice, name="assisted")
with html_card.card(cards.TITLES["prosecuted"]):
    cards.draw_table(rows, cards.PROSECUTED, choice, name="prosecuted")
with html_card.card(
    cards.TITLES["punished"],
    "Victims are not to be punished for what they were compelled to do. For charged, convicted, "
    "detained and joint operations lower is better.",
):
    cards.draw_table(rows, cards.PUNISHED, choice, name="punished")
with html_card.card(cards.TITLES["remedied"]):
    cards.draw_table(rows, cards.REMEDIED, choice, name="remedied")
