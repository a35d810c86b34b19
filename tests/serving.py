"""A server in a process of its own that has taken in an upload and works on it, for tests."""

import io
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dashboard.work import intake_files, jobs
from dashboard.work.child import Progress
from tests import one_thread
from tests.fixtures.surroundings import ROOT

PLANTED = b"case_id\nXAA-1\n"
SECONDS = 180
# The dashboard's command, as people type it.
COMMAND = [sys.executable, "-c", f"{one_thread.FIRST}from dashboard.cli import main; main()"]
STARTED = (
    f"{one_thread.FIRST}import sys; from tests import serving; serving.serve(int(sys.argv[1]))"
)
# Where the server's process writes each address that it looks up or calls.
TRACE = "TRACED_TO"
WITH_SOCKET = {"socket.connect", "socket.sendto"}
CALLS = WITH_SOCKET | {"socket.getaddrinfo", "socket.gethostbyname"}


class Sent(io.BytesIO):
    """A file as the page receives it."""

    name, size = "cases.csv", len(PLANTED)


def resting(_request: object, progress: Progress) -> None:
    """Work that does not end by itself, and has written to its own folder."""
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(PLANTED)
    progress("Resting", os.getpid(), 0)
    time.sleep(10 * SECONDS)


def serve(port: int) -> None:
    """Take in an upload with the page's own functions, work on it, and serve until stopped."""
    if trace := os.environ.get(TRACE):
        sys.addaudithook(_traced(Path(trace)))
    from dashboard.server import app as server

    kept = intake_files.Kept([Sent(PLANTED)])
    job = jobs.start(resting, None)
    threading.Thread(target=_tell, args=(job, port), daemon=True).start()
    server.run(port)
    assert kept


def _tell(job: jobs.Job, port: int) -> None:
    try:
        while job.step is None:
            assert job.ended is None, job.ended.fault
            time.sleep(0.05)
        await_health(port)
        told: object = job.step.done
    except AssertionError as error:
        # The test waits for a number, and would wait for ever.
        told = error
    print(told, flush=True)  # noqa: T201 - the test waits for it, or fails with it
    if not isinstance(told, int):
        os._exit(1)


def _traced(trace: Path) -> Callable[[str, tuple[Any, ...]], None]:
    """A hook that writes each host that the process looks up or calls, one a line."""
    handle = os.open(trace, os.O_CREAT | os.O_APPEND | os.O_WRONLY)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event not in CALLS:
            return
        # A socket comes before its address; an address that is text is a file of this computer.
        address = arguments[-1] if event in WITH_SOCKET else arguments
        if isinstance(address, tuple):
            os.write(handle, f"{address[0]}\n".encode())

    return hook


@dataclass(frozen=True)
class Serving:
    """The process, its port, its folder for temporary files, and its child at work."""

    process: "subprocess.Popen[str]"
    port: int
    temporary: Path
    child: int

    def left(self) -> list[Path]:
        """Its own folders among its temporary files."""
        return sorted(self.temporary.glob("prosecution-quality-*"))

    def child_ends(self) -> bool:
        """Whether the child at work ends within a few seconds."""
        deadline = time.monotonic() + 10
        while Path(f"/proc/{self.child}").exists():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True


@contextmanager
def serving(temporary: Path, *before: str, **environment: str) -> Iterator[Serving]:
    """A server that has taken in an upload and works on it, started by the words `before`."""
    port = free_port()
    process = subprocess.Popen(
        [*before, sys.executable, "-c", STARTED, str(port)],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(temporary), "PYTHONPATH": str(ROOT)} | environment,
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=_signals_as_by_hand,
    )
    try:
        assert process.stdout is not None
        yield Serving(process, port, temporary, int(process.stdout.readline()))
    finally:
        process.kill()
        process.communicate()


@contextmanager
def dashboard_at(
    url: str, port: int, *options: str, **environment: str
) -> Iterator["subprocess.Popen[bytes]"]:
    """The dashboard over a database, as people start it, once it answers."""
    process = subprocess.Popen(
        [*COMMAND, "--database", url, "serve", "--port", str(port), *options],
        env=os.environ | {"PYTHONPATH": str(ROOT)} | environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        await_health(port)
        yield process
    finally:
        process.terminate()
        process.wait(SECONDS)


def _signals_as_by_hand() -> None:
    """What a shell runs in the background ignores these, and so would what it starts."""
    for number in (signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)


def await_health(port: int) -> None:
    """Wait until a server answers there."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5).close()
        except urllib.error.URLError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"Nothing answers at port {port}.")


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def session(port: int) -> str:
    """The cookies that are given with the first page: the door's, and in public a visitor's."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=SECONDS) as page:
        given = page.headers.get_all("set-cookie")
    return "; ".join(one.partition(";")[0] for one in given)
