"""Battery 81: a stored release that was damaged is shown by nobody, and all say what to do."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from dashboard import sign_in_settings
from dashboard.cli import console
from dashboard.server import health, several_owners_check
from metrics.release import archive, key
from metrics.release.archive import STORE, release_rows, releases
from schemas import errors
from schemas.store import compatibility, database, row_scope
from tests import serving
from tests.app.test_overview import app, come_through_our_server, text
from tests.battery.upgrades import kept
from tests.command_line import Outcome, run
from tests.fixtures.databases import postgres_database_on, roles_dropped
from tests.soak import everyday

pytestmark = pytest.mark.soak

Say = pytest.CaptureFixture[str]


def of_a_cell(file: Path) -> None:
    with STORE.writing(str(file), purpose="damage") as connection:
        connection.execute(release_rows.update().values(value=0.37))
    STORE.close()


def of_a_byte(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def of_its_end(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])


HARM: dict[str, Callable[[Path], None]] = {
    "a cell": of_a_cell,
    "a byte": of_a_byte,
    "its end": of_its_end,
}


@pytest.fixture(params=everyday("a cell", rest=HARM.keys() - {"a cell"}))
def damaged(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """The address of records beside which lies a damaged release, which all are to be shown."""
    url = kept.unpacked(compatibility.newest_version(), tmp_path)
    key.make(tmp_path / "release.key")
    monkeypatch.setenv(key.KEY_FILE, str(tmp_path / "release.key"))
    with STORE.writing(archive.address(url, None), purpose="own key") as connection:
        connection.execute(releases.update().values(key_fingerprint=key.fingerprint(key.read())))
    STORE.close()
    HARM[request.param](tmp_path / kept.RELEASES)
    monkeypatch.setenv("PROSECUTION_QUALITY_RELEASES", archive.address(url, None))
    yield url
    database.close_readers()
    STORE.close()


def is_refused(outcome: Outcome) -> bool:
    """Told as what can be put right: from a backup."""
    assert outcome.code in {1, 3}, outcome
    assert "bug" not in outcome.err
    return "backup" in outcome.err


def test_item_81_commands_refuse_a_damaged_release(
    capsys: Say, damaged: str, tmp_path: Path
) -> None:
    for command in (["show"], ["check"]):
        told = run(capsys, "--database", damaged, "release", *command)
        assert is_refused(told), (command, told)
    night = tmp_path / "night"
    assert is_refused(run(capsys, "--database", damaged, "backup", str(night)))
    assert not night.exists()


def test_item_81_a_page_shows_no_damaged_release_and_health_is_red(
    damaged: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROSECUTION_QUALITY_DATABASE", "duckdb:////nowhere/records.duckdb")
    monkeypatch.setenv("PROSECUTION_QUALITY_PUBLIC", "yes")
    come_through_our_server(monkeypatch)
    assert serving.run_coroutine(health.Readiness().is_ready()) is False
    test = app()
    assert not test.exception
    words = text(test)
    assert "backup" in words
    assert not test.title, words


@pytest.mark.usefixtures("damaged")
def test_item_81_a_server_for_people_who_sign_in_does_not_start_with_a_damaged_release(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Whoever sits alone before own records is told on the page.
    several_owners_check.refuse_damaged_release()
    monkeypatch.setenv(sign_in_settings.SIGN_IN, "https://login.example.org/x")
    with pytest.raises((errors.UserError, errors.DatabaseUnavailable)):
        several_owners_check.refuse_damaged_release()


def test_item_81_nor_with_a_release_that_is_named_and_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(sign_in_settings.SIGN_IN, "https://login.example.org/x")
    several_owners_check.refuse_damaged_release()
    monkeypatch.setenv("PROSECUTION_QUALITY_RELEASES", str(tmp_path / "not-there.duckdb"))
    with pytest.raises(errors.DatabaseMissing, match=r"There are no releases at \[.*not-there"):
        several_owners_check.refuse_damaged_release()


@pytest.mark.postgres
def test_item_81_the_check_of_a_server_refuses_a_damaged_release(
    capsys: Say, postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scope_key, file = tmp_path / "scope.key", tmp_path / kept.RELEASES
    kept.unpacked(compatibility.newest_version(), tmp_path)
    with postgres_database_on(postgres_url) as own, roles_dropped(own):
        init = [
            "server",
            "init",
            "--scope-key",
            str(scope_key),
            "--passfile",
            str(tmp_path / "pass"),
        ]
        assert run(capsys, "--database", own, *init).code == 0
        name = f"{make_url(own).database}_application"
        [line] = [one for one in (tmp_path / "pass").read_text().splitlines() if f":{name}:" in one]
        by = make_url(own).set(username=name, password=line.rsplit(":", 1)[1])
        monkeypatch.setenv(row_scope.KEY_FILE, str(scope_key))
        check = ["--database", by.render_as_string(hide_password=False), "server", "check"]
        check += ["--releases", str(file)]
        assert run(capsys, *check).code == 0
        not_there = run(capsys, *check[:-1], str(tmp_path / "not-there.duckdb"))
        assert (not_there.code, "There are no releases at" in not_there.err) == (3, True), not_there
        STORE.close()
        of_a_cell(file)
        refused = run(capsys, *check)
        assert is_refused(refused)
        # So is one whose own key others may read.
        key.make(tmp_path / "release.key")
        (tmp_path / "release.key").chmod(0o644)
        monkeypatch.setenv(key.KEY_FILE, str(tmp_path / "release.key"))
        assert "Other users can read the key file" in run(capsys, *check).err
        # By it a service stays down: no other start would go better.
        assert refused.code == console.REFUSED
        database.close_readers()
    STORE.close()
