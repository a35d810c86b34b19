"""`serve --public` shows releases alone, and refuses what would give it more."""

import os
from pathlib import Path

import pytest

from dashboard import access, sign_in_settings
from tests.command_line import run
from tests.unit.dashboard.export import small_release

RELEASES, DATABASE = "PROSECUTION_QUALITY_RELEASES", "PROSECUTION_QUALITY_DATABASE"
PORT = ("--port", "18532")


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a small database of releases."""
    return small_release.made(tmp_path_factory.mktemp("releases"), with_notes=False)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """What stands in the environment of each server that was started, instead of starting it."""
    started: list[dict[str, str]] = []
    # Set, so that what the command sets is taken back behind the test.
    monkeypatch.setenv(sign_in_settings.PUBLIC, "")
    monkeypatch.setattr(
        "dashboard.server.app.run_server", lambda *_: started.append(dict(os.environ))
    )
    monkeypatch.setattr(os, "chdir", lambda _: None)
    return started


def test_it_serves_a_release_without_any_records(
    releases: str,
    served: list[dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(RELEASES, releases)
    monkeypatch.setenv(DATABASE, "duckdb:////nowhere/records.duckdb")
    outcome = run(capsys, "serve", "--public", *PORT)
    assert (outcome.code, outcome.err) == (0, "")
    assert "for anyone" in outcome.out
    [environment] = served
    assert environment[RELEASES] == releases
    assert DATABASE not in environment
    assert access.pages_of_scope(access.scope_id())[-1].title == "Methods"
    assert access.account_for_log() == "release"


def test_files_that_are_named_from_the_folder_of_the_start_are_found_from_another(
    releases: str,
    served: list[dict[str, str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(RELEASES, os.path.relpath(releases.removeprefix("duckdb:///")))
    names = ("PGPASSFILE", "PROSECUTION_QUALITY_DOWNLOADS", "PROSECUTION_QUALITY_SCOPE_KEY_FILE")
    for name in names:
        monkeypatch.setenv(name, f"{name}.txt")
    assert run(capsys, "serve", "--public", *PORT).code == 0
    [environment] = served
    assert environment[RELEASES] == releases
    assert [environment[name] for name in names] == [str(tmp_path / f"{one}.txt") for one in names]


def test_it_does_not_start_without_a_release(
    served: list[dict[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = run(capsys, "serve", "--public", *PORT)
    assert (outcome.code, served) == (3, [])
    assert "release make" in outcome.err


@pytest.mark.parametrize(
    ("set_to", "options", "code", "said"),
    [
        ({}, ("--new",), 2, "either --public or --new"),
        ({"PROSECUTION_QUALITY_SIGN_IN": "https://a.test"}, (), 1, "has no sign-in"),
        (
            {DATABASE: "postgresql://a:secret@127.0.0.1/b"},
            (),
            1,
            "no access to records on a server",
        ),
    ],
)
def test_what_would_give_it_more_is_refused(
    releases: str,
    served: list[dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    set_to: dict[str, str],
    options: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    monkeypatch.setenv(RELEASES, releases)
    for name, text in set_to.items():
        monkeypatch.setenv(name, text)
    outcome = run(capsys, "serve", "--public", *options, *PORT)
    assert (outcome.code, served) == (code, [])
    assert said in outcome.err
    assert "secret" not in outcome.err
