"""Run work in child processes, two at a time and with limits, so that a crash stays harmless."""

import atexit
import multiprocessing
import os
import resource
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
import weakref
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from multiprocessing import connection, parent_process
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any, NoReturn

from schemas import errors, findings, language
from schemas.language import marked, message
from schemas.store import audit, database, scratch_dir

# A socket's path may have 103 signs on macOS and 107 on Linux; multiprocessing adds 32 to the
# folder for temporary files, and before Python 3.14 it does not look whether they fit.
LONGEST_SOCKET_PATH, ADDED_TO_PATH = 103, 32
SHORT = Path("/tmp")
# A function that reports the step, how much of it is done, and the total.
Progress = Callable[[str, int, int], None]
# A function that takes a picklable request and a function to report progress.
Work = Callable[[Any, Progress], Any]
# The child's exit code if it ran out of memory; no signal has this number.
OUT_OF_MEMORY = 77
BROKEN = 1
LOOK_SECONDS = 0.05
# Seconds between reports; nobody can read them faster.
TELL_SECONDS = 0.05
# Reserved memory counts, used or not: six gigabytes for a small database. This limit stops what
# grows faster than the memory watch checks.
SET_ASIDE = 16 << 30


@dataclass(frozen=True)
class Limits:
    """Limits of a child process: `memory` in bytes, elapsed `seconds`, and `cpu` in seconds."""

    memory: int
    seconds: float
    cpu: int


@dataclass(frozen=True)
class Step:
    """A step of the work, how much of it is done, and the total."""

    what: str
    done: int
    total: int


@dataclass(frozen=True)
class Answer:
    """What the work returned."""

    result: object


@dataclass(frozen=True)
class Stopped:
    """The work ended with an error message for the user."""

    words: str


# More than the largest upload needed on a database of a million cases.
UPLOAD = Limits(memory=3 << 30, seconds=600, cpu=900)
# Each may take the memory that the limits allow.
SLOTS = 2
WAIT_SECONDS = 0.1
# After its result, a child only has to free its memory.
END_SECONDS = 30
# Work that was stopped has copies of a database to remove.
CLEAN_UP_SECONDS = 5
SCRATCH = "prosecution-quality-job-"
NO_SESSION = ""
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["dashboard.jobs.forkserver_preload"])
GIGABYTE = 1 << 30
# A clean-up function that takes the id of the child's act in the audit log.
CleanUp = Callable[[str], None]


class Rule(StrEnum):
    """The reason why a child process gave no result."""

    DIED = "upload.died"
    MEMORY = "upload.memory"
    TIME = "upload.time"
    CANCELLED = "upload.cancelled"
    # The message is that of a UserError: a locked database, a missing file.
    STOPPED = "upload.stopped"


# Messages for the waiting user on why the work gave no result.
Words = Mapping[Rule, str]
UPLOAD_WORDS: Words = {
    Rule.DIED: marked(
        "The program stopped while it read these files. Nothing was stored. Check that the files"
        " open in another program, export them once more, and try again. If it happens again, try"
        " the files one by one."
    ),
    Rule.MEMORY: marked(
        "These files need more than {memory} GB of memory. Nothing was stored. Split the files, or"
        " import them from the command line."
    ),
    Rule.TIME: marked(
        "The work was stopped after {minutes} minutes. Nothing was stored. Split the files, or"
        " import them from the command line."
    ),
    Rule.CANCELLED: marked("Cancelled. Nothing was stored, and no files are left."),
}


@dataclass(frozen=True)
class Ended:
    """How a job ended: with the `result` of its work, or with a `fault`."""

    result: object | None
    fault: findings.Finding | None = None


# So many jobs run at once, and one in each session.
_FREE_SLOTS = threading.BoundedSemaphore(SLOTS)
_BUSY_SESSIONS: set[str] = set()
_SESSIONS_LOCK = threading.Lock()
RUNNING: "weakref.WeakSet[Job]" = weakref.WeakSet()


