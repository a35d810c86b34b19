"""Overview: how good are our prosecutions?"""

import streamlit as st

from dashboard import data, filter_options, filters
from dashboard.overview import cards as overview_cards
from dashboard.overview import trend_cards
from dashboard.query_params import OverviewView, write
from dashboard.server import access
from dashboard.shared import (
    address,
    cascade_card,
    empty,
    note,
    noted,
    panel,
    scorecard,
    take_away,
    target_line,
)

st.title("How good are our prosecutions?", anchor=False)
# Neither the navigation nor every way back from another page has the order in its address.
looked, notice = address.read(OverviewView(), remembered=True)
parts = filters.PARTS["overview"]
choice = filters.bar(parts, beside=overview_cards.draw_peers, own=write(looked))
if notice:
    panel.show("notice.html", {"text": notice}, key="overview.notice")
    st.stop()
cards = overview_cards.write_cards(choice, looked)

if cards is None:
    empty.draw(access.OVERVIEW, choice)
    st.stop()

panel.place(cards.answer, key="answer")
overview_cards.draw_last_import(choice)
how_many, how_well = st.columns([10, 34], gap="small")
with how_many:
    with st.container(border=True):
        panel.place(cards.count_card, key="count_card")
        noted.draw(
            overview_cards.COUNTED,
            choice,
            key="how_many",
            periods=overview_cards.count_periods(choice),
        )
        take_away.card(overview_cards.counts_export(choice), name="how_many")
    if not choice.of_release:
        trend_cards.draw_path(trend_cards.compute_path(choice), choice)
with how_well, st.container(border=True, height="stretch"):
    panel.place(cards.scorecard, key="scorecard")
    if held_back := target_line.held_back(scorecard.ids(choice), data.targets(), choice):
        note.draw(held_back, key="targets")
    take_away.card(overview_cards.profile_export(choice), name="quality_profile")
if cards.chain_strip:
    with st.container(border=True):
        panel.place(cards.chain_strip, key="chain_strip")
        take_away.card(overview_cards.chain_export(choice), name="chain_by_group")
if choice.of_release:
    note.draw(
        filter_options.not_in_release_note(overview_cards.not_in_release(choice)), key="unreleased"
    )
    st.stop()
with st.container(border=True):
    panel.place(cards.cascade_card, key="cascade_card")
    take_away.card(cascade_card.files(choice), name=cascade_card.NAME)
trend_cards.draw_durations(trend_cards.compute_durations(choice), choice)
