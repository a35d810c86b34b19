"""Sentences of every measure, to be read: `python -m tests.measure_sentences > FILE`.

Eight numbers or statuses for each measure, each a fictional row: none, one, few, some, all, too
few, too much missing, too recent. "All" of a measure without a whole is a large number.
"""

import math
import sys
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from metrics.catalogue import CATALOGUE
from metrics.measure import Measure
from metrics.result_sentences import result_sentence
from metrics.results import Status

NOTHING = math.nan
NUMBERS = dict.fromkeys(
    (
        *("numerator", "denominator", "unknown", "value", "low", "high"),
        *("bound_low", "bound_high", "coverage", "region_low", "region_high", "not_yet_due"),
    ),
    NOTHING,
)
PLACE, YEARS, CURRENCY = "Avaria", (2019, 2023), "EUR"
# How many answer yes, of how many, how many are missing, and how many are too recent.
SIZES = {
    "none": (0, 40, 0, 0),
    "one": (1, 12, 1, 1),
    "few": (3, 24, 2, 4),
    "some": (45, 120, 10, 30),
    "all": (1234, 1234, 0, 0),
}
# What is divided by what, or measured, for each of these.
VALUES = {"none": 0.0, "one": 1 / 12, "few": 0.125, "some": 0.375, "all": 1.0}
STATUSES = {
    "too few": Status.TOO_FEW,
    "too much missing": Status.BOUNDS_ONLY,
    "too recent": Status.NOT_YET_DUE,
}
MONEY_PER_UNIT, DAYS_PER_UNIT = 2_500, 12


class Said(NamedTuple):
    """The sentences on one row of a measure."""

    measure: Measure
    case: str
    text: str


def sentences() -> Iterator[Said]:
    """The sentences of all measures in each case, and in the remaining statuses."""
    for measure in CATALOGUE.values():
        for case in SIZES:
            yield _sentence_of(measure, case, row_of_size(measure, case))
        for case, status in {**STATUSES, **{one: one for one in Status}}.items():
            yield _sentence_of(
                measure, case, row_of_size(measure, "some") | {"status": status.value}
            )


def row_of_size(measure: Measure, case: str) -> dict[str, object]:
    """A row that may be shown, with the numbers of a case."""
    numerator, denominator, unknown, young = SIZES[case]
    row: dict[str, object] = NUMBERS | {"measure": measure.id, "kind": measure.kind}
    row |= {"status": Status.OK.value, "period": "2023", "unknown": unknown, "not_yet_due": young}
    row |= {"coverage": denominator / (denominator + unknown) if denominator else 0.0}
    numbers = {"numerator": numerator, "denominator": denominator}
    return row | numbers | _value(measure.kind, case, numerator, denominator)


def _value(kind: str, case: str, numerator: int, denominator: int) -> dict[str, object]:
    """The value with its interval, and what else a kind of measure has."""
    value = VALUES[case]
    if kind in ("Count", "Median"):
        value = float(numerator)
    elif kind == "Duration":
        value = float(numerator * DAYS_PER_UNIT)
    row: dict[str, object] = {"value": value, "low": value * 0.8, "high": value * 1.25}
    if kind == "Share":
        low, high = max(value - 0.1, 0), min(value + 0.1, 1)
        row |= {"low": low, "high": high, "region_low": low, "region_high": high}
        row |= {"bound_low": low, "bound_high": high}
    elif kind == "Amount":
        row |= {"value": numerator * MONEY_PER_UNIT, "denominator": numerator}
    elif kind == "AmountRatio":
        sums = numerator * MONEY_PER_UNIT, denominator * MONEY_PER_UNIT
        row |= {"numerator": sums[0], "denominator": sums[1]}
    return row


def _sentence_of(measure: Measure, case: str, row: Mapping[str, object]) -> Said:
    return Said(measure, case, result_sentence(row, PLACE, YEARS, currency=CURRENCY))


def main() -> None:
    before = None
    for measure, case, text in sentences():
        if measure is not before:
            sys.stdout.write(f"\n{measure.id} {measure.title}\n")
        before = measure
        sys.stdout.write(f"  {case}: {text}\n")


if __name__ == "__main__":
    main()
