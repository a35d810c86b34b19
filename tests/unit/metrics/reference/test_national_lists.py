"""Lists beside the records: what is refused, what is stored, and targets."""

import math
from datetime import date

import polars as pl
import pytest

from metrics import national_lists
from metrics.reference.national_lists import Listing
from metrics.statistics.trends import TargetVerdict
from tests.unit.metrics.statistics.samples import wilson

KNOWN = frozenset({"QVE", "QMO"})
TARGET = {"measure": "N01", "jurisdiction": "QVE", "value": "0.5", "by": "2027", "source": "Plan"}
EVENT = {"jurisdiction": "QVE", "on": "2021-07", "title": "Act", "source": "Law", "breaks": "yes"}
RATE = {"currency": "NGN", "year": "2020", "per_euro": "436.5", "source": "Central bank"}
WAGE = {
    "jurisdiction": "QVE",
    "year": "2023",
    "kind": "minimum",
    "monthly": "1200.50",
    "currency": "EUR",
    "source": "Ministry",
}
GOOD: dict[str, tuple[Listing, dict[str, str]]] = {
    "targets": (national_lists.TARGETS, TARGET),
    "events": (national_lists.EVENTS, EVENT),
    "rates": (national_lists.RATES, RATE),
    "wages": (national_lists.WAGES, WAGE),
}
# Cells of a row that is good but for the first of them, and the rule that this one breaks.
CELLS: list[tuple[str, dict[str, str | None], str | None]] = [
    *((listing, {}, None) for listing in GOOD),
    ("targets", {"measure": "R03b", "value": "1.2"}, None),
    ("targets", {"measure": "P05", "value": "540", "by": "2027-12-31"}, None),
    ("targets", {"measure": "N99"}, "target.measure"),
    ("targets", {"measure": "C03", "value": "10"}, "target.context"),
    ("targets", {"jurisdiction": "QZE"}, "list.unstored"),
    ("targets", {"jurisdiction": "Velmora"}, "list.jurisdiction"),
    ("targets", {"value": "70"}, "target.share"),
    ("targets", {"value": "-0.1"}, "target.value"),
    ("targets", {"value": "nan"}, "target.value"),
    ("targets", {"value": "٠٫٥"}, "target.value"),
    ("targets", {"value": None}, "target.value"),
    ("targets", {"by": "2027-13"}, "list.date"),
    ("targets", {"by": "1.1.2027"}, "list.date"),
    ("targets", {"source": None}, "list.missing"),
    ("targets", {"source": "x" * 201}, "list.too_long"),
    ("events", {"title": "قانون می‌گوید"}, None),
    ("events", {"on": "2021"}, None),
    ("events", {"title": "two\nlines"}, "list.control"),
    ("events", {"title": "turned \u202eround"}, "list.control"),
    ("events", {"breaks": "maybe"}, "list.yes_no"),
    ("events", {"on": "1900-01-01"}, "list.date"),
    ("events", {"source": None}, "list.missing"),
    ("rates", {"per_euro": "0.0001"}, None),
    ("rates", {"currency": "DEM", "year": "1999"}, None),
    ("rates", {"currency": "EUR"}, "rate.euro"),
    ("rates", {"currency": "ngn"}, "list.currency"),
    ("rates", {"currency": "XTS"}, "list.currency"),
    ("rates", {"year": "20"}, "list.year"),
    ("rates", {"year": "1949"}, "list.year"),
    ("rates", {"year": "\u0662\u0660\u0662\u0660"}, "list.year"),
    ("rates", {"per_euro": "0"}, "list.amount"),
    ("rates", {"per_euro": "-2"}, "list.amount"),
    ("rates", {"per_euro": "1,5"}, "list.amount"),
    ("rates", {"source": None}, "list.missing"),
    ("wages", {"kind": "median"}, None),
    ("wages", {"kind": "mean"}, "wage.kind"),
    ("wages", {"kind": None}, "wage.kind"),
    ("wages", {"jurisdiction": "QZE"}, "list.unstored"),
    ("wages", {"monthly": "1 200"}, "list.amount"),
    ("wages", {"currency": "euro"}, "list.currency"),
    ("wages", {"year": None}, "list.year"),
]


def found(listing: Listing, *rows: dict[str, str | None]) -> list[tuple[int, str, str]]:
    """Row, column and rule of each finding."""
    text = pl.DataFrame(
        [{**row, "row_number": position} for position, row in enumerate(rows, start=2)],
        infer_schema_length=None,
    )
    _, faults = listing.rows(text, "list.csv", KNOWN)
    return [(fault.row, fault.column, fault.rule) for fault in faults]


@pytest.mark.parametrize(("of", "cells", "rule"), CELLS)
def test_cells_are_judged_one_by_one(
    of: str, cells: dict[str, str | None], rule: str | None
) -> None:
    listing, good = GOOD[of]
    assert found(listing, good | cells) == ([(2, next(iter(cells)), rule)] if rule else [])


