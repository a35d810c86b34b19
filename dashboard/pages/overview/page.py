"""Script of the page Overview: how good are our prosecutions?"""

import streamlit as st

from dashboard import filter_options
from dashboard.pages.overview import PAGE, trend_cards
from dashboard.pages.overview import cards as overview_cards
from dashboard.query_params import OverviewView, build_query
from dashboard.ui import (
    address,
    cascade_card,
    downloads,
    filters,
    html_card,
    lead_sentence,
)
from schemas.language import t

st.title(t(PAGE.question), anchor=False)
# Links in the navigation and on other pages do not have the order in their address.
looked, notice = address.read_view(OverviewView(), remembered=True)
parts = PAGE.filters
choice = filters.draw_filters(parts, beside=overview_cards.draw_peers_note, own=build_query(looked))
if notice:
    html_card.draw_notice(notice, key="overview.notice")
    st.stop()
cards = overview_cards.cards_html(choice, looked)

if cards is None:
    lead_sentence.draw_empty(PAGE.url_path, choice)
    st.stop()

html_card.draw_markup(cards.answer, key="answer")
overview_cards.draw_last_import_link(choice)
how_many, how_well = st.columns([10, 34], gap="small")
with how_many:
    with st.container(border=True):
        html_card.draw_markup(cards.count_card, key="count_card")
        html_card.draw_replies(
            overview_cards.COUNTED,
            choice,
            key="how_many",
            periods=overview_cards.periods_of_count_card(choice),
        )
        downloads.draw_card_downloads(overview_cards.counts_export(choice), name="how_many")
    if not choice.is_of_release:
        trend_cards.draw_path(trend_cards.compute_path(choice), choice)
with how_well, st.container(border=True, height="stretch"):
    html_card.draw_markup(cards.scorecard, key="scorecard")
    if held_back := overview_cards.hidden_targets_note(choice):
        html_card.draw_note(held_back, key="targets")
    downloads.draw_card_downloads(overview_cards.profile_export(choice), name="quality_profile")
if cards.chain_strip:
    with st.container(border=True):
        html_card.draw_markup(cards.chain_strip, key="chain_strip")
        downloads.draw_card_downloads(overview_cards.chain_export(choice), name="chain_by_group")
if choice.is_of_release:
    html_card.draw_note(
        filter_options.not_in_release_note(overview_cards.not_in_release_sentence(choice)),
        key="unreleased",
    )
    st.stop()
with st.container(border=True):
    html_card.draw_markup(cards.cascade_card, key="cascade_card")
    downloads.draw_card_downloads(cascade_card.cascade_export(choice), name=cascade_card.NAME)
trend_cards.draw_durations(trend_cards.compute_durations(choice), choice)
