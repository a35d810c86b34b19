"""The data dictionary: every column that may be sent, as CSV and as one page of HTML."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from schemas import columns, tables
from seed.templates import listed

HEADER = ("table", "column", "kind", "required", "codes", "meaning")
_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class Feeds:
    """The ids of the measures that read a `table` or a `table.column`, and each one's title."""

    of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """A column in words; `listed` names the list its cells are chosen from."""

    table: str
    column: str
    form: str
    required: bool
    blank: str
    key: bool
    codes: tuple[str, ...]
    listed: str
    meaning: str
    feeds: tuple[str, ...] = ()


def entries(table: tables.Table, feeds: Feeds) -> list[Entry]:
    """A table's columns that may be sent, in order."""
    return [_entry(table, column, feeds) for column in tables.sent_columns(table)]


def dictionary_csv() -> str:
    """A line per column that may be sent: table, column, kind, required, codes, meaning."""
    rows = [
        (e.table, e.column, e.form, "yes" if e.required else "no", " ".join(e.codes), e.meaning)
        for table in tables.RECORD_TABLES
        for e in entries(table, Feeds())
    ]
    return csv_text([HEADER, *rows])


def dictionary_html(feeds: Feeds) -> str:
    """One page that needs nothing else: tables with anchors, columns, lists, what feeds what."""
    return _PAGES.get_template("dictionary.html").render(
        tables=tables.RECORD_TABLES,
        entries={table.name: entries(table, feeds) for table in tables.RECORD_TABLES},
        lists=listed.every(),
        feeds=feeds,
    )


def blank_means(of: columns.Field) -> str:
    """What a cell that is left blank says."""
    return "must be filled" if of.blank_refused else "not known"


def csv_text(rows: Iterable[Iterable[str]]) -> str:
    """The rows as CSV with line feeds."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _entry(table: tables.Table, column: columns.Column, feeds: Feeds) -> Entry:
    declared = columns.field_of(column)
    chosen = listed.list_of(declared)
    return Entry(
        table=table.name,
        column=column.name,
        form=listed.FORMS[declared.kind],
        required=declared.required,
        blank=blank_means(declared),
        key=column.name in tables.key_of(table),
        codes=tuple(code.value for code in declared.codes or ()),
        listed=chosen.name if chosen else "",
        meaning=declared.meaning,
        feeds=feeds.of.get(f"{table.name}.{column.name}", ()),
    )
