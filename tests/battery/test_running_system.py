"""A system that is read every night goes down, is written to or changed: old records stay whole."""

import os
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from schemas.store import database
from seed.readers import COMMAND_LINE
from seed.readers import database as source_database
from tests.command_line import Outcome, run
from tests.source_systems import CASES, as_written, does, mapping

URL = "records.duckdb"
PLAN = '[[submissions]]\nmapping = "court.toml"\nsupersedes = "all"\n'
CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s"
WRITES = (
    "SELECT setval('numbers', 7)",
    "WITH gone AS (DELETE FROM court_cases RETURNING *) SELECT * FROM gone",
    "SELECT * FROM court_cases FOR UPDATE",
    "SELECT set_config('transaction_read_only', 'off', true); DROP TABLE court_cases",
    "COMMIT; DROP TABLE court_cases",
    "SELECT 1 INTO other",
)
pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("nothing_counted")]
Night = Callable[[], Outcome]


@pytest.fixture
def system(postgres_database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a system with three cases."""
    monkeypatch.setenv("TEST_PASSWORD", make_url(postgres_database).password or "")
    does(postgres_database, [*CASES, "CREATE SEQUENCE numbers"])
    return postgres_database


@pytest.fixture
def night(system: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Night:
    """Runs the plan; the first night is over, and has stored what the system held."""
    (tmp_path / "court.toml").write_text(mapping(as_written(system)))
    (tmp_path / "night.toml").write_text(PLAN)

    def one_night() -> Outcome:
        return run(capsys, "--database", URL, "import", "--plan", "night.toml")

    assert one_night().code == 10
    return one_night


def test_a_connection_that_is_cut_in_the_middle_leaves_all_as_it_was(
    night: Night, system: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "SELECT 'n-' || n, NULL, NULL FROM generate_series(1, 9) AS n"
    does(system, [f"INSERT INTO court_cases {rows}"])
    before = database.data_version(URL)
    texts, pieces = source_database._cells_as_texts, []
    monkeypatch.setattr(source_database, "ROWS_AT_ONCE", 2)

    def cut_behind_the_first(name: str, values: tuple[object, ...], *rest: object) -> object:
        if not pieces:
            with psycopg.connect(_plain(system), autocommit=True) as server:
                assert server.execute(CUT, [source_database.APPLICATION]).fetchall() == [(True,)]
        pieces.append(len(values))
        return texts(name, values, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(source_database, "_cells_as_texts", cut_behind_the_first)
    ended = night()
    assert (ended.code, ended.out) == (3, "")
    assert ended.err.startswith("The source [postgresql://127.0.0.1")
    assert "Nothing was changed" in ended.err
    assert os.environ["TEST_PASSWORD"] not in ended.err
    assert max(pieces) <= 2
    assert database.data_version(URL) == before


def test_what_is_asked_of_it_can_write_nothing(system: str) -> None:
    for select in WRITES:
        # Past what is looked at before anything is asked: the database itself refuses it.
        asked = source_database.TableOrSelect(select=select)
        with source_database.open_database(as_written(system)) as of:
            rows, said = source_database.read_rows(
                of, asked, "cases", COMMAND_LINE, wanted=lambda names: names
            )
        assert (rows, [fault.rule for fault in said]) == (None, ["database.select"]), select
    with psycopg.connect(_plain(system)) as server:
        counts = "SELECT count(*), (SELECT last_value FROM numbers) FROM court_cases"
        assert server.execute(counts).fetchall() == [(3, 1)]


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")
