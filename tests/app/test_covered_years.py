"""Of a year that no submission covers pages write no zero, and of a covered one no dots."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from schemas.store import bookkeeping, database
from tests.app.test_overview import app, markup, text
from tests.app.test_pages import frames, page

pytestmark = pytest.mark.soak

# Its cases were opened until 2025, and charged until the day of the records in 2026.
YEAR = {"j": "XCO", "from_": "2026", "to": "2026"}


@pytest.fixture
def until_2025(made_up_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy of the records whose submissions say that they end with 2025."""
    copy = tmp_path / "records.duckdb"
    shutil.copy(made_up_url.removeprefix("duckdb:///"), copy)
    url = f"duckdb:///{copy}"
    with database.writing(url) as connection:
        connection.execute(bookkeeping.batches.update().values(period_to=date(2025, 12, 31)))
    monkeypatch.setenv("PROSECUTION_QUALITY_DATABASE", url)


def before_a_conviction(test: AppTest) -> list[str]:
    """Investigations opened and persons charged, as the card of counts writes them."""
    found = re.findall(r"</span>([^<]*)</dd>", markup(test))
    return [one.strip() for one in found[:2]]


def in_the_year(test: AppTest, named: str = "2026") -> str:
    """What the table of the run chart says of the year, by the name that it has there."""
    [by_year] = [one for one in frames(test) if "Year" in one.columns and "Status" in one.columns]
    [said] = by_year.loc[by_year["Year"].astype(str) == named, "Status"]
    return str(said)


def test_a_year_that_no_submission_covers_has_no_zero(until_2025: None) -> None:
    opened, charged = before_a_conviction(app(**YEAR))
    assert opened == "not covered"
    assert int(charged) > 0
    measure = page("measure", m="C01", **YEAR)
    assert "Not covered: the records of" in text(measure)
    assert in_the_year(measure) == "Not covered"


def test_a_running_year_that_is_covered_may_have_none(made_up: str) -> None:
    assert before_a_conviction(app(**YEAR))[0] == "0"
    measure = page("measure", m="C01", **YEAR)
    assert "the records have no investigations opened." in text(measure)
    # Of a year that is not over there are none so far.
    assert in_the_year(measure, "2026, to 30 June") == "No cases to count"


def test_made_up_submissions_state_a_period_that_their_dates_fit(made_up_url: str) -> None:
    with database.reading(made_up_url).connect() as connection:
        batches = database.read_frame(connection, bookkeeping.batches.select()).to_dicts()
    assert len(batches) > 5
    for batch in batches:
        assert batch["latest_event_on"] <= batch["period_to"] <= batch["extracted_on"]
