"""What nginx does as the guide has it, before servers that only tell what they were asked."""

import queue
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from http.client import HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest

from dashboard.server import app
from tests.ports import free_port
from tests.proxied import proxied
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
        asked = Asked(self.path, self.headers["host"], body)
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
