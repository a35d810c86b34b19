"""Many sessions of one server: each is shown what it alone would be, and gets its own files."""

import json
import random
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner
from websockets.exceptions import ConnectionClosed

from bench.load.addresses import Mix
from bench.load.crowd import Asked, Crowd
from dashboard.cli import cli
from dashboard.server import observability
from schemas import language
from seed import synthetic
from tests import serving, untranslated
from tests.ports import free_port
from tests.serving import SECONDS, Session, Shown, await_health, content, dashboard_at, session
from tests.soak import EVERYDAY_PART, soak_size

# In every run two people alternate on a server with sign-in (`tests/security/test_crossings.py`),
# records change while a page runs (`tests/app/test_linked.py`), languages come after each other
# (`tests/app/test_pages.py`), and sessions go (`server/test_streamlit_patches.py`).
pytestmark = pytest.mark.skipif(
    soak_size(EVERYDAY_PART) == 1, reason="A soak brings many sessions together."
)

CASES, SEED = 60, 1
AT_FIRST, LATER = ("QVE", "QPE"), "XHA"
# So many come together in a soak, and so often.
SESSIONS = ROUNDS = 20
SWITCHES = 200
# Pages with figures of a place, as a crowd opens them.
PAGES = ("", "chain", "victims", "measure", "money", "quality", "caseload")
FORMS = ("", "forced_labour", "sexual_exploitation")
Address = tuple[str, tuple[tuple[str, str], ...]]
KEPT = "quality_kept_sessions "
# Of two minutes otherwise.
SOON_OVER = "[server]\ndisconnectedSessionTTL = 1\n"
OFFICES = dict.fromkeys(AT_FIRST, ("",))
MIX = Mix(PAGES, ("N01", "P05j", "V01"), OFFICES, (2019, 2020, 2021), FORMS[1:])


@dataclass(frozen=True)
class Served:
    """A running dashboard over two jurisdictions, and a submission of a third."""

    port: int
    cookie: str
    url: str
    later: Path
    operators: int

    def kept(self) -> int:
        """How many sessions the server says that it keeps."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.operators}/metrics") as told:
            [line] = [one for one in told.read().decode().splitlines() if one.startswith(KEPT)]
        return int(float(line.removeprefix(KEPT)))

    def command(self, *arguments: str) -> None:
        ended = CliRunner().invoke(cli, ["--database", self.url, *arguments])
        assert ended.exit_code == 0, ended.output

    def session(self) -> Session:
        return Session(self.port, self.cookie)

    def alone(self, address: Address) -> str:
        """What a session that is alone is shown there."""
        with self.session() as only:
            return content(looked(only, address))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The server of both tests; the last of them brings in the third jurisdiction."""
    home = tmp_path_factory.mktemp("served")
    synthetic.write_submissions(home / "later", cases=CASES, seed=SEED)
    first, url, port = home / "first", str(home / "records.duckdb"), free_port()
    first.mkdir()
    for jurisdiction in AT_FIRST:
        (home / "later" / jurisdiction).rename(first / jurisdiction)
    imported = CliRunner().invoke(cli, ["--database", url, "import", str(first)])
    assert imported.exit_code == 0, imported.output
    operators = free_port()
    # Streamlit's settings of a person lie there.
    (home / ".streamlit").mkdir()
    (home / ".streamlit" / "config.toml").write_text(SOON_OVER)
    with dashboard_at(url, port, **{observability.PORT: str(operators), "HOME": str(home)}):
        yield Served(port, session(port), url, home / "later" / LATER, operators)


