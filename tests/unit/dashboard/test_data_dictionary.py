"""Each column of each file for programs is declared once, and its cells are what it says."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from dashboard import data_dictionary
from dashboard.data_dictionary import BY_NAME, FRACTION, Column, ColumnType
from dashboard.export import card_export, files, package
from dashboard.export.edition import build_site
from dashboard.export.files import Format
from dashboard.frames import figures
from metrics import results
from tests.command_line import run
from tests.unit.dashboard.export import small, small_release, test_content
from tests.unit.dashboard.export.test_card_files import rows

PERIOD = re.compile(r"(\d{4}|undated)(-\d{4})?|all|")
PERIODS = {"period", "verdict_period", "later_period", "earlier_period", "of_period"}
READ_AS = {
    ColumnType.TEXT: str,
    ColumnType.NUMBER: float,
    ColumnType.WHOLE: int,
    ColumnType.DAY: date.fromisoformat,
}
Line = dict[str, str]


def of_csv(content: bytes) -> list[Line]:
    return [*csv.DictReader(io.StringIO(content.decode("utf-8-sig")))]


def of_package(report: package.Report) -> Iterator[Line]:
    for name, content in package.render_package(report).items():
        if name.endswith("csv"):
            yield from of_csv(content)


def of_card() -> list[Line]:
    of = card_export.export_rows("A", small.choice(), rows())
    report = files.report_of_card("N01_by_year", of, small.records(), small.MADE_ON)
    [content] = [of for form, _, of in files.card_files(report) if form is Format.CSV]
    return of_csv(content)


def of_edition(report: package.Report) -> Iterator[Line]:
    for figure in json.loads(build_site.figure_files("A", report)["A.json"])["figures"]:
        yield {name: "" if value is None else str(value) for name, value in figure.items()}


def faults(column: Column, cell: str) -> bool:
    """Whether a cell is no cell of its column."""
    if not cell:
        return False
    if column.name in PERIODS:
        return not PERIOD.fullmatch(cell)
    read = READ_AS[column.holds](cell)
    return column.unit == FRACTION and not 0 <= float(str(read)) <= 1


def check(lines: list[Line]) -> None:
    assert lines
    # What `measures` is split by is named by its own list.
    further = set(results.BREAKDOWNS) - BY_NAME.keys()
    assert {name for line in lines for name in line} <= BY_NAME.keys() | further
    assert [
        f"{name}: {cell}"
        for line in lines
        for name, cell in line.items()
        if name in BY_NAME and faults(BY_NAME[name], cell)
    ] == []


def test_reports_cards_and_editions_have_declared_columns_and_cells_of_their_type() -> None:
    check([*of_package(small.report())])
    check([*of_package(test_content.small_report())])
    check(of_card())
    check([*of_edition(small.report())])


def test_files_of_a_release_have_declared_columns_and_cells_of_their_type(tmp_path: Path) -> None:
    report = small_release.report(small_release.made(tmp_path))
    check([*of_package(report), *of_csv(package.csv_alone(report))])
    check([*of_edition(report)])


def test_measures_prints_declared_columns_and_cells_of_their_type(
    capsys: pytest.CaptureFixture[str], filled_url: str
) -> None:
    printed = run(capsys, "--database", filled_url, "measures", "--format", "csv").out
    check([*csv.DictReader(io.StringIO(printed))])


def test_a_package_describes_each_column_as_the_dictionary_does() -> None:
    described = json.loads(package.render_package(small.report())["datapackage.json"])
    fields = [field for one in described["resources"] for field in one["schema"]["fields"]]
    for field in fields:
        column = BY_NAME[field["name"]]
        assert (field["type"], field["title"], field["description"]) == (
            *(column.holds.value, column.title, column.meaning),
        )


def test_a_name_and_a_heading_are_declared_once() -> None:
    titles = [one.title for one in figures.figure_columns(is_of_release=True)]
    assert len(set(titles)) == len(titles)
    assert len(BY_NAME) == len(data_dictionary.EVERY)
