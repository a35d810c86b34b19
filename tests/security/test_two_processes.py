"""Two processes of one dashboard, with sign-in: one is killed, both are started anew.

Nobody is signed out by that, whoever ends a session is gone in both, and the log has each once.
"""

import signal
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property

import httpx
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

import metrics
from dashboard import sign_in_settings
from dashboard.ui import page_shell
from schemas.store import audit, database
from tests.ports import free_port
from tests.security.test_row_security import Server, set_up
from tests.serving import dashboard_at
from tests.sign_in.provider import Provider, provider
from tests.sign_in.signed_in import PEOPLE, Browser, surroundings, written
from tests.soak import EVERYDAY_PART, soak_size

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(
        soak_size(EVERYDAY_PART) == 1,
        reason="Four starts of a process; test_sessions_on_server runs every day.",
    ),
]
# What a process may take to hear of an end, and to answer once it does.
SECONDS = 10.0
HERE = "/sign-in/here"


class To(httpx.HTTPTransport):
    """As a proxy does: the request goes to one process, whatever address people know."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self._port = port

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(port=self._port)
        return super().handle_request(request)


@dataclass
class Processes:
    """Two processes that serve one database under one address."""

    url: str
    environment: dict[str, str]
    base: str
    ports: tuple[int, int]
    running: list[ExitStack] = field(default_factory=lambda: [ExitStack(), ExitStack()])
    processes: "dict[int, subprocess.Popen[bytes]]" = field(default_factory=dict)

    def start(self) -> None:
        """Start both, anew where they run, and wait until they answer."""
        with ThreadPoolExecutor() as at_once:
            for _ in at_once.map(self._start, (0, 1)):
                pass

    def _start(self, number: int) -> None:
        self.running[number].close()
        serving = dashboard_at(self.url, self.ports[number], **self.environment)
        self.processes[number] = self.running[number].enter_context(serving)

    def kill(self, number: int) -> None:
        """End one as a machine does that has no memory left."""
        self.processes[number].send_signal(signal.SIGKILL)
        self.processes[number].wait()

    @cached_property
    def clients(self) -> list[httpx.Client]:
        """A way to each of them."""
        return [httpx.Client(base_url=self.base, transport=To(port)) for port in self.ports]

    def close(self) -> None:
        """End both."""
        for each in (*self.running, *self.clients):
            each.close()


@pytest.fixture(scope="module")
def at() -> Iterator[Provider]:
    with provider() as one:
        yield one


@pytest.fixture(scope="module")
def server(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with set_up(postgres_url, tmp_path_factory.mktemp("keys")) as made:
        with database.writing(made.importer) as connection:
            metrics.refresh(connection)
        yield made


@pytest.fixture(scope="module")
def both(
    server: Server, at: Provider, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Processes]:
    base = f"http://127.0.0.1:{free_port()}"
    environment = surroundings(tmp_path_factory.mktemp("served"), at.metadata_url)
    environment[sign_in_settings.BASE_URL] = base
    made = Processes(server.application, environment, base, (free_port(), free_port()))
    made.start()
    yield made
    made.close()


def is_in(both: Processes, browser: Browser, number: int) -> bool:
    """Whether one of the processes takes the browser for signed in."""
    browser.client = both.clients[number]
    return bool(browser.asks(HERE).status_code == 204)


def wait(until: Callable[[], bool]) -> float:
    """Wait until it is so; the seconds that it took."""
    begun = time.monotonic()
    while not until():
        assert time.monotonic() - begun < SECONDS
        time.sleep(0.1)
    return time.monotonic() - begun


def told(server: Server, since: int) -> Counter[tuple[str, str, str]]:
    """The entries of the log behind the first so many: who, what, and why a session ended."""
    entries = [*audit.entries_of(server.importer)][since:]
    return Counter((one.who, one.action, str(one.on.get("why", ""))) for one in entries)


def run_of(page: ClientConnection, seconds: float = 60) -> bytes:
    """All that a page is sent until its run has ended."""
    sent = b""
    while True:
        message = bytes(page.recv(seconds, decode=False))
        sent += message
        if ForwardMsg.FromString(message).WhichOneof("type") == "script_finished":
            return sent


def is_gate(sent: bytes) -> bool:
    """Whether a page is asked to sign in."""
    return f"{page_shell.SIGN_IN}?to=".encode() in sent


def test_nobody_is_signed_out_by_a_kill_or_a_new_start(
    both: Processes, at: Provider, server: Server
) -> None:
    before = len([*audit.entries_of(server.importer)])
    ana, bo = (Browser(both.clients[0], at) for _ in range(2))
    ana.signs_in(PEOPLE["ministry A"])
    # Begun in one process, ended in the other.
    bo.opens()
    at.claims = dict(PEOPLE["ministry B"])
    back = at.agree(bo.goes_to_provider("/measure?m=N01"))
    bo.client = both.clients[1]
    page = bo.comes_back(back)
    assert 'url=/measure?m=N01"' in page.text
    assert all(is_in(both, one, number) for one in (ana, bo) for number in (0, 1))
    assert not [name for name in ana.cookies if name.endswith(tuple(map(str, both.ports)))]
    both.kill(0)
    assert is_in(both, ana, 1)
    assert is_in(both, bo, 1)
    both.start()
    assert all(is_in(both, one, number) for one in (ana, bo) for number in (0, 1))
    assert told(server, before) == {("a", "sign_in", ""): 1, ("b", "sign_in", ""): 1}


def test_a_copied_cookie_is_worth_nothing_after_the_sign_out(
    both: Processes, at: Provider, server: Server
) -> None:
    ana = Browser(both.clients[0], at)
    ana.signs_in(PEOPLE["ministry A"])
    before = len([*audit.entries_of(server.importer)])
    copied = Browser(both.clients[1], at, dict(ana.cookies))
    assert is_in(both, copied, 1)
    ana.client = both.clients[0]
    ana.asks("/sign-out", sec_fetch_site="same-origin")
    assert not is_in(both, copied, 0)
    wait(lambda: not is_in(both, copied, 1))
    assert told(server, before) == {("a", "end_session", "signed out"): 1}


def test_a_sign_out_at_the_provider_reaches_an_open_page_of_the_other_process(
    both: Processes, at: Provider, server: Server
) -> None:
    ana, other = (Browser(both.clients[number], at) for number in (0, 1))
    ana.signs_in(PEOPLE["ministry A"] | {"sid": "s1"})
    other.signs_in(PEOPLE["ministry A"] | {"sid": "s2"})
    before = len([*audit.entries_of(server.importer)])
    origin = {"Origin": both.base, "Cookie": written(ana.cookies)}
    address = f"{both.base.replace('http', 'ws')}/_stcore/stream"
    token = {"logout_token": at.logout_token(sid="s1")}
    with connect(
        address,
        sock=socket.create_connection(("127.0.0.1", both.ports[1])),
        additional_headers=origin,
        subprotocols=["streamlit"],
        max_size=None,
    ) as page:
        asked = BackMsg()
        asked.rerun_script.query_string = ""
        page.send(asked.SerializeToString())
        assert not is_gate(run_of(page))
        assert (
            both.clients[0].post(sign_in_settings.BACKCHANNEL_LOGOUT, data=token).status_code == 200
        )
        # Nobody asks for anything: the page is run once more.
        assert is_gate(run_of(page, SECONDS))
    assert not is_in(both, ana, 0)
    assert not is_in(both, ana, 1)
    assert is_in(both, other, 0)
    # The same token at the other process is an old one.
    assert both.clients[1].post(sign_in_settings.BACKCHANNEL_LOGOUT, data=token).status_code == 400
    assert told(server, before) == {("a", "end_session", "ended at the provider"): 1}
