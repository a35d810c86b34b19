"""The money: where does it stop between proceeds and victims?"""

import streamlit as st

from dashboard import data
from dashboard.pages.money import PAGE, cards
from dashboard.ui import filters, html_card, lead_sentence, measure_table

st.title(PAGE.question, anchor=False)
choice = filters.draw_filters(PAGE.filters)
taken = data.rows(measure_table.known_ids(cards.TAKEN), years=choice.years, only=choice.only_here)
paid = data.rows(measure_table.known_ids(cards.PAID), years=choice.years, only=choice.only_here)
assets = data.rows(lead_sentence.REGISTER_IDS, years=choice.years, only=choice.only_here)

if all(lead_sentence.is_empty(rows, choice) for rows in (taken, paid, assets)):
    lead_sentence.draw_empty(PAGE.url_path, choice)
    st.stop()
if lead_sentence.register_stands_alone(choice):
    lead_sentence.draw_sentences(cards.assets_answer(choice))
    cards.draw_assets(assets, choice)
    st.stop()

if choice.is_of_release:
    cards.draw_released(taken, paid, assets, choice)
    st.stop()
steps = data.steps(years=choice.years, only=choice.only_here)
lead_sentence.draw_sentences([cards.cascade_answer(steps, choice)])
with html_card.card(
    "From proceeds to victims",
    f"Sums over all cases charged in {choice.period}, with trafficking or with its elements as"
    " another offence, however young. Each bar adds up only the cases where that amount is"
    " recorded, so the bars do not cover the same cases. In green: what is ordered for and paid"
    " to victims.",
):
    cards.draw_cascade(steps, choice)
with html_card.card(cards.TITLES["taken"], cards.BASES):
    measure_table.draw_measures(taken, choice, name="taken", title=cards.TITLES["taken"])
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
with html_card.card(cards.TITLES["paid"], note):
    measure_table.draw_measures(paid, choice, name="paid", title=cards.TITLES["paid"])
with html_card.card(
    "Who paid",
    cards.sources_note(),
):
    cards.draw_payers(data.rows(cards.SOURCES, years=choice.years, only=choice.only_here), choice)
