"""An export with other column names is mapped and tried, and its mapping is kept."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.soak import soak_size

pytestmark = [pytest.mark.browser, pytest.mark.soak]
# In every run only the tab is asked, which keeps what was said; `tests/app/test_mapping_editor.py`
# maps the tables and saves the mapping.
IN_FULL = soak_size(2) > 1
HEADER = "Docket;Accused;Gender;Filed;Verdict;Remarks"
ROWS = 24
VERDICTS = ("guilty", "acquitted", "dropped")


def export(path: Path, first: int) -> Path:
    """A court's export: two accused in each case."""
    lines = [
        f"D{first + n // 2};A{first + n};{'MF'[n % 2]};{n % 12 + 13:02}.03.2024;{VERDICTS[n % 3]};x"
        for n in range(ROWS)
    ]
    path.write_text("\n".join([HEADER, *lines, ""]))
    return path


def write(visit: Visit, label: str, text: str) -> None:
    """Fill a text and leave it."""
    box = visit.page.get_by_role("textbox", name=re.compile(label)).first
    box.fill(text)
    visit.after(lambda: box.press("Enter"))


def table(visit: Visit, name: str) -> None:
    """Look at the fields of a table."""
    # What is to be put right there stands behind its name.
    named = re.compile(rf"^{name}( from .*)?( · .*)?$")
    visit.after(visit.page.get_by_test_id("stButtonGroup").get_by_text(named).first.click)


def begin(visit: Visit, file: Path, columns: str) -> None:
    """Send a file, and say what its columns are."""
    visit.go("/upload")
    visit.settle()
    visit.after(lambda: visit.page.locator("input[type=file]").set_input_files(file))
    visit.find_and_choose("Columns of the files", columns)
    visit.page.get_by_role("button", name="Check the files").click()


def typed(visit: Visit, label: str, text: str) -> None:
    """Choose from a list of several, which stays open."""
    visit.find_and_choose(label, text)
    visit.page.keyboard.press("Escape")


def map_cases(visit: Visit) -> None:
    """The cases, one row of several of the export: their scope is not in it."""
    # Many tables are like the word: none but the first may be taken.
    typed(visit, "^Tables filled from", "suspects")
    groups = visit.page.get_by_test_id("stButtonGroup")
    expect(groups.get_by_role("radio")).to_have_count(2)
    typed(visit, "^scope", "the same")
    visit.find_and_choose("^Value for every row", "charged_as_trafficking")


def map_suspects(visit: Visit) -> None:
    """The accused, with the codes that do not say themselves what they are."""
    table(visit, "suspects")
    visit.find_and_choose("^kind", "the same")
    visit.find_and_choose("^Value for every row", "natural")
    visit.find_and_choose("^guilty", "convicted_trafficking")
    visit.find_and_choose("^dropped", "discontinued")


def open_anew(visit: Visit, file: Path) -> None:
    """What was said comes back, as where the server was started again: the tab is still there."""
    page = visit.page
    visit.after(page.reload)
    expect(page.get_by_text(f"Choose these files again: {file.name}.")).to_be_visible()
    begin(visit, file, "Other columns")
    expect(page.get_by_role("textbox", name=re.compile("Jurisdiction"))).to_have_value("QVE")


def test_an_export_is_mapped_tried_and_kept_and_what_was_said_goes_with_who_leaves(
    visit: Visit, tmp_path: Path
) -> None:
    page, file = visit.page, export(tmp_path / "court_2025.csv", 100)
    begin(visit, file, "Other columns")
    expect(page.get_by_text("from court_2025.csv (rows: 24, columns: 6)")).to_be_visible()
    expect(page.get_by_text("Enter the jurisdiction of the records.")).to_be_visible()
    write(visit, "Jurisdiction", "QVE")
    expect(page.get_by_text("made by SQL (rows: 12, columns: 6)")).to_be_visible()
    if IN_FULL:
        visit.after(page.get_by_label("Clear all").first.click)
        map_cases(visit)
    open_anew(visit, file)
    expect(page.get_by_role("button", name="Save the mapping")).to_be_disabled()
    if IN_FULL:
        value = page.get_by_role("combobox", name=re.compile("^Value for every row"))
        expect(value).to_be_visible()
        expect(page.get_by_text("suspects: Persons").first).to_be_visible()
        map_suspects(visit)
        expect(page.get_by_text("48 of 48 (100")).to_be_visible()
        write(visit, "Save this mapping", "Court of X")
        visit.after(page.get_by_role("button", name="Save the mapping").click)
        expect(page.get_by_text("Saved as court-of-x.")).to_be_visible()
    visit.after(page.get_by_role("button", name="Leave").click)
    # What forgets it in the tab comes after the run.
    page.wait_for_function("() => sessionStorage.getItem('prosecution-quality.upload') === null")
    visit.after(page.reload)
    expect(page.get_by_text("Files of one import")).to_be_visible()
    expect(page.get_by_text("Choose these files again")).to_have_count(0)
