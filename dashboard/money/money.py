"""The money: where does it stop between proceeds and victims?"""

import streamlit as st

from dashboard import data, filters
from dashboard.money import assets_card, view
from dashboard.shared import card, empty, first_words, register
from dashboard.shared.of_measure import table

st.title("Where does it stop?", anchor=False)
choice = filters.bar(filters.PARTS["money"])
taken = data.rows(table.present(view.TAKEN), years=choice.years, only=choice.only_here)
paid = data.rows(table.present(view.PAID), years=choice.years, only=choice.only_here)
assets = data.rows(register.IDS, years=choice.years, only=choice.only_here)

if all(empty.is_empty(rows, choice) for rows in (taken, paid, assets)):
    empty.draw("money", choice)
    st.stop()
if register.stands_alone(choice):
    first_words.draw(assets_card.answer(choice))
    assets_card.draw(assets, choice)
    st.stop()

if choice.of_release:
    view.released(taken, paid, assets, choice)
    st.stop()
steps = data.steps(years=choice.years, only=choice.only_here)
first_words.draw([view.answer(steps, choice)])
with card.card(
    "From proceeds to victims",
    f"Sums over all cases charged in {choice.period}, with trafficking or with its elements as "
    "another offence, however young. Each step adds up the cases in which its amount is known, so "
    "steps may speak of different cases. In green: what is ordered for and paid to victims.",
):
    view.cascade(steps, choice)
with card.card(view.TITLES["taken"], view.BASES):
    table.draw(taken, choice, name="taken", title=view.TITLES["taken"])
assets_card.draw(assets, choice)
awards = data.awards(years=choice.years, only=choice.only_here)
in_wages = data.awards_in_wages(years=choice.years, only=choice.only_here)
note = " ".join(
    (
        view.awards(awards, choice),
        *view.in_wages(in_wages, choice),
        view.OF_EACH,
        view.PAYMENTS_DIFFER,
    )
)
with card.card(view.TITLES["paid"], note):
    table.draw(paid, choice, name="paid", title=view.TITLES["paid"])
with card.card(
    "Who paid",
    view.sources_note(),
):
    view.sources(data.rows(view.SOURCES, years=choice.years, only=choice.only_here), choice)