def test_two_targets_for_the_same_are_one_too_many() -> None:
    other = {**TARGET, "value": "0.6"}
    elsewhere = {**TARGET, "jurisdiction": "QMO"}
    assert found(national_lists.TARGETS, TARGET, elsewhere, other) == [(4, "measure", "list.twice")]
    assert found(national_lists.EVENTS, EVENT, EVENT) == [(3, "jurisdiction", "list.twice")]
    assert found(national_lists.EVENTS, EVENT, {**EVENT, "title": "Another act"}) == []


def test_no_finding_repeats_a_cell() -> None:
    private = dict.fromkeys(TARGET, "Maria Example")
    text = pl.DataFrame([{**private, "row_number": 2}])
    _, faults = national_lists.TARGETS.rows(text, "list.csv", KNOWN)
    assert faults
    assert not [fault for fault in faults if "Maria" in str(fault)]


def test_an_inexact_date_stands_for_its_middle() -> None:
    said = {"2021": date(2021, 7, 1), "2021-02": date(2021, 2, 15), "2021-02-03": date(2021, 2, 3)}
    assert {text: national_lists.middle_day(text) for text in said} == said
    assert [
        national_lists.middle_day(text)
        for text in ("", "21", "2021-2", "2021-00", "2101", "2021-02-30")
    ] == ([None] * 6)


def test_a_rate_and_a_wage_are_set_once() -> None:
    assert found(national_lists.RATES, RATE, RATE) == [(3, "currency", "list.twice")]
    assert found(national_lists.WAGES, WAGE, WAGE | {"kind": "median"}, WAGE) == [
        (4, "jurisdiction", "list.twice")
    ]


MET, OPEN, NOT_MET = (
    TargetVerdict.CLEARLY_MET,
    TargetVerdict.CANNOT_TELL,
    TargetVerdict.CLEARLY_NOT_MET,
)


def share(yes: int, n: int, measure: str = "N01", **other: object) -> dict[str, object]:
    low, high = wilson([yes], [n])
    numbers = {"numerator": yes, "denominator": n, "value": yes / n}
    numbers |= {"region_low": low[0], "region_high": high[0]}
    return {"measure": measure, "kind": "Share", "status": "ok", **numbers, **other}


@pytest.mark.parametrize(
    ("yes", "target", "standing", "to_go"),
    [
        # Wilson by hand, 50 of 100: 0.404 to 0.596.
        (50, 0.40, MET, 0),
        (50, 0.41, OPEN, 0),
        (50, 0.59, OPEN, 9),
        (50, 0.60, NOT_MET, 10),
        (50, 0.605, NOT_MET, 11),
    ],
)
def test_a_share_is_held_by_its_interval(
    yes: int, target: float, standing: TargetVerdict, to_go: int
) -> None:
    held = national_lists.compare_with_target(share(yes, 100), target)
    assert held is not None
    assert (held.standing, held.to_go) == (standing, to_go)
    assert held.reached == (yes / 100 >= target)


def test_where_lower_is_better_the_interval_must_lie_below() -> None:
    # 4 of 100: 0.016 to 0.098.
    few = share(4, 100, "V02")
    judged = [
        national_lists.compare_with_target(few, target) for target in (0.10, 0.05, 0.03, 0.01)
    ]
    assert [held and held.standing for held in judged] == [MET, OPEN, OPEN, NOT_MET]
    assert [held and held.to_go for held in judged] == [0, 0, 1, 3]


def test_a_duration_is_held_in_days_and_says_no_number_to_go() -> None:
    waits = {"measure": "P05", "kind": "Duration", "status": "ok", "value": 364.0}
    row = {**waits, "low": 334.0, "high": 400.0, "numerator": 135, "denominator": 168}
    judged = [national_lists.compare_with_target(row, days) for days in (410, 365, 300)]
    assert [held and held.standing for held in judged] == [MET, OPEN, NOT_MET]
    assert {held and held.to_go for held in judged} == {None}


def test_a_ratio_of_sums_has_no_interval_to_tell_by() -> None:
    ratio = {"measure": "A03", "kind": "AmountRatio", "status": "ok", "value": 0.9}
    row = {**ratio, "low": math.nan, "high": math.nan, "numerator": 90.0, "denominator": 100.0}
    held = national_lists.compare_with_target(row, 0.5)
    assert held is not None
    assert (held.standing, held.reached, held.to_go) == (OPEN, True, None)


@pytest.mark.parametrize("status", ["too_few", "bounds_only", "not_yet_due", "empty"])
def test_a_number_that_is_not_shown_is_not_held_against_a_target(status: str) -> None:
    assert national_lists.compare_with_target(share(5, 10, status=status), 0.4) is None
    assert national_lists.compare_with_target(share(5, 10, value=math.nan), 0.4) is None
