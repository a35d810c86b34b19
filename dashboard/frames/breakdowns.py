"""The breakdowns of a measure that a page offers, how their groups are called, and families."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from dashboard import released, words
from dashboard.query_params import FIELDS, Choice, Part
from metrics import Measure
from schemas import columns, tables, vocabulary

FAMILY_NAMES = {
    "C": "How many",
    "N": "The chain and the network",
    "F": "Financial investigation",
    "A": "Assets",
    "X": "The register of assets",
    "R": "Remedies for victims",
    "D": "Sanctions",
    "T": "Techniques and evidence",
    "L": "Labour inspection",
    "V": "Treatment of victims",
    "P": "Proceedings",
}


# Offices have a drawing of their own; the form of exploitation is what most ask for first, and of
# assets their class, as those outside any case have no form.
OFFICE, FIRST = "office", ("class", "form")


def offered_breakdowns(measure: Measure, told: Collection[str] | None = None) -> list[str]:
    """The breakdowns that tell something of the measure, the one most asked for first.

    Of a release those that are `told`; of records all.
    """
    telling = [
        name for name in measure.telling if name != OFFICE and (told is None or name in told)
    ]
    return sorted(telling, key=(*FIRST, *telling).index)


def breakdowns_of_choice(measure: Measure, choice: Choice) -> list[str]:
    """Those that there are under the choice: of a release what its plan tells in the period."""
    return offered_breakdowns(
        measure, released_breakdowns(measure, choice) if choice.is_of_release else None
    )


def released_breakdowns(measure: Measure, choice: Choice) -> frozenset[str]:
    """The breakdowns that the plan of the chosen release tells in the chosen period."""
    by = released.breakdowns(choice.plan, measure.id, is_year=choice.year_from == choice.year_to)
    # Of one form alone a release tells nothing by another breakdown.
    return by & {FIELDS[Part.FORM]} if choice.form else by


def group_names(measure: Measure, breakdown: str) -> Mapping[str, str]:
    """The groups of a breakdown by code in the order of their closed list, in words.

    Without `unknown`, which is no group; none where a group is made of several columns.
    """
    read = measure.split_by(breakdown)
    codes = _closed_list(read[0]) if len(read) == 1 else None
    if codes is None:
        return {}
    return {
        code.value: _group_name(code.value, vocabulary.meaning_of(codes, code.value))
        for code in codes
        if code.value != columns.UNKNOWN
    }


def _closed_list(read: str) -> type[StrEnum] | None:
    table, _, column = read.partition(".")
    return columns.field_of(tables.METADATA.tables[table].c[column]).codes


def _group_name(code: str, meaning: str) -> str:
    """The word of a code; of a code that is a letter the first part of what it stands for."""
    return meaning.partition(";")[0] if len(code) == 1 and meaning else words.code(code)
