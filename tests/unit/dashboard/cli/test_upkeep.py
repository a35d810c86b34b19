"""A database that another version left is counted anew, its records untouched."""

import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from schemas.store import database
from tests.command_line import run
from tests.soak import everyday


@pytest.fixture
def stored(two_cases: Path, tmp_path: Path) -> str:
    """A database with one small submission."""
    return str(shutil.copy(two_cases, tmp_path / "records.duckdb"))


def changed(url: str, statement: str) -> None:
    with database.writing(url) as connection:
        connection.execute(text(statement))


@pytest.mark.parametrize(
    "statement",
    everyday(
        "UPDATE stored_state SET signature = 'of another version'",
        rest=["DROP TABLE stored_state"],
    ),
)
def test_what_another_version_counted_is_counted_anew(
    capsys: pytest.CaptureFixture[str], stored: str, statement: str
) -> None:
    asked = ("--database", stored, "measures", "C01", "--format", "json")
    before = run(capsys, *asked)
    changed(stored, statement)
    after = run(capsys, *asked)
    assert "Calculating them again" in after.err
    assert json.loads(after.out) == json.loads(before.out) != []
    assert run(capsys, *asked).err == ""
