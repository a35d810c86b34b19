"""The data dictionary: every column that may be sent, as CSV and as one HTML page."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

import pycountry
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from schemas import columns, currencies, language, tables, vocabulary
from schemas.language import country_name, currency_name, in_context, marked, review_note, t

FORMS: dict[columns.Kind, str] = {
    columns.Kind.ID: marked("pseudonym: 1 to 64 of A-Z a-z 0-9 . _ -"),
    columns.Kind.CODE: marked("code from a closed list"),
    columns.Kind.DATE: marked("date: YYYY-MM-DD, YYYY-MM or YYYY"),
    columns.Kind.INTEGER: marked("whole number"),
    columns.Kind.MONEY: marked("amount of 0 or more, at most two decimals, such as 1234.50"),
    columns.Kind.CURRENCY: marked("currency code (ISO 4217)"),
    columns.Kind.JURISDICTION: marked(
        "jurisdiction code (ISO 3166-1 alpha-3, with a subdivision if needed)"
    ),
    columns.Kind.COUNTRY: marked("country code (ISO 3166-1 alpha-3)"),
    columns.Kind.LABEL: marked("name shown on pages, at most 60 characters"),
    columns.Kind.TRANSLATION: marked("translation of a name, at most 60 characters; optional"),
    columns.Kind.COLUMN: marked("name of a table, or table.column"),
}
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(frozen=True)
class CodeList:
    """A named list of codes and their meanings; a meaning is "" where the code is plain enough."""

    name: str
    codes: tuple[tuple[str, str], ...]


HEADER = ("table", "column", "kind", "required", "codes", "meaning")
_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_PAGES.globals.update(
    t=language.t,
    t_html=language.t_html,
    language=language.current_language,
    direction=language.text_direction,
)


@dataclass(frozen=True)
class Feeds:
    """The measures that use the data.

    `of` has the ids of measures by `table` or `table.column`, `titles` their titles by id.
    """

    of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """A column of the dictionary, described in words.

    `codes` are those of a closed list. `listed` names the list for its cells, which may be closed
    or open, as for countries; "" without a list.
    """

    table: str
    column: str
    form: str
    required: bool
    refuses_blank: bool
    key: bool
    codes: tuple[str, ...]
    listed: str
    meaning: str
    feeds: tuple[str, ...] = ()


def column_entries(table: tables.Table, feeds: Feeds) -> list[Entry]:
    """Return the columns of a table that may be sent, in order."""
    return [_dictionary_entry(table, column, feeds) for column in tables.sent_columns(table)]


def dictionary_csv() -> bytes:
    """Return the dictionary as CSV, a line per column that may be sent.

    Columns: table, column, kind, required, codes, meaning. Spreadsheets need the byte-order mark.
    """
    rows = [
        (e.table, e.column, e.form, "yes" if e.required else "no", " ".join(e.codes), e.meaning)
        for table in tables.RECORD_TABLES
        for e in column_entries(table, Feeds())
    ]
    return csv_text([HEADER, *rows]).encode("utf-8-sig")


def dictionary_html(feeds: Feeds) -> str:
    """Return the dictionary as one HTML page without other files.

    It has an anchor per table, all code lists, and the measures that use each column.
    """
    return _PAGES.get_template("dictionary.html").render(
        tables=tables.RECORD_TABLES,
        entries={table.name: column_entries(table, feeds) for table in tables.RECORD_TABLES},
        lists=all_code_lists(),
        feeds=feeds,
        review_note=review_note(),
    )


def blank_meaning(of: columns.Field) -> str:
    """Return what a blank cell means, in words."""
    return in_context("blank cell", "rejected") if of.blank_refused else t("missing")


def csv_text(rows: Iterable[Iterable[str]]) -> str:
    """Return the rows as CSV with line feeds."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _dictionary_entry(table: tables.Table, column: columns.Column, feeds: Feeds) -> Entry:
    declared = columns.field_of(column)
    chosen = code_list_of(declared)
    return Entry(
        table=table.name,
        column=column.name,
        form=t(FORMS[declared.kind]),
        required=declared.required,
        refuses_blank=declared.blank_refused,
        key=column.name in tables.key_of(table),
        codes=tuple(code.value for code in declared.codes or ()),
        listed=chosen.name if chosen else "",
        meaning=t(declared.meaning),
        feeds=feeds.of.get(f"{table.name}.{column.name}", ()),
    )


def code_list_of(field: columns.Field) -> CodeList | None:
    """Return the list that a column's cells are chosen from; None where it has no list."""
    if field.codes is not None:
        return _closed_list(field.codes)
    match field.kind:
        case columns.Kind.CURRENCY:
            return _currency_codes(language.current_language())
        case columns.Kind.COUNTRY:
            return _country_codes(language.current_language())
        case columns.Kind.COLUMN:
            return _columns()
    return None


def all_code_lists() -> tuple[CodeList, ...]:
    """Return all code lists: closed lists first, then columns, currencies and countries."""
    fields = [columns.field_of(c) for t in tables.RECORD_TABLES for c in tables.sent_columns(t)]
    by_list = {one: field for field in fields if (one := code_list_of(field))}
    return tuple(sorted(by_list, key=lambda one: by_list[one].codes is None))


@cache
def _closed_list(codes: type[StrEnum]) -> CodeList:
    named = tuple((code.value, vocabulary.meaning_of(codes, code.value)) for code in codes)
    return CodeList(_CAPITAL.sub(" ", codes.__name__).capitalize(), named)


@cache
def _currency_codes(_language: str) -> CodeList:
    """Return the currencies in use. Earlier amounts may also have a currency that was replaced."""
    known = sorted(currencies.known_codes())
    names = {code: pycountry.currencies.get(alpha_3=code) for code in known}
    named = ((code, currency_name(code, one.name)) for code, one in names.items() if one)
    return CodeList(marked("Currency"), tuple(named))


@cache
def _country_codes(_language: str) -> CodeList:
    named = ((one.alpha_3, country_name(one.alpha_2, one.name)) for one in pycountry.countries)
    return CodeList(marked("Country"), tuple(sorted(named)))


@cache
def _columns() -> CodeList:
    """Return the code list for cells that name a table or column: all tables and columns."""
    named = [(table.name, table.info["meaning"]) for table in tables.RECORD_TABLES]
    named += [
        (f"{table.name}.{column.name}", columns.field_of(column).meaning)
        for table in tables.RECORD_TABLES
        for column in tables.asked_columns(table)
    ]
    return CodeList(marked("Table or column"), tuple(named))