class Job:
    """Work in a child process, from start to end."""

    def __init__(
        self,
        work: Work,
        request: object,
        *,
        limits: Limits,
        session: str,
        tidy: CleanUp,
        words: Words,
    ) -> None:
        self._work, self._request, self._limits = work, request, limits
        self._session, self._tidy, self._words = session, tidy, words
        # The child acts for the user who started it. The id of the act lets others end it in the
        # audit log if the child dies.
        self._actor = replace(audit.current_actor(), act=audit.new_act_id())
        self._language = language.current_language()
        self._cancelled = threading.Event()
        self._lock = threading.Lock()
        self._child: ForkServerProcess | None = None
        self._ended: Ended | None = None
        self.step: Step | None = None
        with _SESSIONS_LOCK:
            if session in _BUSY_SESSIONS:
                raise errors.UserError(
                    "Another upload in this browser window is still in progress. Wait for it to"
                    " finish, or cancel it."
                )
            if session != NO_SESSION:
                _BUSY_SESSIONS.add(session)
        RUNNING.add(self)
        self._thread = threading.Thread(target=self._follow_process, daemon=True)
        self._thread.start()

    @property
    def ended(self) -> Ended | None:
        """Return how the job ended; None while it has not."""
        return self._ended

    @property
    def is_waiting(self) -> bool:
        """Return whether the job has not begun, because others are running."""
        return self._ended is None and self._child is None

    def cancel(self) -> None:
        """Stop the work; it leaves no files behind."""
        with self._lock:
            self._cancelled.set()
            if self._child is not None and self._ended is None:
                self._child.kill()

    def wait(self, seconds: float | None = None) -> Ended | None:
        """Wait some seconds for the job, then return how it ended; None if it has not."""
        self._thread.join(seconds)
        return self._ended

    def _follow_process(self) -> None:
        ended = self._failed_end(Rule.DIED)
        try:
            ended = self._run_in_turn()
        except errors.UserError as error:
            ended = Ended(None, findings.Finding("", Rule.STOPPED, error.wording))
        finally:
            with _SESSIONS_LOCK:
                _BUSY_SESSIONS.discard(self._session)
            with self._lock:
                self._ended = ended

    def _run_in_turn(self) -> Ended:
        while not _FREE_SLOTS.acquire(timeout=WAIT_SECONDS):
            if self._cancelled.is_set():
                return self._failed_end(Rule.CANCELLED)
        try:
            # Files in this folder are removed with it, even if the child was killed.
            with scratch_dir.scratch_dir(SCRATCH) as scratch:
                return self._run_in_child(str(scratch))
        finally:
            _FREE_SLOTS.release()

    def _run_in_child(self, scratch: str) -> Ended:
        receiver, sender = CONTEXT.Pipe(duplex=False)
        child = CONTEXT.Process(
            target=run_child,
            args=(
                *(sender, self._work, self._request, self._limits, scratch, self._actor),
                self._language,
            ),
            daemon=True,
        )
        with receiver:
            with self._lock:
                if not self._cancelled.is_set():
                    shorten_socket_path()
                    child.start()
                    self._child = child
            sender.close()
            if self._child is None:
                return self._failed_end(Rule.CANCELLED)
            ended = self._receive_until_end(child, receiver)
        # The child has sent its result; if it hangs, it is ended.
        child.join(END_SECONDS)
        if child.is_alive():
            child.kill()
            child.join()
        if ended.result is None:
            self._tidy(self._actor.act)
        return ended

    def _receive_until_end(
        self, child: ForkServerProcess, receiver: connection.Connection
    ) -> Ended:
        deadline = time.monotonic() + self._limits.seconds
        late = False
        while True:
            if not receiver.poll(max(0.0, deadline - time.monotonic())):
                late = True
                child.kill()
            try:
                received = receiver.recv()
            except (EOFError, OSError):
                break
            match received:
                case Step():
                    self.step = received
                case Answer(result):
                    return Ended(result)
                case Stopped(words):
                    return Ended(None, findings.Finding("", Rule.STOPPED, words))
        child.join()
        return self._failed_end(self._end_reason(child.exitcode, late))

    def _end_reason(self, exit_code: int | None, late: bool) -> Rule:
        if self._cancelled.is_set():
            return Rule.CANCELLED
        if late or exit_code == -signal.SIGXCPU:
            return Rule.TIME
        # Libraries abort if the system refuses memory.
        if exit_code in {OUT_OF_MEMORY, -signal.SIGABRT}:
            return Rule.MEMORY
        return Rule.DIED

    def _failed_end(self, rule: Rule) -> Ended:
        wording = message(
            self._words[rule],
            memory=f"{self._limits.memory / GIGABYTE:.0f}",
            minutes=f"{self._limits.seconds / 60:.0f}",
        )
        return Ended(None, findings.Finding("", rule, wording))


def clean_nothing(_act: str) -> None:
    """Do nothing: the clean-up for work that writes only in its own folder."""


