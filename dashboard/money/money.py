"""The money: where does it stop between proceeds and victims?"""

import streamlit as st

from dashboard import data, filters
from dashboard.money import cards
from dashboard.shared import card, empty, first_words, register
from dashboard.shared.of_measure import table

st.title("Where does it stop?", anchor=False)
choice = filters.bar(filters.PARTS["money"])
taken = data.rows(table.present(cards.TAKEN), years=choice.years, only=choice.only_here)
paid = data.rows(table.present(cards.PAID), years=choice.years, only=choice.only_here)
assets = data.rows(register.IDS, years=choice.years, only=choice.only_here)

if all(empty.is_empty(rows, choice) for rows in (taken, paid, assets)):
    empty.draw("money", choice)
    st.stop()
if register.stands_alone(choice):
    first_words.draw(cards.assets_answer(choice))
    cards.draw_assets(assets, choice)
    st.stop()

if choice.of_release:
    cards.draw_released(taken, paid, assets, choice)
    st.stop()
steps = data.steps(years=choice.years, only=choice.only_here)
first_words.draw([cards.cascade_answer(steps, choice)])
with card.card(
    "From proceeds to victims",
    f"Sums over all cases charged in {choice.period}, with trafficking or with its elements as "
    "another offence, however young. Each step adds up the cases in which its amount is known, so "
    "steps may speak of different cases. In green: what is ordered for and paid to victims.",
):
    cards.draw_cascade(steps, choice)
with card.card(cards.TITLES["taken"], cards.BASES):
    table.draw(taken, choice, name="taken", title=cards.TITLES["taken"])
cards.draw_assets(assets, choice)
awards = data.awards(years=choice.years, only=choice.only_here)
in_wages = data.awards_in_wages(years=choice.years, only=choice.only_here)
note = " ".join(
    (
        cards.award_sentences(awards, choice),
        *cards.wage_sentences(in_wages, choice),
        cards.OF_EACH,
        cards.PAYMENTS_DIFFER,
    )
)
with card.card(cards.TITLES["paid"], note):
    table.draw(paid, choice, name="paid", title=cards.TITLES["paid"])
with card.card(
    "Who paid",
    cards.sources_note(),
):
    cards.draw_sources(data.rows(cards.SOURCES, years=choice.years, only=choice.only_here), choice)
