"""A report as HTML, opened from the disk of somebody who has no network."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from dashboard.export import files
from tests.soak import everyday
from tests.unit.dashboard.export import small

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", everyday(390, rest=[1200]))
def test_it_opens_offline_asks_nobody_and_keeps_nobody_out(
    chromium: "Browser", tmp_path: Path, width: int
) -> None:
    file = tmp_path / "report.html"
    file.write_bytes(files.render_html(small.report()))
    context = chromium.new_context(
        viewport={"width": width, "height": 800}, offline=True, java_script_enabled=True
    )
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: complaints.append(said.text))
    page.goto(file.as_uri())
    assert [one for one in asked if not one.startswith(("file:", "data:"))] == []
    assert complaints == []
    # The letters that the file carries are those that are drawn.
    assert page.evaluate("document.fonts.check('600 16px \"IBM Plex Sans\"')")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("h1").inner_text() == "How *good*?"
    # A chart of years, and what is drawn in each row of figures of a whole period.
    assert page.locator(".picture[role=img]").count() == 1
    drawn = page.locator("td.drawn").count()
    assert page.locator("td.drawn > span[role=img]").count() == drawn > 0
    assert [
        (fault["id"], [node["html"][:200] for node in fault["nodes"]])
        for fault in Axe().run(page).response["violations"]
    ] == []
    context.close()
