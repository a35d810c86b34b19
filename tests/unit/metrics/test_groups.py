"""Groups as arrays: what they go by, in which order, and one below the other."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl

from metrics import count_queries
from metrics.request import AsOf, Request
from schemas import scopes

BY_YEAR = Request(scopes.EVERYTHING, AsOf(date(2024, 12, 31)), by=("form",), by_year=True)
ROWS = pl.DataFrame(
    {
        "jurisdiction": ["XBB", "XAA"],
        "year": [2021, None],
        "form": ["servitude", None],
        "part_0": [3, None],
        "part_1": [1, 2],
    }
)


def test_an_answer_is_told_apart_by_place_period_and_breakdown() -> None:
    found = count_queries.groups_of_frame(ROWS, BY_YEAR)
    assert {name: of.tolist() for name, of in found.keys.items()} == {
        "jurisdiction": ["XBB", "XAA"],
        "form": ["servitude", None],
        "period": ["2021", "undated"],
    }
    np.testing.assert_equal(found.numbers, [[3, 1], [np.nan, 2]])
    whole = count_queries.groups_of_frame(ROWS, replace(BY_YEAR, by_year=False))
    assert whole.keys["period"].tolist() == ["all", "all"]


def test_what_has_no_value_is_before_what_has_one() -> None:
    key = count_queries.text_key(pl.Series(["b", None, "a", "b"]))
    assert count_queries.key_ranks(key).tolist() == [2, 0, 1, 2]
    assert count_queries.key_ranks(key[:0]).tolist() == []


def test_groups_stand_below_each_other_by_the_same_keys() -> None:
    one, none = (
        count_queries.groups_of_frame(ROWS, BY_YEAR),
        count_queries.empty_groups(("jurisdiction", "period"), 2),
    )
    both = count_queries.concat_groups([none, one.at(np.array([True, False]))])
    assert count_queries.key_tuples(both.keys, ("jurisdiction", "period")) == [("XBB", "2021")]
    assert both.numbers.tolist() == [[3, 1]]
