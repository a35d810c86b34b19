"""Victims & remedies: what reaches the victims?"""

import streamlit as st

from dashboard import data, filters
from dashboard.components import card, empty, first_words, measure_table, victims_view

st.title("What reaches the victims?", anchor=False)
choice = filters.bar()
asked = measure_table.told(victims_view.EVERY, choice)
rows = data.rows(asked, years=choice.years, only=choice.only_here)

if empty.is_empty(rows, choice):
    empty.draw("victims", choice)
    st.stop()

first_words.draw(first_words.of(rows, victims_view.FIRST, choice))
with card.card(
    "By year",
    "Each share is of its own victims, named in the tables below, with its 95 % interval, all on "
    "one scale. All years on record.",
):
    victims_view.by_year(
        data.rows(victims_view.BY_YEAR, by=("year",), only=choice.only_here), choice
    )
with card.card("Found and identified"):
    victims_view.table(rows, victims_view.IDENTIFIED, choice, name="identified")
with card.card("Advised, assisted and protected"):
    victims_view.table(rows, victims_view.ASSISTED, choice, name="assisted")
with card.card("What became of their case"):
    victims_view.table(rows, victims_view.PROSECUTED, choice, name="prosecuted")
with card.card(
    "Treated as offenders, or as migrants",
    "Victims are not to be punished for what they were compelled to do. For charged, convicted, "
    "detained and joint operations lower is better.",
):
    victims_view.table(rows, victims_view.PUNISHED, choice, name="punished")
with card.card("Claimed, awarded and paid"):
    victims_view.table(rows, victims_view.REMEDIED, choice, name="remedied")
