"""List the breakdowns of a measure that a page offers, with the names of their groups."""

from collections.abc import Collection, Mapping

from dashboard import released_data, words
from dashboard.query_params import FIELDS, Choice, Part
from metrics import Measure
from schemas import columns, tables, vocabulary
from schemas.language import marked, t

FAMILY_NAMES = {
    "C": marked("How many"),
    "N": marked("The chain and the network"),
    "F": marked("Financial investigation"),
    "A": marked("Assets"),
    "X": marked("The register of assets"),
    "R": marked("Remedies for victims"),
    "D": marked("Sanctions"),
    "T": marked("Techniques and evidence"),
    "L": marked("Labour inspection"),
    "V": marked("Treatment of victims"),
    "P": marked("Proceedings"),
}


# Offices have their own chart. Users usually want the form of exploitation first; for assets the
# class, because assets outside a case have no form.
OFFICE, FIRST = "office", ("class", "form")


def offered_breakdowns(measure: Measure, released: Collection[str] | None = None) -> list[str]:
    """Return a measure's breakdowns whose groups can have different results, except by office.

    Those in FIRST come first. `released` are the breakdowns that a release has; None offers all.
    """
    telling = [
        name
        for name in measure.telling
        if name != OFFICE and (released is None or name in released)
    ]
    return sorted(telling, key=(*FIRST, *telling).index)


def breakdowns_of_choice(measure: Measure, choice: Choice) -> list[str]:
    """Return the breakdowns of a measure for the choice; of a release, those of the period."""
    return offered_breakdowns(
        measure, released_breakdowns(measure, choice) if choice.is_of_release else None
    )


def released_breakdowns(measure: Measure, choice: Choice) -> frozenset[str]:
    """Return the breakdowns of a measure that the chosen release has for the chosen period."""
    by = released_data.published_breakdowns(
        choice.plan, measure.id, is_year=choice.year_from == choice.year_to
    )
    # A release has no breakdowns of a single form of exploitation.
    return by & {FIELDS[Part.FORM]} if choice.form else by


def group_names(measure: Measure, breakdown: str) -> Mapping[str, str]:
    """Return the names of the groups of a breakdown, by code, in the order of the closed list.

    `unknown` is left out, because it is not a group. Empty if groups combine several columns.
    """
    read = measure.split_by(breakdown)
    if len(read) != 1:
        return {}
    table, _, column = read[0].partition(".")
    codes = columns.field_of(tables.METADATA.tables[table].c[column]).codes
    if codes is None:
        return {}
    names = {}
    for code in codes:
        # A one-letter code is named by the first part of its meaning.
        meaning = vocabulary.meaning_of(codes, code.value) if len(code.value) == 1 else ""
        if code.value != columns.UNKNOWN:
            names[code.value] = t(meaning) if meaning else words.code(code.value)
    return names
