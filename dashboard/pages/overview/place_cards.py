"""Sections of Overview for returns of several jurisdictions: all of them, or one and its peers."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard.export import card_export
from dashboard.frames import comparable_places, peer_comparison, peer_sets, reporting_gaps
from dashboard.pages import PLACE_AND_TIME
from dashboard.pages.overview import PAGE
from dashboard.query_params import (
    EVERY_PLACE,
    ONE_PLACE,
    Choice,
    OverviewView,
    Part,
    build_query,
    choice_query,
    page_address,
)
from dashboard.records import Records
from dashboard.ui import address, downloads, filters, html_card, lead_sentence, peer_choice
from metrics.release import reading
from schemas.language import marked, t

SECTIONS = {EVERY_PLACE: marked("All jurisdictions"), ONE_PLACE: marked("One jurisdiction")}
QUESTION = marked("Which questions can the returns answer?")
FILTERS_OF_ALL = (Part.FROM, Part.TO, Part.FORM)


def read_view(records: Records) -> tuple[OverviewView, str]:
    """Return the view from the address, and a notice if the address has wrong values.

    The page has sections and a choice of peers only if the figures come from returns. An address
    that names a jurisdiction leads to the section on this one.
    """
    # Links in the navigation and on other pages do not have the order in their address.
    looked, notice = address.read_view(OverviewView(), only=("order",), remembered=True)
    if not records.received:
        return looked, notice
    is_of_all = OverviewView.is_of_all(st.query_params.to_dict())
    first = replace(looked, section=EVERY_PLACE if is_of_all else ONE_PLACE)
    known = {
        "see": SECTIONS,
        "with": records.offered.jurisdictions,
        "set": peer_sets.PEER_SETS,
    }
    looked, further = address.read_view(first, known, ("see", "with", "set"))
    return looked, " ".join(filter(None, (notice, further)))


def section_container(looked: OverviewView) -> AbstractContextManager[object]:
    """Draw the tabs, if there are returns, and return the container of the open section."""
    if not looked.section:
        return nullcontext()
    return address.draw_tabs(SECTIONS, looked.section, "see", "overview.section")


def draw_peers(
    looked: OverviewView, choice: Choice, records: Records
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Draw the choice of peers, and return (their ids, sentences on who they are)."""
    names = peer_comparison.peer_names(records.with_others, choice)
    if not names:
        return (), ()
    own = choice.jurisdiction
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        peer_choice.draw_peer_set(looked, PAGE.url_path)
        names = peer_choice.names_in_set(looked, names, choice, records)
        peer_choice.draw_peers(looked, PAGE.url_path, names, own)
    peers = looked.peers_shown(names, own)
    said = comparable_places.codes_sentence({id_: names[id_] for id_ in (own, *peers)})
    return peers, tuple(filter(None, (peer_sets.sentence(looked.peer_set), said)))


def draw_all(choice: Choice, records: Records) -> None:
    """Draw which questions the jurisdictions can answer, and a list of all jurisdictions."""
    names = records.offered.jurisdictions
    ids = comparable_places.measures_to_compare(choice)
    rows = reading.hide_few_between_jurisdictions(
        records.rows(ids, years=choice.years, only=choice.only)
    )
    found = comparable_places.group_places(
        rows, names, choice, context=records.rules, happened=records.events
    )
    lead_sentence.draw_sentences([comparable_places.answers_sentence(found, names, choice.period)])
    if any(one.groups for one in found):
        table = comparable_places.answers_table(found, rows, names)
        links = [filters.page_link("compare", choice, one.measure.id) for one in found]
        note = comparable_places.answers_note()
        with html_card.card(t("Questions"), note):
            _draw_table_with_links(
                table, links, choice, name="questions", title=t(QUESTION), note=note
            )
    stated = peer_comparison.rules_by_jurisdiction(records.rules)
    every = [reporting_gaps.find_gaps(found, rows, stated, id_) for id_ in names]
    table = reporting_gaps.places_table(
        every, names, records.as_of, records.origins, records.received
    ).drop(columns=[t("Returns"), t("Not collected"), t("Rules not stated")])
    links = [_profile_link(id_, choice) for id_ in reporting_gaps.in_order(every, names)]
    title, note = t("Jurisdictions"), t(reporting_gaps.PLACES_NOTE)
    with html_card.card(title, note):
        _draw_table_with_links(table, links, choice, name="jurisdictions", title=title, note=note)


def _draw_table_with_links(
    table: pd.DataFrame, links: list[str], choice: Choice, *, name: str, title: str, note: str
) -> None:
    html_card.draw_frame(table, name=name, look="dense", links=links)
    export = card_export.export_plain_rows(title, choice, table, says=(note,))
    downloads.draw_card_downloads(export, name=name)


def _profile_link(jurisdiction: str, choice: Choice) -> str:
    """Return the address of the section on one jurisdiction, with the same period and form."""
    chosen = replace(choice, jurisdiction=jurisdiction, parts=PLACE_AND_TIME)
    query: Mapping[str, str] = choice_query(chosen)
    return page_address(PAGE.url_path, query, build_query(OverviewView(section=ONE_PLACE)))
