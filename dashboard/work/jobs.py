"""Work in child processes, two at a time: a child may die, the application lives on."""

import atexit
import multiprocessing
import shutil
import signal
import tempfile
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from multiprocessing import connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from dashboard.work import child as jobs_child
from dashboard.work.child import Limits, Step, Work
from schemas import errors, findings
from schemas.store import audit, scratch_dir

# A socket's path may have 103 signs on macOS and 107 on Linux; multiprocessing adds 32 to the
# folder for temporary files, and before Python 3.14 it does not look whether they fit.
MOST, ADDED = 103, 32

SHORT = Path("/tmp")


# Beyond what the work of the largest upload on a database of a million cases was seen to need.
UPLOAD = Limits(memory=3 << 30, seconds=600, cpu=900)
# Each may take the memory that the limits allow.
PLACES = 2
WAIT_SECONDS = 0.1
# A child that has answered has only to let go of its memory.
END_SECONDS = 30
# Work that was stopped has copies of a database to remove.
TIDY_SECONDS = 5
SCRATCH = "prosecution-quality-job-"
NOBODY = ""
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["dashboard.work.preloaded"])
GIGABYTE = 1 << 30
# Takes the name by which what the child did stands in the audit log.
Tidy = Callable[[str], None]


class Rule(StrEnum):
    """Why a child gave no answer."""

    DIED = "upload.died"
    MEMORY = "upload.memory"
    TIME = "upload.time"
    CANCELLED = "upload.cancelled"
    # The words are those of a UserError: a database that is locked, a file that is gone.
    STOPPED = "upload.stopped"


@dataclass(frozen=True)
class Ended:
    """How a job ended: with the `result` of its work, or with a `fault` and without one."""

    result: object | None
    fault: findings.Finding | None = None


class Places:
    """Who works: at most two at once, and one for each session."""

    def __init__(self, number: int) -> None:
        self._free = threading.BoundedSemaphore(number)
        self._lock = threading.Lock()
        self._sessions: set[str] = set()

    def enter(self, session: str) -> None:
        """Raises UserError where the session has a job already."""
        with self._lock:
            if session in self._sessions:
                raise errors.UserError(
                    "Another upload of this window is being worked on. Wait for it, or cancel it."
                )
            if session != NOBODY:
                self._sessions.add(session)

    def leave(self, session: str) -> None:
        with self._lock:
            self._sessions.discard(session)

    def taken(self, cancelled: threading.Event) -> bool:
        """Wait for a place; False where the job was cancelled before."""
        while not self._free.acquire(timeout=WAIT_SECONDS):
            if cancelled.is_set():
                return False
        return True

    def give_back(self) -> None:
        self._free.release()


AT_WORK = Places(PLACES)
UNDER_WAY: "weakref.WeakSet[Job]" = weakref.WeakSet()


class Job:
    """A piece of work in a child process, from its start to its end."""

    def __init__(
        self, work: Work, request: object, limits: Limits, session: str, tidy: Tidy
    ) -> None:
        self._work, self._request, self._limits = work, request, limits
        self._session, self._tidy = session, tidy
        # The child acts for whoever began it, by a name under which its act is ended if it dies.
        self._actor = replace(audit.actor(), act=audit.new_act())
        self._cancelled = threading.Event()
        self._lock = threading.Lock()
        self._child: ForkServerProcess | None = None
        self._ended: Ended | None = None
        self.step: Step | None = None
        AT_WORK.enter(session)
        UNDER_WAY.add(self)
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    @property
    def ended(self) -> Ended | None:
        """How it ended; None while it has not."""
        return self._ended

    @property
    def is_waiting(self) -> bool:
        """Whether others work, and this one has not begun."""
        return self._ended is None and self._child is None

    def cancel(self) -> None:
        """Stop the work where it stands; whatever it was doing leaves nothing behind."""
        with self._lock:
            self._cancelled.set()
            if self._child is not None and self._ended is None:
                self._child.kill()

    def wait(self) -> Ended:
        """How it ended, once it has."""
        self._thread.join()
        assert self._ended is not None
        return self._ended

    def wait_for_end(self, seconds: float) -> None:
        """Wait for what follows a cancelling, but no longer."""
        self._thread.join(seconds)

    def _follow(self) -> None:
        ended = Ended(None, fault_of(Rule.DIED, self._limits))
        try:
            if AT_WORK.taken(self._cancelled):
                try:
                    ended = self._followed()
                finally:
                    AT_WORK.give_back()
            else:
                ended = Ended(None, fault_of(Rule.CANCELLED, self._limits))
        except errors.UserError as error:
            ended = Ended(None, findings.Finding("", Rule.STOPPED, str(error)))
        finally:
            AT_WORK.leave(self._session)
            with self._lock:
                self._ended = ended

    def _followed(self) -> Ended:
        # What the child leaves in it goes with it, also where the child was killed.
        with scratch_dir.scratch_dir(SCRATCH) as scratch:
            receiver, sender = CONTEXT.Pipe(duplex=False)
            child = CONTEXT.Process(
                target=jobs_child.run,
                args=(
                    *(sender, self._work, self._request, self._limits, str(scratch)),
                    self._actor,
                ),
                daemon=True,
            )
            with receiver:
                with self._lock:
                    if not self._cancelled.is_set():
                        make_room()
                        child.start()
                        self._child = child
                sender.close()
                if self._child is None:
                    return Ended(None, fault_of(Rule.CANCELLED, self._limits))
                ended = self._heard(child, receiver)
            _joined(child)
            if ended.result is None:
                self._tidy(self._actor.act)
            return ended

    def _heard(self, child: ForkServerProcess, receiver: connection.Connection) -> Ended:
        deadline = time.monotonic() + self._limits.seconds
        late = False
        while True:
            if not receiver.poll(max(0.0, deadline - time.monotonic())):
                late = True
                child.kill()
            try:
                message = receiver.recv()
            except (EOFError, OSError):
                break
            match message:
                case Step():
                    self.step = message
                case jobs_child.Answer(result):
                    return Ended(result)
                case jobs_child.Stopped(words):
                    return Ended(None, findings.Finding("", Rule.STOPPED, words))
        child.join()
        return Ended(None, fault_of(self._reason(child.exitcode, late), self._limits))

    def _reason(self, exit_code: int | None, late: bool) -> Rule:
        if self._cancelled.is_set():
            return Rule.CANCELLED
        if late or exit_code == -signal.SIGXCPU:
            return Rule.TIME
        # Libraries that are refused memory by the system abort.
        if exit_code in {jobs_child.OUT_OF_MEMORY, -signal.SIGABRT}:
            return Rule.MEMORY
        return Rule.DIED


