"""The data package, and the values that each format has."""

import csv
import hashlib
import io
import json
import math
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import openpyxl
import pandas as pd
import pytest

from dashboard.export import content, package, pdf, report_metadata, template, xlsx
from dashboard.export.files import render_html
from dashboard.frames import figures, tables
from dashboard.frames.key_findings import Finding, Kind
from metrics import publication_details
from tests.unit.dashboard.export import small
from tests.unit.dashboard.export.reading import Page, pdf_text, squeezed

READ_AS = {"string": str, "number": float, "integer": int, "date": date.fromisoformat}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return package.render_package(small.report())


def described(files: dict[str, bytes]) -> Any:
    return json.loads(files["datapackage.json"])


def test_every_file_is_a_resource_and_every_resource_a_file(files: dict[str, bytes]) -> None:
    paths = [one["path"] for one in described(files)["resources"]]
    assert sorted(paths) == sorted(set(files) - {"datapackage.json"})


def test_a_resource_says_how_long_it_is_and_its_hash(files: dict[str, bytes]) -> None:
    for one in described(files)["resources"]:
        content = files[one["path"]]
        assert one["bytes"] == len(content)
        assert one["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_columns_are_those_described_and_cells_of_their_type(files: dict[str, bytes]) -> None:
    for one in described(files)["resources"]:
        fields = one["schema"]["fields"]
        lines = csv.reader(io.StringIO(files[one["path"]].decode("utf-8")))
        assert next(lines) == [of["name"] for of in fields]
        assert all(of["title"] and of["description"] for of in fields)
        for line in lines:
            for of, cell in zip(fields, line, strict=True):
                # Raises where the cell is none.
                assert not cell or READ_AS[of["type"]](cell) is not None
                assert cell in of.get("constraints", {}).get("enum", [cell]), of["name"]


def test_what_cannot_be_said_has_a_code_too() -> None:
    first, *others = small.report().parts
    unsaid = replace(first, findings=(Finding(Kind.UNSAID, "What cannot be said", "Nothing."),))
    made = package.render_package(replace(small.report(), parts=(unsaid, *others)))
    [of] = [one for one in described(made)["resources"] if one["name"] == package.KEY_FINDINGS]
    [row] = rows_of(made["key-findings.csv"])
    for field in of["schema"]["fields"]:
        name = field["name"]
        assert row[name] in field.get("constraints", {}).get("enum", [row[name]]), name


def test_a_key_names_each_row_once_and_is_left_out_where_it_does_not(
    files: dict[str, bytes],
) -> None:
    for one in described(files)["resources"]:
        key, rows = one["schema"]["primaryKey"], rows_of(files[one["path"]])
        assert len({tuple(row[name] for name in key) for row in rows}) == len(rows) > 0
    twice = replace(small.report(), parts=small.report().parts[:1] * 2)
    schema = described(package.render_package(twice))["resources"][0]["schema"]
    assert "primaryKey" not in schema


def test_every_row_says_of_which_records_it_is(files: dict[str, bytes]) -> None:
    state = dict(small.report().facts)[report_metadata.STATE]
    for name in ("figures.csv", "definitions.csv", "submissions.csv"):
        said = {(row["state_hash"], row["source"], row["made_up"]) for row in rows_of(files[name])}
        assert said == {(state, f"Records of {small.HOSTILE}, reference date: 30 June 2026", "yes")}


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_text_that_a_spreadsheet_would_run_has_a_sign_before_it(files: dict[str, bytes]) -> None:
    rows = list(csv.DictReader(io.StringIO(files["figures.csv"].decode())))
    assert rows[0]["place"] == f"'{small.HOSTILE}"
    assert {row["part"] for row in rows} >= {small.OFFICE}
    starts = {cell[:1] for row in rows for name, cell in row.items() if name in ("place", "part")}
    assert starts & set("=+-@") == set()


def test_it_says_that_it_is_made_up_and_bears_the_day(files: dict[str, bytes]) -> None:
    said = described(files)
    assert said["created"] == "2026-07-01T00:00:00Z"
    assert said["description"].startswith("Demonstration data")
    assert said["name"] == "own-xaa"


def test_it_says_who_publishes_it_under_which_licence_and_of_what(files: dict[str, bytes]) -> None:
    said = described(files)
    state = dict(small.report().facts)[report_metadata.STATE]
    assert said["licenses"] == [{"path": small.DETAILS["licence"]}]
    assert said["contributors"] == [{"title": small.DETAILS["contact"], "roles": ["contact"]}]
    assert [(one["title"], one["version"]) for one in said["sources"]] == [
        (small.report().source, state),
        ("Import 1", f"{1:064x}"),
    ]
    bare = content.make_report(
        template.parse_template("own", '[[sections]]\ntitle = "A"\nmeasures = ["N01"]'),
        small.choice(),
        small.records(details={"licence": "CC-BY-4.0"}),
        made_on=small.MADE_ON,
    )
    told = described(package.render_package(bare))
    assert told["licenses"] == [{"name": "CC-BY-4.0"}]
    assert "contributors" not in told


NUMBERS = [one.name for one in figures.figure_columns(is_of_release=False) if one.is_number]
TEXTS = [one.name for one in figures.figure_columns(is_of_release=False) if not one.is_number]


@cache
def book() -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(xlsx.render_xlsx(small.report())))


