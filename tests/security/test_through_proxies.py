"""What nginx and Apache do as the guide has them, before servers that tell what they were asked."""

import queue
import socket
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest
from websockets.sync.client import connect
from websockets.sync.server import ServerConnection, serve

from dashboard.server import app
from tests.ports import free_port
from tests.proxied import by_apache, proxied
from tests.serving import SECONDS
from tests.soak import EVERYDAY_PART, soak_size

pytestmark = pytest.mark.skipif(soak_size(EVERYDAY_PART) == 1, reason="A soak installs the proxy.")
# What a page's first load asks at the most, and how many people may open it at once.
ASKED_FIRST, AT_ONCE = 100, 20
# Nobody asks so many times without meeting the limit, however slow the machine is.
MOST = 20_000
# As the dashboard sends a script of the frame.
OF_EVERYBODY = {
    "cache-control": "public, immutable, max-age=31536000",
    "vary": "Accept-Encoding",
    "content-encoding": "",
}


class Asked(NamedTuple):
    """What a server was asked."""

    path: str
    host: str
    body: bytes
    forwarded: str


class Telling(ThreadingHTTPServer):
    """A server that answers everything with its port, and keeps what it was asked."""

    def __init__(self, says: Mapping[str, str] | None = None) -> None:
        # Headers of its answers; one without a value has that of what the browser reads.
        self.says = says or {}
        self.asked = queue.Queue[Asked]()
        super().__init__((app.HOST, 0), Answering)


class Answering(BaseHTTPRequestHandler):
    """One connection to it."""

    server: Telling

    def do_POST(self) -> None:
        """Answer a provider, or a page that sends something."""
        body = self.rfile.read(int(self.headers.get("content-length", "0")))
        asked = Asked(self.path, self.headers["host"], body, self.headers["x-forwarded-for"] or "")
        self.server.asked.put(asked)
        own = f"{self.server.server_port}".encode()
        self.send_response(200)
        self.send_header("content-length", f"{len(own)}")
        for name, value in self.server.says.items():
            self.send_header(name, value or self.headers.get("accept-encoding", ""))
        self.end_headers()
        self.wfile.write(own)

    do_GET = do_POST  # noqa: N815 - as the library names it

    def log_message(self, *_said: object) -> None:
        """Say nothing on the tests' output."""


@contextmanager
def telling(says: Mapping[str, str] | None = None) -> Iterator[Telling]:
    """Such a server, for as long as the block takes."""
    with Telling(says) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def answer(believed: ssl.SSLContext, address: str, body: bytes | None = None) -> tuple[int, bytes]:
    """The status and the body of the proxy's answer, whatever they are."""
    try:
        with urllib.request.urlopen(address, body, SECONDS, context=believed) as came:
            return came.status, came.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read()


def test_who_asks_far_more_often_than_pages_do_is_told_so(tmp_path: Path) -> None:
    outer = free_port()
    with (
        telling() as one,
        proxied(tmp_path, {app.PORT: one.server_port}, outer) as believed,
        closing(HTTPSConnection("localhost", outer, timeout=SECONDS, context=believed)) as by,
    ):

        def status() -> int:
            by.request("GET", "/static/js/one.js")
            with by.getresponse() as came:
                came.read()
            return came.status

        assert {status() for _ in range(ASKED_FIRST * AT_ONCE)} == {200}
        assert any(status() == 429 for _ in range(MOST))


def encoding(believed: ssl.SSLContext, address: str, reads: str) -> str:
    """How the proxy's answer is compressed for a browser that reads so."""
    asked = urllib.request.Request(address, headers={"accept-encoding": reads})
    with urllib.request.urlopen(asked, timeout=SECONDS, context=believed) as came:
        return str(came.headers["content-encoding"])


