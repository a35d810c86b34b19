"""`release` makes, checks, lists, shows and withdraws, and says what to do where it cannot."""

import csv
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import metrics
from metrics.release import key, publication
from schemas.store import audit
from tests.command_line import Outcome, run
from tests.soak import everyday
from tests.unit.metrics.release import country


@pytest.fixture(scope="module", autouse=True)
def few_measures() -> Iterator[None]:
    """A plan of a few measures; `test_watching_the_plan` has all of them, in a soak."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publication, "latest", lambda: country.FEW)
        yield


@pytest.fixture(scope="module")
def released_folder(few_measures: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a country with its first release and its key."""
    home = tmp_path_factory.mktemp("released")
    with pytest.MonkeyPatch.context() as patch:
        country.give_key(home, patch)
        records = f"duckdb:///{home / 'r.duckdb'}"
        of_years = {2022: (60, 20), 2023: (60, 0)}
        country.store(records, home / "sent", of_years, refresh=metrics.refresh)
        country.released(records)
    return home


@pytest.fixture
def home(released_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the folder that a test may change, its key in the environment."""
    monkeypatch.setenv(key.KEY_FILE, str(tmp_path / "copy" / "release.key"))
    yield shutil.copytree(released_folder, tmp_path / "copy")
    country.let_go()


def release(capsys: pytest.CaptureFixture[str], home: Path, *arguments: str) -> Outcome:
    return run(capsys, "--database", str(home / "r.duckdb"), "release", *arguments)


def test_make_says_what_is_shown_and_hidden_and_each_act_is_written_down(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = release(capsys, home, "make")
    assert outcome.code == 0
    assert "rounded to a multiple of five" in outcome.out
    assert "of the records" in outcome.out
    assert "Release 2 is now published" in outcome.out
    assert release(capsys, home, "list").out.count("fictional") == 2
    withdrawn = release(capsys, home, "withdraw", "2", "--because", "a wrong file")
    assert withdrawn.code == 0
    assert "a wrong file" in release(capsys, home, "list").out
    entries = list(audit.entries_of(f"duckdb:///{home / 'r.duckdb'}"))[-4:]
    assert [(entry.action, entry.outcome, entry.on["number"]) for entry in entries] == [
        ("make_release", "begun", 2),
        ("make_release", "done", 2),
        ("withdraw_release", "begun", 2),
        ("withdraw_release", "done", 2),
    ]


@pytest.mark.parametrize("asked", everyday(("make", "--dry-run"), rest=[("check",)]))
def test_a_trial_writes_nothing(
    home: Path, capsys: pytest.CaptureFixture[str], asked: tuple[str, ...]
) -> None:
    before = {file.name: file.stat().st_mtime_ns for file in home.glob("*.duckdb")}
    outcome = release(capsys, home, *asked)
    assert (outcome.code, outcome.out.rstrip().endswith("Nothing was written.")) == (0, True)
    assert {file.name: file.stat().st_mtime_ns for file in home.glob("*.duckdb")} == before


def test_show_prints_codes_in_the_table_and_numbers_for_programs(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = release(capsys, home, "show", "F01").out
    assert "Release 1 of fictional records" in table
    of_2023 = next(line for line in table.splitlines() if " 2023 " in line)
    assert "<10" in of_2023
    assert "protected" in of_2023
    rows = json.loads(release(capsys, home, "show", "F01", "--format", "json").out)
    by_period = {row["period"]: row for row in rows if not row["split"]}
    assert by_period["2023"]["numerator"] is None
    assert by_period["2023"]["value"] is None
    assert by_period["2023"]["value_below"] < 0.2
    of_csv = list(csv.DictReader(io.StringIO(release(capsys, home, "show", "--format", "csv").out)))
    assert {row["measure"] for row in of_csv} > {"F01", "C01"}
    none = release(capsys, home, "show", "n01")
    assert (none.code, "N01" in none.err) == (2, True)


def test_show_says_by_which_options_it_was_counted(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "--database", str(home / "r.duckdb"), "settings", "options", "open_days", "60")
    release(capsys, home, "make")
    by = next(
        line
        for line in release(capsys, home, "show", "C01").out.splitlines()
        if line.startswith("Counting options: ")
    )
    assert "open_days 60 (default 90)," in by
    assert by.endswith(", stage_within_months 24.")


def test_show_needs_no_records_and_no_key(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Battery 82: a public site holds the releases alone.
    alone = shutil.copytree(home, home.with_name("alone"), ignore=shutil.ignore_patterns("sent"))
    for file in ("r.duckdb", "r.release-counts.duckdb", "release.key"):
        (alone / file).unlink()
    monkeypatch.delenv(key.KEY_FILE)
    assert release(capsys, alone, "show", "C01").code == 0


def test_withdraw_shows_the_one_before_or_none(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = release(capsys, home, "withdraw", "1", "--because", "a wrong file")
    assert (outcome.code, "No release is shown now." in outcome.out) == (0, True)
    assert release(capsys, home, "show").code == 3
    again = release(capsys, home, "withdraw", "1", "--because", "a wrong file")
    assert (again.code, "Release 1 cannot be withdrawn" in again.err) == (1, True)


def test_key_makes_a_file_closed_to_others_and_leaves_one_that_is_there(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = home / "new.key"
    outcome = release(capsys, home, "key", str(file))
    assert (outcome.code, key.KEY_FILE in outcome.out) == (0, True)
    assert (file.stat().st_mode & 0o777, len(file.read_bytes())) == (0o600, 32)
    kept = file.read_bytes()
    assert release(capsys, home, "key", str(file)).code == 1
    assert file.read_bytes() == kept


def test_without_a_key_it_is_said_how_to_make_one(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(key.KEY_FILE)
    outcome = release(capsys, home, "make")
    assert (outcome.code, "release key FILE" in outcome.err) == (1, True)


def test_where_nothing_was_made_it_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "There is no release yet." in release(capsys, tmp_path, "list").out
    shown = release(capsys, tmp_path, "show")
    assert (shown.code, "release make" in shown.err) == (3, True)
    assert release(capsys, tmp_path, "withdraw", "1", "--because", "x").code == 3
    # Those of records on a server are named.
    outcome = run(capsys, "--database", "postgresql://u@localhost/none", "release", "list")
    assert (outcome.code, "--releases" in outcome.err) == (1, True)


def test_what_cannot_be_written_down_is_not_released(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = audit.log_path(f"duckdb:///{home / 'r.duckdb'}")
    assert log is not None
    log.unlink()
    log.mkdir()
    outcome = release(capsys, home, "make")
    assert outcome.code == 3
    assert "Audit log" in outcome.err
    assert release(capsys, home, "list").out.count("fictional") == 1
