"""What is wrong with the rows of targets and events, by row and column."""

from datetime import date

import polars as pl
import pytest

from metrics import lists
from metrics.reference.lists import Listing

KNOWN = frozenset({"QVE", "QMO"})
TARGET = {"measure": "N01", "jurisdiction": "QVE", "value": "0.5", "by": "2027", "source": "Plan"}
EVENT = {"jurisdiction": "QVE", "on": "2021-07", "title": "Act", "source": "Law", "breaks": "yes"}


def found(listing: Listing, *rows: dict[str, str | None]) -> list[tuple[int, str, str]]:
    """Row, column and rule of each finding."""
    text = pl.DataFrame(
        [{**row, "row_number": place} for place, row in enumerate(rows, start=2)],
        infer_schema_length=None,
    )
    _, faults = listing.rows(text, "list.csv", KNOWN)
    return [(fault.row, fault.column, fault.rule) for fault in faults]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ({}, []),
        ({"measure": "R03b", "value": "1.2"}, []),
        ({"measure": "P05", "value": "540", "by": "2027-12-31"}, []),
        ({"measure": "N99"}, [("measure", "target.measure")]),
        ({"measure": None}, [("measure", "target.measure")]),
        ({"measure": "C03", "value": "10"}, [("measure", "target.context")]),
        ({"measure": "C04r", "value": "10"}, [("measure", "target.context")]),
        ({"jurisdiction": "QZE"}, [("jurisdiction", "list.unstored")]),
        ({"jurisdiction": "Velmora"}, [("jurisdiction", "list.jurisdiction")]),
        ({"value": "70"}, [("value", "target.share")]),
        ({"value": "1.01"}, [("value", "target.share")]),
        ({"value": "-0.1"}, [("value", "target.value")]),
        ({"value": "70 %"}, [("value", "target.value")]),
        ({"value": "nan"}, [("value", "target.value")]),
        ({"value": "٠٫٥"}, [("value", "target.value")]),
        ({"value": None}, [("value", "target.value")]),
        ({"by": "2027-13"}, [("by", "list.date")]),
        ({"by": "2027-02-30"}, [("by", "list.date")]),
        ({"by": "1.1.2027"}, [("by", "list.date")]),
        ({"by": None}, [("by", "list.date")]),
        ({"source": None}, [("source", "list.missing")]),
        ({"source": "x" * 201}, [("source", "list.too_long")]),
    ],
)
def test_a_targets_cells_are_judged_one_by_one(
    cell: dict[str, str | None], expected: list[tuple[str, str]]
) -> None:
    assert found(lists.TARGETS, {**TARGET, **cell}) == [(2, *one) for one in expected]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ({}, []),
        ({"title": "قانون می‌گوید"}, []),
        ({"on": "2021"}, []),
        ({"title": "x" * 81}, [("title", "list.too_long")]),
        ({"title": "two\nlines"}, [("title", "list.control")]),
        ({"title": "turned \u202eround"}, [("title", "list.control")]),
        ({"title": None}, [("title", "list.missing")]),
        ({"breaks": "maybe"}, [("breaks", "list.yes_no")]),
        ({"breaks": None}, [("breaks", "list.yes_no")]),
        ({"on": "1900-01-01"}, [("on", "list.date")]),
        ({"source": None}, [("source", "list.missing")]),
    ],
)
def test_an_events_cells_are_judged_one_by_one(
    cell: dict[str, str | None], expected: list[tuple[str, str]]
) -> None:
    assert found(lists.EVENTS, {**EVENT, **cell}) == [(2, *one) for one in expected]


def test_two_targets_for_the_same_are_one_too_many() -> None:
    other = {**TARGET, "value": "0.6"}
    elsewhere = {**TARGET, "jurisdiction": "QMO"}
    assert found(lists.TARGETS, TARGET, elsewhere, other) == [(4, "measure", "list.twice")]
    assert found(lists.EVENTS, EVENT, EVENT) == [(3, "jurisdiction", "list.twice")]
    assert found(lists.EVENTS, EVENT, {**EVENT, "title": "Another act"}) == []


def test_no_finding_repeats_a_cell() -> None:
    private = dict.fromkeys(TARGET, "Maria Example")
    text = pl.DataFrame([{**private, "row_number": 2}])
    _, faults = lists.TARGETS.rows(text, "list.csv", KNOWN)
    assert faults
    assert not [fault for fault in faults if "Maria" in str(fault)]


def test_an_inexact_date_stands_for_its_middle() -> None:
    said = {"2021": date(2021, 7, 1), "2021-02": date(2021, 2, 15), "2021-02-03": date(2021, 2, 3)}
    assert {text: lists.middle(text) for text in said} == said
    assert [
        lists.middle(text) for text in ("", "21", "2021-2", "2021-00", "2101", "2021-02-30")
    ] == ([None] * 6)


RATE = {"currency": "NGN", "year": "2020", "per_euro": "436.5", "source": "Central bank"}
WAGE = {
    "jurisdiction": "QVE",
    "year": "2023",
    "kind": "minimum",
    "monthly": "1200.50",
    "currency": "EUR",
    "source": "Ministry",
}


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ({}, []),
        ({"per_euro": "0.0001"}, []),
        ({"currency": "DEM", "year": "1999"}, []),
        ({"currency": "EUR"}, [("currency", "rate.euro")]),
        ({"currency": "ngn"}, [("currency", "list.currency")]),
        ({"currency": "XTS"}, [("currency", "list.currency")]),
        ({"currency": None}, [("currency", "list.currency")]),
        ({"year": "20"}, [("year", "list.year")]),
        ({"year": "1949"}, [("year", "list.year")]),
        ({"year": "2020-01"}, [("year", "list.year")]),
        ({"year": "\u0662\u0660\u0662\u0660"}, [("year", "list.year")]),
        ({"per_euro": "0"}, [("per_euro", "list.amount")]),
        ({"per_euro": "0.00"}, [("per_euro", "list.amount")]),
        ({"per_euro": "-2"}, [("per_euro", "list.amount")]),
        ({"per_euro": "1,5"}, [("per_euro", "list.amount")]),
        ({"per_euro": "inf"}, [("per_euro", "list.amount")]),
        ({"source": None}, [("source", "list.missing")]),
    ],
)
def test_a_rates_cells_are_judged_one_by_one(
    cell: dict[str, str | None], expected: list[tuple[str, str]]
) -> None:
    assert found(lists.RATES, RATE | cell) == [(2, *one) for one in expected]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ({}, []),
        ({"kind": "median"}, []),
        ({"kind": "mean"}, [("kind", "wage.kind")]),
        ({"kind": None}, [("kind", "wage.kind")]),
        ({"jurisdiction": "QZE"}, [("jurisdiction", "list.unstored")]),
        ({"monthly": "1 200"}, [("monthly", "list.amount")]),
        ({"currency": "euro"}, [("currency", "list.currency")]),
        ({"year": None}, [("year", "list.year")]),
    ],
)
def test_a_wages_cells_are_judged_one_by_one(
    cell: dict[str, str | None], expected: list[tuple[str, str]]
) -> None:
    assert found(lists.WAGES, WAGE | cell) == [(2, *one) for one in expected]


def test_a_rate_and_a_wage_are_set_once() -> None:
    assert found(lists.RATES, RATE, RATE) == [(3, "currency", "list.twice")]
    assert found(lists.WAGES, WAGE, WAGE | {"kind": "median"}, WAGE) == [
        (4, "jurisdiction", "list.twice")
    ]
