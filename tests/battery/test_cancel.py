"""Work that is cancelled leaves nothing behind, and whoever cancels too late is told so."""

from pathlib import Path

import pytest

import metrics
from schemas.store import database, scratch_dir
from tests import prepared
from tests.battery.importing import TWICE, cancelled
from tests.soak import EVERYDAY_PART, everyday, soak_size
from tests.submissions import CASES, MADE_UP, SUSPECTS, row_counts, small, store, write

pytestmark = pytest.mark.soak

CHANGED = CASES.replace("2023-03-04", "2023-03-05")
MORE = "z5,charged_as_trafficking,no,2024-01-01\n"
CANCELLED = 130


@pytest.fixture(autouse=True)
def own_temporary_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))


@pytest.fixture
def correction(database_url: str, tmp_path: Path) -> Path:
    """A submission that supersedes the stored one."""
    spring = small(tmp_path / "spring", MADE_UP)
    store(database_url, spring)
    folder = tmp_path / "later"
    return write(folder, MADE_UP, "supersedes = [1]", cases=CHANGED + MORE, suspects=SUSPECTS)


def left_in(folder: Path) -> list[str]:
    """What is there that is neither the database nor its log nor a lock nor a submission."""
    log = "records.duckdb.audit.jsonl"
    known = {"records.duckdb", "records.duckdb.lock", log, f"{log}.lock"}
    known |= {"spring", "later", "temporary"}
    inside = [path.name for path in (folder / "temporary").iterdir()]
    return sorted({path.name for path in folder.iterdir()} - known) + inside


# While it is copied, counted and committed there is a copy of the file beside it.
@pytest.mark.parametrize(
    ("how", "point"),
    everyday(
        (TWICE, "storing"),
        rest=[
            *(("after", point) for point in ("superseding", "checking", "storing", "copying")),
            *(("after", "counting"), ("before", "committing")),
        ],
    ),
)
def test_a_cancelled_import_leaves_nothing(
    database_url: str, correction: Path, how: str, point: str
) -> None:
    if point == "copying" and database_url.startswith("postgresql"):
        pytest.skip("The records of a server are not copied.")
    version = database.data_version(database_url)
    ended = cancelled(how, point, "--database", database_url, "import", str(correction))
    assert (ended.returncode, ended.stdout) == (CANCELLED, ""), ended.stderr
    assert "Traceback" not in ended.stderr
    assert database.data_version(database_url) == version
    assert row_counts(database_url) == {"cases": 2, "suspects": 1}
    assert left_in(correction.parent) == []


@pytest.mark.skipif(soak_size(EVERYDAY_PART) == 1, reason="An import is cancelled in every run.")
@pytest.mark.parametrize("point", ["comparing", "storing"])
def test_a_cancelled_trial_leaves_nothing(database_url: str, correction: Path, point: str) -> None:
    # Compared is only with what was counted.
    with database.writing(database_url) as connection:
        metrics.refresh(connection)
    version = database.data_version(database_url)
    tried = ("import", str(correction), "--dry-run")
    ended = cancelled("after", point, "--database", database_url, *tried)
    assert (ended.returncode, ended.stdout) == (CANCELLED, ""), ended.stderr
    assert database.data_version(database_url) == version
    assert left_in(correction.parent) == []


@pytest.mark.skipif(soak_size(EVERYDAY_PART) == 1, reason="An import is cancelled in every run.")
@pytest.mark.parametrize("point", ["counting", "superseding"])
def test_a_cancelled_undo_leaves_all(database_url: str, correction: Path, point: str) -> None:
    stored = prepared.run(prepared.command, "--database", database_url, "import", str(correction))
    assert stored.returncode == 0, stored.stderr
    version = database.data_version(database_url)
    ended = cancelled("after", point, "--database", database_url, "batches", "undo", "2")
    assert (ended.returncode, ended.stdout) == (CANCELLED, ""), ended.stderr
    assert database.data_version(database_url) == version
    assert left_in(correction.parent) == []


@pytest.mark.parametrize(
    ("database_url", "point"),
    everyday(
        ("duckdb", "replacing"),
        rest=[
            pytest.param("postgres", "committing on a server", marks=pytest.mark.postgres),
            ("duckdb", "writing to the disk"),
        ],
    ),
    indirect=["database_url"],
)
def test_who_cancels_too_late_is_told_what_was_stored(
    database_url: str, correction: Path, point: str
) -> None:
    ended = cancelled("after", point, "--database", database_url, "import", str(correction))
    assert (ended.returncode, "stored as import 2" in ended.stdout) == (0, True), ended.stderr
    assert row_counts(database_url) == {"cases": 3, "suspects": 1}
    assert left_in(correction.parent) == []


def test_a_killed_trial_is_cleared_away_by_the_next(
    correction: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    killed = tmp_path / "temporary" / f"{scratch_dir.PREFIX}killed"
    killed.mkdir()
    (killed / "records.duckdb").touch()
    with scratch_dir.scratch_dir() as mine:
        with scratch_dir.scratch_dir() as other:
            assert sorted(mine.parent.iterdir()) == sorted([mine, other])
        assert list(mine.parent.iterdir()) == [mine]
    assert left_in(tmp_path) == []
