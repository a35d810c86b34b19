"""The guides are held to the program: commands, measures, words of pages, files and pictures."""

import json
import re
import shlex
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import click
import pytest

from dashboard.cli import cli
from dashboard.export import package, template
from metrics import catalogue, results
from tests import pictures
from tests.command_line import run
from tests.fixtures.surroundings import ROOT
from tests.unit.dashboard.export import small

DOCS = ROOT / "docs"
ANALYST, PROSECUTOR = (
    (DOCS / f"{name}.md").read_text("utf-8") for name in ("analyst", "prosecutor")
)
README = (ROOT / "README.md").read_text("utf-8")
GUIDES = ANALYST + PROSECUTOR
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", GUIDES, re.DOTALL | re.MULTILINE)
LINES = [line for kind, text in BLOCKS if not kind for line in text.splitlines()]
MAKE = [line for line in LINES if line.startswith("make ")]
COMMANDS = [line for line in LINES if line not in MAKE]
SHOWN = [*re.findall(r"!\[[^]]+]\(([^)]+)\)", GUIDES), "pictures/overview.png"]
MOST_BYTES = 150_000
PROGRAM = ".venv/bin/prosecution-quality "
OF_README, OF_BODY = (
    [
        shlex.join(shlex.split(line, comments=True)[1:])
        for line in text.splitlines()
        if line.startswith(program)
    ]
    for text, program in (
        (README, PROGRAM),
        ((DOCS / "body.md").read_text("utf-8"), PROGRAM.rpartition("/")[2]),
    )
)


class Asked(NamedTuple):
    """A command as click understood it."""

    name: str | None
    params: dict[str, Any]


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Asked]:
    """A line of a guide with the files there that it names; no command does its work."""
    monkeypatch.chdir(tmp_path)
    for folder in ("my-records", "backup-2026-12"):
        (tmp_path / folder).mkdir()
    seen: list[Asked] = []

    def noted(*_: object, **params: Any) -> None:
        seen.append(Asked(click.get_current_context().command.name, params))

    for command in every_command(cli):
        monkeypatch.setattr(command, "callback", noted)

    def understood(line: str) -> Asked:
        words = shlex.split(line)
        for word in words:
            if Path(word).suffix in (".csv", ".txt"):
                (tmp_path / word).touch()
        cli.main(words, standalone_mode=False)
        return seen[-1]

    return understood


def every_command(command: click.Command) -> Iterator[click.Command]:
    """The command and, where it is a group, those within, of which help and call take copies."""
    yield command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            command.get_command(context, name)
            yield from every_command(command.commands[name])


@pytest.mark.parametrize("line", COMMANDS)
def test_the_program_understands_each_command(line: str, asked: Callable[[str], Asked]) -> None:
    command = asked(line)
    if command.name == "measures":
        assert set(command.params["ids"]) <= catalogue.CATALOGUE.keys()
        assert set(filter(None, command.params["by"].split(","))) <= set(results.BREAKDOWNS)
    if command.name == "write":
        assert command.params["name"] in {"board.toml", *template.shipped_templates()}


@pytest.mark.parametrize("line", OF_README + OF_BODY)
def test_the_program_understands_each_whole_command(
    line: str, asked: Callable[[str], Asked]
) -> None:
    assert asked(line).name


@pytest.mark.parametrize(
    "line", ["measure N01", "measures --until 2025", "sheet --office o1 --out sheet.html"]
)
def test_a_command_that_is_not_there_would_be_found(
    line: str, asked: Callable[[str], Asked]
) -> None:
    with pytest.raises(click.UsageError):
        asked(line)


def test_the_first_commands_print_what_the_guide_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    [shown] = [text for _, text in BLOCKS if text.startswith("Wrote submission.toml")]
    first = COMMANDS[:2]
    assert [line.split()[0] for line in first] == ["template", "import"]
    assert "".join(run(capsys, *shlex.split(line)).out for line in first) == shown


def test_make_has_each_step() -> None:
    steps = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert {line.removeprefix("make ") for line in MAKE} <= set(steps)


def test_measures_named_exist() -> None:
    named = set(re.findall(r"\b[A-Z]\d\d[a-z]?\b", GUIDES))
    assert named
    assert named <= catalogue.CATALOGUE.keys()


def test_the_template_of_the_guide_is_without_fault() -> None:
    [text] = [text for kind, text in BLOCKS if kind == "toml"]
    assert template.parse_template("board", text).sections


def test_every_picture_is_made_by_the_command_and_shown_once() -> None:
    assert "](docs/pictures/overview.png)" in README
    assert sorted(SHOWN) == sorted(f"pictures/{name}.png" for name in pictures.PICTURES)
    files = {file.stem: file.read_bytes() for file in pictures.FOLDER.glob("*.png")}
    assert files.keys() == pictures.PICTURES.keys()
    widths = {struct.unpack(">I", content[16:20])[0] for content in files.values()}
    assert widths == {pictures.WIDTH}
    assert {name for name, content in files.items() if len(content) > MOST_BYTES} == set()


def test_what_the_guides_lead_to_is_there() -> None:
    links = re.findall(r"]\((?!#)([^):]+)\)", GUIDES)
    assert [link for link in links if not (DOCS / link).is_file()] == []
    for guide in ("analyst", "prosecutor"):
        assert f"](docs/{guide}.md)" in README


@pytest.fixture
def reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the report of the guide was written, of a small state of the records."""
    made = tmp_path / "brief" / "ministry-XBR-csv"
    made.mkdir(parents=True)
    for name, content in package.render_package(small.report()).items():
        (made / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_notebook_reads_what_a_report_writes(reported: Path) -> None:
    book = json.loads((DOCS / "notebook.ipynb").read_text("utf-8"))
    names: dict[str, Any] = {}
    for cell in book["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
    assert len(names["yearly"])
    assert set(names["usable"]["status"]) == {"ok"}
    assert len(names["usable"]) < len(names["figures"])
    assert names["usable"]["value"].notna().all()


def test_the_lines_of_python_in_the_guide_run(reported: Path) -> None:
    [text] = [text for kind, text in BLOCKS if kind == "python"]
    names: dict[str, Any] = {}
    exec(text, names)
    assert len(names["usable"])