def start_job(
    work: Work,
    request: object,
    limits: Limits = UPLOAD,
    *,
    session: str = NO_SESSION,
    tidy: CleanUp = clean_nothing,
    words: Words = UPLOAD_WORDS,
) -> Job:
    """Start work in a child process, or queue it. `work` and `request` must be picklable.

    If it ends without a result, `tidy` is called with the id of its act in the audit log, and the
    user gets the message of `words` for the reason. Raises UserError if the session already has a
    running job.
    """
    return Job(work, request, limits=limits, session=session, tidy=tidy, words=words)


def run_and_wait(work: Work, request: object, limits: Limits = UPLOAD) -> Ended:
    """Do the work in a child process and wait for its end."""
    ended = start_job(work, request, limits).wait()
    assert ended is not None
    return ended


def stop_all_jobs() -> None:
    """Stop all running work and wait until its clean-up is done."""
    jobs = list(RUNNING)
    for job in jobs:
        job.cancel()
    for job in jobs:
        job.wait(CLEAN_UP_SECONDS)


def preload_modules() -> None:
    """Load the modules for children in the background."""
    threading.Thread(target=run_and_wait, args=(do_nothing, None), daemon=True).start()


def do_nothing(_request: object, _progress: Progress) -> None:
    """Do nothing; used to start the process from which children are forked."""


def shorten_socket_path() -> None:
    """Put the fork server's socket under /tmp if the path of the temporary folder is too long."""
    # There is no public API for this option, which Python passes on to child processes.
    options = multiprocessing.current_process()._config  # type: ignore[attr-defined]
    if options.get("tempdir") is not None or _has_room(tempfile.gettempdir()) or not SHORT.is_dir():
        return
    folder = tempfile.mkdtemp(prefix="pymp-", dir=SHORT)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    options["tempdir"] = folder


def remove_socket_folder() -> None:
    """Remove the folder of the fork server's socket, which Python leaves if a signal ends it."""
    if folder := multiprocessing.current_process()._config.get("tempdir"):  # type: ignore[attr-defined]
        shutil.rmtree(folder, ignore_errors=True)


def _has_room(folder: str) -> bool:
    return len(folder.encode()) + ADDED_TO_PATH <= LONGEST_SOCKET_PATH


class _StepSender:
    """Send steps to the parent process: the first of each kind, then at intervals."""

    def __init__(self, to_parent: connection.Connection) -> None:
        self._to_parent = to_parent
        self._what = ""
        self._told_at = 0.0

    def __call__(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        if what == self._what and done < total and now - self._told_at < TELL_SECONDS:
            return
        self._what, self._told_at = what, now
        self._to_parent.send(Step(what, done, total))


def run_child(
    to_parent: connection.Connection,
    work: Work,
    request: object,
    limits: Limits,
    scratch: str,
    actor: audit.Actor,
    speaks: str,
) -> None:
    """Do the work for a user, with temporary files in the folder `scratch`, and send the result.

    `speaks` is the user's language.
    """
    os.environ["TMPDIR"] = tempfile.tempdir = scratch
    _set_limits(limits)
    threading.Thread(target=_watch_memory, args=(limits.memory,), daemon=True).start()
    try:
        with audit.act_as(actor), language.use_language(speaks):
            answer = run_and_answer(to_parent, work, request)
    except BaseException as error:
        if database.is_out_of_memory(error):
            os._exit(OUT_OF_MEMORY)
        _end_with_traceback(error)
    to_parent.send(answer)


def run_and_answer(
    to_parent: connection.Connection, work: Work, request: object
) -> Answer | Stopped:
    """Do the work and return its result, or its error message; sends its steps to the parent."""
    try:
        return Answer(work(request, _StepSender(to_parent)))
    except errors.UserError as error:
        return Stopped(error.wording)


def _set_limits(limits: Limits) -> None:
    """Set system limits for what grows too fast for the memory watch."""
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu, limits.cpu + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # macOS does not enforce this limit; the memory watch does.
    resource.setrlimit(resource.RLIMIT_DATA, (SET_ASIDE, SET_ASIDE))


def _watch_memory(memory: int) -> None:
    """End the process if it uses too much memory, or if the parent process has ended."""
    parent = parent_process()
    assert parent is not None
    while not connection.wait([parent.sentinel], LOOK_SECONDS):
        if peak_memory() > memory:
            os._exit(OUT_OF_MEMORY)
    os._exit(BROKEN)


def peak_memory() -> int:
    """Return the largest number of bytes that this process used at once."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _end_with_traceback(error: BaseException) -> NoReturn:
    """Exit with a traceback without the error message, which may contain values of records."""
    traceback.print_tb(error.__traceback__)
    print(type(error).__name__, file=sys.stderr, flush=True)  # noqa: T201 - the log of a child
    os._exit(BROKEN)
