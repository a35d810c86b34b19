"""The money: where does it stop between proceeds and victims?"""

import streamlit as st

from dashboard import data, data_beside, filters
from dashboard.components import card, empty, first_words, measure_table, money_view

st.title("Where does it stop?", anchor=False)
choice = filters.bar()
taken = data.rows(
    measure_table.present(money_view.TAKEN), years=choice.years, only=choice.only_here
)
paid = data.rows(measure_table.present(money_view.PAID), years=choice.years, only=choice.only_here)
steps = data.steps(years=choice.years, only=choice.only_here)

if empty.is_empty(taken, choice) and empty.is_empty(paid, choice):
    empty.draw("money", choice)
    st.stop()

first_words.draw([money_view.answer(steps, choice)])
with card.card(
    "From proceeds to victims",
    f"Sums over all cases charged in {choice.period}, with trafficking or with its elements as "
    "another offence, however young. Each step adds up the cases in which its amount is known, so "
    "steps may speak of different cases. In green: what is ordered for and paid to victims.",
):
    money_view.cascade(steps, choice)
with card.card("What is looked for and taken", money_view.BASES):
    measure_table.draw(taken, choice, name="taken")
awards = data.awards(years=choice.years, only=choice.only_here)
in_wages = data_beside.awards_in_wages(years=choice.years, only=choice.only_here)
said = " ".join(
    (
        money_view.awards(awards, choice),
        *money_view.in_wages(in_wages, choice),
        money_view.BASES,
    )
)
with card.card("What victims are awarded and paid", said):
    measure_table.draw(paid, choice, name="paid")
with card.card(
    "Who paid",
    money_view.sources_note(),
):
    money_view.sources(
        data.rows(money_view.SOURCES, years=choice.years, only=choice.only_here), choice
    )
