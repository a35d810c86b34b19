"""Items 1-73 of the battery through the command line: each with its outcome, by number."""

from pathlib import Path
from typing import NamedTuple

import pytest

from schemas import database
from tests.battery import expected, items, ways
from tests.battery.case import COMMAND_LINE, Case
from tests.submissions import CASES, SUSPECTS, row_counts, write

REFUSED = items.marked(items.of(COMMAND_LINE, *items.REFUSING))
STORABLE = items.of(COMMAND_LINE, *items.STORING)


class Kept(NamedTuple):
    """What was said of all cases that may be stored, and the database they are in."""

    answers: dict[str, ways.Answer]
    again: dict[str, ways.Answer]
    held: ways.Held


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database that holds a submission already."""
    folder = tmp_path_factory.mktemp("before")
    url = str(folder / "records.duckdb")
    path = write(folder / "spring", 'jurisdiction = "QMA"', cases=CASES, suspects=SUSPECTS)
    assert ways.send_by_command_line(url, path).status == "stored"
    return url


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """All cases that may be stored in one database: each write counts all measures anew."""
    root = tmp_path_factory.mktemp("kept")
    url = str(root / "records.duckdb")
    sent, again = root / "sent", root / "again"
    sent.mkdir()
    again.mkdir()
    answers = ways.together_by_command_line(
        url, [ways.place(case, case.made(), sent) for case in STORABLE]
    )
    twins = ways.together_by_command_line(
        url, [ways.place(case, case.twin, again) for case in STORABLE if case.twin]
    )
    return Kept(answers, twins, ways.held(url))


@pytest.mark.parametrize("case", REFUSED)
def test_a_refused_item_says_where_and_why_and_leaves_nothing(
    tmp_path: Path, before: str, case: Case
) -> None:
    path = ways.place(case, case.made(), tmp_path)
    version, counted = database.data_version(before), row_counts(before)
    [answer] = ways.by_command_line(before, path)
    assert answer.status == "refused"
    expected.found_as_stated(case, answer)
    text = ways.text_by_command_line(before, path)
    assert f"[{case.rule}]" in text
    expected.keeps_secrets(case, answer.said, text)
    assert database.data_version(before) == version
    assert row_counts(before) == counted


@pytest.mark.parametrize("case", items.marked(STORABLE))
def test_a_stored_item_is_what_is_expected(kept: Kept, case: Case) -> None:
    answer = kept.answers[ways.code_of(case)]
    expected.stored_as_stated(case, answer, kept.held)
    expected.keeps_secrets(case, answer.said, kept.held.text)
    if case.twin:
        assert kept.again[ways.code_of(case)].status == "already_stored"
