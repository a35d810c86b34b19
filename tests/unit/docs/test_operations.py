"""The pages for operators are held to the program: numbers to watch, services, sizes, commands."""

import configparser
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest

from bench.scale import rows, sizing
from dashboard.cli import cli, console
from schemas.store import atomic_write, not_applicable_steps
from tests.command_line import command
from tests.fixtures.surroundings import ROOT

M = re.MULTILINE
DOCS = ROOT / "docs"
GUIDE = (DOCS / "operations.md").read_text("utf-8")
SERVICES = sorted((DOCS / "systemd").glob("*.service"))
TIMER = DOCS / "systemd" / "night.timer"
PROGRAM = "/srv/quality/.venv/bin/prosecution-quality"
MEASURED = rows.read(DOCS / "scale.csv")


class Unit(configparser.RawConfigParser):
    """A file of systemd; of what stands several times the last."""

    def __init__(self, path: Path) -> None:
        super().__init__(strict=False)
        self.read(path, "utf-8")

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def understood(words: list[str]) -> click.Context:
    """The command as click understands it, without its work."""
    rest = words[2:] if words[0] == "--database" else [*words]
    names: list[str] = []
    found: click.Command = cli
    while isinstance(found, click.Group):
        names.append(rest.pop(0))
        found = command(*names)
    return found.make_context(names[-1], rest)


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_services_start_commands_that_there_are(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("night.toml").touch()
    service = Unit(path)["Service"]
    program, *words = shlex.split(service["ExecStart"].replace("%i", "8501"))
    assert program == PROGRAM
    understood(words)
    assert service["User"] != "root"
    assert service["UMask"] == "0077"


def test_exit_codes_of_services_are_those_of_the_program() -> None:
    assert Unit(DOCS / "systemd" / "night.service")["Service"]["SuccessExitStatus"] == str(
        console.STORED
    )
    for name in ("quality@.service", "public.service"):
        service = Unit(DOCS / "systemd" / name)["Service"]
        assert service["RestartPreventExitStatus"].split() == [str(console.REFUSED), "2"]
        # It is of the main process alone: by what goes before it a service is started again.
        assert "ExecStartPre" not in service


def test_marks_lie_where_the_service_can_write_and_the_importer_too() -> None:
    service = Unit(DOCS / "systemd" / "quality@.service")["Service"]
    importer = Unit(DOCS / "systemd" / "night.service")["Service"]["User"]
    page = (DOCS / "server.md").read_text("utf-8")
    [named] = {*re.findall(rf"{not_applicable_steps.FOLDER}=(\S+)", page)}
    assert (service["ProtectSystem"], "ReadWritePaths" in service) == ("strict", False)
    assert Path(named).parent == Path("/var/lib") / service["StateDirectory"]
    [(mode, owner, group)] = re.findall(
        rf"^install -d -m (\d+) -o (\S+) -g (\S+) {named}$", page, M
    )
    assert int(mode, 8) & atomic_write.SHARED == atomic_write.SHARED
    assert (int(mode, 8) & 0o007, owner) == (0, service["User"])
    members = re.findall(rf"^usermod --append --groups {group} (\S+)$", page, M)
    assert members == [service["User"], importer]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_takes_the_services(tmp_path: Path) -> None:
    names = []
    for path in (*SERVICES, TIMER):
        name = path.name.replace("@", "@8501")
        # The program is not where it is on a server, and its users are not here.
        text = path.read_text("utf-8").replace(PROGRAM, sys.executable)
        (tmp_path / name).write_text(re.sub(r"^User=.*$", "", text, flags=re.MULTILINE))
        names.append(str(tmp_path / name))
    done = subprocess.run(
        ["systemd-analyze", "verify", *names], capture_output=True, text=True, check=False
    )
    about_ours = [line for line in done.stderr.splitlines() if str(tmp_path) in line]
    assert not about_ours


def test_the_table_of_sizes_is_what_was_measured() -> None:
    assert sizing.put_into(GUIDE, MEASURED) == GUIDE
    assert {row.database for row in MEASURED} <= set(sizing.NAMES)


def test_the_way_to_a_server_and_back_is_understood(tmp_path: Path) -> None:
    page = (DOCS / "desk.md").read_text("utf-8")
    lines = re.findall(r"^prosecution-quality (.* copy .*)$", page, re.MULTILINE)
    targets = [understood(shlex.split(line)).params["target"] for line in lines]
    assert targets == ["postgresql://postgres@HOST/trafficking", "back.duckdb"]
