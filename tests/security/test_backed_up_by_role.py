"""A backup or copy of a server's database is made by who sees every record, or is not made."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import metrics
from schemas.store import copying, marks
from tests.command_line import run
from tests.security.test_row_security import Server, set_up

pytestmark = pytest.mark.postgres
Say = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def on_server(
    postgres_url: str, imported_twice: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """Records in a database that was set up."""
    with set_up(postgres_url, tmp_path_factory.mktemp("keys")) as made:
        copying.copy(f"duckdb:///{imported_twice}", made.importer, refresh=metrics.refresh)
        yield made


@pytest.mark.parametrize("role", ["owner", "application"])
def test_who_does_not_see_every_record_is_told_as_whom_to_come(
    on_server: Server, capsys: Say, tmp_path: Path, role: str
) -> None:
    url, own = on_server.url(getattr(on_server.roles, role)), on_server.roles
    for command in ("backup", "copy"):
        refused = run(capsys, "--database", url, command, str(tmp_path / "night"))
        assert refused.code == 1, refused.out
        assert f"Role [{getattr(own, role)}] does not see every record" in refused.err
        assert f"Nothing was changed. Come as [{own.importer}]" in refused.err
        assert [*tmp_path.iterdir()] == []


def test_who_sees_every_record_backs_all_of_them_up(
    on_server: Server, capsys: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(marks.FOLDER, raising=False)
    said = {
        run(capsys, "--database", url, "backup", str(tmp_path / name)).out.replace(name, "")
        for name, url in (("importer", on_server.importer), ("admin", on_server.admin))
    }
    [rows] = said
    assert not rows.startswith("0 rows")
    assert f"Marks of steps are left out: {marks.FOLDER} names no folder" in rows


def test_records_are_not_brought_to_where_they_would_not_be_seen(
    on_server: Server, imported_twice: Path, capsys: Say
) -> None:
    """A database that holds records holds none for its owner, and is not empty for that."""
    owner = on_server.url(on_server.roles.owner)
    refused = run(capsys, "--database", str(imported_twice), "copy", owner)
    assert (refused.code, "does not see every record" in refused.err) == (1, True)


def test_of_a_database_that_was_not_set_up_everybody_sees_all(
    postgres_database: str, imported_twice: Path, capsys: Say, tmp_path: Path
) -> None:
    rows = copying.copy(f"duckdb:///{imported_twice}", postgres_database, refresh=metrics.refresh)
    made = run(capsys, "--database", postgres_database, "backup", str(tmp_path / "night"))
    assert (made.code, f"{sum(rows.values()):,} rows" in made.out) == (0, True)
