"""Script of the page Overview: how good are our prosecutions?"""

import streamlit as st

from dashboard import filter_options, untrusted_text
from dashboard.pages.overview import PAGE
from dashboard.pages.overview import cards as overview_cards
from dashboard.query_params import EVERY_PLACE, build_query
from dashboard.records import current_records
from dashboard.ui import downloads, filters, html_card, lead_sentence, money_cascade_card
from schemas.language import t

records = current_records()
looked, notice = overview_cards.read_view(records)
is_of_all = looked.section == EVERY_PLACE
question = overview_cards.QUESTION_OF_ALL if is_of_all else PAGE.question
st.title(untrusted_text.escape_markdown(t(question)), anchor=False)
with overview_cards.section_container(looked):
    if is_of_all:
        choice = filters.draw_filters(overview_cards.FILTERS_OF_ALL, own=build_query(looked))
    else:
        beside = None if looked.section else overview_cards.draw_peers_note
        choice = filters.draw_filters(PAGE.filters, beside=beside, own=build_query(looked))
    if notice:
        html_card.draw_notice(notice, key="overview.notice")
        st.stop()
    if is_of_all:
        overview_cards.draw_all_jurisdictions(choice, records)
        st.stop()
    peers, named = overview_cards.draw_peers(looked, choice, records)
    cards = overview_cards.cards_html(choice, looked, peers)

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
            overview_cards.draw_path(choice)
    with how_well, st.container(border=True, height="stretch"):
        html_card.draw_markup(cards.scorecard, key="scorecard")
        if held_back := overview_cards.hidden_targets_note(choice):
            html_card.draw_note(held_back, key="targets")
        downloads.draw_card_downloads(
            overview_cards.profile_export(choice, peers, named), name="quality_profile"
        )
    if cards.link_group_card:
        with st.container(border=True):
            html_card.draw_markup(cards.link_group_card, key="link_group_card")
            downloads.draw_card_downloads(
                overview_cards.chain_export(choice), name="chain_by_group"
            )
    if choice.is_of_release:
        html_card.draw_note(
            filter_options.not_in_release_note(overview_cards.not_in_release_sentence(choice)),
            key="unreleased",
        )
        st.stop()
    with st.container(border=True):
        html_card.draw_markup(cards.money_cascade_card, key="money_cascade_card")
        downloads.draw_card_downloads(
            money_cascade_card.cascade_export(choice), name=money_cascade_card.NAME
        )
    overview_cards.draw_durations(choice)
