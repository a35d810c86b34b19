"""Real records that are added where made-up ones stand: apart from them, or beside them."""

import pytest

from dashboard import data
from dashboard.pages.upload.views import dry_run_result
from tests.app.test_overview import text
from tests.app.upload.test_upload import GOOD, desk, opened, press, sent, settled, url
from tests.submissions import row_counts

__all__ = ["url"]
pytestmark = [pytest.mark.usefixtures("in_this_process"), pytest.mark.soak]
REAL = GOOD | {"submission.toml": b'jurisdiction = "XUP"\n'}


def test_the_first_real_records_go_apart_or_beside_and_are_offered_a_database_of_their_own(
    url: str,
) -> None:
    before = row_counts(url)
    test = sent(opened(), REAL)
    [choice] = test.radio
    assert choice.value == dry_run_result.APART
    assert "They would be stored in" in text(test)
    assert "own-records.duckdb" in text(test)
    settled(choice.set_value(dry_run_result.BESIDE).run())
    assert test.radio[0].value == dry_run_result.BESIDE
    assert "invented and real figures together" in text(test)
    assert desk(test).outcome.url == url
    settled(test.radio[0].set_value(dry_run_result.APART).run())
    test = press(test, "Accept and store")
    own = desk(test).stored_in
    assert own.endswith("own-records.duckdb")
    assert f"prosecution-quality --database {own.removeprefix('duckdb:///')} serve" in text(test)
    assert row_counts(url) == before
    assert row_counts(own) == {"cases": 2, "suspects": 1} | {
        table: 0 for table in row_counts(own) if table not in {"cases", "suspects"}
    }
    # The running dashboard shows them, and nothing of the made-up ones.
    assert data.current_source().url == own
    assert "Demonstration data" not in text(opened())
    # Undone, there is nothing of their own: the made-up ones are shown again.
    press(test, "Undo import 1")
    assert data.current_source().url == url
