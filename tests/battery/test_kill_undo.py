"""Fault 74 of an undo through the page: kill -9 leaves the batch or takes it out, and is said."""

import shutil
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

import metrics
from dashboard import access
from dashboard.jobs import impact_jobs, runner, upload_jobs
from schemas.store import bookkeeping, database
from seed import batches
from tests.app.test_overview import text
from tests.app.test_quality import UNDOING, finish, section
from tests.battery import importing
from tests.battery.killing import Counts, counts
from tests.soak import EVERYDAY_PART, soak_size
from tests.submissions import MADE_UP, small

# In every run an import is killed (`at_moments/`), an undo is asked for on the page
# (`tests/app/test_quality.py`), and the page says that a child died (`tests/app/upload/`).
pytestmark = pytest.mark.skipif(soak_size(EVERYDAY_PART) == 1, reason="A soak kills an undo.")

BATCH = 2
BEFORE, AFTER = "before the replacement", "after the replacement"
Home = tuple[Path, Counts, Counts]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A file of two batches, and what it holds before and after the second is undone."""
    folder = tmp_path_factory.mktemp("home")
    file, undone = folder / "records.duckdb", folder / "undone.duckdb"
    sent = [
        small(folder / name, f'jurisdiction = "{name}"', MADE_UP, "extracted_on = 2024-06-01")
        for name in ("XAA", "XAB")
    ]
    for one in sent:
        [receipt] = batches.store(
            str(file), [one], partial=batches.Partial.REFUSE, refresh=metrics.refresh
        )
        assert receipt.status == "stored"
    shutil.copy(file, undone)
    batches.undo(str(undone), BATCH, refresh=metrics.refresh)
    return file, counts(str(file)), counts(str(undone))


@pytest.fixture
def url(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A copy of the file, shown by our server."""
    shutil.copy(home[0], tmp_path / "records.duckdb")
    monkeypatch.setenv("PROSECUTION_QUALITY_DATABASE", f"duckdb:///{tmp_path / 'records.duckdb'}")
    headers = {access.MARK_HEADER: access.MARK}
    monkeypatch.setattr("streamlit.context.__class__.headers", property(lambda _: headers))
    return f"duckdb:///{tmp_path / 'records.duckdb'}"


def is_undone(url: str) -> bool:
    batch = bookkeeping.batches
    asked = select(batch.c.undone_at).where(batch.c.batch_id == BATCH)
    with database.reading(url).connect() as connection:
        return connection.execute(asked).scalar_one() is not None


def undone_on_the_page(monkeypatch: pytest.MonkeyPatch, point: str) -> AppTest:
    """The page after an undo that a person pressed, and that died."""
    test = section("sources", "XAB")
    finish(test.button(key="quality.undo").click().run())
    monkeypatch.setattr(upload_jobs, "undo_import", partial(importing.undo_and_die, point))
    finish(test.button(key="quality.undo.yes").click().run())
    assert not test.exception
    assert test.session_state[UNDOING].job is None
    return test


def test_the_page_says_that_a_killed_undo_changed_nothing(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = text(undone_on_the_page(monkeypatch, BEFORE))
    assert not is_undone(url)
    assert impact_jobs.UNDO_WORDS[runner.Rule.DIED] in words
    assert f"Import {BATCH} (XAB) was undone" not in words
    assert "these files" not in words


def test_the_page_says_that_an_undo_was_done_although_it_was_killed(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = text(undone_on_the_page(monkeypatch, AFTER))
    assert is_undone(url)
    assert f"Import {BATCH} (XAB) was undone: 3 rows were removed" in words
    assert "The import is unchanged" not in words
