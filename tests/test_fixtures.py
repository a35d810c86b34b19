"""The ground the other tests stand on holds."""

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import machine
from tests.soak import soak_size

if TYPE_CHECKING:
    pass


ROOT = Path(__file__).parents[1]


def test_no_test_sees_the_records_of_the_checkout(tmp_path: Path) -> None:
    assert "PROSECUTION_QUALITY_DATABASE" not in os.environ
    assert Path.cwd() == tmp_path


@pytest.mark.parametrize(("asked", "full", "size"), [("", 100, 5), ("", 3, 1), ("full", 100, 100)])
def test_a_soak_test_is_a_twentieth_unless_asked_in_full(
    monkeypatch: pytest.MonkeyPatch, asked: str, full: int, size: int
) -> None:
    monkeypatch.setenv("PROSECUTION_QUALITY_SOAK", asked)
    assert soak_size(full) == size


def test_a_soak_leaves_no_test_out() -> None:
    """What grows and is not on a list of what a soak runs would grow nowhere."""
    makefile = (ROOT / "Makefile").read_text("utf-8")
    [tests] = re.findall(r"^TESTS := (.*)$", makefile, re.MULTILINE)
    [recipe] = re.findall(r"^\tPROSECUTION_QUALITY_SOAK=full (.*)$", makefile, re.MULTILINE)
    assert recipe == "$(TESTS) $(FILES)"
    assert {"-m", "-k", "--ignore", "--deselect"}.isdisjoint(tests.split()[3:])


def test_a_missing_program_is_said_and_fails_under_ci(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # Nothing can be found or installed: no PATH, no known places.
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(machine, "POSTGRES_PLACES", {})
    monkeypatch.setattr(machine, "CHROMIUM_APPS", ())
    monkeypatch.setenv("CI", "")
    assert machine.main() == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "Skipped: tests that need Chromium or PostgreSQL, not installed on this machine."
    monkeypatch.setenv("CI", "true")
    assert machine.main() == 1
