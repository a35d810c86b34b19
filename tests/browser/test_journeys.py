"""What people do with the dashboard, done in Chromium against the running server."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LATER, Dashboard, Visit

pytestmark = pytest.mark.browser


def test_figures_change_after_an_import_from_another_process(
    visit: Visit, changing: Dashboard
) -> None:
    visit.go("/?j=QVE&from=2019&to=2024")
    page = visit.page
    expect(page.locator(".scorecard .key")).to_contain_text(
        "middle 50% of up to 5 other jurisdictions"
    )
    changing.command("import", str(changing.submission))
    visit.choose("From", "2018")
    expect(page.locator(".scorecard .key")).to_contain_text(
        "middle 50% of up to 6 other jurisdictions"
    )
    expect(page.locator(".frame-foot")).to_contain_text("7 jurisdictions")
    visit.go(f"/?j={LATER}&from=2019&to=2024")
    expect(page.locator("[data-answer]")).to_contain_text("Hallowmere")


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


def test_what_a_link_asks_for_in_vain_is_named_until_something_is_chosen(visit: Visit) -> None:
    visit.go("/?j=XKE&from=2018&to=2023&form=theft")
    page = visit.page
    expect(page.locator("[data-notice]")).to_contain_text(
        "No form of exploitation with the code [theft]"
    )
    visit.choose("Form of exploitation", "All forms")
    expect(page).to_have_url(f"{visit.address}/?j=XKE&from=2018&to=2023")
    expect(page.locator("[data-answer]")).to_contain_text("Kestovar")
