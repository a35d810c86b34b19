"""What is taken away of a release: every status by its name, which release it is, and notes."""

import csv
import io
import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from dashboard import words
from dashboard.export import blocks, files, package, pdf, report_metadata, report_tables, xlsx
from dashboard.export.content import Report
from dashboard.export.edition import pages
from dashboard.released_data import HEADINGS, Corrections
from tests.unit.dashboard.export import small_release
from tests.unit.dashboard.export.reading import Page, pdf_text, squeezed


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return small_release.report(small_release.made(tmp_path_factory.mktemp("release")))


@pytest.fixture(scope="module")
def book(report: Report) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(xlsx.render_xlsx(report)))


@pytest.fixture(scope="module")
def paper(report: Report) -> str:
    return squeezed(pdf_text(pdf.render_pdf(report)))


def packed(report: Report) -> dict[str, bytes]:
    return package.render_package(report)


def figures(report: Report) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(packed(report)["figures.csv"].decode()))]


def sheet(book: openpyxl.Workbook, name: str) -> list[dict[str, object]]:
    head, *lines = book[name].iter_rows(values_only=True)
    return [dict(zip(map(str, head), line, strict=True)) for line in lines]


def test_pages_and_paper_read_each_status_by_its_name(report: Report, paper: str) -> None:
    page = Page.of(files.render_html(report))
    by_title = {row[0].removesuffix(" †"): row[1] for row in page.rows if len(row) > 1}
    for row in figures(report)[: len(small_release.IDS)]:
        assert by_title[row["title"]].replace("\xa0", " ") == small_release.READS[row["measure"]]
        assert squeezed(small_release.READS[row["measure"]].replace("\xa0", " ")) in paper


def test_tables_have_a_reason_in_the_place_of_each_number_that_is_not_told(
    report: Report, book: openpyxl.Workbook
) -> None:
    written = {row["Measure"]: row for row in sheet(book, "1 As a whole")}
    for row in figures(report)[: len(small_release.IDS)]:
        statuses = tuple(row[f"{part}_status"] for part in ("numerator", "denominator", "unknown"))
        assert statuses == small_release.STATUSES[row["measure"]]
        same = written[row["measure"]]
        assert statuses == tuple(
            same[f"Status of {part}"] for part in ("numerator", "n", "missing")
        )
        for part, status in zip(("numerator", "denominator", "unknown"), statuses, strict=True):
            assert bool(row[part]) == (status == "ok")
        assert (row["value"] == "") == (row["status"] != "ok")
    told = {row["measure"]: row for row in figures(report)[: len(small_release.IDS)]}
    assert (told["N02"]["value_below"], written["N02"]["Less than"]) == ("0.1", 0.1)
    assert told["C03"]["value_below"] == "10"
    carried = [told[id_]["refreshed"] for id_ in ("N01", "R01", "V03")]
    assert carried == ["yes", "carried over from release 1", ""]
    assert [told[id_]["of_release"] for id_ in ("N01", "R01", "V03")] == ["2", "1", ""]
    assert (told["N01"]["deff"], written["N01"]["Design effect"]) == ("1.5", 1.5)
    # Of less than ten it would tell that there are some, whatever an earlier release says.
    assert (told["N02"]["deff"], written["N02"]["Design effect"]) == ("", None)


def test_each_format_says_which_release_it_is_and_how_it_was_rounded(
    report: Report, book: openpyxl.Workbook, paper: str
) -> None:
    about = dict(report.facts)
    assert about["Release"].startswith("2, published on ")
    hashed = about["State, as a hash"]
    assert about["Release"].endswith(f", plan 1, hash {hashed[:16]}")
    assert about["Design effects of limits"] == "1.5 for N01, R01"
    page = Page.of(files.render_html(report)).text
    sheets = {row["Subject"]: row["Details"] for row in sheet(book, "About")}
    described = json.loads(packed(report)["datapackage.json"])
    for label in ("Release", "Design effects of limits", "Period", "Left out", "Made on"):
        assert about[label] == sheets[report_metadata.TITLES[label]]
        assert described["about"][label] == package.facts_for_programs(report)[label]
        assert about[label] in page
        assert squeezed(about[label]).removesuffix(".") in paper
    assert "Every count is rounded to a multiple of five" in described["description"]
    assert "not for publication" not in page.lower()
    assert squeezed(report_metadata.MARK_OWN) not in paper
    assert "Imports used" not in page
    assert "Imports" not in book.sheetnames
    assert "submissions.csv" not in packed(report)


