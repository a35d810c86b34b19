"""Battery 98: who sends slowly, much, or nothing, holds what the bounds let them, and no more.

Over raw sockets, at a server of uvicorn's with our half of HTTP; the bounds are small, so that
what is closed after them is closed at once.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from types import SimpleNamespace

import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from dashboard.server import app, bounds, door
from dashboard.server.bounds import USUAL
from tests import looped, one_application
from tests.serving import SECONDS

SOON = 0.05
WHOLE = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
PART = WHOLE[:-4]
LARGE = b"x" * 64 * 1024 * 1024
# Set whenever a server has let a connection go.
GONE = threading.Event()


async def answering(scope: Scope, receive: Receive, send: Send) -> None:
    """A page that says what it hears, and a file that is large."""
    if scope["type"] == "websocket":
        page = WebSocket(scope, receive, send)
        await page.accept()
        async for text in page.iter_text():
            await page.send_text(text)
        return
    if scope["method"] == "POST":
        while (await receive()).get("more_body"):
            pass
    await PlainTextResponse(LARGE if scope["path"] == "/large" else "here")(scope, receive, send)


@contextmanager
def serving(within: bounds.Bounds) -> Iterator[int]:
    """A server within the bounds; its port."""

    class Told(bounds.http(within)):  # type: ignore[misc]
        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            GONE.set()

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        server = uvicorn.Server(
            uvicorn.Config(
                bounds.Pages(answering, within),
                http=Told,
                h11_max_incomplete_event_size=door.MOST_HEAD,
                ws="websockets-sansio",
                lifespan="off",
                log_config=None,
                timeout_graceful_shutdown=1,
            )
        )
        running = threading.Thread(target=server.run, args=([listening],))
        running.start()
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            running.join(SECONDS)


@contextmanager
def sent(port: int, text: bytes) -> Iterator[socket.socket]:
    """A connection on which that was sent."""
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS) as one:
        one.sendall(text)
        yield one


def is_closed(one: socket.socket) -> bool:
    """Whether it is closed before anything comes; waits for one of both."""
    try:
        return one.recv(1) == b""
    except ConnectionError:
        return True


@pytest.fixture(scope="module")
def usual() -> Iterator[int]:
    with serving(USUAL) as port:
        yield port


@pytest.mark.parametrize(
    ("within", "text"),
    [
        (replace(USUAL, head=SOON), b""),
        (replace(USUAL, head=SOON), PART),
        (replace(USUAL, body=SOON), b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab"),
    ],
    ids=["nothing", "half a head", "half a body"],
)
def test_what_is_not_said_in_time_is_not_waited_for(within: bounds.Bounds, text: bytes) -> None:
    with serving(within) as port:
        with sent(port, text) as slow:
            assert is_closed(slow)
        # Others are answered meanwhile and afterwards.
        with sent(port, WHOLE) as quick:
            assert quick.recv(12) == b"HTTP/1.1 200"


def test_a_letter_now_and_then_is_no_reason_to_wait_anew() -> None:
    with serving(replace(USUAL, head=4 * SOON)) as port, sent(port, PART) as slow:
        slow.settimeout(SOON)
        letters = 0
        while True:
            try:
                slow.sendall(b"x")
                letters += 1
                assert slow.recv(1) == b""
                break
            except TimeoutError:
                # Much longer than the head may take, were it taken anew.
                assert letters < SECONDS / SOON
            except ConnectionError:
                break


def test_what_comes_in_parts_is_answered(usual: int) -> None:
    with sent(usual, PART) as one:
        one.sendall(WHOLE[len(PART) :])
        assert one.recv(12) == b"HTTP/1.1 200"


def test_an_answer_that_nobody_reads_is_not_kept() -> None:
    with serving(replace(USUAL, unread=SOON)) as port:
        GONE.clear()
        with sent(port, b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n") as one:
            # Nothing is read of it, and it is let go.
            assert GONE.wait(SECONDS)
            read = 0
            with suppress(ConnectionError):
                while part := one.recv(1 << 20):
                    read += len(part)
            assert read < len(LARGE)


@pytest.mark.parametrize("name", ["long", "many"])
def test_a_head_that_is_too_large_is_refused(usual: int, name: str) -> None:
    fields = {"long": f"a: {'x' * door.MOST_HEAD}\r\n", "many": "a: b\r\n" * door.MOST_HEAD}[name]
    with sent(usual, PART + b"\r\n" + fields[: door.MOST_HEAD].encode()) as one:
        assert one.recv(12) in {b"HTTP/1.1 400", b"HTTP/1.1 431"}


def test_connections_beyond_the_bound_are_not_taken_up() -> None:
    with serving(replace(USUAL, connections=3)) as port, ExitStack() as open_:
        for _ in range(3):
            one = open_.enter_context(sent(port, WHOLE))
            assert one.recv(12) == b"HTTP/1.1 200"
        with sent(port, WHOLE) as fourth:
            assert is_closed(fourth)
        # One that goes makes room for another.
        one.close()
        assert _answered_at_last(port)


def _answered_at_last(port: int) -> bool:
    """Whether somebody is taken up once the server has seen that another has gone."""
    for _ in range(1000):
        with sent(port, WHOLE) as one:
            if not is_closed(one):
                return True
    return False


def opened(port: int, address: str = "") -> ClientConnection:
    """A page that opens, by a proxy that says whose it is."""
    headers = {"X-Forwarded-For": address} if address else {}
    return connect(f"ws://127.0.0.1:{port}/", additional_headers=headers, open_timeout=SECONDS)


def test_so_many_pages_are_open_of_one_address_and_of_all() -> None:
    with serving(replace(USUAL, pages=5, pages_of_one=3)) as port, ExitStack() as open_:
        mine = [open_.enter_context(opened(port, "192.0.2.1")) for _ in range(3)]
        with pytest.raises(InvalidStatus):
            opened(port, "192.0.2.1")
        for _ in range(2):
            open_.enter_context(opened(port, "192.0.2.2"))
        with pytest.raises(InvalidStatus):
            opened(port, "192.0.2.3")
        # Who is in stays in.
        for one in mine:
            one.send("heard")
            assert one.recv(SECONDS) == "heard"


def test_a_page_that_never_says_a_word_is_closed_and_one_that_did_stays() -> None:
    with serving(replace(USUAL, first_word=4 * SOON)) as port, opened(port) as speaking:
        speaking.send("one")
        with opened(port) as silent, pytest.raises(ConnectionClosed) as closed:
            silent.recv(SECONDS)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == bounds.SAID_NOTHING
        speaking.send("two")
        assert [speaking.recv(SECONDS) for _ in range(2)] == ["one", "two"]


@pytest.mark.parametrize(("kept", "length", "status"), [(90, 10, 200), (91, 10, 413)])
def test_uploads_of_all_pages_together_have_a_bound(kept: int, length: int, status: int) -> None:
    client = TestClient(bounds.Uploads(answering, kept=lambda: kept, most=100))
    upload = f"{door.UPLOAD}/session/file"
    assert client.put(upload, content=b"x" * length).status_code == status
    assert client.get("/").status_code == 200


def test_the_uploads_that_streamlit_has_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert app.uploads_kept() == 0
    manager = MemoryUploadedFileManager("/x")
    for session in ("a", "b"):
        manager.add_file(session, UploadedFileRec("1", "x.csv", "text/csv", b"12345"))
    monkeypatch.setattr(Runtime, "exists", lambda: True)
    monkeypatch.setattr(Runtime, "instance", lambda: SimpleNamespace(uploaded_file_mgr=manager))
    assert app.uploads_kept() == 10


def test_a_head_that_came_at_once_is_measured_by_the_door() -> None:
    with one_application.client() as client:
        long = client.get("/", headers={"a": "x" * door.MOST_HEAD})
        assert long.status_code == 431
        assert client.get("/", headers={"a": "x" * (door.MOST_HEAD // 2)}).status_code == 200


def test_what_is_counted_goes_with_the_page() -> None:
    async def said(_message: object) -> None:
        """Nothing is looked at."""

    async def never() -> dict[str, object]:
        return {"type": "websocket.disconnect"}

    async def ends(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise ConnectionError

    pages = bounds.Pages(ends)
    with pytest.raises(ConnectionError):
        looped.run(pages({"type": "websocket", "client": ("a", 1)}, never, said))
    assert dict(pages._open) == {}
