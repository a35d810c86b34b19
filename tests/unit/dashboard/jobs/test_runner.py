"""Work in child processes: answers, steps, limits, deaths; nothing is left of any."""

import ctypes
import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pytest

from dashboard.jobs import runner
from dashboard.jobs.runner import Limits, Progress, peak_memory
from schemas import errors
from tests.soak import everyday, soak_size

MEGABYTE = 1 << 20
# What is imported takes some 250 MB.
SMALL = Limits(memory=600 * MEGABYTE, seconds=60, cpu=60)
WAIT = 60
# Children at the same time in a soak.
MANY = max(3, soak_size(20))


def doubled(number: int, progress: Progress) -> int:
    progress("Doubling", 1, 1)
    return 2 * number


def user_error(_request: object, _progress: Progress) -> None:
    raise errors.DatabaseUnavailable("The database [x] is being written by [process 1].")


def bug(secret: str, _progress: Progress) -> None:
    raise ValueError(f"cannot read {secret}")


def killed(signal_number: int, _progress: Progress) -> None:
    os.kill(os.getpid(), signal_number)


def segfault(_request: object, _progress: Progress) -> None:
    ctypes.string_at(0)


def left_early(_request: object, _progress: Progress) -> None:
    sys.exit(0)


def texts_without_end(_request: object, _progress: Progress) -> None:
    kept = []
    while True:
        kept.append("x" * MEGABYTE)


def one_large_array(_request: object, _progress: Progress) -> float:
    return float(np.ones(8 << 30, dtype=np.uint8).sum())


def one_large_frame(_request: object, _progress: Progress) -> int:
    return pl.select(pl.int_range(2 << 30) * 2).height


def resting(folder: Path | None, progress: Progress) -> None:
    """Leave a temporary file, say so, and wait for the end."""
    _, name = tempfile.mkstemp()
    if folder is not None:
        (folder / str(os.getpid())).write_text(name)
    progress("Resting", 0, 1)
    time.sleep(WAIT)


def never_done(_request: object, _progress: Progress) -> None:
    while True:
        pass


def counted(_request: object, _progress: Progress) -> int:
    return int(pl.DataFrame({"a": range(50_000)}).group_by(pl.col("a") % 7).len().height)


@pytest.fixture
def job() -> Iterator[Callable[..., runner.Job]]:
    """Start jobs that do not outlive the test."""
    started: list[runner.Job] = []

    def start(*arguments: object, **named: object) -> runner.Job:
        started.append(runner.start_job(*arguments, **named))  # type: ignore[arg-type]
        return started[-1]

    yield start
    for one in started:
        one.cancel()
    for one in started:
        one.wait()


def until(true: Callable[[], object]) -> None:
    """Wait until it holds."""
    deadline = time.monotonic() + WAIT
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def rule(ended: runner.Ended) -> str | None:
    assert ended.result is None
    return ended.fault.rule if ended.fault else None


def test_the_answer_comes_back_with_the_last_step(job: Callable[..., runner.Job]) -> None:
    doubling = job(doubled, 21)
    assert doubling.wait() == runner.Ended(42)
    assert doubling.step is not None
    assert (doubling.step.what, doubling.step.done, doubling.step.total) == ("Doubling", 1, 1)
    # Cancelling what has ended changes nothing.
    doubling.cancel()
    assert doubling.ended == runner.Ended(42)


def test_what_the_person_can_put_right_is_said_in_its_own_words() -> None:
    ended = runner.run_and_wait(user_error, None)
    assert rule(ended) == "upload.stopped"
    assert ended.fault is not None
    assert ended.fault.wording == "The database [x] is being written by [process 1]."


def test_a_bug_leaves_its_traceback_and_no_value(capfd: pytest.CaptureFixture[str]) -> None:
    # The process that children are forked from keeps the standard error of its first start, so
    # only what is told to the person can be looked at in every run.
    ended = runner.run_and_wait(bug, "Maria")
    assert rule(ended) == "upload.died"
    assert "Maria" not in str(ended)
    assert "Maria" not in capfd.readouterr().err


@pytest.mark.parametrize("number", everyday(signal.SIGKILL, rest=[signal.SIGTERM, signal.SIGSEGV]))
def test_a_child_that_is_killed_is_a_finding(number: signal.Signals) -> None:
    ended = runner.run_and_wait(killed, int(number))
    assert rule(ended) == "upload.died"
    assert "Nothing was stored" in str(ended.fault)


def test_a_child_that_breaks_or_leaves_without_a_word_is_a_finding() -> None:
    assert rule(runner.run_and_wait(segfault, None)) == "upload.died"
    assert rule(runner.run_and_wait(left_early, None)) == "upload.died"


