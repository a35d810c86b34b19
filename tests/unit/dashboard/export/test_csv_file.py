"""CSV files to take away."""

import pandas as pd

from dashboard.export import csv_file


def test_cells_that_look_like_formulas_become_text() -> None:
    table = pd.DataFrame({"=x": ["=1+1", "@SUM(A1)", "54%"], "n": [1, 2, 3]})
    lines = csv_file.csv_bytes(table).decode("utf-8-sig").splitlines()
    assert lines == ["'=x,n", "'=1+1,1", "'@SUM(A1),2", "54%,3"]


def test_the_file_says_that_it_is_unicode() -> None:
    assert csv_file.csv_bytes(pd.DataFrame({"a": ["—"]})).startswith(b"\xef\xbb\xbf")
