"""A static edition opened from a disk, by somebody without a network and without a script."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ViewportSize, expect

from dashboard.export.edition import build_site
from tests.browser import contrast
from tests.search_pairs import PAIRS
from tests.soak import everyday
from tests.unit.dashboard.export.edition import small_edition

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.soak]

FRONT, MEASURE, ACROSS = "index.html", "XAB/N01.html", "measures/N01.html"
# axe would read the stylesheet a second time, which the policy of the pages does not let it.
JUDGED = {**contrast.JUDGED, "preload": False}
# A page is judged at the first two.
WIDTHS = (1200, 390, 320)
COLOURS = """() => [getComputedStyle(document.body).backgroundColor,
  getComputedStyle(document.querySelector(".picture text")).fill]"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The edition of the small state, as it stands on a disk."""
    out = tmp_path_factory.mktemp("public") / "site"
    build_site.write_site(out, small_edition.asked(), small_edition.records())
    return out


@pytest.fixture
def opened(chromium: "Browser", site: Path) -> Iterator["Page"]:
    """A page without a network; what it asks for elsewhere, or complains of, fails the test."""
    context = chromium.new_context(offline=True)
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: complaints.append(said.text))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    yield page
    context.close()
    assert [one for one in asked if not one.startswith(site.as_uri())] == []
    assert complaints == []


def kept_out(page: "Page") -> list[object]:
    """What keeps people out, by rule, and text that is too pale."""
    response = Axe().run(page, options=JUDGED).response
    faults = [
        (one["id"], [node["html"][:200] for node in one["nodes"]]) for one in response["violations"]
    ]
    return [*faults, *contrast.too_pale(page, response)]


@pytest.mark.parametrize(
    ("mode", "name"),
    everyday(
        ("light", FRONT),
        ("dark", ACROSS),
        rest=[
            *(("dark", FRONT), ("light", ACROSS), ("light", "methods.html")),
            *(("light", MEASURE), ("dark", "XAA/N.html"), ("light", "XAA/N01-year.html")),
        ],
    ),
)
def test_it_opens_from_a_disk_and_keeps_nobody_out(
    opened: "Page", site: Path, name: str, mode: str
) -> None:
    opened.emulate_media(color_scheme=mode)  # type: ignore[arg-type]
    opened.goto((site / name).as_uri())
    assert opened.evaluate("document.fonts.check('600 16px \"IBM Plex Sans\"')")
    for width in WIDTHS:
        opened.set_viewport_size(ViewportSize(width=width, height=800))
        assert opened.evaluate("document.documentElement.scrollWidth") <= width
        if width in WIDTHS[:2]:
            assert kept_out(opened) == []


def test_pictures_take_the_colours_of_the_page_and_paper_is_white(
    opened: "Page", site: Path
) -> None:
    opened.goto((site / ACROSS).as_uri())
    light = opened.evaluate(COLOURS)
    opened.emulate_media(color_scheme="dark")
    dark = opened.evaluate(COLOURS)
    assert light[0] != dark[0]
    assert light[1] != dark[1]
    opened.emulate_media(media="print", color_scheme="dark")
    assert opened.evaluate(COLOURS) == light
    expect(opened.get_by_role("search")).to_be_hidden()


def test_search_leads_to_a_page_and_says_what_it_found(opened: "Page", site: Path) -> None:
    opened.goto((site / MEASURE).as_uri())
    field = opened.get_by_role("searchbox", name="Search")
    field.fill("more than ONE link")
    expect(opened.get_by_role("status")).to_have_text("Pages found: 3.")
    # That of the place one is in comes first.
    first = opened.get_by_role("search").get_by_role("link").first
    expect(first).to_have_text("More than one link charged, Aland")
    field.fill("no such words")
    expect(opened.get_by_role("status")).to_contain_text("No page contains these words.")
    field.fill("<b>&amp;</b>")
    first = opened.get_by_role("search").get_by_role("link").first
    expect(first).to_contain_text("=1+1 #eval")
    field.press("Tab")
    opened.keyboard.press("Enter")
    opened.wait_for_url("**/XAA/index.html")


def test_the_edition_finds_what_pages_find(opened: "Page", site: Path) -> None:
    opened.goto((site / FRONT).as_uri())
    found = opened.evaluate(
        "pairs => pairs.map(([text, words]) =>"
        " searched(words).every((word) => has(folded(text), word)))",
        [pair[:2] for pair in PAIRS],
    )
    assert found == [pair[2] for pair in PAIRS]


def test_pages_are_complete_without_a_script(chromium: "Browser", site: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / FRONT).as_uri())
    expect(page.get_by_role("search")).to_have_count(0)
    for name in ("Aland", "More than one link charged"):
        page.get_by_role("table").get_by_role("link", name=name).click()
    page.get_by_role("link", name="All jurisdictions").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("In what share of cases charged as trafficking")
    expect(page.get_by_role("img").first).to_be_visible()
    context.close()
