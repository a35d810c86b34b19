"""The lists that cells are chosen from, and the words for what a column holds."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import pycountry

from schemas import columns, currencies, tables, vocabulary

FORMS: dict[columns.Kind, str] = {
    columns.Kind.ID: "pseudonym, 1-64 of A-Z a-z 0-9 . _ -",
    columns.Kind.CODE: "code of a closed list",
    columns.Kind.DATE: "date, YYYY-MM-DD, YYYY-MM or YYYY",
    columns.Kind.INTEGER: "whole number",
    columns.Kind.MONEY: "amount of 0 or more with at most two decimals, 1234.50",
    columns.Kind.CURRENCY: "currency, ISO 4217",
    columns.Kind.JURISDICTION: "jurisdiction, ISO 3166-1 alpha-3 with an optional subdivision",
    columns.Kind.COUNTRY: "country, ISO 3166-1 alpha-3",
    columns.Kind.LABEL: "name that pages show, at most 60 characters",
    columns.Kind.COLUMN: "name of a table, or table.column",
}
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(frozen=True)
class Listed:
    """A list by its name: each code with its meaning, empty where the word says it."""

    name: str
    codes: tuple[tuple[str, str], ...]


def list_of(field: columns.Field) -> Listed | None:
    """The list that a cell of the column is chosen from; None where it is written freely."""
    if field.codes is not None:
        return _closed(field.codes)
    match field.kind:
        case columns.Kind.CURRENCY:
            return _currencies()
        case columns.Kind.COUNTRY:
            return _countries()
        case columns.Kind.COLUMN:
            return _columns()
    return None


def every() -> tuple[Listed, ...]:
    """All lists, closed ones first, the long ones of countries and the like last."""
    fields = [columns.field_of(c) for t in tables.RECORD_TABLES for c in tables.sent_columns(t)]
    lists = dict.fromkeys(one for field in fields if (one := list_of(field)))
    return tuple(sorted(lists, key=lambda one: one in (_columns(), _currencies(), _countries())))


@cache
def _closed(codes: type[StrEnum]) -> Listed:
    named = tuple((code.value, vocabulary.meaning_of(codes, code.value)) for code in codes)
    return Listed(_CAPITAL.sub(" ", codes.__name__).capitalize(), named)


@cache
def _currencies() -> Listed:
    """Those in use; replaced ones may be typed in earlier amounts."""
    known = sorted(currencies.known())
    names = {code: pycountry.currencies.get(alpha_3=code) for code in known}
    return Listed("Currency", tuple((code, one.name) for code, one in names.items() if one))


@cache
def _countries() -> Listed:
    named = ((country.alpha_3, country.name) for country in pycountry.countries)
    return Listed("Country", tuple(sorted(named)))


@cache
def _columns() -> Listed:
    """Each table, and each of its columns."""
    named = [(table.name, table.info["meaning"]) for table in tables.RECORD_TABLES]
    named += [
        (f"{table.name}.{column.name}", columns.field_of(column).meaning)
        for table in tables.RECORD_TABLES
        for column in tables.sent_columns(table)
    ]
    return Listed("Table or column", tuple(named))
