"""The command line run in the test's own process."""

from typing import NamedTuple

import pytest

from dashboard.cli import main


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
