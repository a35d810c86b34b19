"""Sections of the page Compare on all measures: who can be compared, and who sends what."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from dashboard.export import card_export
from dashboard.frames import comparable_places, peer_comparison, peer_sets, reporting_gaps
from dashboard.frames.comparable_places import MeasureGroups
from dashboard.pages.compare import PAGE
from dashboard.query_params import (
    Choice,
    CompareView,
    Part,
    build_query,
    choice_query,
    page_address,
)
from dashboard.records import Records, current_records
from dashboard.ui import address, chart_card, downloads, html_card, lead_sentence, peer_choice
from schemas.language import marked, t

SECTIONS = {
    CompareView().section: marked("One measure"),
    "matrix": marked("Who can be compared"),
    "places": marked("Who sends what"),
}


def filters_of_section(section: str) -> tuple[Part, ...]:
    """Return the filters of a section: only the first section has the filter for one measure."""
    is_one = section not in SECTIONS or section == CompareView().section
    return tuple(part for part in PAGE.filters if is_one or part is not Part.MEASURE)


def read_view(names: Mapping[str, str]) -> tuple[CompareView, str]:
    """Return the view from the address, and a notice if the address has wrong values."""
    known = {"see": SECTIONS, "with": names, "set": peer_sets.PEER_SETS}
    return address.read_view(CompareView(), known)


def draw_section(view: CompareView, names: Mapping[str, str], choice: Choice) -> None:
    """Draw a section about all measures. `names` has the jurisdictions that may be compared."""
    if not names:
        with html_card.card(t(SECTIONS[view.section])):
            chart_card.draw_no_data(t(peer_comparison.ALONE))
        return
    own = choice.jurisdiction
    peer_choice.draw_peers(view, PAGE.url_path, names, own)
    chosen = {id_: names[id_] for id_ in (own, *view.peers_shown(names, own))}
    records = current_records()
    of_set = peer_sets.sentence(view.peer_set)
    rows = records.rows_with_peers(comparable_places.measures_to_compare(choice), choice)
    found = comparable_places.group_places(
        rows, chosen, choice, context=records.rules, happened=records.events
    )
    if view.section == "matrix":
        lead_sentence.draw_sentences([comparable_places.matrix_sentence(found, chosen, own)])
        _draw_matrix(found, chosen, choice, of_set)
        return
    stated = peer_comparison.rules_by_jurisdiction(records.rules)
    every = [reporting_gaps.find_gaps(found, rows, stated, id_) for id_ in chosen]
    lead_sentence.draw_sentences([reporting_gaps.places_sentence(every)])
    _draw_places(every, chosen, choice, records, of_set)
    _draw_gaps(every[0], chosen[own], choice, records)


def _draw_matrix(
    found: tuple[MeasureGroups, ...], names: Mapping[str, str], choice: Choice, of_set: str
) -> None:
    """Draw which jurisdictions can be compared on each measure, and why others cannot."""
    title, letters = t(SECTIONS["matrix"]), comparable_places.letters_note()
    codes = comparable_places.codes_sentence(names)
    headings, rows = comparable_places.matrix(found, names, choice.jurisdiction)
    with html_card.card(title, letters, more=(codes,)):
        html_card.draw_table(headings, rows, name="matrix", look="matrix")
        table = pd.DataFrame(rows, columns=headings)
        export = card_export.export_plain_rows(title, choice, table, says=(letters, of_set, codes))
        downloads.draw_card_downloads(export, name="who_can_be_compared")


def _draw_places(
    every: list[reporting_gaps.Gaps],
    names: Mapping[str, str],
    choice: Choice,
    records: Records,
    of_set: str,
) -> None:
    """Draw what each jurisdiction sends, since when, and of what quality."""
    title, note = t(SECTIONS["places"]), t(reporting_gaps.PLACES_NOTE)
    table = reporting_gaps.places_table(
        every, names, records.as_of, records.origins, records.received
    )
    with html_card.card(title, note):
        links = [_section_address(id_, choice) for id_ in reporting_gaps.in_order(every, names)]
        html_card.draw_frame(table, name="places", look="dense", links=links)
        export = card_export.export_plain_rows(title, choice, table, says=(note, of_set))
        downloads.draw_card_downloads(export, name="who_sends_what")


def _section_address(jurisdiction: str, choice: Choice) -> str:
    """Return the address of this section for another jurisdiction."""
    query = choice_query(replace(choice, jurisdiction=jurisdiction))
    return page_address(PAGE.url_path, query, build_query(CompareView(section="places")))


def _draw_gaps(of: reporting_gaps.Gaps, name: str, choice: Choice, records: Records) -> None:
    """Draw what would make a jurisdiction's figures comparable, and what can never be compared."""
    changes: tuple[str, ...] = ()
    if records.received:
        changes = reporting_gaps.change_sentences(records.last_change(of.jurisdiction), name)
    for key, title in reporting_gaps.GAP_TITLES.items():
        table, heading = reporting_gaps.gap_tables(of)[key], t(title, place=name)
        if key == reporting_gaps.STAY and table.empty:
            continue
        with html_card.card(heading):
            if key == reporting_gaps.HELP:
                html_card.draw_sentences(changes, key="gaps.changes")
            if table.empty:
                chart_card.draw_no_data(reporting_gaps.empty_sentence(of, key))
            else:
                html_card.draw_frame(table, name=f"gaps.{key}", look="matrix")
            export = card_export.export_plain_rows(heading, choice, table, says=changes)
            downloads.draw_card_downloads(export, name=f"gaps_{key}")
