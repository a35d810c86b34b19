"""Servers for tests: processes of their own, and sessions over their sockets."""

import asyncio
import io
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urlencode

import streamlit as st
from google.protobuf.json_format import MessageToDict
from starlette.testclient import TestClient
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime
from websockets.sync.client import ClientConnection, connect

from dashboard.jobs import runner, upload_files, upload_jobs
from dashboard.jobs.runner import Progress
from dashboard.server import app as server
from schemas import tables
from schemas.store import audit, database
from tests import one_thread
from tests.fixtures.surroundings import ROOT
from tests.ports import free_port

# What is drawn by chance or by the order of things is no content.
OF_THE_RUN = {"deferredFileId", "id", "scriptRunId"}

Shown = dict[tuple[int, ...], Any]


@dataclass
class Session:
    """One open page of a running server; `shown` is what stands where on it."""

    port: int
    cookie: str = ""
    # The session of another page that it says to be.
    resumes: str = ""
    shown: Shown = field(default_factory=dict)
    id: str = ""
    socket: ClientConnection = field(init=False)
    closing: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        connecting = connect(
            f"ws://127.0.0.1:{self.port}/_stcore/stream",
            origin=f"http://127.0.0.1:{self.port}",  # type: ignore[arg-type]
            additional_headers={"Cookie": self.cookie or session(self.port)},
            subprotocols=self._protocols(),  # type: ignore[arg-type]
            max_size=None,
        )
        self.socket = self.closing.enter_context(connecting)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closing.close()

    def _protocols(self) -> list[str]:
        """What Streamlit's page sends there: its token against forgery, and the session it had."""
        return ["streamlit", *(["none", self.resumes] if self.resumes else [])]

    def look(self, page: str, **address: str) -> Shown:
        """What the page shows at an address, once its script has ended."""
        self.ask(page, **address)
        return self.answer()

    def ask(self, page: str, **address: str) -> None:
        """Open an address, and do not wait for what it shows."""
        message = BackMsg()
        message.rerun_script.query_string = urlencode(address)
        message.rerun_script.page_name = page
        message.rerun_script.context_info.timezone = "UTC"
        self.socket.send(message.SerializeToString())

    def answer(self) -> Shown:
        """What is shown once a run that was asked for has ended."""
        while True:
            message = self.heard()
            match message.WhichOneof("type"):
                case "new_session":
                    self.shown, self.id = {}, message.new_session.initialize.session_id
                case "delta":
                    self._take(message)
                case "script_finished" if message.script_finished == (
                    ForwardMsg.ScriptFinishedStatus.FINISHED_SUCCESSFULLY
                ):
                    return self.shown

    def heard(self) -> ForwardMsg:
        """The next message of the server."""
        received = self.socket.recv(SECONDS)
        assert isinstance(received, bytes)
        return ForwardMsg.FromString(received)

    def _take(self, message: ForwardMsg) -> None:
        if message.delta.WhichOneof("type") == "new_element":
            element = MessageToDict(message.delta.new_element)
            self.shown[tuple(message.metadata.delta_path)] = element


Given = TypeVar("Given")


PORT = 8501

HERE = f"http://127.0.0.1:{PORT}"


PLANTED = b"case_id\nXAA-1\n"
SECONDS = 180
# The dashboard's command, as people type it.
COMMAND = [sys.executable, "-c", f"{one_thread.FIRST}from dashboard.cli import main; main()"]
STARTED = (
    f"{one_thread.FIRST}import sys; from tests import serving; serving.serve(int(sys.argv[1]))"
)
# The database into which the server's process is storing when it tells that it is at work.
STORES_INTO = "STORES_INTO"
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


def storing(url: str, progress: Progress) -> None:
    """An import that has taken rows out, and does not end by itself."""
    with audit.audited(url, audit.Action.IMPORT), database.writing(url) as connection:
        connection.execute(tables.cases.delete())
        progress("Storing", os.getpid(), 0)
        time.sleep(10 * SECONDS)


def serve(port: int) -> None:
    """Take in an upload with the page's own functions, work on it, and serve until stopped."""
    if trace := os.environ.get(TRACE):
        sys.addaudithook(_traced(Path(trace)))
    from dashboard.server import app as server

    kept = upload_files.UploadedFiles([Sent(PLANTED)])
    under_way = [runner.start_job(resting, None)]
    if url := os.environ.get(STORES_INTO):
        tidy = partial(upload_jobs.clean_up_killed, url, upload_jobs.data_version(url))
        under_way.append(runner.start_job(storing, url, tidy=tidy))
    threading.Thread(target=_tell, args=(under_way, port), daemon=True).start()
    server.run_server(port)
    assert kept


def _tell(under_way: list[runner.Job], port: int) -> None:
    try:
        for job in under_way:
            while job.step is None:
                assert job.ended is None, job.ended.fault
                time.sleep(0.05)
        await_health(port)
        assert under_way[0].step is not None
        told: object = under_way[0].step.done
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
        """Its own folders among its temporary files, but that of the socket to its child."""
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
        # One that answers too slowly is no error of its address, but of the socket.
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"Nothing answers at port {port}.")


@dataclass(frozen=True)
class Answer:
    """An answer of the server's that has begun: its length, and the connection that it comes by."""

    length: int
    by: socket.socket

    def rest(self) -> int:
        """How many bytes come until the connection ends."""
        came = 0
        while piece := self.by.recv(1 << 16):
            came += len(piece)
        self.by.close()
        return came


def begun(port: int) -> Answer:
    """The largest file of the page, asked for and not read: it stands still within."""
    static = Path(st.__file__).parent / "static"
    file = max((static / "static" / "js").iterdir(), key=lambda one: one.stat().st_size)
    by = socket.socket()
    by.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    by.connect(("127.0.0.1", port))
    said = f"GET /{file.relative_to(static)} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
    by.sendall(f"{said}Cookie: {session(port)}\r\nConnection: close\r\n\r\n".encode())
    head = b""
    while b"\r\n\r\n" not in head:
        one = by.recv(1)
        assert one, head
        head += one
    assert head.startswith(b"HTTP/1.1 200"), head
    return Answer(file.stat().st_size, by)


def session(port: int) -> str:
    """The cookies that are given with the first page: the door's, and in public a visitor's."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=SECONDS) as page:
        given = page.headers.get_all("set-cookie")
    return "; ".join(one.partition(";")[0] for one in given)


@contextmanager
def client() -> Iterator[TestClient]:
    """A browser's half of it, without a browser; Streamlit knows one server in a process."""
    try:
        with TestClient(server.build_application(PORT), base_url=HERE) as one:
            yield one
    finally:
        Runtime._instance = None


def run_coroutine(coroutine: Coroutine[Any, Any, Given]) -> Given:
    """What it gives, from a loop of its own."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def content(shown: Shown) -> str:
    """What a person reads of it, alike for runs that show the same."""
    return json.dumps(
        [_read(shown[jurisdiction]) for jurisdiction in sorted(shown)], sort_keys=True
    )


def _read(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _read(inner) for key, inner in value.items() if key not in OF_THE_RUN}
    return [_read(inner) for inner in value] if isinstance(value, list) else value
