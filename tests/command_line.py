"""The command line run in the test's own process."""

from typing import NamedTuple

import click
import pytest

from dashboard.cli import cli, main


class Outcome(NamedTuple):
    """What a command left: its exit code and what it wrote."""

    code: int
    out: str
    err: str


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> Outcome:
    """`prosecution-quality` with the arguments."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    return Outcome(int(ended.value.code or 0), *capsys.readouterr())


def command(*names: str) -> click.Command:
    """The command of that name, or of a group by those of both, without its work."""
    found: click.Command | None = cli
    for name in names:
        assert isinstance(found, click.Group)
        found = found.get_command(click.Context(found), name)
    assert found is not None, names
    return found
