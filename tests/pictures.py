"""The pictures of README and the guides, made anew: `python -m tests.pictures [NAME ...]`.

They show the made-up world that `make run` begins with, in Chromium, light and 1,200 pixels wide.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click
from playwright.sync_api import ViewportSize, sync_playwright

from dashboard.cli import cli
from schemas.store import database
from tests import machine
from tests.browser.conftest import MAIN, Visit
from tests.fixtures.browser import ARGUMENTS
from tests.fixtures.surroundings import ROOT
from tests.ports import free_port
from tests.serving import dashboard_at

if TYPE_CHECKING:
    from playwright.sync_api import FloatRect, Page

FOLDER = ROOT / "docs" / "pictures"
WIDTH, HEIGHT = 1200, 1000
# The line under the last row.
BELOW = 2
WAIT_SECONDS = 60


@dataclass(frozen=True)
class Picture:
    """What of a page is shown, over its whole width: from the first `top` to the last `bottom`.

    `clicks` are links followed one after the other once the page stands.
    """

    path: str
    top: str
    bottom: str
    clicks: tuple[str, ...] = ()


# Where they are opened, as people come to them; links of a list are taken from its beginning.
OFFICES = "/caseload?j=XBR&from=2021&to=2025"
OFFICE = ".offices a"
PICTURES = {
    "overview": Picture("/?j=XBR", "h1", "text=People charged with trafficking"),
    "compare": Picture(
        "/compare?j=XBR&from=2021&to=2025&m=N01&alike=yes", "h1", "[data-testid=stVegaLiteChart]"
    ),
    "caseload": Picture(OFFICES, "[data-answer]", ".steps tbody tr >> nth=3", (OFFICE,)),
    "case": Picture(
        OFFICES,
        "[data-answer]",
        '[data-testid=stVerticalBlock]:has(h2:has-text("What can still be done"))',
        (OFFICE, "[data-case] a"),
    ),
    "sheet": Picture(
        OFFICES, ".sheet", ".sheet tbody tr >> nth=1", (OFFICE, "text=Print these cases")
    ),
}


def main(names: Sequence[str]) -> None:
    """Make those named, or all, over a database of their own."""
    program = machine.chromium()
    if program is None:
        raise SystemExit("Chromium is not installed here.")
    with TemporaryDirectory(prefix="prosecution-quality-") as home:
        # Named as that of `make run`: a page tells its name.
        url = f"duckdb:///{Path(home) / database.DEFAULT_FILE}"
        cli.main(["--database", url, "demo"], standalone_mode=False)
        take(url, names or list(PICTURES), program)


def take(url: str, names: Sequence[str], program: Path) -> None:
    """Write the pictures of the records at `url`."""
    port = free_port()
    with dashboard_at(url, port), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        for name in names:
            # A page of its own for each: none begins where another was scrolled to.
            page = browser.new_page(
                viewport=ViewportSize(width=WIDTH, height=HEIGHT),
                color_scheme="light",
                reduced_motion="reduce",
            )
            page.set_default_timeout(WAIT_SECONDS * 1000)
            file = FOLDER / f"{name}.png"
            _take(PICTURES[name], Visit(page, f"http://127.0.0.1:{port}"), file)
            page.close()
            click.echo(f"{file.relative_to(ROOT)}: {file.stat().st_size / 1000:.0f} KB")
        browser.close()


def _take(picture: Picture, visit: Visit, file: Path) -> None:
    page = visit.page
    visit.go(picture.path)
    for link in picture.clicks:
        visit.after(page.locator(link).first.click)
    visit.settle()
    # Only what is not scrolled away is drawn.
    page.mouse.move(0, 0)
    height = page.evaluate(f"{MAIN}.scrollHeight")
    page.set_viewport_size(ViewportSize(width=WIDTH, height=max(height, HEIGHT)))
    visit.settle()
    page.screenshot(path=file, clip=_clip(page, picture))


def _clip(page: "Page", picture: Picture) -> "FloatRect":
    first = page.locator(picture.top).first.bounding_box()
    last = page.locator(picture.bottom).last.bounding_box()
    assert first is not None
    assert last is not None
    above = max(first["y"], 0)
    height = last["y"] + last["height"] + BELOW - above
    return {"x": 0, "y": above, "width": WIDTH, "height": height}


if __name__ == "__main__":
    main(sys.argv[1:])
