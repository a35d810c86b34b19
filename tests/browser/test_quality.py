"""Data & quality in Chromium: each section for all, and at its address."""

from itertools import product

import pytest
from playwright.sync_api import expect

from dashboard.pages.quality.sections import SECTIONS
from tests.browser.conftest import Visit
from tests.soak import EVERYDAY_PART, soak_size

pytestmark = [pytest.mark.browser, pytest.mark.soak]
MODES = ("light", "dark")
# In every run `test_pages_for_all.py` judges other pages, which are made of the same parts.
in_a_soak = pytest.mark.skipif(soak_size(EVERYDAY_PART) == 1, reason="A soak judges each section.")


def address(section: str) -> str:
    return f"/quality?j=QVE&see={section}"


@in_a_soak
@pytest.mark.parametrize(("section", "mode"), [*product(SECTIONS, MODES)])
def test_no_section_keeps_anybody_out(visit: Visit, section: str, mode: str) -> None:
    visit.page.emulate_media(color_scheme=mode)
    visit.go(address(section))
    kept_out = visit.kept_out()
    visit.page.emulate_media(color_scheme="light")
    assert kept_out == []


@in_a_soak
@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_fits_a_telephone(visit: Visit, section: str) -> None:
    assert visit.fits_a_telephone(address(section))


def test_a_tab_is_in_the_address_and_comes_back_with_it(visit: Visit) -> None:
    visit.go("/quality?j=QVE")
    page = visit.page
    visit.after(page.get_by_role("tab", name="Late offices").click)
    expect(page).to_have_url(f"{visit.address}/quality?see=late&j=QVE")
    visit.go("/quality?see=late&j=QVE")
    expect(page.get_by_role("tab", name="Late offices")).to_have_attribute("aria-selected", "true")
