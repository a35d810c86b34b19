"""Each page reads without a mouse or eyes, in both modes and on a telephone, and stays here."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from dashboard import access
from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

PAGES = [name for name, _ in access.PAGES]
CHOICE = "?j=QVE&from=2019&to=2024"
# Streamlit's own file uploader is a button inside a presentational section.
STREAMLITS_OWN = {"presentation-role-conflict"}
SERIOUS = {"serious", "critical"}


def address(name: str) -> str:
    return f"/{'' if name == access.OVERVIEW else name}{CHOICE}"


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_keeps_anybody_out(visit: Visit, name: str, mode: str) -> None:
    visit.page.emulate_media(color_scheme=mode)
    visit.go(address(name))
    visit.page.wait_for_load_state("networkidle")
    found = Axe().run(visit.page).response["violations"]
    visit.page.emulate_media(color_scheme="light")
    faults = [
        (fault["id"], [node["html"][:200] for node in fault["nodes"]])
        for fault in found
        if fault["impact"] in SERIOUS and fault["id"] not in STREAMLITS_OWN
    ]
    assert faults == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_telephone(visit: Visit, name: str) -> None:
    visit.page.set_viewport_size({"width": 390, "height": 844})
    visit.go(address(name))
    main = visit.page.locator("[data-testid=stMain]")
    wide = main.evaluate("element => element.scrollWidth - element.clientWidth")
    visit.page.set_viewport_size({"width": 1440, "height": 1000})
    assert wide <= 0


@pytest.mark.parametrize("name", PAGES)
def test_no_request_leaves_this_computer_and_nothing_breaks_the_policy(
    visit: Visit, name: str
) -> None:
    visit.requests.clear()
    visit.complaints.clear()
    visit.go(address(name))
    visit.page.wait_for_load_state("networkidle")
    hosts = {
        urlsplit(url).hostname for url in visit.requests if not url.startswith(("data:", "blob:"))
    }
    assert hosts == {"127.0.0.1"}
    assert [text for text in visit.complaints if "Content Security Policy" in text] == []
