"""The chain: how far up do charges reach, and which links are charged together?"""

import streamlit as st

from dashboard import data, filter_options, filters
from dashboard.chain import cards
from dashboard.shared import card, empty, first_words, note
from dashboard.shared.of_measure import table
from metrics.release import plan

st.title("How far up the chain do we reach?", anchor=False)
choice = filters.bar(filters.PARTS["chain"])
ids = table.present(cards.NETWORK_MEASURES)
rows = data.rows(ids, years=choice.years, only=choice.only_here)

if empty.is_empty(rows, choice):
    empty.draw("chain", choice)
    st.stop()

first_words.draw(first_words.of(rows, ("N01", "N02"), choice))
if not choice.of_release:
    with card.card(cards.TOGETHER, cards.together_note()):
        combinations = data.combinations(years=choice.years, only=choice.only_here)
        reach = data.reach(years=choice.years, only=choice.only_here)
        cards.draw_together(combinations, reach, choice)
if filter_options.release_includes(plan.CHAIN, choice):
    with card.card("How far we reach, by year", cards.BY_YEAR):
        cards.draw_by_year(choice)
with card.card(cards.NETWORK):
    table.draw(rows, choice, name="chain", title=cards.NETWORK)
if choice.of_release:
    note.draw(filter_options.not_in_release_note(cards.not_in_release(choice)), key="unreleased")