def addresses(number: int) -> list[Address]:
    """Addresses that differ, each in the page, the place, the form or the office."""
    made: list[Address] = []
    for at in range(number):
        jurisdiction = AT_FIRST[at % 2]
        parts = {"j": jurisdiction, "form": FORMS[at // 2 % 3], "from": str(2019 + at % 4)}
        made.append((PAGES[at % len(PAGES)], tuple((k, v) for k, v in parts.items() if v)))
    return made


def looked(one: Session, address: Address) -> Shown:
    page, parts = address
    return one.look(page, **dict(parts))


def together(sessions: list[Session], asked: list[Address]) -> list[str]:
    """What each is shown where all ask before any is answered."""
    for one, (page, parts) in zip(sessions, asked, strict=True):
        one.ask(page, **dict(parts))
    return [content(one.answer()) for one in sessions]


def test_a_file_is_there_although_the_page_has_run_since_its_link_was_drawn(
    served: Served,
) -> None:
    """Whoever presses while a page runs presses a link of the run before."""
    with served.session() as one:
        files: dict[str, list[str]] = {}
        for page in ("upload", *PAGES, "compare"):
            for address in addresses(2):
                shown = one.look(page, **dict(address[1]))
                # Those of the run before, whatever it showed.
                assert {fetched(served, url) for url in files.get(page, ())} <= {200}
                files[page] = offered(shown)
    # Most are made when a card's Take away is opened.
    assert any(files.values())


def offered(shown: Shown) -> list[str]:
    """The addresses of the files that a page offers."""
    parts = [
        json.loads(part["bidiComponent"].get("json", "{}"))
        for part in shown.values()
        if "bidiComponent" in part
    ]
    return [part["href"] for part in parts if "href" in part]


def fetched(served: Served, url: str) -> int:
    """The answer's number where our own page asks for a file."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{served.port}{url}",
        headers={"Cookie": served.cookie, "Sec-Fetch-Site": "same-origin"},
    )
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        return int(answer.status)


def test_pages_that_say_nothing_or_far_too_much_keep_nobody_out(served: Served) -> None:
    """Battery 98: a thousand idle pages, and a message of 50 MB."""
    with ExitStack() as open_pages:
        person, loud = (open_pages.enter_context(served.session()) for _ in range(2))
        for _ in range(1_000):
            open_pages.enter_context(served.session())
        with suppress(ConnectionClosed):
            # It may be closed before all is sent.
            loud.socket.send(b"x" * 50_000_000)
        with pytest.raises(ConnectionClosed):
            loud.socket.recv(SECONDS)
        await_health(served.port)
        assert "How are the figures calculated?" in content(person.look("methods"))


@pytest.mark.parametrize("seconds", [1, 60])
def test_whoever_is_there_is_answered_and_whoever_left_is_let_go(
    served: Served, seconds: float
) -> None:
    """Five people without pause, some of whom lose their connection or go for good."""
    asked = Asked(MIX, (served.port,), people=5, thinking=0.0, seconds=seconds, seed=SEED)
    told = serving.run_coroutine(Crowd(asked).gather())
    assert (told.errors, told.lost) == ([], 0)
    assert len(told.seconds) >= asked.people
    deadline = time.monotonic() + SECONDS
    while served.kept():
        assert time.monotonic() < deadline, "Sessions stay that nobody can come back to."
        time.sleep(0.1)


def test_two_people_who_change_the_language_at_once_see_their_own(served: Served) -> None:
    draw = random.Random(SEED)
    spoken = [*language.LANGUAGES]
    before: dict[Address, str] = {}
    crossed = []
    with served.session() as one, served.session() as other:
        for _ in range(SWITCHES):
            asked = [
                (draw.choice(PAGES), (("j", AT_FIRST[0]), ("lang", draw.choice(spoken))))
                for _ in (one, other)
            ]
            for person, (page, parts) in zip((one, other), asked, strict=True):
                person.ask(page, **dict(parts))
            for address, shown in zip(asked, (one.answer(), other.answer()), strict=True):
                texts = untranslated.texts_of([*shown.values()])
                crossed += untranslated.of_another_language(
                    texts, dict(address[1])["lang"], tuple(spoken)
                )
                if address not in before:
                    before[address] = served.alone(address)
                crossed += [address] if content(shown) != before[address] else []
    assert crossed == []
    assert len(set(before.values())) == len(before)


def test_no_session_is_shown_what_another_asked_for(served: Served) -> None:
    asked = addresses(SESSIONS)
    before = {address: served.alone(address) for address in asked}
    # A form that a page has no record of shows what another such form does.
    assert len(set(before.values())) > 0.9 * len(asked)
    crossed = []
    with ExitStack() as open_pages:
        sessions = [open_pages.enter_context(served.session()) for _ in asked]
        for turn in range(ROUNDS):
            turned = asked[turn % len(asked) :] + asked[: turn % len(asked)]
            shown = together(sessions, turned)
            crossed += [a for a, one in zip(turned, shown, strict=True) if one != before[a]]
        # Each asks once more while records of another jurisdiction come in.
        for one, (page, parts) in zip(sessions, asked, strict=True):
            one.ask(page, **dict(parts))
        served.command("import", str(served.later))
        amid = [content(one.answer()) for one in sessions]
        after = {address: served.alone(address) for address in asked}
        crossed += [
            a for a, one in zip(asked, amid, strict=True) if one not in {before[a], after[a]}
        ]
        shown = together(sessions, asked)
        crossed += [a for a, one in zip(asked, shown, strict=True) if one != after[a]]
    assert crossed == []
