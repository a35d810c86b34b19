"""One server, started as people start it, and one browser page for all browser tests."""

import os
import re
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import TimeoutError as TookTooLong
from playwright.sync_api import ViewportSize, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.cli import cli
from tests import submissions
from tests.browser import contrast
from tests.fixtures.surroundings import ROOT
from tests.ports import free_port
from tests.serving import COMMAND

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Request, WebSocket

DESK, TELEPHONE = ViewportSize(width=1440, height=1000), ViewportSize(width=390, height=844)
# What is left of a window of 1280 pixels at 400%, by which WCAG 2.2 (1.4.10) judges.
ENLARGED = ViewportSize(width=320, height=640)
MAIN = "document.querySelector('[data-testid=stMain]')"
# A function: text that is evaluated again and again is refused by the policy of our pages.
FITS = f"() => {MAIN}.scrollWidth <= {MAIN}.clientWidth"
# The room that readers may give letters and words for themselves (WCAG 2.2, 1.4.12): what fits by
# the luck of short numbers no more does. Components have sheets of their own.
ROOMY = """(is_on) => {
    const rule = "* { letter-spacing: .12em !important; word-spacing: .16em !important }";
    const roots = [document, ...[...document.querySelectorAll("*")].map(one => one.shadowRoot)];
    for (const root of roots.filter(Boolean)) {
        const kept = root.adoptedStyleSheets.filter(sheet => !sheet.isRoomy);
        const sheet = new CSSStyleSheet();
        sheet.isRoomy = true;
        sheet.replaceSync(rule);
        root.adoptedStyleSheets = is_on ? [...kept, sheet] : kept;
    }
}"""
# Each chart has come, and each letter is of its own font.
CHART = "[data-testid=stVegaLiteChart]"
DRAWN = f"""() => document.fonts.status == 'loaded'
    && !document.querySelector('{CHART}:not(:has(svg))')"""
# Streamlit's own file uploader is a button inside a presentational section.
STREAMLITS_OWN = {"presentation-role-conflict"}
SERIOUS = {"serious", "critical"}
# For machines that do ten things beside it: nothing is measured by it.
START_SECONDS = RUN_SECONDS = 180
PRESSED_AT_MOST, DOWNLOAD_WAIT = 3, 30_000
NOT_RUNNING = "[data-testid=stApp][data-test-script-state=notRunning]"
# Streamlit shows it where a script, or a part of it, ended in an error.
FAILED = "[data-testid=stException]"
# No dashboard is open, or its script is not running.
AT_REST = f"""() => !document.querySelector('[data-testid=stApp]')
    || document.querySelector('{NOT_RUNNING}')"""
# Nobody chooses a file sooner after a page has come up.
QUIET = 500
CASES, SEED = 300, 1
# A median needs five others, each with enough records.
PLACES = ("QVE", "QPE", "QMO", "QQU", "XKE", "XCO")


@dataclass(frozen=True)
class Dashboard:
    """A running dashboard: where it is, and its database."""

    address: str
    database: str

    def command(self, *arguments: str) -> None:
        """Run the command line on the same database, beside the server as people run it."""
        line = ["--database", self.database, *arguments]
        ended = CliRunner().invoke(cli, line, catch_exceptions=False)
        assert ended.exit_code == 0, ended.output


def stands_still(page: "Page", seen: Callable[[], object], apart: int = QUIET) -> None:
    """Wait until the same is seen twice, so many milliseconds apart."""
    before, now, deadline = None, seen(), time.monotonic() + RUN_SECONDS
    while now != before:
        page.wait_for_timeout(apart)
        before, now = now, seen()
        assert time.monotonic() < deadline