def test_what_no_release_holds_is_named_in_its_place(report: Report) -> None:
    _, _, by_office, cases = report.parts
    assert by_office.left_out == "Not part of a release: figures by group: Office."
    assert cases.left_out == "Not part of a release: open cases."
    assert (by_office.blocks, cases.blocks, cases.cases) == ((), (), None)
    assert dict(report.facts)["Left out"] == f"{by_office.left_out} {cases.left_out}"


def test_notes_go_with_their_figures_as_text(
    report: Report, book: openpyxl.Workbook, paper: str
) -> None:
    first = f"Ministry, 1 July 2026: “{small_release.HOSTILE}”"
    by_period = {row["period"]: row["note"] for row in figures(report) if row["measure"] == "N01"}
    assert by_period["2018-2020"] == first
    assert by_period["2019"] == f"Prosecution service, 1 July 2026: “{small_release.LATE}”"
    assert by_period["2018"] == by_period["2020"] == ""
    page = Page.of(files.render_html(report))
    assert f"† More than one link charged, Mara, 2018 to 2020. {first}" in page.text
    assert squeezed(first) in paper
    assert {"2019 †", "2018", "More than one link charged †"} <= {row[0] for row in page.rows}
    assert "script" not in {tag for tag, _ in page.elements}
    assert "b" not in {tag for tag, _ in page.elements}
    lines = sheet(book, xlsx.OF_RELEASE)
    assert [line["Note"] for line in lines] == [small_release.HOSTILE, small_release.LATE]
    assert [line["Written by"] for line in lines] == ["ministry", "prosecution_service"]
    kept = [*csv.DictReader(io.StringIO(packed(report)["notes.csv"].decode()))]
    assert [line["note"] for line in kept] == [f"'{small_release.HOSTILE}", small_release.LATE]


def test_a_note_is_on_a_released_number_and_on_no_exact_one(report: Report) -> None:
    [said, *_] = report.parts[0].blocks[0].notes
    first = report.figures.iloc[[0]].assign(note="")
    told, notes = blocks.with_notes(first, (said,))
    assert (list(told["note"] != ""), notes) == ([True], (said,))
    exact, none = blocks.with_notes(first.assign(of_release=float("nan")), (said,))
    assert (list(exact["note"]), none) == ([""], ())


def test_a_page_of_corrections_says_how_many_more_there_are(report: Report) -> None:
    line = ["N01", "Title", "QMA", "2020", "form", "servitude", "numerator", "<10", "<b>"]
    lines = pd.DataFrame([line] * (pages.MOST_LINES + 2), columns=[*HEADINGS.values()])
    edition = pages.Edition([("QMO", "Mo")], ("N01",))
    page = Page.of(pages.corrections_page(Corrections(1, 2, lines), report, edition))
    assert page.rows[1] == ["N01 Title, QMA, 2020, form, servitude", "numerator", "<10", "<b>"]
    assert len(page.rows) == pages.MOST_LINES + 1
    assert "2 more corrections are in the file. corrections.csv" in page.text


def test_of_real_records_it_is_for_everybody(tmp_path: Path) -> None:
    made = small_release.report(small_release.made(tmp_path, with_notes=False), made_up=False)
    assert made.warnings == (words.ROUNDING_RULE,)
    paper = squeezed(pdf_text(pdf.render_pdf(made)))
    assert paper.startswith(squeezed("Mara, 2018 to 2020 Release What is released"))
    assert squeezed(report_metadata.MARK_MADE_UP) not in paper
    assert squeezed(report_metadata.MARK_OWN) not in paper


def test_without_notes_there_is_no_mark(tmp_path: Path) -> None:
    made = small_release.report(small_release.made(tmp_path, with_notes=False))
    assert set(made.figures["note"]) == {""}
    assert "†" not in Page.of(files.render_html(made)).text
    assert len(made.notes) == 0


def test_on_paper_years_alike_are_one_line_and_a_marked_one_stands_alone() -> None:
    said = {"2000": "<10", "2001": "<10", "2002": "<10", "2003 †": "<10", "2004": "15"}
    table = pd.DataFrame({"Year": [*said, "2005"], "Yes": [*said.values(), "15"]})
    assert report_tables.for_paper(table).to_numpy().tolist() == [
        ["2000 to 2002, each", "<10"],
        ["2003 †", "<10"],
        ["2004", "15"],
        ["2005", "15"],
    ]
    jurisdictions = table.rename(columns={"Year": "Jurisdiction"})
    assert len(report_tables.for_paper(jurisdictions)) == len(table)
