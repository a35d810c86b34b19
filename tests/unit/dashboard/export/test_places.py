"""Reports for a body: a brief about all jurisdictions, and a letter to one of them."""

import csv
import html
import io

import openpyxl
import pytest

from dashboard.export import content, files, package, pdf, places, template, xlsx
from dashboard.export.content import Report
from dashboard.export.template import ListKind
from metrics.release.reading import LastChange
from tests.unit.dashboard.export import small
from tests.unit.dashboard.export.reading import pdf_text, squeezed


def made(name: str, **changed: object) -> Report:
    return content.make_report(
        template.load_template(name),
        small.choice(),
        small.records(**changed),
        made_on=small.MADE_ON,
    )


def table(kind: ListKind) -> list[list[str]]:
    listed = places.BodyTables(small.choice(), small.records()).build_table(kind)
    assert listed is not None
    return listed.table.to_numpy().tolist()


def test_a_brief_says_who_can_be_compared_and_why_others_cannot() -> None:
    number = len(small.PLACES)
    by_measure = {line[0].partition(" ")[0]: line[1:] for line in table(ListKind.MATRIX)}
    assert by_measure["N01"] == [f"{number} of {number}", f"{number} jurisdictions", ""]
    assert by_measure["V01"] == [
        *(f"0 of {number}", "None", f"Not collected ({number} jurisdictions)"),
    ]


def test_it_names_those_that_clearly_differ_in_alphabetical_order() -> None:
    tables = places.BodyTables(small.choice(), small.records())
    differ = tables.build_table(ListKind.DIFFERENCES)
    assert differ is not None
    [line] = [line for line in differ.table.to_numpy().tolist() if line[0].startswith("N01")]
    named = [cell for cell in line[1:] if cell]
    assert named
    # The first place has the highest share of all.
    assert small.PLACES["XAA"] in line[list(differ.table.columns).index("Better than others")]


def test_a_brief_lists_what_others_published_apart_from_the_counts_of_returns() -> None:
    place = small.PLACES["XAA"]
    lines = table(ListKind.PUBLISHED)
    assert [line[1:] for line in lines] == [
        [place, lines[0][2], "15 to 19", "GLOTIP"],
        [place, lines[1][2], "70 (only 2018)", "GLOTIP"],
    ]
    assert [line[0].partition(" ")[0] for line in lines] == ["C03", "C04"]
    tables = places.BodyTables(small.choice(form="forced_labour"), small.records())
    of_form = tables.build_table(ListKind.PUBLISHED)
    assert of_form is not None
    assert of_form.table.empty
    assert of_form.says


def test_the_brief_is_about_all_and_the_letter_about_one() -> None:
    brief, letter = made("body"), made("letter")
    assert (brief.subject, brief.file_name) == (f"{len(small.PLACES)} jurisdictions", "body-all")
    assert "Jurisdiction" not in dict(brief.facts)
    assert (letter.subject, letter.file_name) == (small.PLACES["XAA"], "letter-XAA")
    assert f"“{brief.title}”, {brief.subject}" in dict(brief.facts)["citation"]


def test_a_letter_says_what_the_last_return_changed() -> None:
    change = LastChange(3, (("plea_agreements", "no", "yes"),))
    received = {"XAA": (small.MADE_ON,)}
    letter = made("letter", received=received, last_change=lambda _: change)
    assert "corrects 3 figures. Plea agreements exist: Yes, before: No." in letter.parts[0].text


@pytest.mark.parametrize("name", ["body", "letter"])
def test_every_format_has_the_same_tables(name: str) -> None:
    report = made(name)
    listed = [part.listed for part in report.parts if part.listed]
    assert listed
    page = html.unescape(files.render_html(report).decode())
    paper = squeezed(pdf_text(pdf.render_pdf(report)))
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render_xlsx(report)))
    cells = {str(cell.value) for sheet in book for row in sheet for cell in row}
    packed = package.render_package(report)
    for one in listed:
        *_, read = csv.reader(io.StringIO(packed[f"{one.name}.csv"].decode()))
        # A name that a spreadsheet would calculate is written otherwise there.
        for cell in [cell for cell in one.table.iloc[-1] if small.HOSTILE not in cell]:
            assert {cell} <= {*read} & {*cells, ""}
            assert cell in page
            assert squeezed(cell) in paper
