"""Methods: how is each number computed?"""

import streamlit as st

from dashboard import data, filters
from dashboard.methods import view
from dashboard.shared import card, first_words

st.title("How is it computed?", anchor=False)
choice = filters.bar(())
first_words.draw([view.sentence()])
for letter, name, measures in view.families():
    with card.card(f"{letter}: {name}"):
        view.catalogue_table(measures, letter, choice)
with card.card(
    "Numbers that are not shown",
    "Absence has a name and a sign, on every page and in every file. A zero is a zero.",
):
    view.statuses()
with card.card("Statistics"):
    view.statistics()
with card.card("Rates of exchange", view.RATES):
    view.own_rates(data.own_rates())
with card.card(
    "What records must hold",
    "Every submission passes these rules before anything is stored. Errors refuse the row, "
    "warnings are kept beside it.",
):
    view.gate_rules()
