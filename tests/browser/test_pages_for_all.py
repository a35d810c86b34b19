"""Each page reads without a mouse or eyes, in both modes and on a telephone, and stays here."""

from urllib.parse import urlsplit

import pytest

from dashboard.server import access
from tests.browser.conftest import Visit
from tests.soak import everyday

pytestmark = pytest.mark.browser

PAGES = [name for name, _ in access.PAGES]
# Cards, charts with filters of their own, and a page to write in.
OFTEN = (access.OVERVIEW, "measure", "upload")
SELDOM = [name for name in PAGES if name not in OFTEN]
CHOICE = "?j=QVE&from=2019&to=2024"


def address(name: str) -> str:
    return f"/{'' if name == access.OVERVIEW else name}{CHOICE}"


@pytest.mark.parametrize("name", everyday(*OFTEN, rest=SELDOM))
def test_nothing_keeps_anybody_out_leaves_this_computer_or_runs_over(
    visit: Visit, name: str
) -> None:
    visit.requests.clear()
    visit.complaints.clear()
    visit.go(address(name))
    assert visit.kept_out() == []
    # On a telephone nothing is to be looked for beside the screen.
    assert visit.fits_a_telephone()
    hosts = {
        urlsplit(url).hostname for url in visit.requests if not url.startswith(("data:", "blob:"))
    }
    assert hosts == {"127.0.0.1"}
    assert [text for text in visit.complaints if "Content Security Policy" in text] == []


@pytest.mark.parametrize("name", everyday(access.OVERVIEW, rest=PAGES[1:]))
def test_nothing_keeps_anybody_out_in_the_dark(visit: Visit, name: str) -> None:
    visit.page.emulate_media(color_scheme="dark")
    visit.go(address(name))
    found = visit.kept_out()
    visit.page.emulate_media(color_scheme="light")
    assert found == []