@pytest.mark.parametrize(
    "work", [texts_without_end, one_large_array, one_large_frame][: soak_size(3)]
)
def test_a_child_that_takes_too_much_memory_is_ended(work: Callable[..., object]) -> None:
    before = peak_memory()
    assert rule(runner.run_and_wait(work, None, SMALL)) == "upload.memory"
    assert peak_memory() - before < 50 * MEGABYTE


def test_a_child_that_takes_too_long_is_ended() -> None:
    assert (
        rule(runner.run_and_wait(resting, None, Limits(1 << 30, seconds=0.3, cpu=60)))
        == "upload.time"
    )
    assert (
        rule(runner.run_and_wait(never_done, None, Limits(1 << 30, seconds=60, cpu=1)))
        == "upload.time"
    )


def test_cancelling_ends_the_child_and_takes_its_files(
    job: Callable[..., runner.Job], tmp_path: Path
) -> None:
    rest = job(resting, tmp_path)
    until(lambda: rest.step)
    [told] = tmp_path.iterdir()
    temporary = Path(told.read_text())
    assert temporary.exists()
    rest.cancel()
    assert rule(rest.wait()) == "upload.cancelled"
    assert not temporary.parent.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(int(told.name), 0)


def database_out_of_memory(_request: object, _progress: Progress) -> None:
    with duckdb.connect() as instance:
        instance.execute("SET memory_limit = '10MB'")
        instance.execute("SET temp_directory = ''")
        instance.execute("SELECT list(range) FROM range(100_000_000)")


def test_a_database_that_ran_out_of_memory_is_said_as_that() -> None:
    assert rule(runner.run_and_wait(database_out_of_memory, None)) == "upload.memory"


def test_what_a_killed_child_left_elsewhere_is_tidied_after_its_end(
    job: Callable[..., runner.Job], tmp_path: Path
) -> None:
    left = tmp_path / "left"
    left.touch()
    assert job(doubled, 1, tidy=lambda _act: left.unlink()).wait() == runner.Ended(2)
    assert left.exists()
    rest = job(resting, None, tidy=lambda _act: left.unlink())
    until(lambda: rest.step)
    rest.cancel()
    rest.wait()
    assert not left.exists()


def test_folders_of_a_process_that_was_killed_are_swept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, job: Callable[..., runner.Job]
) -> None:
    # Each child reads this file: it should not read a server with it.
    from dashboard.server import app

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    rest = job(resting, None)
    until(lambda: rest.step)
    [held] = tmp_path.iterdir()
    (tmp_path / f"{runner.SCRATCH}killed").mkdir()
    app.remove_expired()
    assert list(tmp_path.iterdir()) == [held]


def test_the_end_of_the_server_is_the_end_of_all_work(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, job: Callable[..., runner.Job]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    resting_jobs = [job(resting, None) for _ in range(runner.SLOTS)]
    until(lambda: all(one.step for one in resting_jobs))
    waiting = job(doubled, 1)
    runner.stop_all_jobs()
    assert {rule(one.wait()) for one in (*resting_jobs, waiting)} == {"upload.cancelled"}
    assert list(tmp_path.iterdir()) == []


def test_two_work_at_once_and_others_wait(job: Callable[..., runner.Job]) -> None:
    first, second = job(resting, None), job(resting, None)
    until(lambda: first.step and second.step)
    third, fourth = job(doubled, 1), job(doubled, 2)
    assert third.is_waiting
    fourth.cancel()
    assert rule(fourth.wait()) == "upload.cancelled"
    assert third.is_waiting
    first.cancel()
    assert third.wait() == runner.Ended(2)
    assert not third.is_waiting
    assert not second.is_waiting


def test_a_session_has_one_job_at_a_time(job: Callable[..., runner.Job]) -> None:
    first = job(resting, None, session="a")
    with pytest.raises(errors.UserError, match="Another upload in this browser window"):
        runner.start_job(doubled, 1, session="a")
    assert job(doubled, 1, session="b").wait() == runner.Ended(2)
    first.cancel()
    first.wait()
    assert job(doubled, 1, session="a").wait() == runner.Ended(2)


def test_children_are_forked_soundly_from_what_is_loaded_already() -> None:
    # Threads at work in the process that is forked would leave locks that nobody opens.
    threads = [
        threading.Thread(target=runner.run_and_wait, args=(counted, None)) for _ in range(MANY)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT)
    assert not any(thread.is_alive() for thread in threads)
    assert runner.run_and_wait(counted, None) == runner.Ended(7)


def test_work_for_whose_files_there_is_no_room_ends_with_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    ended = runner.run_and_wait(runner.do_nothing, None)
    assert ended.fault is not None
    assert ended.fault.rule == "upload.stopped"
    assert "The folder for temporary files" in ended.fault.wording