def test_a_script_is_asked_of_the_dashboard_once_for_all_who_read_it_so(tmp_path: Path) -> None:
    outer = free_port()
    base = f"https://localhost:{outer}"
    with (
        telling(OF_EVERYBODY) as one,
        proxied(tmp_path, {app.PORT: one.server_port}, outer) as believed,
    ):
        for reads in ("br", "gzip") * 3:
            assert encoding(believed, f"{base}/static/js/one.js", reads) == reads
        assert one.asked.qsize() == 2


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/", OF_EVERYBODY),
        ("/downloads/one.csv", OF_EVERYBODY),
        ("/static/%2e%2e/downloads/one.csv", OF_EVERYBODY),
        ("/static/js/one.js", OF_EVERYBODY | {"set-cookie": "session=of-somebody"}),
        ("/static/js/none.js", OF_EVERYBODY | {"cache-control": "no-cache"}),
    ],
)
def test_nothing_of_somebody_is_kept_by_the_proxy(
    tmp_path: Path, path: str, says: Mapping[str, str]
) -> None:
    outer = free_port()
    with (
        telling(says) as one,
        proxied(tmp_path, {app.PORT: one.server_port}, outer) as believed,
    ):
        for _ in range(2):
            assert answer(believed, f"https://localhost:{outer}{path}")[0] == 200
        assert one.asked.qsize() == 2
        assert not [file for file in (tmp_path / "kept").rglob("*") if file.is_file()]


def answer_of_apache(
    believed: ssl.SSLContext, address: str, body: bytes | None = None, **headers: str
) -> tuple[int, str, str]:
    """The status, the port of the server that answered, and the cookie that the proxy set."""
    asked = urllib.request.Request(address, body, headers)
    with urllib.request.urlopen(asked, timeout=SECONDS, context=believed) as came:
        return came.status, came.read().decode(), came.headers["set-cookie"] or ""


def test_apache_passes_on_what_it_should_and_lets_slow_clients_go(tmp_path: Path) -> None:
    outer = free_port()
    base = f"https://localhost:{outer}"
    with (
        telling() as one,
        by_apache(tmp_path, {app.PORT: one.server_port}, outer) as believed,
    ):
        said = answer_of_apache(believed, f"{base}/methods", **{"X-Forwarded-For": "192.0.2.1"})
        assert said == (200, f"{one.server_port}", "")
        asked = one.asked.get(timeout=SECONDS)
        # Whose request it is the proxy says alone, whatever the browser claims.
        assert (asked.path, asked.host) == ("/methods", f"localhost:{outer}")
        assert asked.forwarded == "127.0.0.1"
        # Who does not end what he says is let go.
        with (
            socket.create_connection((app.HOST, outer), timeout=SECONDS) as plain,
            believed.wrap_socket(plain, server_hostname="localhost") as slow,
        ):
            slow.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
            assert slow.recv(12) in {b"", b"HTTP/1.1 408"}
        assert one.asked.empty()


def test_apache_lets_pages_talk(tmp_path: Path) -> None:
    outer = free_port()

    def echo(page: ServerConnection) -> None:
        for text in page:
            page.send(text)

    with (
        serve(echo, app.HOST, 0) as pages,
        by_apache(tmp_path, {app.PORT: pages.socket.getsockname()[1]}, outer) as believed,
    ):
        threading.Thread(target=pages.serve_forever, daemon=True).start()
        with connect(f"wss://localhost:{outer}/_stcore/stream", ssl=believed) as page:
            page.send("heard")
            assert page.recv(SECONDS) == "heard"


def test_apache_keeps_a_browser_with_its_process_and_finds_another(tmp_path: Path) -> None:
    outer = free_port()
    base = f"https://localhost:{outer}"
    with ExitStack() as running:
        first_runs = running.enter_context(ExitStack())
        first = first_runs.enter_context(telling())
        second = running.enter_context(telling())
        ports = {app.PORT: first.server_port, app.PORT + 1: second.server_port}
        believed = running.enter_context(by_apache(tmp_path, ports, outer, several=True))
        given = dict[str, str]()
        for _ in range(4):
            _, port, cookie = answer_of_apache(believed, base)
            assert "SameSite=Lax" in cookie
            given[port] = cookie.partition(";")[0]
        assert given.keys() == {f"{one}" for one in ports.values()}
        for port, cookie in given.items():
            for _ in range(3):
                assert answer_of_apache(believed, base, Cookie=cookie)[:2] == (200, port)
        first_runs.close()
        mine = given[f"{first.server_port}"]
        status, port, cookie = answer_of_apache(believed, base, Cookie=mine)
        assert (status, port) == (200, f"{second.server_port}")
        assert cookie.partition(";")[0] == given[port]
