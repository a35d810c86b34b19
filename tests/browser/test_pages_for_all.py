"""Each page reads without a mouse or eyes, in both modes and on a telephone, and stays here."""

from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from dashboard.server import access
from tests.browser.conftest import Visit
from tests.soak import everyday

pytestmark = pytest.mark.browser

PAGES = [name for name, _ in access.PAGES]
CHOICE = "?j=QVE&from=2019&to=2024"
# Streamlit's own file uploader is a button inside a presentational section.
STREAMLITS_OWN = {"presentation-role-conflict"}
SERIOUS = {"serious", "critical"}


def address(name: str) -> str:
    return f"/{'' if name == access.OVERVIEW else name}{CHOICE}"


@pytest.mark.parametrize("name", PAGES)
def test_nothing_keeps_anybody_out_leaves_this_computer_or_runs_over(
    visit: Visit, name: str
) -> None:
    visit.requests.clear()
    visit.complaints.clear()
    visit.go(address(name))
    visit.page.wait_for_load_state("networkidle")
    assert faults(visit) == []
    # On a telephone nothing is to be looked for beside the screen.
    assert visit.fits_a_telephone()
    hosts = {
        urlsplit(url).hostname for url in visit.requests if not url.startswith(("data:", "blob:"))
    }
    assert hosts == {"127.0.0.1"}
    assert [text for text in visit.complaints if "Content Security Policy" in text] == []


@pytest.mark.parametrize("name", everyday(*PAGES[:2], rest=PAGES[2:]))
def test_nothing_keeps_anybody_out_in_the_dark(visit: Visit, name: str) -> None:
    visit.page.emulate_media(color_scheme="dark")
    visit.go(address(name))
    visit.page.wait_for_load_state("networkidle")
    found = faults(visit)
    visit.page.emulate_media(color_scheme="light")
    assert found == []


def faults(visit: Visit) -> list[tuple[str, list[str]]]:
    """What keeps people out, by rule, with the elements that it is about."""
    found = Axe().run(visit.page).response["violations"]
    return [
        (fault["id"], [node["html"][:200] for node in fault["nodes"]])
        for fault in found
        if fault["impact"] in SERIOUS and fault["id"] not in STREAMLITS_OWN
    ]
