"""What a browser has to load before it shows the first page, and what it asks for again."""

import base64
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from dashboard.server import static_files
from tests.browser.conftest import DESK, RUN_SECONDS, Dashboard, Visit
from tests.soak import EVERYDAY_PART, soak_size

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(soak_size(EVERYDAY_PART) == 1, reason="A soak weighs the first page."),
]

# All that is sent: files with their heads, and what the server says of the page on its socket.
MOST = 1_300_000
# Of Arabic, the most: 88 KB with the heads of the answers.
MOST_LETTERS = 91_000
# A page with charts. A proxy that lets 2,000 requests pass serves sixteen people at once.
ASKED_AT_FIRST, ASKED_AGAIN = 125, 10
TEXT = 1
ICON = re.compile(r":material/(\w+)")
# The fonts that are loaded for a word in Arabic.
ARABIC = """async () => {
    const bold = "600 15px 'IBM Plex Sans Arabic'";
    const found = await document.fonts.load(bold, "\u0639\u062f\u0644");
    return found.map((one) => one.status);
}"""

# The width of each icon, as a multiple of the font size. A name without an icon is drawn as letters
# and is wider.
WIDTHS = """async (names) => {
    await document.fonts.load("20px 'Material Symbols Rounded'", names.join(" "));
    const one = document.body.appendChild(document.createElement("span"));
    one.style.cssText = "font: 20px 'Material Symbols Rounded'; position: absolute;";
    return Object.fromEntries(names.map((name) => {
        one.textContent = name;
        return [name, one.getBoundingClientRect().width / 20];
    }));
}"""
# Streamlit's own file has no such icon.
NO_ICON = {"star_filled"}


class Wire:
    """What goes to a page by the network, as the browser counts it; what it has kept is not."""

    def __init__(self, session: "CDPSession") -> None:
        self.files: dict[str, int] = {}
        self.sockets, self.said = 0, 0
        self._addresses: dict[str, str] = {}
        session.on("Network.requestWillBeSent", self._asked)
        session.on("Network.loadingFinished", self._came)
        session.on("Network.webSocketCreated", self._opened)
        session.on("Network.webSocketFrameReceived", self._told)
        session.send("Network.enable")

    @property
    def asked(self) -> int:
        """How many requests were sent, those that open a socket too."""
        return len(self.files) + self.sockets

    def _asked(self, event: Mapping[str, Any]) -> None:
        self._addresses[event["requestId"]] = event["request"]["url"]

    def _came(self, event: Mapping[str, Any]) -> None:
        if size := int(event["encodedDataLength"]):
            self.files[self._addresses[event["requestId"]]] = size

    def _opened(self, _event: object) -> None:
        self.sockets += 1

    def _told(self, event: Mapping[str, Any]) -> None:
        text, kind = event["response"]["payloadData"], event["response"]["opcode"]
        self.said += len(text if kind == TEXT else base64.b64decode(text))


@contextmanager
def counted(page: "Page") -> Iterator[Wire]:
    """The wire of a page for as long as the block takes."""
    session = page.context.new_cdp_session(page)
    yield Wire(session)
    session.detach()


def test_the_first_page_is_small_and_kept(chromium: "Browser", dashboard: Dashboard) -> None:
    context = chromium.new_context(viewport=DESK)
    context.set_default_timeout(RUN_SECONDS * 1000)
    visit = Visit(context.new_page(), dashboard.address)
    with counted(visit.page) as first:
        visit.go("/")
        visit.drawn()
    with counted(visit.page) as again:
        visit.go("/")
        visit.drawn()
    letters = visit.page.evaluate(ARABIC)
    context.close()
    assert (first.sockets, again.sockets) == (1, 1)
    of_files = sum(first.files.values())
    told = (
        f"{of_files:,} B of files, {first.said:,} B said, {first.asked} requests;"
        f" again {sum(again.files.values()):,} B of files, {again.asked} requests"
    )
    print(told)  # noqa: T201 - what the guide says is measured so
    assert of_files + first.said <= MOST, told
    assert first.asked <= ASKED_AT_FIRST, told
    assert again.asked <= ASKED_AGAIN, (told, again.files)
    # Letters come where there are any.
    assert letters == ["loaded"]
    assert fonts_of_other_letters(first) == {}


def fonts_of_other_letters(wire: Wire) -> dict[str, int]:
    """The bytes of fonts that have other letters than Latin ones, by their script."""
    sizes = {
        script: sum(size for name, size in wire.files.items() if script in name)
        for script in ("arabic", "cyrillic")
    }
    return {script: size for script, size in sizes.items() if size}


@pytest.mark.parametrize(
    ("spoken", "letters"),
    [("fr", {}), ("es", {}), ("zh", {}), ("ru", {"cyrillic"}), ("ar", {"arabic"})],
)
def test_a_reader_loads_the_letters_of_one_language(
    chromium: "Browser", dashboard: Dashboard, spoken: str, letters: set[str]
) -> None:
    context = chromium.new_context(viewport=DESK)
    context.set_default_timeout(RUN_SECONDS * 1000)
    visit = Visit(context.new_page(), dashboard.address)
    with counted(visit.page) as first:
        visit.go(f"/?lang={spoken}")
        visit.drawn()
    context.close()
    found = fonts_of_other_letters(first)
    print(f"{spoken}: {sum(first.files.values()):,} B of files, fonts {found}")  # noqa: T201
    assert found.keys() == {*letters}
    assert sum(found.values()) <= MOST_LETTERS
    assert sum(first.files.values()) + first.said <= MOST + sum(found.values())


def test_each_icon_that_streamlit_names_is_drawn(chromium: "Browser", dashboard: Dashboard) -> None:
    scripts = (static_files.ROOT / "static" / "js").glob("*.js")
    named = {name for one in scripts for name in ICON.findall(one.read_text(encoding="utf-8"))}
    context = chromium.new_context(viewport=DESK)
    context.set_default_timeout(RUN_SECONDS * 1000)
    visit = Visit(context.new_page(), dashboard.address)
    visit.go("/")
    widths = visit.page.evaluate(WIDTHS, sorted(named - NO_ICON))
    context.close()
    assert "keyboard_arrow_right" in widths
    assert {name: width for name, width in widths.items() if width != 1} == {}
