"""What commands write for programs is in English, whatever language is asked for."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from dashboard.cli import cli
from dashboard.cli.console import Format
from tests.command_line import run
from tests.fixtures.made_up import path_of, url_of
from tests.submissions import CASES, write
from tests.unit.metrics.release.small import content, published

JSON, FORMAT = ("--json",), ("--format", "json")
ON = ("--jurisdiction", "QMA", "--measure", "N01", "--period", "2020")
NOTE = (*ON, "--role", "ministry", "Text.")
# Commands that read the releases and their log; others read the records.
OF_RELEASES = ("audit", "release")
ASKED: dict[tuple[str, ...], tuple[str, ...]] = {
    ("audit", "list"): FORMAT,
    ("batches",): JSON,
    ("import",): ("refused", "--dry-run", "--beside-made-up", *JSON),
    ("measures",): ("F01", *FORMAT),
    ("release", "differences"): ("1", "2", *FORMAT),
    ("release", "note", "list"): FORMAT,
    ("release", "show"): FORMAT,
    ("report", "changes"): JSON,
}


def commands_with_json(
    group: click.Group = cli, above: tuple[str, ...] = ()
) -> Iterator[tuple[str, ...]]:
    """The commands that can write JSON onto the screen."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        options = {option: one.type for one in command.params for option in one.opts}
        shape = options.get("--format")
        if "--json" in options or (
            isinstance(shape, click.Choice) and [*shape.choices] == [*map(str, Format)]
        ):
            yield (*above, name)
        if isinstance(command, click.Group):
            yield from commands_with_json(command, (*above, name))


@pytest.fixture
def home(imported_twice: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with records, two releases with a note, and files that are refused."""
    shutil.copy(imported_twice, path_of(url_of(tmp_path)))
    published(tmp_path, content({"value": 0.4}), content({"value": 0.5}))
    write(tmp_path / "refused", cases=CASES.replace("2023-03-04", "spring"))
    monkeypatch.chdir(tmp_path)
    noted = CliRunner().invoke(cli, ["--database", "r.duckdb", "release", "note", "add", *NOTE])
    assert noted.exit_code == 0, noted.output
    return tmp_path


def test_every_command_with_json_is_asked() -> None:
    assert {*commands_with_json()} == {*ASKED}


def test_json_is_english(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    for command, options in ASKED.items():
        url = str(home / "r.duckdb") if command[0] in OF_RELEASES else url_of(home)
        asked = ("--database", url, *command, *options)
        english, french = run(capsys, *asked), run(capsys, "--lang", "fr", *asked)
        assert english.out.startswith(("[\n", "{\n")), command
        assert french == english, command
