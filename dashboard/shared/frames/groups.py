"""The breakdowns of a measure that a page offers, and how their groups are called."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from dashboard import words
from metrics import Measure
from schemas import columns, tables, vocabulary

# Offices have a drawing of their own; the form of exploitation is what most ask for first, and of
# assets their class, as those outside any case have no form.
OFFICE, FIRST = "office", ("class", "form")


def offered(measure: Measure, told: Collection[str] | None = None) -> list[str]:
    """The breakdowns that tell something of the measure, the one most asked for first.

    Of a release those that are `told`; of records all.
    """
    telling = [
        name for name in measure.telling if name != OFFICE and (told is None or name in told)
    ]
    return sorted(telling, key=(*FIRST, *telling).index)


def names(measure: Measure, breakdown: str) -> Mapping[str, str]:
    """The groups of a breakdown by code in the order of their closed list, in words.

    Without `unknown`, which is no group; none where a group is made of several columns.
    """
    read = measure.split_by(breakdown)
    codes = _closed_list(read[0]) if len(read) == 1 else None
    if codes is None:
        return {}
    return {
        code.value: _named(code.value, vocabulary.meaning_of(codes, code.value))
        for code in codes
        if code.value != columns.UNKNOWN
    }


def _closed_list(read: str) -> type[StrEnum] | None:
    table, _, column = read.partition(".")
    return columns.field_of(tables.METADATA.tables[table].c[column]).codes


def _named(code: str, meaning: str) -> str:
    """The word of a code; of a code that is a letter the first part of what it stands for."""
    return meaning.partition(";")[0] if len(code) == 1 and meaning else words.code(code)