def figures_of_book() -> list[dict[str, Any]]:
    """The rows of every sheet of figures, by the name of the column."""
    names = {one.title: one.name for one in figures.figure_columns(is_of_release=False)}
    names["Fictional"] = "made_up"
    rows = []
    for sheet in book().worksheets:
        head, *lines = sheet.iter_rows(values_only=True)
        if set(names) <= set(head):
            rows += [dict(zip((names[str(h)] for h in head), line, strict=True)) for line in lines]
    return rows


def figures_of_csv() -> list[dict[str, str]]:
    text = package.render_package(small.report())["figures.csv"].decode()
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
            # A year is a number.
            assert str(row[name] or "") == frame[name], name
        assert row["made_up"] == "yes"


def test_csv_holds_each_number_with_twelve_digits() -> None:
    rows = figures_of_csv()
    assert len(rows) == len(expected())
    for row, frame in zip(rows, expected(), strict=True):
        own = [one.name for one in figures.figure_columns(is_of_release=False)]
        assert list(row) == [*own, "state_hash", "source", "made_up"]
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
    page, paper = Page.of(render_html(small.report())), squeezed(paper_text())
    for row in block.table.to_dict("records"):
        reason = row.pop(tables.STATUS, "")
        row[tables.VALUE] = reason or row[tables.VALUE]
        assert row.pop(tables.VALUE_OR_REASON) == row[tables.VALUE]
        cells = [text for text in row.values() if text]
        assert cells in page.rows, cells
        bounds = row.pop(tables.BOUNDS, "")
        assert all(squeezed(text) in paper for text in row.values()), (row, bounds)


@cache
def paper_text() -> str:
    return pdf_text(pdf.render_pdf(small.report())).replace("[U+4E2D]", "中")


def test_each_format_says_of_what_it_is() -> None:
    made = small.report()
    about = {row[0]: row[1] for row in book()["About"].iter_rows(values_only=True)}
    packed = json.loads(package.render_package(made)["datapackage.json"])["about"]
    page, paper = Page.of(render_html(made)), squeezed(paper_text())
    for fact in made.facts:
        assert about[fact.title] == fact.text
        assert packed[fact.label] == package.facts_for_programs(made)[fact.label]
        if fact.label == report_metadata.LINK:
            # Without the address of a server, nobody can follow it from paper or a page.
            assert fact.text not in page.text
            continue
        if fact.label == publication_details.NEXT_UPDATE:
            assert "31 March 2027" in page.text
            continue
        assert fact.text in page.text
        # A page of paper has room for the part of the hash that tells states apart.
        shown = fact.text[:12] if fact.label == report_metadata.STATE else fact.text
        assert squeezed(shown) in paper, fact


@pytest.mark.parametrize("said", ["warnings", "answers"])
def test_each_format_begins_with_its_warnings_and_answers(said: str) -> None:
    contents = [row[0] for row in book()["Contents"].iter_rows(values_only=True)]
    page, paper = Page.of(render_html(small.report())), squeezed(paper_text())
    for line in getattr(small.report(), said):
        text = line if isinstance(line, str) else line.text
        assert any(text in str(one) for one in contents)
        assert text in page.text
        assert squeezed(text) in paper


def test_each_format_says_how_it_is_counted_in_two_sentences() -> None:
    method = small.report().method
    assert method.count(". ") == 1
    assert any(row[0] == method for row in book()["Contents"].iter_rows(values_only=True))
    assert method in Page.of(render_html(small.report())).text
    assert squeezed(method) in squeezed(paper_text())


def test_each_format_says_what_the_measures_count_in_which_version() -> None:
    defined = small.report().definitions
    page, paper = Page.of(render_html(small.report())), squeezed(paper_text())
    table = pd.DataFrame(book()["Definitions"].iter_rows(min_row=2, values_only=True))
    assert set(table.pop(len(defined.columns))) == {"yes"}
    assert table.to_numpy().tolist() == defined.to_numpy().tolist()
    for row in defined.to_dict("records"):
        assert row["Question"] in page.text
        assert f"{row['Measure']}, version {row['Version']}" in page.text
        assert squeezed(f"{row['Measure']}, version {row['Version']}: {row['Title']}") in paper
