"""What is said of an engine that does not do its part; nothing is asked over a network."""

import sys

import pytest

from metrics.engine import session
from metrics.engine.session import NotAnswering, connected
from schemas.errors import DatabaseUnavailable, UserError
from tests.command_line import run

Say = pytest.CaptureFixture[str]


class Stage:
    def __init__(self, completed: int) -> None:
        self.num_completed_tasks = completed


def test_an_engine_of_another_kind_is_refused() -> None:
    with (
        pytest.raises(UserError, match=r"\[spark://one:7077\] is no engine"),
        connected("spark://one:7077"),
    ):
        pass


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setattr(session, "find_spec", lambda _name: None)
    with (
        pytest.raises(UserError, match=r"--editable '\.\[spark\]'"),
        connected("sc://one:15002"),
    ):
        pass


def test_a_token_is_not_repeated() -> None:
    told = session.told("sc://one:15002/;token=secret", RuntimeError("SQL is wrong\nat line 1"))
    assert told == (
        "The engine [sc://one:15002] has failed: SQL is wrong. The figures are as they were; put it"
        " right and run the same command again."
    )


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Job aborted: java.io.IOException: No space left on device", "has no room left"),
        ("SparkContext was shut down", "has lost its master"),
        ("status = StatusCode.UNAVAILABLE", "does not answer"),
        ("[PATH_NOT_FOUND] Path does not exist", "does not see the folder"),
    ],
)
def test_a_fault_is_told_by_what_it_means(text: str, what: str) -> None:
    assert f"[sc://one] {what}" in session.told("sc://one", RuntimeError(text))


def test_a_statement_that_no_worker_takes_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 1.0, 400.0, 401.0, 802.0])
    monkeypatch.setattr(session, "monotonic", lambda: next(clock))
    watch = session.Watch()
    watch([Stage(1)], inflight_tasks=0, operation_id="one", done=False)
    # Work that is long is work.
    watch([Stage(1)], inflight_tasks=1, operation_id="one", done=False)
    watch([Stage(2)], inflight_tasks=0, operation_id="one", done=False)
    with pytest.raises(session.Idle):
        watch([Stage(2)], inflight_tasks=0, operation_id="one", done=False)
    assert "no worker that takes its tasks for 300 seconds" in session.told(
        "sc://one", session.Idle()
    )


def test_an_engine_without_a_folder_is_a_wrong_call(capsys: Say) -> None:
    outcome = run(capsys, "server", "count", "--engine", "sc://one:15002")
    assert outcome.code == 2
    assert "--engine and --lake together" in outcome.err


def test_an_engine_that_fails_is_a_database_that_cannot_be_written() -> None:
    assert issubclass(NotAnswering, DatabaseUnavailable)
