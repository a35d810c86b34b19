"""Victims & remedies: what reaches the victims?"""

import streamlit as st

from dashboard import data, filter_options, filters
from dashboard.shared import card, empty, first_words
from dashboard.victims import cards

st.title("What reaches the victims?", anchor=False)
choice = filters.bar(filters.PARTS["victims"])
ids = filter_options.available_measures(cards.EVERY, choice)
rows = data.rows(ids, years=choice.years, only=choice.only_here)

if empty.is_empty(rows, choice):
    empty.draw("victims", choice)
    st.stop()

first_words.draw(first_words.of(rows, cards.FIRST, choice))
with card.card(
    "By year",
    "Each share is of its own victims, named in the tables below, with its 95 % interval, all on "
    "one scale. All years on record.",
):
    cards.draw_by_year(choice)
with card.card(cards.TITLES["identified"]):
    cards.draw_table(rows, cards.IDENTIFIED, choice, name="identified")
with card.card(cards.TITLES["assisted"]):
    cards.draw_table(rows, cards.ASSISTED, choice, name="assisted")
with card.card(cards.TITLES["prosecuted"]):
    cards.draw_table(rows, cards.PROSECUTED, choice, name="prosecuted")
with card.card(
    cards.TITLES["punished"],
    "Victims are not to be punished for what they were compelled to do. For charged, convicted, "
    "detained and joint operations lower is better.",
):
    cards.draw_table(rows, cards.PUNISHED, choice, name="punished")
with card.card(cards.TITLES["remedied"]):
    cards.draw_table(rows, cards.REMEDIED, choice, name="remedied")
