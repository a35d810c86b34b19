"""Victims & remedies: what reaches the victims?"""

import streamlit as st

from dashboard import data, filter_options, filters
from dashboard.shared import card, empty, first_words
from dashboard.victims import view

st.title("What reaches the victims?", anchor=False)
choice = filters.bar(filters.PARTS["victims"])
ids = filter_options.available_measures(view.EVERY, choice)
rows = data.rows(ids, years=choice.years, only=choice.only_here)

if empty.is_empty(rows, choice):
    empty.draw("victims", choice)
    st.stop()

first_words.draw(first_words.of(rows, view.FIRST, choice))
with card.card(
    "By year",
    "Each share is of its own victims, named in the tables below, with its 95 % interval, all on "
    "one scale. All years on record.",
):
    view.by_year(choice)
with card.card(view.TITLES["identified"]):
    view.table(rows, view.IDENTIFIED, choice, name="identified")
with card.card(view.TITLES["assisted"]):
    view.table(rows, view.ASSISTED, choice, name="assisted")
with card.card(view.TITLES["prosecuted"]):
    view.table(rows, view.PROSECUTED, choice, name="prosecuted")
with card.card(
    view.TITLES["punished"],
    "Victims are not to be punished for what they were compelled to do. For charged, convicted, "
    "detained and joint operations lower is better.",
):
    view.table(rows, view.PUNISHED, choice, name="punished")
with card.card(view.TITLES["remedied"]):
    view.table(rows, view.REMEDIED, choice, name="remedied")
