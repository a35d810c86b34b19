"""A prosecutor opens the own caseload, reads it in any way, and prints the worklist."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


def test_from_overview_to_the_printed_worklist_in_three_clicks(visit: Visit) -> None:
    visit.go("/?j=QPE&from=2019&to=2024")
    page = visit.page
    visit.after(page.get_by_role("link", name="My caseload", exact=True).click)
    visit.after(page.locator(".offices a").first.click)
    expect(page).to_have_url(re.compile(r"/caseload\?.*office="))
    office = page.url.removeprefix(visit.address)
    expect(page.locator("[data-case]").first).to_be_visible()
    assert visit.kept_out() == []
    case = str(page.locator("[data-case]").first.get_attribute("data-case"))

    visit.after(page.get_by_role("link", name="Print these cases").click)
    expect(page.locator(".sheet thead")).to_contain_text("Decision")
    assert page.get_by_role("combobox").count() == 0
    assert visit.kept_out() == []
    page.emulate_media(media="print")
    expect(page.locator("[data-testid=stHeader]")).to_be_hidden()
    expect(page.get_by_role("button", name="Print this sheet")).to_be_hidden()
    expect(page.locator(".sheet")).to_be_visible()
    page.emulate_media(media="screen")
    visit.after(page.get_by_role("link", name="Back to the caseload").click)
    expect(page.locator("[data-case]").first).to_be_visible()

    visit.after(page.locator(f'[data-case="{case}"] a').first.click)
    expect(page).to_have_url(re.compile(f"case={case}"))
    expect(page.locator("[data-answer]")).to_contain_text(f"Case {case}")
    assert visit.kept_out() == []
    for path in (office, f"{office}&case={case}", f"{office}&print=yes"):
        assert visit.fits_a_telephone(path), path
