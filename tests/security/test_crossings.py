"""Two people on one server, one after the other and at once: each sees their own, and no other's.

What they are told is their name, which stands nowhere but in their own account, and whatever else
a page of their role holds.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import httpx
import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.ports import free_port
from tests.serving import SECONDS, dashboard_at
from tests.sign_in.provider import Provider, provider
from tests.sign_in.signed_in import PEOPLE, Browser, surroundings, written
from tests.soak import soak_size
from tests.viewing import Session, content

# Of both together, in a soak; a twentieth of it every day.
RUNS = 1_000
CANARY = {"ministry A": "Canary-Amaranth-71", "ministry B": "Canary-Bergamot-93"}
# What nobody but the other may be shown: the other's name, and the code of their jurisdiction.
FOREIGN = {
    "ministry A": (CANARY["ministry B"], "QPE"),
    "ministry B": (CANARY["ministry A"], "QVE"),
}
PAGES = ("", "chain", "quality", "methods")


@dataclass(frozen=True)
class Server:
    """A server as people start it, and the provider that it believes."""

    port: int
    at: Provider
    client: httpx.Client

    def browser(self) -> Browser:
        return Browser(self.client, self.at)

    def signed_in(self, role: str) -> Browser:
        browser = self.browser()
        browser.signs_in(PEOPLE[role] | {"name": CANARY[role]})
        return browser


@pytest.fixture(scope="module")
def server(made_up_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder, port = tmp_path_factory.mktemp("served"), free_port()
    with provider() as at:
        environment = surroundings(folder, at.metadata_url)
        with (
            dashboard_at(made_up_url, port, **environment),
            httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=SECONDS) as client,
        ):
            yield Server(port, at, client)


def test_two_people_alternate_and_never_see_each_other(server: Server) -> None:
    cookies = {role: written(server.signed_in(role).cookies) for role in CANARY}
    with (
        Session(server.port, cookies["ministry A"]) as first,
        Session(server.port, cookies["ministry B"]) as second,
    ):
        pages = {"ministry A": first, "ministry B": second}
        crossings, runs = [], 0
        for number in range(soak_size(RUNS) // len(CANARY)):
            page = PAGES[number % len(PAGES)]
            # Both are asked before either answers.
            for session in pages.values():
                session.ask(page)
            for role, session in pages.items():
                told = content(session.answer())
                runs += 1
                assert CANARY[role] in told
                crossings += [(page, role, other) for other in FOREIGN[role] if other in told]
    assert crossings == []
    assert runs == soak_size(RUNS)


def test_whoever_is_not_signed_in_is_shown_the_gate_at_every_address(server: Server) -> None:
    with Session(server.port, written(server.browser().opens().cookies)) as page:
        for address in ("", "measure", "caseload", "upload"):
            told = content(page.look(address, j="QVE"))
            assert "What happens next" in told
            assert "QVE" not in told.replace("j%3DQVE", "")


def test_signing_out_draws_the_gate_in_every_tab_and_closes_it_to_clicks(server: Server) -> None:
    browser = server.signed_in("ministry A")
    cookies = written(browser.cookies)
    with Session(server.port, cookies) as first, Session(server.port, cookies) as second:
        for tab in (first, second):
            assert CANARY["ministry A"] in content(tab.look("methods"))
        browser.asks("/sign-out", sec_fetch_site="same-origin")
        for tab in (first, second):
            # It comes by itself.
            told = content(tab.answer())
            assert "What happens next" in told
            assert "to=%2Fmethods" in told
            assert CANARY["ministry A"] not in told
            tab.ask("methods")
            assert "new_session" not in heard(tab)
    # A tab that comes again with what it kept is nobody's.
    with Session(server.port, cookies) as late:
        assert "What happens next" in content(late.look("methods"))


def heard(tab: Session) -> set[str | None]:
    """What kinds of message a tab is sent until nothing comes for a while."""
    kinds = set()
    with suppress(TimeoutError):
        while True:
            message = ForwardMsg.FromString(tab.socket.recv(timeout=2))  # type: ignore[arg-type]
            kinds.add(message.WhichOneof("type"))
    return kinds


def test_a_session_of_another_person_is_not_taken_over(server: Server) -> None:
    cookies = {role: written(server.signed_in(role).cookies) for role in CANARY}
    with Session(server.port, cookies["ministry A"]) as first:
        first.look("methods")
        taking = Session(server.port, cookies["ministry B"], resumes=first.id)
        with taking as second:
            told = content(second.look("methods"))
            assert CANARY["ministry B"] in told
            assert second.id != first.id
        assert CANARY["ministry A"] in content(first.look("methods"))
