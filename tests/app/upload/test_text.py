"""What an upload is told of its files is text, whatever their names are."""

import pandas as pd
from streamlit.testing.v1 import AppTest

from dashboard.pages.quality.frames import findings_by_rule, findings_sentence
from dashboard.pages.upload.views import upload_words
from schemas import findings
from seed import batches
from tests.app.test_overview import TIMEOUT, markup, text
from tests.app.upload.test_upload import opened


def script() -> None:
    from dashboard.pages.upload.views import dry_run_result
    from schemas import findings
    from tests.app.upload.test_text import HOSTILE, receipt_of

    dry_run_result.draw_findings(
        receipt_of(findings.Finding(HOSTILE, "x", HOSTILE, column=HOSTILE))
    )


HOSTILE = "[Click me](https://evil.example/x) <img src=x> **b**"


def receipt_of(finding: findings.Finding) -> batches.Receipt:
    """A refused receipt with one finding."""
    return batches.Receipt("x", "refused", None, 1, 0, 1, 0, (finding,), (), 0.0)


def test_headers_and_files_in_the_findings_are_text() -> None:
    test = AppTest.from_function(script, default_timeout=TIMEOUT).run()
    assert not test.table
    assert not test.markdown
    drawn = markup(test)
    assert "<a" not in drawn
    assert "<img" not in drawn
    # By rule and row by row, in each the file, the column and the wording.
    assert drawn.count("[Click me](https://evil.example/x) &lt;img src=x&gt; **b**") > 3


def test_rows_that_go_with_a_refused_one_are_refused_and_no_warning() -> None:
    warning = findings.Severity.WARNING
    follows = findings.Finding("a.csv", "parent.refused", "x", warning, row=3)
    other = findings.Finding("a.csv", "cases.without_suspects", "y", warning, row=4)
    assert [*upload_words.findings_table([follows, other])["Type"]] == ["Rejected", "Warning"]
    stored = pd.DataFrame(
        [
            ("warning", rule, "a.csv", 3, "case_id", 1)
            for rule in ("parent.refused", "cases.without_suspects")
        ],
        columns=["severity", "rule", "file", "row_number", "column_name", "occurrences"],
    )
    assert sorted(findings_by_rule(stored)["Type"]) == ["Rejected", "Warning"]
    assert findings_sentence(stored).endswith(
        "belong to a row with an error are not stored either."
    )
    assert findings_sentence(stored[1:]).endswith("Rows with errors are not stored.")


def test_plain_streamlit_takes_no_records(made_up: str) -> None:
    test = opened()
    assert "start it with: prosecution-quality serve" in text(test)
    assert not test.file_uploader
