"""A body's work in Chromium: returns are checked, imported, compared, corrected and reported."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
from playwright.sync_api import expect

from metrics import comparability
from metrics.release import signing
from metrics.release.exact_counts import CONTEXT
from tests.browser.conftest import DESK, RUN_SECONDS, Visit
from tests.browser.test_outside_text import drawn, said
from tests.ports import free_port
from tests.serving import dashboard_at
from tests.soak import EVERYDAY_PART, soak_size
from tests.unit.dashboard.export.reading import pdf_text, squeezed
from tests.unit.metrics.release import sent

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        soak_size(EVERYDAY_PART) == 1, reason="A soak walks it; tests/app has its pages."
    ),
]

HOSTILE = "L <img src=x onerror=evil()> [evil](https://evil.example)"
NAMES = {"QMA": "Maravia", "QPE": "Pelland", "QZE": HOSTILE}
COUNTRIES = {code: sent.country(code) for code in NAMES}
WINDOW = "j=QMA&from=2019&to=2021"
RULE = "charge_counted_at"
WHY = "Charge counted at: Court registration"


def files(home: Path, code: str, release: int = 1, **stated: str) -> list[Path]:
    """A country's return and its signature. It states the same as all others, and `stated`."""
    rules = dict.fromkeys(comparability.SUBJECTS, "yes") | {RULE: "indictment"} | stated
    content = sent.content(code, of_release=release)
    places = content.places.with_columns(name=pl.lit(NAMES[code]))
    context = pl.DataFrame([(code, *one) for one in rules.items()], CONTEXT, orient="row")
    made = sent.made(
        code,
        release,
        content=content._replace(places=places, context=context),
        contact="[evil](https://evil.example) <b>evil</b>",
    )
    file = home / f"{code}-{release}.zip"
    signature = file.with_name(file.name + signing.SUFFIX)
    for path, written in zip((file, signature), COUNTRIES[code].send(made), strict=True):
        path.write_bytes(written)
    return [file, signature]


@pytest.fixture
def body(tmp_path: Path, chromium: "Browser") -> Iterator[Visit]:
    """A page on the instance by which a body adds returns. It has none yet."""
    port = free_port()
    context = chromium.new_context(viewport=DESK, reduced_motion="reduce")
    context.set_default_timeout(RUN_SECONDS * 1000)
    with dashboard_at(url_of(tmp_path), port, "--new"):
        yield Visit(context.new_page(), f"http://127.0.0.1:{port}")
    context.close()


def url_of(home: Path) -> str:
    return f"duckdb:///{home / 'body.duckdb'}"


def bring(visit: Visit, paths: list[Path], *, keys: int) -> None:
    """Choose files, have them checked, say of new keys that they are their owners', and import."""
    visit.go("/upload")
    visit.settle()
    page = visit.page
    chosen = page.locator("input[type=file]")
    visit.after(lambda: chosen.set_input_files([str(path) for path in paths]))
    page.get_by_role("button", name="Check the files").click()
    expect(page.get_by_role("button", name="Import", exact=True)).to_be_visible()
    visit.settle()
    asked = page.get_by_text("The owner read out the same digits")
    assert asked.count() == keys
    for number in range(keys):
        visit.after(asked.nth(number).click)
    assert drawn(visit) == []
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("is now shown in").first).to_be_visible()


def matrix_line(visit: Visit) -> list[str]:
    """The cells of N01 in the matrix of who can be compared, after its heading."""
    line = visit.page.get_by_role("row").filter(has_text="N01 ").first
    expect(line).to_be_visible()
    return [cell.strip() for cell in line.get_by_role("cell").all_inner_texts()]


def test_from_the_first_returns_to_the_brief(
    tmp_path: Path, body: Visit, chromium: "Browser"
) -> None:
    first = [path for code in NAMES for path in files(tmp_path, code)]
    bring(body, first, keys=len(NAMES))
    port = free_port()
    with dashboard_at(url_of(tmp_path), port, "--public"):
        context = chromium.new_context(viewport=DESK, reduced_motion="reduce")
        context.set_default_timeout(RUN_SECONDS * 1000)
        visit = Visit(context.new_page(), f"http://127.0.0.1:{port}")
        visit.go(f"/compare?m=N01&{WINDOW}")
        assert WHY not in said(visit)
        assert HOSTILE in said(visit)
        assert drawn(visit) == []
        visit.go(f"/compare?see=matrix&{WINDOW}")
        assert matrix_line(visit)[:5] == ["3 of 3", "2", "a", "a", "a"]
        # A new return states another rule: the country leaves the comparison, with the reason.
        bring(body, files(tmp_path, "QPE", 2, **{RULE: "court_registration"}), keys=0)
        visit.go(f"/compare?m=N01&{WINDOW}")
        assert WHY in said(visit)
        visit.go(f"/compare?see=matrix&{WINDOW}")
        line = matrix_line(visit)
        assert sorted(line[2:5]) == ["a", "a", "≠"]
        assert line[-1] == f"{WHY} (Pelland)"
        assert drawn(visit) == []
        visit.go(f"/report?report=body&{WINDOW}")
        visit.page.get_by_role("button", name="Create report").click()
        expect(visit.page.get_by_role("link", name="PDF", exact=True)).to_be_visible()
        brief = squeezed(pdf_text(visit.downloaded("PDF").read_bytes()))
        assert squeezed(f"{WHY} (Pelland)") in brief
        assert squeezed(HOSTILE) in brief
        # Somebody else opens the link and sees the same.
        other = chromium.new_context(viewport=DESK, reduced_motion="reduce")
        other.set_default_timeout(RUN_SECONDS * 1000)
        guest = Visit(other.new_page(), visit.address)
        guest.go(f"/compare?see=matrix&{WINDOW}")
        assert matrix_line(guest) == line
        for one in (context, other):
            one.close()
