"""Methods: how is each number computed?"""

import streamlit as st

from dashboard import data_beside, filters
from dashboard.components import card, first_words, methods_view

st.title("How is it computed?", anchor=False)
choice = filters.bar(())
first_words.draw([methods_view.sentence()])
for letter, name, measures in methods_view.families():
    with card.card(f"{letter}: {name}"):
        methods_view.catalogue_table(measures, letter, choice)
with card.card(
    "Numbers that are not shown",
    "Absence has a name and a sign, on every page and in every file. A zero is a zero.",
):
    methods_view.statuses()
with card.card("Statistics"):
    methods_view.statistics()
with card.card("Rates of exchange", methods_view.RATES):
    methods_view.own_rates(data_beside.own_rates())
with card.card(
    "What records must hold",
    "Every submission passes these rules before anything is stored. Errors refuse the row, "
    "warnings are kept beside it.",
):
    methods_view.gate_rules()
