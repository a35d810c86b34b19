"""Where on Data & quality something stands: its parts, the columns and measures by word."""

from collections.abc import Iterator, Sequence

from dashboard import words
from dashboard.quality import parts
from dashboard.shared import index, quality_sections, search
from metrics import catalogue
from schemas import columns, tables

SHOWN = 12


def found(looked_for: Sequence[str]) -> list[index.Entry]:
    """What holds each of the words, parts before columns before measures; none without words."""
    if not looked_for:
        return []
    return [entry for entry, texts in _places() if search.holds(texts, looked_for)]


def sentence(text: str, entries: Sequence[index.Entry]) -> str:
    """How much was found, where something is looked for."""
    if not search.words_of(text):
        return ""
    if not entries:
        return f"Nothing here is called [{text}]: no part, no column of a table and no measure."
    if len(entries) > SHOWN:
        return (
            f"The first {SHOWN} of {words.count(len(entries))} places that hold [{text}] are "
            "below. Another word narrows them."
        )
    return ""


def _places() -> Iterator[tuple[index.Entry, tuple[str, ...]]]:
    """Each place with the texts by which it is found."""
    for part in parts.EVERY:
        section = quality_sections.SECTIONS[part.section]
        entry = index.Entry(quality_sections.link(part.section), part.title, section)
        yield entry, (part.title, part.note, section)
    for table in tables.RECORD_TABLES:
        href = quality_sections.link(parts.FILLED.section, table.name)
        for column in tables.sent_columns(table):
            name = f"{table.name}.{column.name}"
            entry = index.Entry(href, name, parts.FILLED.title)
            yield entry, (name, columns.field_of(column).meaning)
    for measure in catalogue.CATALOGUE.values():
        href = quality_sections.link(parts.ANSWERED.section)
        name = f"{measure.id} {measure.title}"
        yield index.Entry(href, name, parts.ANSWERED.title), (name, measure.question)
