"""Everybody reaches everything: by keys, on a telephone, at the place where they were."""

import pytest
from playwright.sync_api import Browser, expect

from dashboard.pages import all_pages
from tests.browser import contrast
from tests.browser.conftest import DESK, MAIN, TELEPHONE, Visit, stands_still
from tests.soak import EVERYDAY_PART, soak_size

pytestmark = pytest.mark.browser

WITH_FILTERS = [page.url_path for page in all_pages()[1:] if page.filters]
# A card is the first thing with a border that holds a heading of the second level.
FIRST_CARD = """() => {
  const bordered = [...document.querySelectorAll("[data-testid=stVerticalBlock]")]
    .filter((one) => getComputedStyle(one).borderTopWidth !== "0px");
  return Math.min(...bordered.map((one) => one.getBoundingClientRect().top));
}"""
OUTLINE = """() => {
  const style = getComputedStyle(document.activeElement);
  return [style.outlineStyle, style.outlineWidth];
}"""
HEADING_AND_LINES = 150
REPORT = "report"
INDEX = {
    "Exchange rates": "part-rates",
    "P: Proceedings": "part-P",
}
BELOW_NAVIGATION = 56
PALE = """<svg width="200" height="60"><rect width="100" height="60" fill="#777777"/>
<text id="pale" x="20" y="30" fill="#5A6B7D">pale</text>
<text id="fine" x="140" y="30" fill="#5A6B7D">fine</text></svg>
<p id="faint" style="color: rgb(0 0 0 / 30%)">faint</p>"""
# What the button says that does what a page is for.
ACTS = "[data-testid=stBaseButton-primary] p"


def has_a_card_on_the_first_screen(visit: Visit) -> bool:
    """Whether the first card of the page begins there, with some lines to spare."""
    top: float = visit.page.evaluate(FIRST_CARD)
    return 0 < top < TELEPHONE["height"] - HEADING_AND_LINES


def test_the_first_filter_and_a_card_are_at_hand_on_a_telephone(visit: Visit) -> None:
    page = visit.page
    page.set_viewport_size(TELEPHONE)
    visit.go("/?j=QVE&from=2019&to=2024")
    # Streamlit folds the pages' links away after the page has come, with the focus that is in them.
    folded = page.get_by_test_id("stExpandSidebarButton")
    expect(folded).to_be_visible()
    visit.drawn()
    assert has_a_card_on_the_first_screen(visit)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Tab")
    # Not the pages' links, which are folded away beside the screen.
    expect(folded).to_be_focused()
    assert page.evaluate(OUTLINE) == ["solid", "2px"]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("combobox", name="Jurisdiction", exact=True)).to_be_focused()
    page.set_viewport_size(DESK)


# A report has no card until it is made.
@pytest.mark.skipif(soak_size(EVERYDAY_PART) == 1, reason="Overview is looked at every day.")
@pytest.mark.parametrize("name", [one for one in WITH_FILTERS if one != REPORT])
def test_the_first_card_begins_within_the_first_screen_of_a_telephone(
    visit: Visit, name: str
) -> None:
    visit.page.set_viewport_size(TELEPHONE)
    # Not the measure that was looked at last: its question may have another line.
    visit.go(f"/{name}?m=N01&j=QVE&from=2019&to=2024")
    visit.settle()
    assert has_a_card_on_the_first_screen(visit)
    visit.page.set_viewport_size(DESK)


def explains_a_word(visit: Visit) -> None:
    """The first word of the glossary, by mouse and by keyboard, until Escape."""
    word = visit.page.locator("dfn").first
    shown = "word => getComputedStyle(word, '::after').content !== 'none'"
    for reach, leave in (
        (word.hover, lambda: visit.page.mouse.move(0, 0)),
        (word.focus, word.blur),
    ):
        reach()
        assert word.evaluate(shown)
        visit.page.keyboard.press("Escape")
        assert not word.evaluate(shown)
        leave()
        reach()
        assert word.evaluate(shown)
        leave()


def test_overview_explains_words_and_leads_on_and_back_to_where_it_was_left(visit: Visit) -> None:
    overview = f"{visit.address}/?j=XKE&from=2018&to=2023"
    visit.go("/?j=XKE&from=2018&to=2023")
    visit.settle()
    page = visit.page
    expect(page).to_have_title("Overview · Prosecution quality")
    explains_a_word(visit)
    visit.after(page.get_by_role("link", name="The chain", exact=True).click)
    expect(page).to_have_url(f"{visit.address}/chain?j=XKE&from=2018&to=2023")
    visit.after(page.go_back)
    expect(page).to_have_url(overview)
    link = page.locator("[data-measure] a").last
    id_ = link.evaluate("one => one.closest('[data-measure]').dataset.measure")
    title = link.inner_text()
    link.scroll_into_view_if_needed()
    left_at = page.evaluate(f"{MAIN}.scrollTop")
    assert left_at > 0
    link.focus()
    visit.after(lambda: page.keyboard.press("Enter"))
    expect(page).to_have_url(f"{visit.address}/measure?m={id_}&j=XKE&from=2018&to=2023")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(page).to_have_title(f"{title} · Measure · Prosecution quality")
    expect(page.get_by_role("combobox", name="Jurisdiction", exact=True)).to_have_value("Kestovar")
    visit.after(page.go_back)
    expect(page).to_have_url(overview)
    expect(link).to_be_focused()
    assert abs(page.evaluate(f"{MAIN}.scrollTop") - left_at) <= 1


def test_methods_opens_at_a_measure_and_its_index_leads_to_its_parts(visit: Visit) -> None:
    visit.go("/methods?m=P05")
    page = visit.page
    entry = page.locator("[data-here]")
    expect(entry).to_contain_text("P05 ")
    expect(entry).to_be_in_viewport()
    expect(page).to_have_url(f"{visit.address}/methods?m=P05")
    for text, part in INDEX.items():
        page.get_by_role("link", name=text).click()
        jurisdiction = page.locator(f".st-key-{part}")
        expect(jurisdiction).to_be_focused()
        expect(jurisdiction).to_be_in_viewport()
        assert jurisdiction.bounding_box()["y"] >= BELOW_NAVIGATION  # type: ignore[index]
        expect(page).to_have_url(f"{visit.address}/methods?m=P05#{part}")


def test_pale_text_over_a_drawing_is_told_from_the_same_text_on_paper(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content(PALE)
    # By hand: 0.2345 / 0.1916 in luminance, and 1.05 / 0.4952.
    assert contrast.of(page, ["#pale", "#fine", "#faint"]) == ["pale: 1.22", "faint: 2.12"]
    page.close()


@pytest.mark.skipif(soak_size(EVERYDAY_PART) == 1, reason="A soak judges the button.")
def test_the_button_that_acts_is_read_in_the_dark_at_rest_and_under_the_pointer(
    visit: Visit,
) -> None:
    page = visit.page

    def pale() -> list[str]:
        page.locator(ACTS).wait_for()
        return contrast.of(page, [ACTS])

    page.emulate_media(color_scheme="dark")
    try:
        visit.go("/report?j=QVE")
        # A run that follows takes the button away for a moment.
        visit.settle()
        # Colours take their time, of a page that comes and under the pointer.
        stands_still(page, pale)
        assert pale() == []
        page.get_by_role("button", name="Create report").hover()
        stands_still(page, pale)
        assert pale() == []
    finally:
        page.emulate_media(color_scheme="light")