def nothing_left(_act: str) -> None:
    """Work that leaves nothing outside its own folder."""


def start(
    work: Work,
    request: object,
    limits: Limits = UPLOAD,
    *,
    session: str = NOBODY,
    tidy: Tidy = nothing_left,
) -> Job:
    """Begin the work in a child process, or line up for it. `work` and `request` must pickle.

    Where it ends without an answer `tidy` is called after its end, with the name of its act.
    Raises UserError where the session has a job that has not ended.
    """
    return Job(work, request, limits, session, tidy)


def run(work: Work, request: object, limits: Limits = UPLOAD) -> Ended:
    """Do the work in a child process and wait for its end."""
    return start(work, request, limits).wait()


def end_all() -> None:
    """Stop all work where it stands; what it leaves is tidied up when this returns."""
    jobs = list(UNDER_WAY)
    for job in jobs:
        job.cancel()
    for job in jobs:
        job.wait_for_end(TIDY_SECONDS)


def warm() -> None:
    """Load what children need, while nobody waits for it."""
    threading.Thread(target=run, args=(nothing, None), daemon=True).start()


def nothing(_request: object, _progress: jobs_child.Progress) -> None:
    """The least work there is."""


def sweep() -> None:
    """Remove what the children of a process that was killed have left."""
    scratch_dir.remove_left(SCRATCH)


def _joined(child: ForkServerProcess) -> None:
    """Wait for the end of a child that has said all; one that hangs is ended."""
    child.join(END_SECONDS)
    if child.is_alive():
        child.kill()
        child.join()


def fault_of(rule: Rule, limits: Limits) -> findings.Finding:
    """Why there is no answer, in words for the person who waits for it."""
    words = {
        Rule.DIED: (
            "reading these files ended the process that read them. Nothing was stored, and the"
            " dashboard goes on. Check that they open in another program, export them anew and try"
            " again; if it happens again, try them one by one."
        ),
        Rule.MEMORY: (
            f"reading these files needs more than {limits.memory / GIGABYTE:.0f} GB of memory."
            " Nothing was stored. Split the files, or import them from the command line."
        ),
        Rule.TIME: (
            f"this takes more than {limits.seconds / 60:.0f} minutes. Nothing was stored. Split the"
            " files, or import them from the command line."
        ),
        Rule.CANCELLED: "cancelled. Nothing was stored, and nothing was left behind.",
        Rule.STOPPED: "stopped. Nothing was stored.",
    }
    return findings.Finding("", rule, words[rule])


def make_room() -> None:
    """Put the socket under /tmp where the folder for temporary files has too long a path."""
    # There is no public name for it: an option of the process that Python itself hands on.
    options = multiprocessing.current_process()._config  # type: ignore[attr-defined]
    if options.get("tempdir") is not None or _fits(tempfile.gettempdir()) or not SHORT.is_dir():
        return
    folder = tempfile.mkdtemp(prefix="pymp-", dir=SHORT)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    options["tempdir"] = folder


def _fits(folder: str) -> bool:
    return len(folder.encode()) + ADDED <= MOST
