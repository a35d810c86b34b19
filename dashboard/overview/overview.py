"""Overview: how good are our prosecutions?"""

import streamlit as st

from dashboard import data, filter_options, filters
from dashboard.overview.views import cards as overview_cards
from dashboard.overview.views import duration_card, in_files, notes, path_card
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
choice = filters.bar(parts, beside=notes.draw_peers, own=write(looked))
if notice:
    panel.show("notice.html", {"text": notice}, key="overview.notice")
    st.stop()
cards = overview_cards.write_cards(choice, looked)

if cards is None:
    empty.draw(access.OVERVIEW, choice)
    st.stop()

panel.place(cards.answer, key="answer")
notes.draw_last_import(choice)
how_many, how_well = st.columns([10, 34], gap="small")
with how_many:
    with st.container(border=True):
        panel.place(cards.count_card, key="count_card")
        noted.draw(in_files.COUNTED, choice, key="how_many", periods=in_files.told(choice))
        take_away.card(in_files.how_many(choice), name="how_many")
    if not choice.of_release:
        path_card.show(path_card.made(choice), choice)
with how_well, st.container(border=True, height="stretch"):
    panel.place(cards.scorecard, key="scorecard")
    if held_back := target_line.held_back(scorecard.ids(choice), data.targets(), choice):
        note.draw(held_back, key="targets")
    take_away.card(in_files.profile(choice), name="quality_profile")
if cards.chain_strip:
    with st.container(border=True):
        panel.place(cards.chain_strip, key="chain_strip")
        take_away.card(in_files.chain(choice), name="chain_by_group")
if choice.of_release:
    note.draw(filter_options.not_in_release_note(in_files.records_alone(choice)), key="unreleased")
    st.stop()
with st.container(border=True):
    panel.place(cards.cascade_card, key="cascade_card")
    take_away.card(cascade_card.files(choice), name=cascade_card.NAME)
duration_card.show(duration_card.made(choice), choice)