@dataclass
class Visit:
    """A browser page that knows when the script has finished, and what it asked of whom."""

    page: "Page"
    address: str
    finished: int = 0
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("websocket", self._listen)
        self.page.on("request", self._asked)
        self.page.on("console", self._said)

    def go(self, path: str) -> None:
        """Open a path of the dashboard and wait for its script to finish and its charts to come."""
        self.after(lambda: self.page.goto(f"{self.address}{path}"))
        self.page.wait_for_function(DRAWN)

    def after(self, action: Callable[[], object]) -> None:
        """Do something that runs the script, and wait for the end of the run.

        Not while one is going on: it would draw anew what is about to be pressed, and its end
        would be taken for that of the next.
        """
        self.page.wait_for_function(AT_REST)
        before, deadline = self.finished, time.monotonic() + RUN_SECONDS
        action()
        while self.finished == before:
            # Events arrive only while Playwright waits.
            self.page.wait_for_timeout(50)
            if time.monotonic() > deadline:
                pytest.fail("The page's script did not finish.")
        self.page.wait_for_selector(NOT_RUNNING)
        assert self.page.locator(FAILED).count() == 0, "The page's script ended in an error."

    def settle(self) -> None:
        """Wait until no run follows: what the tab has kept is asked for, and comes by a second."""
        stands_still(self.page, self._finished_at_rest)

    def _finished_at_rest(self) -> int:
        """How many runs have finished, where none is going on."""
        self.page.wait_for_selector(NOT_RUNNING)
        return self.finished

    def drawn(self) -> None:
        """Wait until nothing more is asked for: what draws a chart comes after the script's end.

        A page from which a file has gone out may never be called idle by its network.
        """
        stands_still(self.page, lambda: len(self.requests), QUIET // 2)
        self.page.wait_for_function(DRAWN)

    def kept_out(self) -> list[tuple[str, list[str]]]:
        """What keeps people out of the page as it stands, by rule, with the elements it is about.

        While a script runs Streamlit fades what it is about to replace, and the fading fails.
        """
        self.page.wait_for_selector(NOT_RUNNING)
        self.page.wait_for_selector("[data-testid=stStatusWidget]", state="detached")
        self.drawn()
        # Text that is scrolled away is not judged.
        height = self.page.evaluate(f"{MAIN}.scrollHeight")
        self.page.set_viewport_size(ViewportSize(width=DESK["width"], height=height))
        response = Axe().run(self.page, options=contrast.JUDGED).response
        faults = [
            (fault["id"], [node["html"][:200] for node in fault["nodes"]])
            for fault in response["violations"]
            if fault["impact"] in SERIOUS and fault["id"] not in STREAMLITS_OWN
        ]
        pale = contrast.too_pale(self.page, response)
        self.page.set_viewport_size(DESK)
        return [*faults, *([(contrast.RULE, pale)] if pale else [])]

    def downloaded(self, name: str) -> Path:
        """The file behind the link of that name, pressed again where none comes.

        On a busy machine one click in some hundred brought no file within a minute.
        """
        for _ in range(PRESSED_AT_MOST):
            try:
                with self.page.expect_download(timeout=DOWNLOAD_WAIT) as download:
                    self.page.get_by_role("link", name=name).click()
                return Path(download.value.path())
            except TookTooLong:
                continue
        pytest.fail(f"Nothing came of {name}.")

    def fits_a_telephone(self, path: str | None = None) -> bool:
        """Whether the page as it is, or a path opened there, has nothing beside the screen.

        Of a telephone, and of a window enlarged to 400%, there with more room between letters
        too. Charts are drawn anew for the width, which takes its time.
        """
        self.page.set_viewport_size(TELEPHONE)
        if path is not None:
            self.go(path)
        try:
            self.page.wait_for_function(FITS)
            self.page.set_viewport_size(ENLARGED)
            self.page.wait_for_function(FITS)
            self.page.evaluate(ROOMY, True)
            self.page.wait_for_function(FITS)
        except TookTooLong:
            return False
        finally:
            self.page.evaluate(ROOMY, False)
            self.page.set_viewport_size(DESK)
        return True

    def find_and_choose(self, label: str, letters: str) -> None:
        """Type letters into a list and take what it finds first.

        By the keyboard, when no run is going on: a run draws the list again, and what the mouse
        was about to press is gone.
        """
        self.settle()
        self.page.get_by_role("combobox", name=re.compile(label)).first.click()
        self.page.keyboard.type(letters)
        expect(self.page.get_by_role("option").first).to_have_attribute("data-focused", "true")
        self.after(lambda: self.page.keyboard.press("Enter"))

    def choose(self, label: str, option: str) -> None:
        """Choose from one of the filters."""
        self.settle()
        self.page.get_by_role("combobox", name=label, exact=True).click()
        choice = self.page.get_by_role("option", name=option, exact=True)
        self.after(choice.click)

    def _listen(self, socket: "WebSocket") -> None:
        socket.on("framereceived", self._received)

    def _received(self, frame: str | bytes) -> None:
        if isinstance(frame, bytes):
            message = ForwardMsg.FromString(frame)
            done = ForwardMsg.ScriptFinishedStatus.FINISHED_SUCCESSFULLY
            if message.WhichOneof("type") == "script_finished" and message.script_finished == done:
                self.finished += 1

    def _asked(self, request: "Request") -> None:
        self.requests.append(request.url)

    def _said(self, message: "ConsoleMessage") -> None:
        if message.type == "error":
            self.complaints.append(message.text)


@pytest.fixture(scope="session")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """The dashboard over six made-up jurisdictions."""
    home = tmp_path_factory.mktemp("dashboard")
    url = submissions.store_places(home, PLACES, submissions.MADE_UP, cases=CASES, seed=SEED)
    address = f"http://127.0.0.1:{free_port()}"
    found = Dashboard(address, url)
    serve = [*COMMAND, "--database", url, "serve", "--port", address.rpartition(":")[2]]
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            serve, stdout=log, stderr=log, env=os.environ | {"PYTHONPATH": str(ROOT)}
        )
    try:
        _await_health(address, home / "log")
        yield found
    finally:
        server.terminate()
        server.wait(START_SECONDS)


@pytest.fixture(scope="session")
def visit(chromium: "Browser", dashboard: Dashboard) -> Iterator[Visit]:
    """The one page, wide and light."""
    from playwright.sync_api import expect

    context = chromium.new_context(viewport=DESK, color_scheme="light", reduced_motion="reduce")
    context.set_default_timeout(RUN_SECONDS * 1000)
    # The machine of a test run is busy.
    expect.set_options(timeout=RUN_SECONDS * 1000)
    yield Visit(context.new_page(), dashboard.address)
    context.close()


@pytest.fixture(autouse=True, scope="module")
def quiet_afterwards(visit: Visit) -> Iterator[None]:
    """An open page keeps its renderer at work for as long as other tests run."""
    yield
    visit.page.goto("about:blank")


def _await_health(address: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=5).close()
        except OSError:
            if time.monotonic() > deadline:
                pytest.fail(f"The dashboard did not start:\n{log.read_text()}")
            time.sleep(0.1)
        else:
            return
