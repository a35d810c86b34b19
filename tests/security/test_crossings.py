"""Two people on one server, one after the other and at once: each sees their own, and no other's.

What they are told is their name, which stands nowhere but in their own account, and whatever else
a page of their role holds: figures, and the files that it offers. Each place has so many cases that
the number is its mark, and a word in the ids of its cases and in the name of its office.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

import metrics
from seed import batches
from seed.submission import Submission
from tests import submissions
from tests.ports import free_port
from tests.serving import SECONDS, Session, content, dashboard_at
from tests.sign_in.provider import Provider, provider
from tests.sign_in.signed_in import PEOPLE, Browser, surroundings, written
from tests.soak import soak_size

# Of both together, in a soak; every day each page once.
RUNS, ROUNDS = 1_000 if soak_size(2) > 1 else 8, 20
CANARY = {"ministry A": "Canary-Amaranth-71", "ministry B": "Canary-Bergamot-93"}
# What nobody but the other may be shown: the other's name, and the code of their jurisdiction.
FOREIGN = {
    "ministry A": (CANARY["ministry B"], "QPE"),
    "ministry B": (CANARY["ministry A"], "QVE"),
}
PAGES = ("", "chain", "quality", "methods")
# By jurisdiction how many cases it has, and the word.
MARKS = {"QVE": (1117, "amaranth"), "QPE": (1327, "bergamot")}
PLACE = {"ministry A": "QVE", "ministry B": "QPE", "office A": "QVE", "office B": "QPE"}
OTHER = {"QVE": "QPE", "QPE": "QVE"}
# Each with what it is asked for; of every one a number of cases is told there.
FIGURES = (("", {}), ("measure", {"m": "C01"}), ("caseload", {}))
HEAD = "case_id,scope,charged,opened_on,charged_on,office_id"
OFFICES = "jurisdiction,office_id,label\n"


@dataclass
class Page(Session):
    """An open page, and what can be opened on it."""

    popovers: list[str] = field(default_factory=list)

    def _take(self, message: ForwardMsg) -> None:
        super()._take(message)
        if message.delta.add_block.popover.id:
            self.popovers.append(message.delta.add_block.popover.id)

    def opens(self, page: str, address: str) -> None:
        """Open the first card's files, as a press on it does."""
        message = BackMsg()
        message.rerun_script.page_name, message.rerun_script.query_string = page, address
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.bool_value = self.popovers[0], True
        self.socket.send(message.SerializeToString())

    def files(self) -> list[str]:
        """The addresses of the files that are offered."""
        parts = [one.get("bidiComponent", {}).get("json", "{}") for one in self.shown.values()]
        return [one["href"] for one in map(json.loads, parts) if "href" in one]


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
        browser.signs_in(PEOPLE[role] | {"name": CANARY.get(role, role)})
        return browser

    def file(self, cookies: dict[str, str], address: str) -> httpx.Response:
        answer: httpx.Response = Browser(self.client, self.at, dict(cookies)).asks(address)
        return answer


def sent(folder: Path, jurisdiction: str) -> Submission:
    number, word = MARKS[jurisdiction]
    rows = [
        f"{word}-{sha256(str(one).encode()).hexdigest()[:12]},charged_as_trafficking,yes,"
        f"2023-{one % 12 + 1:02}-{one % 28 + 1:02},2024-01-{one % 28 + 1:02},"
        f"{jurisdiction}-office-1"
        for one in range(number)
    ]
    said = f'jurisdiction = "{jurisdiction}"', submissions.MADE_UP, "extracted_on = 2024-06-30"
    offices = f"{OFFICES}{jurisdiction},{jurisdiction}-office-1,Office {word}\n"
    return submissions.small(
        folder / jurisdiction, *said, cases="\n".join([HEAD, *rows]), offices=offices
    )


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder, port = tmp_path_factory.mktemp("served"), free_port()
    url = f"duckdb:///{folder / 'records.duckdb'}"
    every = [sent(folder, jurisdiction) for jurisdiction in MARKS]
    stored = batches.store(url, every, partial=batches.Partial.REFUSE, refresh=metrics.refresh)
    assert {one.status for one in stored} == {"stored"}
    with provider() as at:
        environment = surroundings(folder, at.metadata_url)
        with (
            dashboard_at(url, port, **environment),
            httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=SECONDS) as client,
        ):
            yield Server(port, at, client)


@pytest.mark.soak
def test_two_people_alternate_and_never_see_each_other(server: Server) -> None:
    cookies = {role: written(server.signed_in(role).cookies) for role in CANARY}
    with (
        Session(server.port, cookies["ministry A"]) as first,
        Session(server.port, cookies["ministry B"]) as second,
    ):
        pages = {"ministry A": first, "ministry B": second}
        crossings, runs = [], 0
        for number in range(RUNS // len(CANARY)):
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
    assert runs == RUNS


def marks_in(text: str, jurisdiction: str) -> list[str]:
    """Which marks of the place stand in a text: its number, its code, its word."""
    number, word = MARKS[jurisdiction]
    marks = rf"(?<![\w.,]){number // 1000},?{number % 1000}(?![\w])|{jurisdiction}|{word}"
    return sorted(set(re.findall(marks, text)))


def read(file: bytes) -> str:
    """The texts of a file, of a workbook those of its parts."""
    if not file.startswith(b"PK"):
        return file.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(file)) as book:
        return "".join(book.read(name).decode(errors="replace") for name in book.namelist())


def test_what_is_shown_and_taken_away_is_of_the_one_who_asked(server: Server) -> None:
    cookies = {role: server.signed_in(role).cookies for role in PLACE}
    crossed, figures, files = [], set(), list[tuple[str, str]]()
    with ExitStack() as open_pages:
        pages = {
            role: open_pages.enter_context(Page(server.port, written(cookies[role])))
            for role in PLACE
        }
        for turn in range(soak_size(ROUNDS) * len(FIGURES)):
            page, asked = FIGURES[turn % len(FIGURES)]
            for one in pages.values():
                one.popovers.clear()
                # All are asked before any is answered.
                one.ask(page, **asked)
            for role, one in pages.items():
                told, jurisdiction = content(one.answer()), PLACE[role]
                crossed += [(role, page, mark) for mark in marks_in(told, OTHER[jurisdiction])]
                own = marks_in(told, jurisdiction)
                figures |= {(role, page) for mark in own if mark[0] in "1"}
            if page == "measure":
                for one in pages.values():
                    one.opens(page, "m=C01")
                for role, one in pages.items():
                    one.answer()
                    files += [(role, address) for address in one.files()]
    assert crossed == []
    # Without a figure of one's own nothing was tried.
    assert figures == {(role, page) for role in PLACE for page, _ in FIGURES}
    assert {role for role, _ in files} == {*PLACE}
    for owner, address in files:
        given = {role: server.file(cookies[role], address) for role in PLACE}
        assert {role for role, one in given.items() if one.status_code == 200} == {owner}
        told = read(given[owner].content)
        assert marks_in(told, OTHER[PLACE[owner]]) == []
        assert given[owner].headers["cache-control"] == "no-store"
        # Of a picture's dots nothing can be read.
        assert given[owner].headers["content-type"] == "image/png" or marks_in(told, PLACE[owner])


@pytest.mark.soak
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
            message = ForwardMsg.FromString(tab.socket.recv(timeout=1))  # type: ignore[arg-type]
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
