"""The guide to a running system is held to the program: mapping, plan, commands, exit codes."""

import re
import shlex
from pathlib import Path

import pytest

from dashboard.cli import import_source
from seed.mapping import parse_profile
from tests.command_line import command
from tests.fixtures.surroundings import ROOT

GUIDE = (ROOT / "docs" / "every-night.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)
MAPPING, PLAN = [text for kind, text in BLOCKS if kind == "toml"]
COMMANDS = [
    words[words.index("import") if "import" in words else 0 :]
    for kind, text in BLOCKS
    if kind in {"", "ini"}
    for line in text.splitlines()
    if re.match(r"mapping|import|30 2|ExecStart", line)
    for words in [shlex.split(line)]
]


def test_the_mapping_of_the_guide_is_without_fault() -> None:
    profile = parse_profile.parse_profile_text("court", MAPPING)
    assert (profile.findings, [file.name for file in profile.files]) == ((), ["cases", "accused"])


def test_the_plan_of_the_guide_is_without_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "court.toml").write_text(MAPPING)
    pseudonymous = MAPPING.replace(
        'person_id = "accused_id"', 'person_id = { source = "accused_id", pseudonym = true }'
    )
    (tmp_path / "police.toml").write_text(pseudonymous.replace("XAA", "XAB"))
    (tmp_path / "police.key").write_text("0123456789abcdef" * 4)
    (tmp_path / "police.key").chmod(0o600)
    (tmp_path / "night.toml").write_text(PLAN)
    courts, police = import_source.read_plan(tmp_path / "night.toml", {})
    assert (courts.path, courts.supersedes, courts.updates) == (None, "all", False)
    assert (police.path, police.supersedes, police.updates) == (
        Path("/srv/exports/police"),
        (),
        True,
    )


@pytest.mark.parametrize("words", COMMANDS)
def test_the_program_understands_each_command(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("night.toml").touch()
    *groups, name = [word for word in words[:2] if word in {"import", "mapping", "new", "check"}]
    command(*groups, name).make_context(name, words[len(groups) + 1 :], resilient_parsing=False)
