"""Every value of the frame stands in every format, and nothing else stands there as a number."""

import csv
import io
import json
import math
from functools import cache
from typing import Any

import openpyxl
import pandas as pd
import pytest

from dashboard.report import figures, told
from dashboard.report.figures import Holds
from dashboard.report.writers import html, package, pdf, xlsx
from tests.unit.dashboard.report import small
from tests.unit.dashboard.report.reading import Page, pdf_text, squeezed

NUMBERS = [one.name for one in figures.COLUMNS if one.holds is not Holds.TEXT]
TEXTS = [one.name for one in figures.COLUMNS if one.holds is Holds.TEXT]


@cache
def book() -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(xlsx.written(small.report())))


def figures_of_book() -> list[dict[str, Any]]:
    """The rows of every sheet of figures, by the name of the column."""
    names = {one.title: one.name for one in figures.COLUMNS}
    rows = []
    for sheet in book().worksheets:
        head, *lines = sheet.iter_rows(values_only=True)
        if set(names) <= set(head):
            rows += [dict(zip((names[str(h)] for h in head), line, strict=True)) for line in lines]
    return rows


def figures_of_csv() -> list[dict[str, str]]:
    text = package.written(small.report())["figures.csv"].decode()
    return list(csv.DictReader(io.StringIO(text)))


def expected() -> list[dict[str, Any]]:
    return small.report().figures.to_dict("records")


def test_a_workbook_holds_each_number_as_a_number() -> None:
    rows = figures_of_book()
    assert len(rows) == len(expected())
    for row, frame in zip(rows, expected(), strict=True):
        for name in NUMBERS:
            value = row[name]
            if math.isnan(frame[name]):
                assert value is None, name
            else:
                assert value == float(f"{frame[name]:.12g}"), name
        for name in TEXTS:
            assert (row[name] or "") == frame[name], name


def test_csv_holds_each_number_with_twelve_digits() -> None:
    rows = figures_of_csv()
    assert len(rows) == len(expected())
    for row, frame in zip(rows, expected(), strict=True):
        assert list(row) == [one.name for one in figures.COLUMNS]
        for name in NUMBERS:
            if math.isnan(frame[name]):
                assert row[name] == "", name
            else:
                assert float(row[name]) == float(f"{frame[name]:.12g}"), (name, row[name])
        for name in TEXTS:
            assert row[name].removeprefix("'") == frame[name].removeprefix("'"), name


def test_a_row_without_a_value_always_names_its_reason() -> None:
    for row in (*figures_of_book(), *figures_of_csv()):
        assert row["status"]
        assert row["value"] not in (None, "") or row["status_words"] != "Shown"


@pytest.mark.parametrize("number", range(4))
def test_pages_and_paper_hold_each_cell_of_the_tables_in_words(number: int) -> None:
    [block] = small.report().parts[number].blocks
    page, paper = Page.of(html.written(small.report())), squeezed(paper_text())
    for row in block.table.to_dict("records"):
        reason = row.pop("Status", "")
        row["Value"] = reason or row["Value"]
        cells = [text for text in row.values() if text]
        assert cells in page.rows, cells
        bounds = row.pop("If unknown were no–yes", "")
        assert all(squeezed(text) in paper for text in row.values()), (row, bounds)


@cache
def paper_text() -> str:
    return pdf_text(pdf.written(small.report())).replace("[U+4E2D]", "中")


def test_each_format_says_of_what_it_is() -> None:
    made = small.report()
    about = {row[0]: row[1] for row in book()["About"].iter_rows(values_only=True)}
    packed = json.loads(package.written(made)["datapackage.json"])["about"]
    page, paper = Page.of(html.written(made)), squeezed(paper_text())
    for fact in made.facts:
        assert about[fact.label] == packed[fact.label] == fact.text
        assert fact.text in page.text
        # A page of paper has room for the part of the hash that tells states apart, and of the link
        # for what is not said beside it.
        shown = {told.STATE: fact.text[:12], told.LINK: fact.text.rpartition("&")[2]}
        assert squeezed(shown.get(fact.label, fact.text)) in paper, fact


@pytest.mark.parametrize("said", ["warnings", "answers"])
def test_each_format_begins_with_its_warnings_and_answers(said: str) -> None:
    contents = [row[0] for row in book()["Contents"].iter_rows(values_only=True)]
    page, paper = Page.of(html.written(small.report())), squeezed(paper_text())
    for line in getattr(small.report(), said):
        text = line if isinstance(line, str) else line.text
        assert any(text in str(one) for one in contents)
        assert text in page.text
        assert squeezed(text) in paper


def test_each_format_says_what_the_measures_count_in_which_version() -> None:
    defined = small.report().definitions
    page, paper = Page.of(html.written(small.report())), squeezed(paper_text())
    table = pd.DataFrame(book()["Definitions"].iter_rows(min_row=2, values_only=True))
    assert table.to_numpy().tolist() == defined.to_numpy().tolist()
    for row in defined.to_dict("records"):
        assert row["Question"] in page.text
        assert f"{row['Measure']}, version {row['Version']}" in page.text
        assert squeezed(f"{row['Measure']}, version {row['Version']}: {row['Title']}") in paper
