"""Each figure in each file of each report, for each scope, is the one that `measures` prints."""

import csv
import io
import json
import math
from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

import openpyxl
import pytest

from dashboard import records, words
from dashboard.data_dictionary import BY_NAME
from dashboard.export import content, files, template
from dashboard.export.content import Report
from dashboard.export.files import Format
from dashboard.filter_options import read_choice
from dashboard.pages import PLACE_AND_TIME
from schemas import columns, scopes
from schemas.store import database
from tests.command_line import run
from tests.soak import everyday

# The office with most cases of the made-up records.
PLACE, OFFICE = "QVE", "o1056820668251"
YEARS = ("2018", "2022")
MADE_ON = date(2026, 7, 1)
# By name a scope, and what is asked for in it.
SCOPES: dict[str, tuple[scopes.Scope, dict[str, str]]] = {
    "desk": (scopes.EVERYTHING, {}),
    "jurisdiction": (scopes.jurisdiction_scope(PLACE), {"form": "forced_labour"}),
    "office": (scopes.office_scope(PLACE, OFFICE), {"office": OFFICE}),
}
# The reports for a body have no figures, but say who can be compared.
NAMES = [
    name
    for name in template.shipped_templates()
    if any(section.measures for section in template.load_template(name).sections)
]
CASES = [*product(NAMES, SCOPES)]
COUNTS = ("numerator", "denominator", "unknown")
VALUES = ("value", "low", "high", "region_low", "region_high", "verdict_low", "verdict_high")
Row = dict[str, Any]


def make_report_in_scope(url: str, name: str, scope: scopes.Scope, asked: dict[str, str]) -> Report:
    """The report as its page makes it for somebody with the scope."""
    with database.reading(url).connect() as connection:
        asked_of = records.records_of_connection(
            database.apply_scope(connection, scope), scope, url
        )
        address = {"j": PLACE, "from": YEARS[0], "to": YEARS[1]} | asked
        choice, notices = read_choice(address, asked_of.offered, PLACE_AND_TIME)
        assert not notices
        return content.make_report(template.load_template(name), choice, asked_of, made_on=MADE_ON)


def of_csv(written: dict[str, bytes]) -> list[Row]:
    [text] = [of.decode() for name, of in written.items() if name.endswith("figures.csv")]
    return [*csv.DictReader(io.StringIO(text))]


def of_workbook(written: dict[str, bytes]) -> Iterator[Row]:
    """The rows of all sheets of figures, under the names of their columns."""
    [book] = [of for name, of in written.items() if name.endswith("xlsx")]
    names = {one.title: one.name for one in BY_NAME.values()}
    for sheet in openpyxl.load_workbook(io.BytesIO(book)).worksheets:
        head, *lines = sheet.iter_rows(values_only=True)
        if BY_NAME["status_words"].title in head:
            for line in lines:
                cells = zip(head, line, strict=True)
                yield {names[str(title)]: cell for title, cell in cells}


def printed(
    capsys: pytest.CaptureFixture[str],
    url: str,
    ids: set[str],
    split: tuple[str, tuple[str, ...]],
    asked: dict[str, str],
) -> dict[tuple[str, str], Row]:
    """What the command line says, by measure and part."""
    by, years = split
    line = ["--database", url, "measures", *sorted(ids), "--jurisdiction", PLACE]
    line += ["--format", "json", *(["--by", by] if by else [])]
    line += [] if by == "year" else ["--from", years[0], "--to", years[-1]]
    for name, value in asked.items():
        line += [] if name == by else [f"--{name}", value]
    outcome = run(capsys, *line)
    assert outcome.code == 0, outcome.err
    column = "period" if by == "year" else by
    rows = json.loads(outcome.out)
    return {(row["measure"], (row[column] or columns.UNKNOWN) if by else ""): row for row in rows}


def by_split(rows: list[Row]) -> dict[tuple[str, tuple[str, ...]], list[Row]]:
    """The rows by what they are split by, and the years that are asked for.

    A row of several years in a table by year is a figure of these years as a whole.
    """
    found: dict[tuple[str, tuple[str, ...]], list[Row]] = {}
    for row in rows:
        by = row["split_by"] or ""
        is_window = by == "year" and "-" in row["part_code"]
        years = tuple(row["part_code"].split("-")) if is_window else YEARS
        found.setdefault(("" if is_window else by, years), []).append(row)
    return found


def differing(row: Row, said: Row) -> Iterator[str]:
    """The columns in which a figure of a file is another than what the command line prints."""
    if row["status"] != said["status"]:
        yield f"status {row['status']} {said['status']}"
    for name in COUNTS:
        if row[name] not in ("", None) and float(row[name]) != said[name]:
            yield f"{name} {row[name]} {said[name]}"
    # Files have durations in the unit that is shown, which each row names.
    is_other = (row["value_unit"], said["value_unit"]) == ("months", "days")
    per = words.DAYS_IN_MONTH if is_other else 1.0
    if not is_other and row["value_unit"] != said["value_unit"]:
        yield f"value_unit {row['value_unit']} {said['value_unit']}"
    for name in VALUES if row["status"] == "ok" else ():
        number = None if row[name] in ("", None) else float(row[name]) * per
        is_same = (number is None and said[name] is None) or (
            number is not None
            and said[name] is not None
            and math.isclose(number, said[name], rel_tol=1e-10)
        )
        if not is_same:
            yield f"{name} {row[name]} {said[name]}"


@pytest.mark.parametrize(
    ("name", "scope"), everyday(("ministry", "desk"), rest={*CASES} - {("ministry", "desk")})
)
def test_each_figure_of_each_file_is_what_measures_prints(
    made_up_url: str, capsys: pytest.CaptureFixture[str], name: str, scope: str
) -> None:
    report = make_report_in_scope(made_up_url, name, *SCOPES[scope])
    # That pages and paper hold the same cells is shown in `export/test_package.py`.
    written = dict(files.build_files(report, (Format.CSV, Format.XLSX)))
    rows = of_csv(written)
    assert len(rows) == len(report.figures) > 0
    found = []
    of_book = [*of_workbook(written)]
    assert len(of_book) == len(rows)
    for split, of_split in by_split([*rows, *of_book]).items():
        by, years = split
        ids = {row["measure"] for row in of_split}
        told = printed(capsys, made_up_url, ids, (by, years), SCOPES[scope][1])
        for row in of_split:
            said = told.get((row["measure"], row["part_code"] if by else ""))
            if said is None:
                # A year or group without any record: nothing that a number could say.
                assert row["status"] in ("empty", "not_yet_due", "not_collected"), row
                continue
            found += [f"{row['measure']} {row['part_code']}: {of}" for of in differing(row, said)]
    assert found == []
