"""The command line ends with the exit code that says what happened."""

import io
import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import click
import pyarrow as pa
import pytest

from dashboard import cli
from dashboard.cli.console import progress_bar
from dashboard.server import several_owners_check
from tests.command_line import run
from tests.fixtures.made_up import url_of
from tests.fixtures.surroundings import ROOT
from tests.submissions import CASES, SUSPECTS, row_counts, small, store, write


def test_a_console_without_a_sign_shows_it_escaped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "register.csv"
    source.write_text('Жалоба,"Ã 𝛼"\n1,2\n', encoding="utf-8")
    printed = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(printed, encoding="cp437"))
    with pytest.raises(SystemExit) as ended:
        cli.main(["mapping", "new", str(source)])
    sys.stdout.flush()
    assert not ended.value.code
    profile = printed.getvalue().decode("ascii")
    assert '"\\u0416\\u0430\\u043b' in profile
    assert '"\\u00c3 \\U0001d6fc"' in profile


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["--nonsense"], ["demo", "--cases", "none"], ["import"]]
)
def test_wrong_usage_is_exit_2(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    outcome = run(capsys, *arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert "Usage" in outcome.err


def test_a_command_speaks_the_language_that_is_stated_and_json_is_english(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = ("--database", url_of(tmp_path), "batches")
    english, french = run(capsys, *given).err, run(capsys, "--lang", "fr", *given).err
    assert "database" in english
    assert "base de données" in french
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert run(capsys, *given).err == french
    assert run(capsys, *given, "--json").err == english


def test_a_blank_name_of_a_database_is_not_the_default(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = str(write(tmp_path / "spring", cases=CASES))
    outcome = run(capsys, "--database", "", "import", folder)
    assert (outcome.code, "is not the name of a file" in outcome.err) == (3, True)
    assert not Path("data").exists()


def test_a_database_that_is_not_there_is_exit_3_without_the_password(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = run(capsys, "--database", "none.duckdb", "measures")
    assert (outcome.code, outcome.out) == (3, "")
    assert "There is no database" in outcome.err
    url = "postgresql://me:hidden-word@127.0.0.1:1/records"
    outcome = run(capsys, "--database", url, "batches")
    assert outcome.code == 3
    assert "hidden-word" not in outcome.err
    monkeypatch.setenv("PROSECUTION_QUALITY_DATABASE", "elsewhere.duckdb")
    assert "elsewhere.duckdb" in run(capsys, "batches").err


def test_a_bug_is_exit_70_and_shows_no_values(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    @click.command()
    def broken() -> None:
        raise ValueError("the value of a record")

    monkeypatch.setitem(cli.cli.commands, "broken", broken)
    outcome = run(capsys, "broken")
    assert outcome.code == 70
    assert "ValueError in broken" in outcome.err
    assert "the value of a record" not in outcome.err
    monkeypatch.setenv("PROSECUTION_QUALITY_DEBUG", "1")
    assert "the value of a record" in run(capsys, "broken").err


@pytest.mark.parametrize("error", [MemoryError, pa.ArrowMemoryError])
def test_memory_that_is_used_up_is_no_bug(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    @click.command()
    def large() -> None:
        raise error

    monkeypatch.setitem(cli.cli.commands, "large", large)
    outcome = run(capsys, "large")
    assert (outcome.code, "has no memory left" in outcome.err) == (3, True)


def test_progress_is_shown_on_a_terminal_only(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with progress_bar() as progress:
        progress("Checking", 0, 10)
    assert capsys.readouterr().err == ""
    # Rich takes this for a terminal.
    monkeypatch.setenv("FORCE_COLOR", "1")
    with progress_bar() as progress:
        for done in (0, 5):
            progress("Checking", done, 10)
    written = capsys.readouterr()
    assert (written.out, "Checking" in written.err) == ("", True)


def test_stored_batches_are_listed_and_undone(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, database_url: str
) -> None:
    folder = write(tmp_path / "spring", cases=CASES, suspects=SUSPECTS)
    database = ("--database", database_url)
    assert run(capsys, *database, "import", str(folder)).code == 0
    listed = run(capsys, *database, "batches")
    assert listed.code == 0
    assert listed.out.splitlines()[1].split()[:6] == ["1", "spring", "XAA", "3", "0", "100.0%"]
    undone = run(capsys, *database, "batches", "undo", "1")
    assert (undone.code, undone.out) == (0, "Import 1 (spring) is undone. 3 rows were removed.\n")
    [batch] = json.loads(run(capsys, *database, "batches", "--json").out)
    assert (batch["batch_id"], batch["source"]) == (1, "spring")
    assert batch["undone_at"] is not None
    file, _ = batch["files"]
    assert (file["file"], file["rows_stored"], len(file["sha256"])) == ("cases.csv", 2, 64)
    assert "undone" in run(capsys, *database, "batches").out
    again = run(capsys, *database, "batches", "undo", "1")
    assert (again.code, "already undone" in again.err) == (1, True)


def test_a_taken_port_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        outcome = run(capsys, "serve", "--port", str(port))
    assert outcome.code == 1
    assert f"Cannot use port {port}" in outcome.err
    another = port + 1 if port < 65_535 else port - 1
    assert f"serve --port {another}, or make run PORT={another}" in outcome.err
    # Nothing is made: the steps are printed.
    make = ["make", "--dry-run", "--directory", str(ROOT), "run", f"PORT={another}"]
    steps = subprocess.run(make, capture_output=True, text=True, check=True).stdout
    assert f"prosecution-quality serve --port {another}" in steps


def test_a_template_is_written_once_and_its_example_is_refused_for_its_three_faults(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(capsys, "template", "empty").code == 0
    assert Path("empty/cases.csv").is_file()
    assert run(capsys, "template", "empty").code == 1
    assert run(capsys, "template", "example", "--example").code == 0
    outcome = run(capsys, "import", "example", "--dry-run", "--json")
    assert outcome.code == 1
    found = [one for one in json.loads(outcome.out)[0]["findings"] if one["severity"] == "error"]
    assert len(found) == 3
    assert "already" in run(capsys, "template", "example", "--example").err


def test_what_a_killed_import_left_is_removed_when_the_dashboard_starts(
    capsys: pytest.CaptureFixture[str],
    two_cases: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("dashboard.server.app.run_server", lambda *_: None)
    monkeypatch.setenv("PROSECUTION_QUALITY_DATABASE", "")
    monkeypatch.chdir(tmp_path)
    shutil.copy(two_cases, tmp_path / "records.duckdb")
    left = tmp_path / ".records.duckdb.importing"
    shutil.copy(two_cases, left)
    assert str(left.name).replace("records", "ours") in (ROOT / "docs/operations.md").read_text()
    assert run(capsys, "--database", url_of(tmp_path), "serve", "--port", "18531").code == 0
    assert not left.exists()


def test_a_named_database_is_not_filled_with_made_up_records(
    capsys: pytest.CaptureFixture[str],
) -> None:
    outcome = run(capsys, "--database", "mine.duckdb", "serve", "--port", "18531")
    assert (outcome.code, "There is no database" in outcome.err) == (3, True)
    begin = "prosecution-quality --database mine.duckdb serve --new"
    assert f"Or create an empty one: {begin}" in outcome.err
    assert not Path("mine.duckdb").exists()


def test_a_desk_of_several_jurisdictions_starts_once_it_is_said_to_be_of_one_organisation(
    capsys: pytest.CaptureFixture[str],
    two_cases: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[str] = []
    monkeypatch.setattr("dashboard.server.app.run_server", lambda *_: started.append("started"))
    monkeypatch.setenv("PROSECUTION_QUALITY_DATABASE", "")
    monkeypatch.setenv(several_owners_check.ONE_ORGANISATION, "")
    monkeypatch.chdir(tmp_path)
    shutil.copy(two_cases, tmp_path / "records.duckdb")
    url = url_of(tmp_path)
    store(url, small(tmp_path / "more", 'jurisdiction = "XBB"'))
    serve = ("--database", url, "serve", "--port", "18531")
    refused = run(capsys, *serve)
    assert (refused.code, started) == (1, [])
    assert (
        "start with: prosecution-quality --database records.duckdb serve --one-org" in refused.err
    )
    assert run(capsys, *serve, "--one-organisation").code == 0
    assert (started, os.environ[several_owners_check.ONE_ORGANISATION]) == (["started"], "yes")


def test_a_database_may_begin_empty(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.server.app.run_server", lambda *_: None)
    # Serving moves to the project's folder and tells pages by the environment which database.
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PROSECUTION_QUALITY_DATABASE", "")
    url = f"duckdb:///{tmp_path / 'mine.duckdb'}"
    begin = ("--database", url, "serve", "--new", "--port", "18531")
    assert "is new and empty" in run(capsys, *begin).out
    # Begun, it is served as it is.
    again = run(capsys, *begin)
    assert (again.code, "is new" in again.out) == (0, False)
    assert row_counts(url, ["cases"]) == {"cases": 0}
