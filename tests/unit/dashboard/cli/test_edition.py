"""The command `report site`: what it writes, what it refuses, and what a kill leaves."""

import json
import os
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.export.edition import build_site
from tests import prepared
from tests.command_line import Outcome, run
from tests.fixtures.made_up import path_of
from tests.soak import everyday

PLACE = ("--jurisdiction", "XCO")
FEW = ("--measure", "N01", "--measure", "C03")
YEARS = ("--from", "2018", "--to", "2022")
WAIT_SECONDS = 180
Ask = Callable[..., Outcome]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], made_up_url: str) -> Ask:
    """The command on made-up records."""

    def asked(*arguments: str | Path) -> Outcome:
        return run(capsys, "--database", made_up_url, "report", "site", *map(str, arguments))

    return asked


def test_an_edition_says_the_numbers_that_measures_prints(
    ask: Ask,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    made_up_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Several processes are killed below.
    monkeypatch.setattr(build_site, "count_cores", lambda: 1)
    out = tmp_path / "site"
    outcome = ask("--out", out, *PLACE, *FEW, *YEARS, "--made-on", "2026-07-01")
    assert outcome.code == 0, outcome.err
    assert f"Open {out / 'index.html'}" in outcome.out
    assert [one.name for one in tmp_path.iterdir()] == ["site"]
    said = ("C03", "N01", *YEARS, "--format", "json")
    printed = json.loads(run(capsys, "--database", made_up_url, "measures", *said).out)
    written = json.loads((out / "XCO" / "index.json").read_text("utf-8"))["figures"]
    counted = {one["measure"]: one for one in printed if one["jurisdiction"] == "XCO"}
    assert [row["measure"] for row in written] == ["C03", "N01"]
    for row in written:
        of = counted[row["measure"]]
        told = of["value"] if of["status"] == "ok" else None
        assert row["value"] == (told and pytest.approx(told, rel=1e-14))
        assert (row["denominator"], row["unknown"]) == (of["denominator"], of["unknown"])


def test_what_cannot_be_made_is_said(ask: Ask, tmp_path: Path) -> None:
    for arguments, code, said in (
        (("--measure", "N1"), 1, "Unknown measure [N1]"),
        (("--from", "1900"), 2, "No records for the year [1900]. Year from: 2015 to "),
    ):
        outcome = ask(*arguments, "--out", tmp_path / "site")
        assert (outcome.code, said in outcome.err) == (code, True), outcome
        assert list(tmp_path.iterdir()) == []


@pytest.mark.soak
@pytest.mark.parametrize("number", everyday(signal.SIGTERM, rest=[signal.SIGINT]))
def test_whoever_ends_it_leaves_nothing(made_up_url: str, tmp_path: Path, number: int) -> None:
    copy = shutil.copy(path_of(made_up_url), tmp_path / "records.duckdb")
    out = tmp_path / "public" / "site"
    asked = ("report", "site", "--out", str(out), *FEW[:2])
    child = prepared.Prepared(prepared.command, "--database", f"duckdb:///{copy}", *asked)
    child.go()
    deadline = time.monotonic() + WAIT_SECONDS
    # Of twelve places the first.
    while not list(tmp_path.glob("public/.site.making/*/N01.html")):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert child.process.pid is not None
    os.kill(child.process.pid, number)
    ended = child.ended()
    assert (ended.returncode, ended.stderr.strip()) == (130, "")
    assert list((tmp_path / "public").iterdir()) == []


def test_real_records_are_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, two_cases: Path
) -> None:
    copy = shutil.copy(two_cases, tmp_path / "ours.duckdb")
    out = tmp_path / "public" / "site"
    outcome = run(capsys, "--database", f"duckdb:///{copy}", "report", "site", "--out", str(out))
    assert outcome.code == 1
    assert "Exact figures must not be published" in outcome.err
    assert "its edition with `report site --release`" in outcome.err
    assert not out.parent.exists()
