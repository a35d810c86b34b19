"""The sections of Data & quality as tabs, with their parts; where something stands, by word."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import words
from dashboard.frames import moves
from dashboard.pages.quality import missing_cards
from dashboard.query_params import QualityView
from dashboard.ui import address, html_card
from metrics import catalogue
from schemas import columns, tables

FOUND_NOTE = "By rule, the most frequent first. Rows are those of the file as it was sent."
RECOGNISED_NOTE = (
    "Number of people with a unique combination. Counted when the import was stored, over all"
    " stored rows of the jurisdiction."
)
CHANGED_NOTE = "Rows replaced by a correction are kept, and come back if the correction is undone."
ERASED_NOTE = (
    "Deleted permanently from records, history and file. Only the date, the number of rows and"
    " the reason are kept."
)
DONE_NOTE = (
    "Who did what, and when. Entries are only added. The log names no record, and looking at a"
    " page is not logged."
)
ADD_NOTE = (
    "Files are checked first. You see every error and warning, and which measures would change."
    " Nothing is stored before you accept. From the command line:"
)
COLLECTED_NOTE = (
    "A table that was never sent counts as not collected. If it is declared as collected, it"
    " counts as none."
)
LATE_NOTE = (
    "Days from an office's newest event to the reference date. A case is open until it is"
    " decided at first instance, closed, or discontinued against everyone charged."
)
# In the order in which a data officer asks.
SECTIONS = {
    "missing": "What is missing",
    "late": "Who is late",
    "found": "What was found",
    "sources": "Source",
    "changes": "What changed",
    "more": "Add or correct",
}
# So many places that were found are listed.
MOST_FOUND = 12


class Part(NamedTuple):
    """A card of the page; `id` is its place in the address."""

    id: str
    section: str
    title: str
    note: str = ""


FILLED = Part("filled", "missing", "How complete the columns are", missing_cards.FILLED_NOTE)
ANSWERED = Part("answered", "missing", "How complete the answers are", missing_cards.ANSWERED_NOTE)
LATE = Part("late", "late", missing_cards.LATENESS_TITLE, LATE_NOTE)
FOUND = Part("found", "found", "Errors and warnings, and what to do", FOUND_NOTE)
NOT_READ = Part("not_read", "found", "Not read")
BATCHES = Part("batches", "sources", "Sources of the records")
BATCH = Part("batch", "sources", "One batch")
RECOGNISED = Part("recognised", "sources", "Could someone be identified?", RECOGNISED_NOTE)
UNDO = Part("undo", "sources", "Undo this batch")
MOVED = Part("moved", "changes", moves.MOVED_TITLE, moves.MOVED_RULE)
CORRECTED = Part("corrected", "changes", "What was corrected or undone", CHANGED_NOTE)
ERASED = Part("erased", "changes", "What was erased", ERASED_NOTE)
DONE = Part("done", "changes", "What was done", DONE_NOTE)
ADD = Part("add", "more", "Add records", ADD_NOTE)
COLLECTED = Part("collected", "more", "What is collected", COLLECTED_NOTE)
EVERY = (
    *(FILLED, ANSWERED, LATE, FOUND, NOT_READ, BATCHES, BATCH, RECOGNISED, UNDO),
    *(MOVED, CORRECTED, ERASED, DONE, ADD, COLLECTED),
)


def draw_tabs() -> tuple[str, DeltaGenerator]:
    """Draw the tabs; the id of the open one and its place. The address says which it is."""
    asked, notice = address.read_view(QualityView(), {"see": SECTIONS}, ("see",))
    if notice:
        html_card.draw_template("notice.html", {"text": notice}, key="quality.notice")
    ids = {title: id_ for id_, title in SECTIONS.items()}
    bound = address.bind_widget("see", "quality.section", SECTIONS[asked.section], ids)
    places = st.tabs(list(SECTIONS.values()), **bound)
    return asked.section, places[list(SECTIONS).index(asked.section)]


def part_card(part: Part) -> AbstractContextManager[None]:
    """The card of the part."""
    return html_card.card(part.title, part.note, part=part.id)


def entries(section: str) -> list[html_card.IndexEntry]:
    """The index of a section; none where one part is all there is."""
    own = [
        html_card.entry_to_part(part.id, part.title) for part in EVERY if part.section == section
    ]
    return own if len(own) > 1 else []


def find_entries(looked_for: Sequence[str]) -> list[html_card.IndexEntry]:
    """What holds each of the words, parts before columns before measures; none without words."""
    if not looked_for:
        return []
    return [
        entry for entry, texts in _searchable_places() if address.holds_words(texts, looked_for)
    ]


def found_sentence(text: str, found: Sequence[html_card.IndexEntry]) -> str:
    """How much was found, where something is looked for."""
    if not address.search_words(text):
        return ""
    if not found:
        return f"Nothing here is called [{text}]: no part, no column of a table and no measure."
    if len(found) > MOST_FOUND:
        return (
            f"The first {MOST_FOUND} of {words.count(len(found))} places that hold [{text}] are "
            "below. Another word narrows them."
        )
    return ""


def _searchable_places() -> Iterator[tuple[html_card.IndexEntry, tuple[str, ...]]]:
    """Each place with the texts by which it is found."""
    for part in EVERY:
        section = SECTIONS[part.section]
        entry = html_card.IndexEntry(QualityView(part.section).link(), part.title, section)
        yield entry, (part.title, part.note, section)
    for table in tables.RECORD_TABLES:
        href = QualityView(FILLED.section, table.name).link()
        for column in tables.sent_columns(table):
            name = f"{table.name}.{column.name}"
            entry = html_card.IndexEntry(href, name, FILLED.title)
            yield entry, (name, columns.field_of(column).meaning)
    for measure in catalogue.CATALOGUE.values():
        href = QualityView(ANSWERED.section).link()
        name = f"{measure.id} {measure.title}"
        yield html_card.IndexEntry(href, name, ANSWERED.title), (name, measure.question)
