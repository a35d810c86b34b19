"""The command `report changes`: what the last import moved, silence, and what it refuses."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from schemas.store import database
from seed import batches
from tests import submissions
from tests.command_line import Outcome, run
from tests.fixtures.made_up import path_of, url_of
from tests.submissions import count_nothing

pytestmark = pytest.mark.soak

Ask = Callable[..., Outcome]


@pytest.fixture
def url(imported_twice: Path, tmp_path: Path) -> str:
    """The address of a copy of the test's own."""
    shutil.copy(imported_twice, path_of(url_of(tmp_path)))
    return url_of(tmp_path)


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], url: str) -> Ask:
    """The command on a database of the test's own."""

    def asked(*arguments: str) -> Outcome:
        return run(capsys, "--database", url, "report", *arguments)

    return asked


def test_what_moved_is_told_with_what_was_added(ask: Ask) -> None:
    outcome = ask("changes")
    assert outcome.code == 0, outcome.err
    first, *lines = outcome.out.splitlines()
    assert "earlier confidence interval" in first
    assert "Import 2 (autumn, stored on " in first
    [moved] = [line.split() for line in lines if line.strip().startswith("F01 ")]
    assert {"0%", "50%", "24", "higher"} <= set(moved)
    assert "Rows of import 2: cases: 12 new; all tables: 12 new." in lines
    assert lines[-1].split() == ["cases", "12", "0", "0"]
    # Scripts read the same as JSON.
    told = json.loads(ask("changes", "--jurisdiction", "XAA", "--json").out)
    assert (told["jurisdiction"], told["batch_id"], told["is_first"]) == ("XAA", 2, False)
    assert told["tables"] == [{"table": "cases", "new": 12, "changed": 0, "removed": 0}]
    [of_f01] = [one for one in told["moved"] if one["measure"] == "F01"]
    assert (of_f01["before"]["value"], of_f01["after"]["value"]) == (0, 0.5)
    assert of_f01["after"]["value"] > of_f01["before"]["high"]


def test_silence_is_said_and_nothing_is_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    url = url_of(tmp_path)
    submissions.store_two_imports(url, tmp_path, then="none")
    before = database.data_version(url)
    told = run(capsys, "--database", url, "report", "changes").out
    assert "XAA, Import 2 (autumn" in told
    assert database.data_version(url) == before


def test_of_one_import_there_is_nothing_before_it(ask: Ask, url: str) -> None:
    batches.undo(url, 2, refresh=count_nothing)
    assert "XAA: Import 1 (spring, stored on " in ask("changes").out
    assert json.loads(ask("changes", "--json").out)["moved"] == []


def test_nothing_is_said_across_a_break(
    ask: Ask, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    events = tmp_path / "events.csv"
    # Within the last year: none lies whole on one side of it.
    events.write_text("jurisdiction,on,title,source,breaks\nXAA,2023-07,New law,Gazette,yes\n")
    assert run(capsys, "--database", url, "settings", "events", str(events)).code == 0
    told = json.loads(ask("changes", "--json").out)
    assert (told["compared"], told["moved"]) == (0, [])
    assert "F01" in told["nothing_said"]["break"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("changes", "--jurisdiction", "XZZ"),
            "No jurisdiction has the code “XZZ”. Choose from: XAA.",
        ),
        (("changes", "--office", "o1"), "No such option '--office'"),
        (("ministry", "--json"), "No such option '--json'"),
    ],
)
def test_what_it_cannot_answer_is_said(ask: Ask, arguments: tuple[str, ...], said: str) -> None:
    outcome = ask(*arguments)
    assert outcome.code == 2
    assert said in outcome.err
