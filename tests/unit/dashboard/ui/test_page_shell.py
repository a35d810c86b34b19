"""What stands around every page: partial submissions are said, undone ones are not counted."""

from datetime import UTC, datetime

import pandas as pd

from dashboard.frames import submissions
from dashboard.html_templates import render_template
from tests.unit.dashboard.plain_text import plain

BATCHES = pd.DataFrame(
    {
        "source": ["XAA", "XAB", "XAC", "XAD"],
        "rows_stored": [9, 94, 9, 0],
        "rows_refused": [0, 6, 9, 9],
        "accepted_share": [1.0, 0.94, 0.5, 0.5],
        "cases_held_back": [0, 2, 0, 1],
        "undone_at": [None, None, datetime(2026, 7, 1, tzinfo=UTC), None],
        "replaced_by": [None, 4, None, 2],
    }
)


def test_batches_that_were_undone_or_replaced_to_the_last_row_feed_no_figure() -> None:
    assert list(submissions.batches_in_force(BATCHES)["source"]) == ["XAA", "XAB"]


def test_a_submission_accepted_in_part_names_its_share() -> None:
    partly = submissions.partly_accepted_batches(submissions.batches_in_force(BATCHES))
    assert [(one.source, plain(one.accepted)) for one in partly] == [("XAB", "94%")]
    context = {"made_up": False, "all_made_up": False, "sources": [], "partly": partly}
    page = render_template("top.html", context)
    assert "Accepted in part." in page
    assert "are missing from every figure: 2 cases are left out.</p>" in page
    assert "Demonstration data" not in page


def test_what_a_sender_calls_its_submission_is_text() -> None:
    named = BATCHES.head(1).assign(source="<script>", rows_refused=1)
    context = {
        "made_up": True,
        "all_made_up": False,
        "sources": ["<b>"],
        "partly": submissions.partly_accepted_batches(named),
    }
    page = render_template("top.html", context)
    assert "<script>" not in page
    assert "<b>" not in page
