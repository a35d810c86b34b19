"""What an upload is told of its files is text, whatever their names are."""

from streamlit.testing.v1 import AppTest

from schemas import findings
from seed import batches
from tests.app.test_overview import TIMEOUT, markup, text
from tests.app.upload.test_upload import opened


def script() -> None:
    from dashboard.upload.views import outcome
    from schemas import findings
    from tests.app.upload.test_text import HOSTILE, receipt_of

    outcome.found(receipt_of(findings.Finding(HOSTILE, "x", HOSTILE, column=HOSTILE)))


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


def test_plain_streamlit_takes_no_records(made_up: str) -> None:
    test = opened()
    assert "Start the dashboard with: prosecution-quality serve" in text(test)
    assert not test.file_uploader
