"""A prosecutor opens the own caseload, reads it in any way, and prints the worklist."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from metrics import worklist
from schemas.columns import UNKNOWN
from schemas.scopes import EVERYTHING
from schemas.store import database
from tests.browser.conftest import DESK, Dashboard, Visit
from tests.soak import EVERYDAY_PART, soak_size

pytestmark = [pytest.mark.browser, pytest.mark.soak]
MEETING, PAGES_AT_MOST = 42, 5
# A soak judges the list of cases, one of them and its sheet; every run `test_pages_for_all.py`.
IN_FULL = soak_size(EVERYDAY_PART) > 1
# The rows that there are, again and again: no made-up office leads as many open cases.
REPEAT = """number => {
  const within = [...document.querySelectorAll("*")].map(one => one.shadowRoot ?? one);
  const body = within.map(one => one.querySelector(".sheet tbody")).find(one => one);
  const rows = [...body.rows];
  while (body.rows.length < number) {
    body.append(rows[body.rows.length % rows.length].cloneNode(true));
  }
  return body.rows.length;
}"""
WIDTH_OF_DECISION = """() => {
  const within = [...document.querySelectorAll("*")].map(one => one.shadowRoot ?? one);
  return within.map(one => one.querySelector("td.decision")).find(one => one)
    .getBoundingClientRect().width;
}"""
# What stands between the margins of A4 held across, and what a line by hand takes.
MILLIMETRE = 96 / 25.4
A4_ACROSS, ROOM_TO_WRITE = 277 * MILLIMETRE, 60 * MILLIMETRE
LANDSCAPE = re.compile(rb"/MediaBox\s*\[\s*0 0 84[12][.\d]* 59[45][.\d]*\s*\]")


def test_from_overview_to_a_step_and_a_case_click_by_click(visit: Visit) -> None:
    visit.go("/?j=XCO&from=2019&to=2024")
    visit.settle()
    page = visit.page
    visit.after(page.get_by_role("link", name="My caseload", exact=True).click)
    visit.after(page.locator(".offices a").first.click)
    expect(page).to_have_url(re.compile(r"/caseload\?.*office="))
    office = page.url.removeprefix(visit.address)
    visit.settle()

    visit.after(page.locator(".steps tbody th a").first.click)
    visit.settle()
    expect(page).to_have_url(re.compile("step="))
    # It lands at the cases of the step.
    heading = page.get_by_role("heading", name="Open cases")
    expect(heading).to_be_in_viewport()
    bar = page.locator("[data-testid=stHeader]").bounding_box()
    jurisdiction = heading.bounding_box()
    assert bar is not None
    assert jurisdiction is not None
    assert bar["y"] + bar["height"] <= jurisdiction["y"] < page.viewport_size["height"] / 2
    expect(page.locator("[data-case]").first).to_be_in_viewport()
    case = str(page.locator("[data-case]").first.get_attribute("data-case"))

    visit.after(page.locator(f'[data-case="{case}"] a').first.click)
    expect(page).to_have_url(re.compile(f"case={case}"))
    expect(page.locator("[data-answer]")).to_contain_text(f"Case {case}")
    for path in (office, f"{office}&case={case}", f"{office}&print=yes") if IN_FULL else ():
        assert visit.fits_a_telephone(path), path
        assert visit.kept_out() == [], path


def printed_pages(visit: Visit) -> int:
    """How many pages the sheet takes on paper, which is A4 held across."""
    pdf = visit.page.pdf(prefer_css_page_size=True)
    pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))
    assert len(LANDSCAPE.findall(pdf)) == pages > 0
    return pages


@pytest.mark.skipif(not IN_FULL, reason="A sheet as a file is printed in every run.")
def test_a_meeting_of_42_cases_is_printed_on_five_pages_with_room_to_write(visit: Visit) -> None:
    visit.go("/caseload?j=XCO&from=2019&to=2024")
    visit.settle()
    visit.after(visit.page.locator(".offices a").first.click)
    visit.after(visit.page.get_by_role("link", name="Print these cases").click)
    visit.settle()
    assert visit.page.evaluate(REPEAT, MEETING) == MEETING
    assert printed_pages(visit) <= PAGES_AT_MOST
    visit.page.emulate_media(media="print")
    visit.page.set_viewport_size({"width": int(A4_ACROSS), "height": 700})
    try:
        expect(visit.page.locator("[data-testid=stHeader]")).to_be_hidden()
        expect(visit.page.get_by_role("button", name="Print this sheet")).to_be_hidden()
        expect(visit.page.locator(".sheet")).to_be_visible()
        assert visit.page.evaluate(WIDTH_OF_DECISION) >= ROOM_TO_WRITE
    finally:
        visit.page.set_viewport_size(DESK)
        visit.page.emulate_media(media="screen")
    visit.after(visit.page.get_by_role("link", name="Back to the caseload").click)
    expect(visit.page.locator("[data-case]").first).to_be_visible()


def test_the_sheet_as_a_file_opens_offline_and_is_printed_on_as_many(
    visit: Visit, dashboard: Dashboard, tmp_path: Path
) -> None:
    with database.reading(dashboard.database).connect() as connection:
        led = worklist.open_cases_by_office(connection, EVERYTHING)
    own = led[(led["jurisdiction"] == "XCO") & (led["office"] != UNKNOWN)]
    file = tmp_path / "sheet.html"
    asked = ("--jurisdiction", "XCO", "--office", str(own["office"].iloc[0]), "--out", str(file))
    dashboard.command("sheet", *asked)
    # A tab of its own: what the page before it still asked for is not the file's.
    opened = Visit(visit.page.context.new_page(), visit.address)
    opened.page.goto(file.as_uri())
    assert opened.requests == [file.as_uri()]
    assert opened.page.evaluate(REPEAT, MEETING) == MEETING
    assert printed_pages(opened) <= PAGES_AT_MOST
    opened.page.close()
