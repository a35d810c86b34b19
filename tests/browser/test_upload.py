"""Records added in Chromium: files are chosen, checked, and what is wrong is taken away.

That they are accepted and found is tested on the page, in tests/app/upload/test_upload.py.
"""

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.soak import EVERYDAY_PART, soak_size
from tests.submissions import CASES, SUSPECTS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        soak_size(EVERYDAY_PART) == 1,
        reason="A soak sends records; tests/app/upload does it in every run.",
    ),
]

MANIFEST = 'jurisdiction = "XUP"\nmade_up = true\n'
REFUSED_DATE = "31/12/2023"
# A full check and count on a machine that does other things as well.
WAIT = 180_000


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("uploads")


def packed(file: Path, cases: str) -> Path:
    """A submission in one archive."""
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("submission.toml", MANIFEST)
        archive.writestr("cases.csv", cases)
        archive.writestr("suspects.csv", SUSPECTS)
    return file


def check(visit: Visit, file: Path) -> None:
    """Choose a file and have it checked."""
    visit.go("/upload")
    visit.settle()
    page = visit.page
    visit.after(lambda: page.locator("input[type=file]").set_input_files(str(file)))
    button = page.get_by_role("button", name="Check the files")
    expect(button).to_be_enabled()
    button.click()


def press(visit: Visit, name: str) -> None:
    visit.page.get_by_role("button", name=name).click()


def outcome(visit: Visit, status: str) -> None:
    """Wait until this is what became of it."""
    visit.page.locator(f"[data-outcome={status}]").wait_for(timeout=WAIT)


def test_good_records_are_compared(visit: Visit, home: Path) -> None:
    page = visit.page
    check(visit, packed(home / "spring.zip", CASES))
    outcome(visit, "checked")
    answer = page.locator("[data-answer]").first
    expect(answer).to_contain_text("spring.zip can be stored. It has 3 rows: 3 new")
    expect(page.locator("[data-move]").first).to_contain_text("XUP, all years")
    assert visit.kept_out() == []
    expect(page.get_by_role("button", name="Accept and store")).to_be_enabled()
    press(visit, "Leave")
    expect(page.get_by_role("button", name="Check the files")).to_be_visible()


def test_bad_records_are_named_by_row_and_never_repeated(visit: Visit, home: Path) -> None:
    page = visit.page
    check(visit, packed(home / "bad.zip", CASES.replace("2023-03-04", REFUSED_DATE)))
    outcome(visit, "refused")
    answer = page.locator("[data-answer]").first
    expect(answer).to_contain_text("bad.zip cannot be stored as it is, because it has 1 error")
    expect(page.get_by_text("cases.csv, column opened_on, row 3")).to_be_visible()
    assert REFUSED_DATE not in page.content()
    assert visit.kept_out() == []
    page.get_by_text("Row by row").click()
    table = visit.downloaded("Download as CSV").read_text(encoding="utf-8-sig")
    assert table.startswith("File,Row,Column,Type,What to do,How often,Rule")
    assert "cases.csv,3,opened_on,Error" in table
    assert REFUSED_DATE not in table
    press(visit, "Leave")
    expect(page.get_by_role("button", name="Check the files")).to_be_visible()
