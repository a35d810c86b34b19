"""A page on another port gets nothing, a server that starts anew is found again."""

import http.server
import shutil
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import TimeoutError as TookTooLong

from tests.browser.conftest import DRAWN, RUN_SECONDS, Dashboard, Visit, stands_still
from tests.fixtures.made_up import path_of
from tests.ports import free_port
from tests.serving import dashboard_at
from tests.soak import EVERYDAY_PART, everyday, soak_size
from tests.submissions import CASES, SUSPECTS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

EMPTY_PAGE = b"<!doctype html><title>Elsewhere</title>"
WAIT = RUN_SECONDS * 1000
# What a page elsewhere gets to read: by asking, by a socket, by a picture, by a window of ours.
EXPLOIT = """async ([base, paths]) => {
  const got = [];
  for (const path of paths)
    for (const credentials of ["include", "omit"])
      try {
        const answer = await fetch(base + path, {credentials});
        got.push([path, credentials, answer.status, (await answer.text()).length]);
      } catch { /* nothing readable */ }
  for (const protocols of [["streamlit"], ["streamlit", "x", "y"]])
    await new Promise((done) => {
      const socket = new WebSocket(base.replace("http", "ws") + "/_stcore/stream", protocols);
      socket.onopen = () => { got.push(["socket", "opened"]); socket.close(); done(); };
      socket.onerror = done;
    });
  await new Promise((done) => {
    const frame = document.createElement("iframe");
    frame.onload = () => {
      try {
        if (frame.contentDocument.body.innerText) got.push(["frame", "readable"]);
      } catch { /* another origin */ }
      done();
    };
    frame.src = base;
    document.body.append(frame);
  });
  return got;
}"""


class Elsewhere(http.server.BaseHTTPRequestHandler):
    """Another program's page on this computer."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(EMPTY_PAGE)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere() -> Iterator[int]:
    """The port of another program's page."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.mark.parametrize("host", everyday("localhost", rest=["127.0.0.1"]))
def test_a_page_on_another_port_reads_nothing_and_opens_no_socket(
    visit: Visit, dashboard: Dashboard, elsewhere: int, host: str
) -> None:
    # The browser holds the door's cookie, and shares it with all ports of the host.
    visit.go("/")
    base = dashboard.address.replace("127.0.0.1", host)
    page = visit.page.context.new_page()
    try:
        page.goto(base)
        page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
        page.goto(f"http://{host}:{elsewhere}/")
        got = page.evaluate(EXPLOIT, [base, ["/", "/_stcore/health", "/media/a.csv", "/upload"]])
        assert got == []
    finally:
        page.close()


@pytest.fixture
def page(chromium: "Browser") -> Iterator["Page"]:
    context = chromium.new_context()
    context.set_default_timeout(WAIT)
    yield context.new_page()
    context.close()


@pytest.fixture
def url(dashboard: Dashboard, tmp_path: Path) -> str:
    """A copy of the records, for a server that is ended."""
    file = shutil.copy(path_of(dashboard.database), tmp_path / "copy.duckdb")
    return f"duckdb:///{file}"


def at_rest(page: "Page") -> None:
    """Wait until the page's script has ended, and what it drew stands."""
    page.locator(".frame-foot").wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    # Charts are drawn after the script's end.
    page.wait_for_function(DRAWN)
    stands_still(page, lambda: words(page))


def chosen(page: "Page") -> list[str]:
    """What is chosen in the filters."""
    return [one.input_value() for one in page.get_by_role("combobox").all()]


def words(page: "Page") -> str:
    return page.locator("[data-testid=stMain]").inner_text()


LOST = "so the chosen files are gone"
SENT = {
    "submission.toml": 'jurisdiction = "XUP"\nmade_up = true\n',
    "cases.csv": CASES,
    "suspects.csv": SUSPECTS,
}


def choose_files(page: "Page") -> None:
    """Choose a submission on the page Add records, and wait until it may be checked."""
    payload = [
        {"name": name, "mimeType": "text/plain", "buffer": text.encode()}
        for name, text in SENT.items()
    ]
    page.locator("input[type=file]").set_input_files(payload)  # type: ignore[arg-type]
    page.locator("button:not([disabled])", has_text="Check the files").wait_for()


def ask_for_files(upload: "Page") -> None:
    """Press the button, where the page has not asked the new server by itself, as it may."""
    if not upload.get_by_text(LOST).count():
        # It may do so before the press, which is of no button then.
        with suppress(TookTooLong):
            upload.get_by_role("button", name="Check the files").click()


def cookie(page: "Page", port: int) -> str:
    """The door's, of which there is one."""
    name = f"prosecution_quality_session_{port}"
    [mine] = [one["value"] for one in page.context.cookies() if one["name"] == name]
    return mine


@pytest.mark.skipif(soak_size(EVERYDAY_PART) == 1, reason="A soak starts servers anew.")
def test_open_pages_find_a_server_that_was_started_anew(
    page: "Page", url: str, tmp_path: Path
) -> None:
    """Two pages of one browser: one with filters of its own, and one with files chosen."""
    port = free_port()
    upload = page.context.new_page()
    with dashboard_at(url, port, TMPDIR=str(tmp_path)):
        page.goto(f"http://127.0.0.1:{port}/compare?j=QVE&form=forced_labour")
        at_rest(page)
        before = (page.url, chosen(page), words(page))
        upload.goto(f"http://127.0.0.1:{port}/upload")
        choose_files(upload)
        assert upload.get_by_text(LOST).count() == 0
        at_first = cookie(page, port)
    for one in (page, upload):
        one.locator("[data-testid=stConnectionStatus]").wait_for()
    with dashboard_at(url, port, TMPDIR=str(tmp_path)):
        page.locator("[data-testid=stConnectionStatus]").wait_for(state="detached")
        # A click asks the new server, which knows nothing but the address.
        page.get_by_role("combobox", name="From", exact=True).click()
        page.keyboard.press("Escape")
        at_rest(page)
        assert (page.url, chosen(page), words(page)) == before
        assert cookie(page, port) != at_first
        upload.locator("[data-testid=stConnectionStatus]").wait_for(state="detached")
        ask_for_files(upload)
        upload.get_by_text(LOST).wait_for()
        upload.get_by_text("cases.csv", exact=True).wait_for(state="detached")
        choose_files(upload)
        upload.get_by_text(LOST).wait_for(state="detached")
