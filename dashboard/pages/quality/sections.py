"""The tabs of Data & quality with their cards, and a search over cards, columns and measures."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple

from streamlit.delta_generator import DeltaGenerator

from dashboard.frames import changed_measures
from dashboard.pages.quality import missing_cards
from dashboard.query_params import QualityView
from dashboard.ui import address, html_card
from metrics import catalogue
from schemas import columns, tables
from schemas.language import contains_words, marked, n, search_words, t

FOUND_NOTE = marked("Grouped by rule; the most frequent come first. Row numbers refer to the file.")
RECOGNISED_NOTE = marked(
    "Number of people who are the only one with a combination of characteristics. It was counted"
    " when the import was stored, over all stored rows of the jurisdiction."
)
CHANGED_NOTE = marked(
    "Rows replaced by a correction are kept. They come back if the correction is undone."
)
ERASED_NOTE = marked(
    "Deleted permanently from records, history and file. Only the date, the number of rows and"
    " the reason are kept."
)
DONE_NOTE = marked(
    "Log of all actions: who, what and when. Entries cannot be edited and contain no record data."
    " Page views are not logged, except that somebody opened a single case."
)
ADD_NOTE = marked(
    "Files are checked first. You see every error and warning, and which measures would change."
    " Nothing is stored before you accept. From the command line:"
)
COLLECTED_NOTE = marked(
    "A table that was never sent is treated as not collected. If it is declared as collected, it"
    " is treated as zero."
)
LATE_NOTE = marked(
    "Days from an office’s newest event to the reference date. A case is open until it is"
    " decided at first instance, closed, or discontinued against everyone charged."
)
# In the order in which a data officer needs them.
SECTIONS = {
    "missing": marked("What is missing"),
    "late": marked("Late offices"),
    "found": marked("Errors and warnings"),
    "sources": marked("Sources"),
    "changes": marked("What changed"),
    "more": marked("Add or correct records"),
}
# The most results of a search that are listed.
MOST_FOUND = 12


class Part(NamedTuple):
    """A card of the page; `id` is its fragment (`#...`) in the address."""

    id: str
    section: str
    title: str
    note: str = ""


FILLED = Part("filled", "missing", marked("Completeness by column"), missing_cards.FILLED_NOTE)
ANSWERED = Part(
    "answered", "missing", marked("Completeness by measure"), missing_cards.ANSWERED_NOTE
)
LATE = Part("late", "late", missing_cards.LATENESS_TITLE, LATE_NOTE)
FOUND = Part("found", "found", marked("Errors and warnings, and what to do"), FOUND_NOTE)
NOT_READ = Part("not_read", "found", marked("Columns that were not read"))
BATCHES = Part("batches", "sources", marked("Sources of the records"))
BATCH = Part("batch", "sources", marked("One import"))
RECOGNISED = Part("recognised", "sources", marked("Could someone be identified?"), RECOGNISED_NOTE)
UNDO = Part("undo", "sources", marked("Undo this import"))
MOVED = Part("moved", "changes", changed_measures.MOVED_TITLE, changed_measures.MOVED_RULE)
CORRECTED = Part("corrected", "changes", marked("What was corrected or undone"), CHANGED_NOTE)
ERASED = Part("erased", "changes", marked("What was deleted permanently"), ERASED_NOTE)
DONE = Part("done", "changes", marked("Log of actions"), DONE_NOTE)
ADD = Part("add", "more", marked("Add records"), ADD_NOTE)
COLLECTED = Part("collected", "more", marked("What is collected"), COLLECTED_NOTE)
EVERY = (
    *(FILLED, ANSWERED, LATE, FOUND, NOT_READ, BATCHES, BATCH, RECOGNISED, UNDO),
    *(MOVED, CORRECTED, ERASED, DONE, ADD, COLLECTED),
)


def draw_tabs() -> tuple[str, DeltaGenerator]:
    """Draw the tabs, and return the id of the open tab and its container.

    The address stores the id of the open tab.
    """
    asked, notice = address.read_view(QualityView(), {"see": SECTIONS}, ("see",))
    if notice:
        html_card.draw_notice(notice, key="quality.notice")
    return asked.section, address.draw_tabs(SECTIONS, asked.section, "see", "quality.section")


def part_card(part: Part) -> AbstractContextManager[None]:
    """Return a context manager that draws the card of a part."""
    return html_card.card(t(part.title), t(part.note), part=part.id)


def tab_entries(section: str) -> list[html_card.IndexEntry]:
    """Return the index entries of a tab's cards; empty if it has only one card."""
    own = [
        html_card.index_entry_to_card(part.id, t(part.title))
        for part in EVERY
        if part.section == section
    ]
    return own if len(own) > 1 else []


def find_entries(looked_for: Sequence[str]) -> list[html_card.IndexEntry]:
    """Return entries of cards, then columns, then measures that contain all the given words."""
    if not looked_for:
        return []
    return [entry for entry, texts in _searchable_places() if contains_words(texts, looked_for)]


def found_sentence(text: str, found: Sequence[html_card.IndexEntry]) -> str:
    """Return a sentence on how much the search found; empty without a search."""
    if not search_words(text):
        return ""
    if not found:
        return t(
            "Nothing matches “{text}”. Search for a card, a column or a measure of this page.",
            text=text,
        )
    if len(found) > MOST_FOUND:
        return n(
            "{count} place matches “{text}”. The first {shown} are below. Add another word to"
            " narrow the search.",
            "{count} places match “{text}”. The first {shown} are below. Add another word to"
            " narrow the search.",
            len(found),
            text=text,
            shown=MOST_FOUND,
        )
    return ""


def _searchable_places() -> Iterator[tuple[html_card.IndexEntry, tuple[str, ...]]]:
    """Yield each place of the page that a search may find, with the texts that it looks in."""
    for part in EVERY:
        title, section = t(part.title), t(SECTIONS[part.section])
        entry = html_card.IndexEntry(QualityView(part.section).link(), title, section)
        yield entry, (title, t(part.note), section)
    for table in tables.RECORD_TABLES:
        href = QualityView(FILLED.section, table.name).link()
        for column in tables.asked_columns(table):
            name = f"{table.name}.{column.name}"
            entry = html_card.IndexEntry(href, name, t(FILLED.title))
            yield entry, (name, t(columns.field_of(column).meaning))
    for measure in catalogue.CATALOGUE.values():
        href = QualityView(ANSWERED.section).link()
        name = f"{measure.id} {t(measure.title)}"
        yield html_card.IndexEntry(href, name, t(ANSWERED.title)), (name, t(measure.question))
