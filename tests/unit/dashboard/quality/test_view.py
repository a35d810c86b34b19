"""What is said about the records as a whole."""

import pandas as pd

from dashboard.quality.views import view

COLUMNS = ["jurisdiction", "rows_read", "rows_stored", "rows_refused", "findings", "undone_at"]
COLUMNS += ["replaced_by"]


def test_the_sentence_counts_what_is_stored_and_leaves_undone_batches_out() -> None:
    batches = pd.DataFrame(
        [
            ("XAA", 1000, 990, 10, 3, None, None),
            ("XBB", 1000, 1000, 0, 2, None, None),
            ("XBB", 5000, 5000, 0, 9, pd.Timestamp("2026-01-01"), None),
            ("XBB", 5000, 0, 0, 9, None, 2),
        ],
        columns=COLUMNS,
    )
    said = view.sentence(batches).replace("\N{NO-BREAK SPACE}", " ")
    assert said == (
        "2 batches from 2 jurisdictions hold 1,990 rows: >99 % of the rows sent were accepted. "
        "5 findings stand beside them."
    )


def test_without_rows_nothing_was_accepted() -> None:
    batches = pd.DataFrame([("XAA", 0, 0, 0, 0, None, None)], columns=COLUMNS)
    assert view.sentence(batches) == (
        "1 batch from 1 jurisdiction holds 0 rows: nothing of the rows sent was accepted. "
        "0 findings stand beside them."
    )


def test_one_of_each_is_said_as_one() -> None:
    batches = pd.DataFrame([("XAA", 1, 1, 0, 1, None, None)], columns=COLUMNS)
    said = view.sentence(batches)
    assert said.startswith("1 batch from 1 jurisdiction holds 1 row: ")
    assert said.endswith("1 finding stands beside them.")
