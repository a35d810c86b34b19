"""Overview: how good are our prosecutions?"""

import streamlit as st

from dashboard import data, filters
from dashboard.components import (
    answer,
    cascade_card,
    chain_strip,
    count_card,
    peers_note,
    scorecard,
    standing,
)

st.title("How good are our prosecutions?", anchor=False)
choice = filters.bar(beside=peers_note.draw)
peers = standing.peer_places(data.jurisdictions(), choice)
rows = data.rows(scorecard.ids(), years=choice.years, only=choice.only_here)
by_year = data.rows(scorecard.ids(), by=("year",), only=choice.only_here)
counted = data.rows(count_card.IDS, years=choice.years, only=choice.only_here)
counts = data.rows(count_card.IDS, by=("year",), only=choice.only_here)

if answer.nothing(rows, counts, choice):
    answer.draw_nothing(choice)
    st.stop()

answer.draw(rows, peers, choice)
how_many, how_well = st.columns([10, 34], gap="small")
with how_many, st.container(border=True, height="stretch"):
    count_card.draw(counted, counts, choice, data.as_of())
with how_well, st.container(border=True, height="stretch"):
    scorecard.draw(rows, by_year, peers, choice)
with st.container(border=True):
    reach = data.reach(years=choice.years, only=choice.only_here)
    chain_strip.draw(reach, peers, choice)
with st.container(border=True):
    cascade_card.draw(data.steps(years=choice.years, only=choice.only_here), choice)
