"""Items 1-73 of the battery through the command line: each with its outcome, by number."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

import metrics
from schemas.store import database
from tests.battery import expected, ways
from tests.battery.case import COMMAND_LINE, Case
from tests.battery.items import listed
from tests.soak import soak_size
from tests.submissions import CASES, SUSPECTS, count_nothing, row_counts, write

# In every run the first case of each item and outcome, of the refused also of each rule, and all of
# them in a soak. A rule that only warns is tested where it is checked, in tests/unit/seed.
IN_FULL, KIND = soak_size(2) > 1, ("number", "outcome")
_REFUSED = listed.of(COMMAND_LINE, *listed.REFUSING)
_STORABLE = listed.of(COMMAND_LINE, *listed.STORING)
REFUSED = _REFUSED if IN_FULL else listed.first_of_each(_REFUSED, *KIND, "rule")
STORABLE = _STORABLE if IN_FULL else listed.first_of_each(_STORABLE, *KIND)
# What a person is told is written from what JSON says: of every tenth, of all in a soak.
TOLD = REFUSED[:: 1 if IN_FULL else 10]


@pytest.fixture(scope="module", autouse=True)
def counted_in_a_soak() -> Iterator[None]:
    """What becomes of rows is told without measures, which are most of the time that it takes."""
    with pytest.MonkeyPatch.context() as patch:
        if not IN_FULL:
            patch.setattr(metrics, "refresh", count_nothing)
            patch.setattr(metrics, "warn_of_missing_rates", lambda *_: ())
        yield


class Refused(NamedTuple):
    """What was said of each submission that is refused, as JSON and, of those told, as text."""

    answers: dict[str, ways.Answer]
    texts: dict[str, str]


class Kept(NamedTuple):
    """What was said of all cases that may be stored, and the database they are in."""

    answers: dict[str, ways.Answer]
    again: dict[str, ways.Answer]
    held: ways.Held


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Refused:
    """All cases that are refused, sent at once to a database that holds a submission already."""
    root = tmp_path_factory.mktemp("refused")
    url = str(root / "records.duckdb")
    path = write(root / "spring", 'jurisdiction = "QMA"', cases=CASES, suspects=SUSPECTS)
    assert ways.send_by_command_line(url, path).status == "stored"
    version, counted = database.data_version(url), row_counts(url)
    sent = root / "sent"
    sent.mkdir()
    paths = [ways.place(case, case.made(), sent) for case in REFUSED]
    # A folder of submissions is searched for what may be one; the others are named.
    named = [path for path in paths if path.suffix in ways.NEVER_READ]
    answers = [answer for path in (sent, *named) for answer in ways.by_command_line(url, path)]
    told = {ways.code_of(case) for case in TOLD}
    for path in paths:
        if path.stem not in told:
            path.rename(root / path.name)
    texts = "".join(
        ways.text_by_command_line(url, path) for path in (sent, *named) if path.exists()
    )
    assert database.data_version(url) == version
    assert row_counts(url) == counted
    return Refused({answer.source: answer for answer in answers}, ways.by_source(texts))


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


@pytest.mark.parametrize("case", listed.marked(REFUSED))
def test_a_refused_item_says_where_and_why_and_leaves_nothing(refused: Refused, case: Case) -> None:
    answer = refused.answers[ways.code_of(case)]
    assert answer.status == "refused"
    expected.found_as_stated(case, answer)
    expected.keeps_secrets(case, answer.said)
    if case in TOLD:
        text = refused.texts[ways.code_of(case)]
        assert f"[{case.rule}]" in text
        expected.keeps_secrets(case, text)


@pytest.mark.parametrize("case", listed.marked(STORABLE))
def test_a_stored_item_is_what_is_expected(kept: Kept, case: Case) -> None:
    answer = kept.answers[ways.code_of(case)]
    expected.stored_as_stated(case, answer, kept.held)
    expected.keeps_secrets(case, answer.said, kept.held.text)
    if case.twin:
        assert kept.again[ways.code_of(case)].status == "already_stored"
