"""What people take away, in Chromium: a card's files, a link to the state, no raw numbers."""

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.soak import EVERYDAY_PART, soak_size

pytestmark = [pytest.mark.browser, pytest.mark.soak]
# In every run `test_pages_for_all.py` judges the page as it is before its cards are opened.
IN_FULL = soak_size(EVERYDAY_PART) > 1
MEASURE = "/measure?m=N01&j=QVE&from=2018&to=2024"


def test_a_card_gives_its_files_once_it_is_opened(visit: Visit) -> None:
    visit.go(MEASURE)
    visit.settle()
    page = visit.page
    expect(page.get_by_role("link", name="Picture (SVG)")).to_have_count(0)
    visit.after(page.get_by_role("button", name="Download").first.click)
    if IN_FULL:
        assert visit.kept_out() == []
    svg = visit.downloaded("Picture (SVG)").read_text()
    assert re.match(r"<svg ", svg)
    assert visit.downloaded("Table (XLSX)").read_bytes().startswith(b"PK")
    file: Path = visit.downloaded("Table (CSV)")
    lines = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig")))
    [link] = {line["link_to_this_state"] for line in lines}
    # The first card is in view without a jump, and the last one is not.
    visit.go(f"/{link.replace('by_year', 'by_form')}")
    card = page.locator("[data-testid=stVerticalBlock]:focus")
    expect(card).to_contain_text("By group")
    expect(card).to_be_in_viewport()


def test_a_link_to_the_state_is_copied_and_opens_the_same_view(visit: Visit) -> None:
    visit.go(MEASURE)
    visit.settle()
    page = visit.page
    copy = page.get_by_role("button", name="Copy link to this view")
    # Not every browser lets a page copy: then the address bar has the link.
    copy.click()
    told = page.get_by_text("Copied.").or_(page.get_by_text("Copy it from the address bar"))
    expect(told).to_be_visible()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    copy.click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    link = str(page.evaluate("navigator.clipboard.readText()"))
    assert re.search(r"/measure\?.*state=[0-9.-]+_[0-9a-f]{8}_[0-9a-f]{8}", link)
    visit.go(link.removeprefix(visit.address))
    expect(page.get_by_role("combobox", name="Jurisdiction")).to_have_value("Velmora")
    assert page.locator("[data-linked]").count() == 0


def test_a_chart_shows_no_bare_numbers(visit: Visit) -> None:
    # Of victims there are enough for an interval in several years.
    visit.go(MEASURE.replace("N01", "V03"))
    visit.settle()
    page = visit.page
    chart = page.get_by_test_id("stVegaLiteChart").first
    chart.locator("svg").wait_for()
    band = chart.locator("svg").bounding_box()
    assert band is not None
    chart.hover()
    tools = page.get_by_test_id("stElementToolbar")
    assert tools.count() == page.get_by_test_id("stVegaLiteChart").count()
    assert [tool for tool in tools.all() if tool.is_visible()] == []
    told = set()
    for across in range(10, 100, 8):
        for down in range(20, 90, 10):
            page.mouse.move(
                band["x"] + band["width"] * across / 100, band["y"] + band["height"] * down / 100
            )
            told |= {
                text
                for one in page.locator("#vg-tooltip-element td.key").all()
                if (text := one.inner_text())
            }
    # Whatever speaks says what it is in words.
    assert told
    assert told <= {"Year", "Value", "Years"}
