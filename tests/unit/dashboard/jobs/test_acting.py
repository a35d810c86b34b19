"""Work in a child is done by whoever began it, and its act is ended where it is cancelled."""

import time
from functools import partial
from pathlib import Path

import pytest

from dashboard.jobs import runner, upload_jobs
from dashboard.jobs.runner import Progress
from schemas.store import audit
from tests.prepared import REST_SECONDS
from tests.submissions import CASES, small, store

ANA = audit.Actor("ana", "jurisdiction:XAA")


@pytest.fixture
def url(tmp_path: Path) -> str:
    url = f"duckdb:///{tmp_path / 'records.duckdb'}"
    store(url, small(tmp_path / "spring", cases=CASES))
    return url


def undoing(url: str, progress: Progress) -> None:
    """Begin an act, and do not end by itself."""
    with audit.audited(url, audit.Action.UNDO, batches=[1]):
        progress("Undoing", 0, 1)
        time.sleep(REST_SECONDS)


def done(url: str, _progress: Progress) -> None:
    with audit.audited(url, audit.Action.UNDO, batches=[1]):
        pass


def last(url: str) -> tuple[str, str, str]:
    [entry] = audit.last_entries(url, 1)
    return entry.who, entry.scope, entry.outcome


def cancelled(url: str, version: str) -> None:
    """Work that was cancelled while its act was under way."""
    with audit.act_as(ANA):
        job = runner.start_job(
            undoing, url, tidy=partial(upload_jobs.clean_up_killed, url, version)
        )
    while job.step is None and job.ended is None:
        time.sleep(0.05)
    job.cancel()
    job.wait()


def test_a_child_acts_for_whoever_began_its_work(url: str) -> None:
    with audit.act_as(ANA):
        runner.run_and_wait(done, url)
    assert last(url) == ("ana", "jurisdiction:XAA", "done")


def test_work_that_is_cancelled_ends_its_act(url: str) -> None:
    cancelled(url, upload_jobs.data_version(url))
    assert last(url) == ("ana", "jurisdiction:XAA", "cancelled")
    assert audit.check_log(audit.log_lines(url)).open == {}


def test_where_the_records_are_others_since_it_is_not_known_how_it_ended(url: str) -> None:
    cancelled(url, "another version")
    assert last(url) == ("ana", "jurisdiction:XAA", "begun")
    assert len(audit.check_log(audit.log_lines(url)).open) == 1
