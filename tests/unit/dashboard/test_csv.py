"""CSV files to take away."""

import pandas as pd

from dashboard import untrusted_text


def test_cells_that_look_like_formulas_become_text() -> None:
    table = pd.DataFrame({"=x": ["=1+1", "@SUM(A1)", "54%"], "n": [1, 2, 3]})
    lines = untrusted_text.csv_bytes(table).decode("utf-8-sig").splitlines()
    assert lines == ["'=x,n", "'=1+1,1", "'@SUM(A1),2", "54%,3"]


def test_the_file_says_that_it_is_unicode() -> None:
    assert untrusted_text.csv_bytes(pd.DataFrame({"a": ["—"]})).startswith(b"\xef\xbb\xbf")
