"""Published figures are taken in as a whole, listed, and cleared; a fault changes nothing."""

from pathlib import Path

import pytest

from metrics.release.archive import STORE
from tests.command_line import run
from tests.unit.seed.readers.books import book
from tests.unit.seed.test_published import HEADER, ROW


def file(folder: Path, **cells: str) -> str:
    line = [(ROW | cells).get(name, "") for name in HEADER]
    return str(book(folder / "data.xlsx", [["UNODC"], ["30/05/2023"], HEADER, line]))


def test_figures_take_the_place_of_those_before_and_are_cleared(
    capsys: pytest.CaptureFixture[str], database_url: str, tmp_path: Path
) -> None:
    at = ("--database", database_url, "context")
    done = run(capsys, *at, file(tmp_path))
    assert (done.code, done.out) == (
        0,
        "The database now has 1 published figure from data.xlsx.\n",
    )
    assert "Persons convicted" in run(capsys, *at).out
    run(capsys, *at, file(tmp_path, Indicator="Persons prosecuted"))
    assert "Persons convicted" not in run(capsys, *at).out
    assert run(capsys, *at, "--clear").code == 0
    assert run(capsys, *at).out == "The list is empty.\n"


def test_figures_next_to_returns_are_kept_with_these(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    at = ("--database", str(tmp_path / "body.duckdb"), "return", "context")
    assert run(capsys, *at, file(tmp_path)).code == 0
    assert "Persons convicted" in run(capsys, *at).out
    assert run(capsys, *at, "--clear").code == 0
    assert run(capsys, *at).out == "The list is empty.\n"
    assert not (tmp_path / "body.duckdb").exists()
    STORE.close()


def test_a_file_with_a_fault_leaves_all_as_it_was(
    capsys: pytest.CaptureFixture[str], database_url: str, tmp_path: Path
) -> None:
    at = ("--database", database_url, "context")
    run(capsys, *at, file(tmp_path))
    refused = run(capsys, *at, file(tmp_path, txtVALUE="about 5"))
    assert refused.code == 1
    assert "error: data.xlsx, row 4, txtVALUE: " in refused.out
    assert "about 5" not in refused.out
    assert run(capsys, *at, file(tmp_path), "--clear").code == 2
    missing = run(capsys, *at, str(tmp_path / "none.xlsx"))
    assert (missing.code, "not found: [none.xlsx]." in missing.err) == (1, True)
    assert "Persons convicted" in run(capsys, *at).out
