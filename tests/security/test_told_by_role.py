"""A server's database is copied and told of as a whole by who sees all of it, or not at all."""

from pathlib import Path

import pytest

import metrics
from schemas.store import database_copy, not_applicable_steps
from tests.command_line import run
from tests.security.test_row_security import Server
from tests.soak import everyday
from tests.submissions import MADE_UP, small

pytestmark = [pytest.mark.postgres, pytest.mark.soak]
Say = pytest.CaptureFixture[str]
# Commands that tell of all that is stored, each with what it has to be given.
OF_ALL = (
    ("batches",),
    ("measures",),
    ("report", "changes"),
    ("report", "write", "annex", "--out", "{folder}/report"),
    ("report", "site", "--out", "{folder}/site"),
    ("report", "questionnaire", "glotip-2016", "--out", "{folder}/glotip.xlsx"),
    ("sheet", "--jurisdiction", "XAA", "--office", "O1", "--out", "{folder}/sheet.xlsx"),
    ("erase", "--case", "XAA-1", "--reason", "sent_by_mistake", "--dry-run"),
    ("release", "--releases", "{folder}/releases.duckdb", "check"),
)

# Commands that change what is stored.
CHANGING = (
    ("import", "{folder}/sent"),
    ("import", "{folder}/sent", "--dry-run"),
    ("batches", "undo", "1"),
    ("erase", "--case", "XAA-1", "--reason", "sent_by_mistake", "--yes"),
    ("demo",),
    ("settings", "dates", "month", "--yes"),
    ("settings", "options", "open_days", "80"),
)


def of_both_roles(commands: tuple[tuple[str, ...], ...]) -> list[tuple[str, tuple[str, ...]]]:
    """Each command by the dashboard's role and by the owner, by whom each day the first alone."""
    first, *others = (("owner", one) for one in commands)
    return everyday(first, *(("application", one) for one in commands), rest=others)


@pytest.mark.parametrize("role", ["owner", "application"])
def test_who_does_not_see_every_record_is_told_as_whom_to_come(
    on_server: Server, capsys: Say, tmp_path: Path, role: str
) -> None:
    url, own = on_server.url(getattr(on_server.roles, role)), on_server.roles
    for command in ("backup", "copy"):
        refused = run(capsys, "--database", url, command, str(tmp_path / "night"))
        assert refused.code == 1, refused.out
        assert f"Role [{getattr(own, role)}] does not see every record" in refused.err
        assert f"Nothing was changed. Use role [{own.importer}]" in refused.err
        assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(("role", "command"), of_both_roles(OF_ALL))
def test_nothing_is_told_of_all_records_to_who_does_not_see_them(
    on_server: Server, capsys: Say, tmp_path: Path, role: str, command: tuple[str, ...]
) -> None:
    """That there is no batch, or no case, would be taken for a loss of all of them."""
    url, own = on_server.url(getattr(on_server.roles, role)), on_server.roles
    words = [word.format(folder=tmp_path) for word in command]
    refused = run(capsys, "--database", url, *words)
    assert (refused.code, refused.out) == (1, "")
    assert f"Role [{getattr(own, role)}] does not see every record" in refused.err
    assert f"Use role [{own.importer}]" in refused.err
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(("role", "command"), of_both_roles(CHANGING))
def test_who_may_not_write_is_told_as_whom_to_come(
    on_server: Server, capsys: Say, tmp_path: Path, role: str, command: tuple[str, ...]
) -> None:
    small(tmp_path / "sent", MADE_UP)
    url, own = on_server.url(getattr(on_server.roles, role)), on_server.roles
    refused = run(capsys, "--database", url, *(word.format(folder=tmp_path) for word in command))
    assert refused.code == 1, refused
    assert f"Role [{getattr(own, role)}] " in refused.err
    assert f"Nothing was changed. Use role [{own.importer}]" in refused.err
    assert "permission denied" not in refused.err


def test_who_sees_every_record_backs_all_of_them_up(
    on_server: Server, capsys: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(not_applicable_steps.FOLDER, raising=False)
    said = {
        run(capsys, "--database", url, "backup", str(tmp_path / name)).out.replace(name, "")
        for name, url in (("importer", on_server.importer), ("admin", on_server.admin))
    }
    assert run(capsys, "--database", on_server.importer, "batches").out.count("XAA") == 2
    [rows] = said
    assert "Rows: " in rows
    assert "Rows: 0." not in rows
    assert (
        f"Marks of steps are not included, because {not_applicable_steps.FOLDER} is not set."
        in rows
    )


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
    rows = database_copy.copy(
        f"duckdb:///{imported_twice}", postgres_database, refresh=metrics.refresh
    )
    made = run(capsys, "--database", postgres_database, "backup", str(tmp_path / "night"))
    assert (made.code, f"Rows: {sum(rows.values()):,}." in made.out) == (0, True)
