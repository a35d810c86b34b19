"""The guide to a lake is held to the program: its commands, its version and what it promises."""

import re
import shlex

import pytest

from dashboard.cli import cli, exit_codes
from metrics.engine import ducklake
from schemas.store import lakes
from tests.fixtures.surroundings import ROOT
from tests.test_locks import environments, in_force, locked, text_of

GUIDE = (ROOT / "docs" / "lake.md").read_text("utf-8")
LINES = re.findall(r"^prosecution-quality (.*)$", GUIDE, re.MULTILINE)


@pytest.mark.parametrize("line", LINES)
def test_the_program_understands_each_command(line: str) -> None:
    words = shlex.split(line)
    first = next(place for place, word in enumerate(words) if word in cli.commands)
    group, name, *given = words[first:]
    context = cli.commands[group].commands[name].make_context(name, given)
    assert lakes.is_lake(context.params["engine"])
    assert context.params.get("folder", context.params.get("lake")) == "/srv/lake"


def test_each_command_of_a_lake_is_in_it() -> None:
    for name in cli.commands["lake"].commands:
        assert any(f"lake {name}" in line for line in LINES), name


def test_its_times_codes_and_version_are_those_of_the_program() -> None:
    assert set(re.findall(r"exit code (\d+)", GUIDE)) == {str(exit_codes.UNAVAILABLE)}
    assert ducklake.TRIES == 5
    assert "five times at most" in GUIDE
    versions = in_force(locked(text_of("requirements-lake.txt")), next(environments()))
    assert f"DuckDB {versions['duckdb']}," in GUIDE
    assert lakes.LEFT_BEHIND == "INTERVAL 1 DAY"
    assert "a day later" in GUIDE
