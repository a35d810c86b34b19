"""A file that is taken from a page in a language, and what a job finds, are in that language."""

import csv
import io
import zipfile
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import expect

from schemas import language
from tests.browser.conftest import Visit
from tests.browser.test_languages import TEXTS, in_english
from tests.soak import EVERYDAY_PART, everyday, soak_size
from tests.submissions import CASES, SUSPECTS
from tests.unit.dashboard.export.reading import Page

pytestmark = [pytest.mark.browser, pytest.mark.soak]
NOT_REVIEWED = "Not yet reviewed by a native reader with the law."
REFUSED_DATE = "31/12/2023"
# A full check and count on a machine that does other things as well.
WAIT = 180_000
IN_FULL = soak_size(EVERYDAY_PART) > 1
YEARS = "j=QVE&from=2018&to=2024"
OTHERS = {*language.LANGUAGES} - {"fr", language.ENGLISH}
each_language = pytest.mark.parametrize("spoken", everyday("fr", rest=OTHERS))


def translate(spoken: str, message: str) -> str:
    with language.use_language(spoken):
        return language.t(message)


def press(visit: Visit, name: str) -> None:
    visit.page.get_by_role("button", name=name, exact=True).first.click()


@pytest.mark.skipif(not IN_FULL, reason="What is wrong with an upload is taken in every run.")
@each_language
def test_the_table_of_a_card(visit: Visit, spoken: str) -> None:
    visit.go(f"/measure?m=N01&{YEARS}&lang={spoken}")
    visit.settle()
    visit.after(lambda: press(visit, translate(spoken, "Download")))
    content = visit.downloaded(translate(spoken, "Table (CSV)")).read_text(encoding="utf-8-sig")
    lines = [*csv.DictReader(io.StringIO(content))]
    texts = {text for line in lines for text in line.values()}
    # Codes are one word, and English for programs.
    worded = sorted(text for text in texts if " " in text)
    assert [*in_english(worded, spoken)] == []
    assert translate(spoken, NOT_REVIEWED) in " ".join(texts)
    assert f"lang={spoken}" in lines[0]["link_to_this_state"]


@pytest.mark.skipif(not IN_FULL, reason="A report of all measures: in a soak.")
@each_language
def test_a_report(visit: Visit, spoken: str) -> None:
    visit.go(f"/report?{YEARS}&lang={spoken}")
    visit.settle()
    press(visit, translate(spoken, "Create report"))
    expect(visit.page.frame_locator("iframe.preview").locator("html")).to_have_attribute(
        "lang", spoken
    )
    assert visit.kept_out() == []
    assert visit.fits_a_telephone()
    content = visit.downloaded(translate(spoken, "Page that opens offline (HTML)")).read_bytes()
    read = Page.of(content)
    texts = [*read.text.splitlines(), *(cell for row in read.rows for cell in row)]
    assert [*in_english([" ".join(text.split()) for text in texts], spoken)] == []
    assert translate(spoken, NOT_REVIEWED) in read.text
    with pikepdf.open(visit.downloaded("PDF")) as document:
        assert document.Root.Lang == spoken


@each_language
def test_what_is_wrong_with_an_upload(visit: Visit, tmp_path: Path, spoken: str) -> None:
    page = visit.page
    file = tmp_path / "bad.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("submission.toml", 'jurisdiction = "XUP"\nmade_up = true\n')
        archive.writestr("cases.csv", CASES.replace("2023-03-04", REFUSED_DATE))
        archive.writestr("suspects.csv", SUSPECTS)
    visit.go(f"/upload?lang={spoken}")
    visit.settle()
    visit.after(lambda: page.locator("input[type=file]").set_input_files(str(file)))
    expect(page.get_by_role("button", name=translate(spoken, "Check the files"))).to_be_enabled()
    press(visit, translate(spoken, "Check the files"))
    page.locator("[data-outcome=refused]").wait_for(timeout=WAIT)
    # A value that is refused is repeated nowhere: `tests/app/upload/test_upload.py`.
    if IN_FULL:
        assert visit.kept_out() == []
    expander, _, _ = translate(spoken, "Row by row ({number})").partition("{number}")
    page.get_by_text(expander).click()
    table = visit.downloaded(translate(spoken, "Download as CSV")).read_text(encoding="utf-8-sig")
    header, *findings = csv.reader(io.StringIO(table))
    assert header[0] == translate(spoken, "File")
    assert findings[0][3] == translate(spoken, "Error")
    texts = [*header, *(cell for line in findings for cell in line)]
    assert [*in_english([*texts, *page.evaluate(TEXTS)], spoken)] == []
    press(visit, translate(spoken, "Leave"))
