"""Own records do not join made-up ones unasked: they get a database of their own."""

import json
import shlex
import shutil
from pathlib import Path

import pytest

from dashboard import real_database
from schemas.store import database
from seed import batches
from tests.command_line import run
from tests.submissions import CASES, MADE_UP, OF_REGISTER, row_counts, small, store, write

pytestmark = pytest.mark.usefixtures("nothing_counted")
URL = "records.duckdb"
DATABASE = ("--database", URL)


@pytest.fixture
def played(two_made_up_cases: Path, tmp_path: Path) -> None:
    """The database holds made-up records alone."""
    shutil.copy(two_made_up_cases, tmp_path / URL)


def test_the_first_real_records_do_not_join_made_up_ones(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, played: None
) -> None:
    real = write(tmp_path / "real", 'jurisdiction = "XBB"', cases=CASES)
    command = f"prosecution-quality --database own-records.duckdb import {real}"
    for more in ((), ("--dry-run",), ("--json",)):
        outcome = run(capsys, *DATABASE, "import", str(real), *more)
        assert outcome.code == 1, more
        assert command in outcome.err, more
    assert row_counts(URL, ["cases"]) == {"cases": 2}
    other = write(tmp_path / "more", 'jurisdiction = "XCC"', MADE_UP, cases=CASES)
    assert run(capsys, *DATABASE, "import", str(other)).code == 0
    assert run(capsys, *shlex.split(command)[1:]).code == 0
    assert row_counts("own-records.duckdb", ["cases"]) == {"cases": 2}


def test_real_records_beside_made_up_ones_are_asked_for_and_warned_of(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, played: None
) -> None:
    real = write(tmp_path / "real", 'jurisdiction = "XBB"', cases=CASES)
    outcome = run(capsys, *DATABASE, "import", str(real), "--beside-made-up")
    assert (outcome.code, "[batch.made_up_beside_real]" in outcome.out) == (0, True)
    # Asked once: from the second on, the database is known to hold both.
    second = write(tmp_path / "second", 'jurisdiction = "XCC"', cases=CASES)
    assert run(capsys, *DATABASE, "import", str(second)).code == 0


def test_a_mapping_that_the_new_database_lacks_is_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, played: None
) -> None:
    batches.save_profile(URL, "court", OF_REGISTER)
    (tmp_path / "register.csv").write_text("number\nk1\n")
    asked = ("import", str(tmp_path / "register.csv"), "--mapping", "court")
    outcome = run(capsys, *DATABASE, *asked)
    told = "The mapping court is saved only in this database. Give its file there."
    assert told in outcome.err


def test_own_records_are_what_commands_mean_once_there_are_some(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run(capsys, "import", str(write(tmp_path / "play", MADE_UP, cases=CASES)))
    real = write(tmp_path / "real", 'jurisdiction = "XBB"', cases=CASES)
    told = run(capsys, "import", str(real)).err
    assert f"--database data/own-records.duckdb import {real}" in told
    run(capsys, "--database", "data/own-records.duckdb", "import", str(real))
    [batch] = json.loads(run(capsys, "batches", "--json").out)
    assert batch["jurisdiction"] == "XBB"
    explicit = ("--database", "data/prosecution-quality.duckdb")
    [made_up] = json.loads(run(capsys, *explicit, "batches", "--json").out)
    assert made_up["made_up"]


def test_a_database_is_made_up_while_all_that_stands_in_it_is(
    tmp_path: Path, database_url: str
) -> None:
    assert not real_database.is_made_up("nowhere.duckdb")
    store(database_url, small(tmp_path / "play", MADE_UP))
    assert real_database.is_made_up(database_url)
    store(database_url, small(tmp_path / "real", 'jurisdiction = "XBB"'))
    assert not real_database.is_made_up(database_url)


def test_a_file_of_made_up_records_is_never_taken_for_own_ones(tmp_path: Path) -> None:
    file = tmp_path / "data" / "prosecution-quality.duckdb"
    first = real_database.real_database_url(f"duckdb:///{file}")
    assert first == f"duckdb:///{tmp_path / 'data' / 'own-records.duckdb'}"
    store(first, small(tmp_path / "play", MADE_UP))
    second = real_database.real_database_url(f"duckdb:///{file}")
    assert second == f"duckdb:///{tmp_path / 'data' / 'own-records-2.duckdb'}"
    store(second, small(tmp_path / "real"))
    assert real_database.real_database_url(f"duckdb:///{file}") == second


def test_a_server_of_made_up_records_has_own_ones_in_a_file() -> None:
    there = real_database.real_database_url("postgresql://reader@host/name")
    assert there == f"duckdb:///{Path.cwd() / 'data' / database.OWN_FILE}"
    assert real_database.display_name(there) == f"data/{database.OWN_FILE}"
