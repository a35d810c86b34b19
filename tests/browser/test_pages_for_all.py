"""Each page reads without a mouse or eyes, in both modes and on a telephone, and stays here."""

from urllib.parse import urlsplit

import pytest

from dashboard.pages import all_pages
from tests.browser.conftest import Visit
from tests.soak import EVERYDAY_PART, everyday, soak_size

pytestmark = pytest.mark.browser

PAGES = [page.url_path for page in all_pages()]
# Cards, and charts with filters of their own; an upload, `test_files_in_languages.py` judges.
OFTEN = (PAGES[0], "measure")
SELDOM = [name for name in PAGES if name not in OFTEN]
CHOICE = "?j=QVE&from=2019&to=2024"
MOST_SMALL_PRINT = 40
# Counts the words of the visible notes in each card, by the card's heading. Text in rows and tiles
# is data and does not count, nor do signs such as = and ≠.
SMALL_PRINT = """notes => {
  const words = {};
  for (const note of notes.filter(one => one.checkVisibility() && !one.closest("li, td, th"))) {
    let card = note;
    while (card && !card.querySelector?.("h2")) card = card.parentNode ?? card.host;
    const heading = card?.querySelector("h2").textContent.trim() ?? "";
    const said = note.innerText.split(/\\s+/).filter(word => /[\\p{L}\\p{N}]/u.test(word));
    words[heading] = (words[heading] ?? 0) + said.length;
  }
  return words;
}"""


def address(name: str) -> str:
    return f"/{'' if name == PAGES[0] else name}{CHOICE}"


@pytest.mark.parametrize("name", everyday(*OFTEN, rest=SELDOM))
def test_nothing_keeps_anybody_out_leaves_this_computer_or_runs_over(
    visit: Visit, name: str
) -> None:
    visit.requests.clear()
    visit.complaints.clear()
    visit.go(address(name))
    assert visit.kept_out() == []
    words = visit.page.locator("p.note, p.foot, p.caution").evaluate_all(SMALL_PRINT)
    assert {card: of for card, of in words.items() if of > MOST_SMALL_PRINT} == {}
    # On a telephone nothing is to be looked for beside the screen.
    assert visit.fits_a_telephone()
    hosts = {
        urlsplit(url).hostname for url in visit.requests if not url.startswith(("data:", "blob:"))
    }
    assert hosts == {"127.0.0.1"}
    # Nothing is against our policy, and nothing is asked for in vain.
    assert visit.complaints == []


@pytest.mark.soak
@pytest.mark.parametrize("name", everyday(PAGES[0], rest=PAGES[1:]))
def test_nothing_keeps_anybody_out_in_the_dark(visit: Visit, name: str) -> None:
    visit.page.emulate_media(color_scheme="dark")
    visit.go(address(name))
    found = visit.kept_out()
    visit.page.emulate_media(color_scheme="light")
    assert found == []


@pytest.mark.skipif(soak_size(EVERYDAY_PART) == 1, reason="A soak opens the running year.")
def test_the_bars_of_a_year_that_is_not_over_are_hatched(visit: Visit) -> None:
    visit.go("/?j=QVE&from=2026&to=2026")
    for bar in (".count .bars .running .bar", ".count .mini .running"):
        look = visit.page.locator(bar).first
        assert "gradient" in look.evaluate("one => getComputedStyle(one).background")
