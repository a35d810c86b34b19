"""What people do with the dashboard, done in Chromium against the running server."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser


def test_the_choice_goes_along_to_a_page_and_to_a_measure_and_back_leaves_them(
    visit: Visit,
) -> None:
    visit.go("/?j=XKE&from=2018&to=2023")
    visit.settle()
    page = visit.page
    visit.after(page.get_by_role("link", name="The chain", exact=True).click)
    expect(page).to_have_url(f"{visit.address}/chain?j=XKE&from=2018&to=2023")
    visit.after(page.go_back)
    expect(page).to_have_url(f"{visit.address}/?j=XKE&from=2018&to=2023")
    # The measures that are furthest behind stand there, whichever they are.
    first = page.locator("[data-measure]").first
    id_ = first.get_attribute("data-measure")
    visit.after(first.locator("a").click)
    expect(page).to_have_url(f"{visit.address}/measure?m={id_}&j=XKE&from=2018&to=2023")
    expect(page.get_by_role("combobox", name="Jurisdiction", exact=True)).to_have_value("Kestovar")
    visit.after(page.go_back)
    expect(page).to_have_url(f"{visit.address}/?j=XKE&from=2018&to=2023")
    expect(page.locator("[data-answer]")).to_contain_text("Kestovar")
