"""The rows of a frame are those that pandas itself gives, of whatever kind its columns are."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from dashboard.each_row import each_row

FRAMES = {
    "numbers": pd.DataFrame({"n": [1, 2], "x": [0.5, np.nan], "on": [True, False]}),
    "text": pd.DataFrame({"a": pd.array(["x", None], dtype="str"), "b": ["y", None]}),
    "days": pd.DataFrame({"d": [date(2024, 1, 2), None], "t": pd.to_datetime(["2024-01-02"] * 2)}),
    "three values": pd.DataFrame({"v": pd.array([True, None], dtype="boolean")}),
    "another index": pd.DataFrame({"n": [1, 2]}, index=["b", "a"]),
    "no row": pd.DataFrame({"n": [], "a": []}),
}


@pytest.mark.parametrize("name", FRAMES)
def test_rows_are_those_of_pandas(name: str) -> None:
    ours, theirs = each_row(FRAMES[name]), FRAMES[name].to_dict("records")
    assert repr(ours) == repr(theirs)
    kinds = [[type(value) for value in row.values()] for row in ours]
    assert kinds == [[type(value) for value in row.values()] for row in theirs]


def test_some_columns_come_in_the_order_asked_for() -> None:
    frame = pd.DataFrame({"a": [1], "b": [2], "c": [3]})
    assert [list(row) for row in each_row(frame, ("c", "a"))] == [["c", "a"]]
