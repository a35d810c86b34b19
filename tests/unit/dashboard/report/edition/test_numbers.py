"""Every value of the frame stands in CSV, JSON and on the page; the index says what there is."""

import csv
import io
import json
import math
from functools import cache
from typing import Any

import pandas as pd
import pytest

from dashboard.report import figures, told
from dashboard.report.content import Report
from dashboard.report.edition import profile
from dashboard.report.figures import Holds
from dashboard.report.writers import printed
from metrics import catalogue
from tests.unit.dashboard.report import small
from tests.unit.dashboard.report.edition import small_edition
from tests.unit.dashboard.report.reading import Page

NAMES = [one.name for one in figures.COLUMNS]
NUMBERS = [one.name for one in figures.COLUMNS if one.holds is not Holds.TEXT]


@cache
def made() -> profile.Profile:
    return profile.of(small.choice(), small_edition.records(), small_edition.asked())


@cache
def measures() -> tuple[profile.OfMeasure, ...]:
    return tuple(made().measures)


def reports() -> dict[str, Report]:
    return {"index": made().report} | {one.measure.id: one.report for one in measures()}


def twelve(value: object) -> object:
    """A number of the frame to the twelve digits of files."""
    return float(f"{value:.12g}") if isinstance(value, float) else value


@pytest.mark.parametrize("name", ["index", *small_edition.IDS])
def test_csv_holds_each_value_and_says_of_what_it_is(name: str) -> None:
    report = reports()[name]
    text = small_edition.files()[f"XAA/{name}.csv"].decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    expected = report.figures.to_dict("records")
    assert len(rows) == len(expected) > 0
    for row, frame in zip(rows, expected, strict=True):
        for column in NUMBERS:
            empty = math.isnan(frame[column])
            same = row[column] == "" if empty else float(row[column]) == twelve(frame[column])
            assert same, (column, row[column])
        for column in set(NAMES) - set(NUMBERS):
            assert row[column].removeprefix("'") == frame[column].removeprefix("'"), column
        assert row["warning"] == told.MADE_UP
        assert row["of_jurisdiction"] == "XAA"
        assert row["state_hash"] == small_edition.records().state.whole


@pytest.mark.parametrize("name", ["index", *small_edition.IDS])
def test_json_holds_each_value_with_definition_and_facts(name: str) -> None:
    report = reports()[name]
    read = json.loads(small_edition.files()[f"XAA/{name}.json"])
    expected = report.figures.to_dict("records")
    assert [list(row) for row in read["figures"]] == [NAMES] * len(expected)
    for row, frame in zip(read["figures"], expected, strict=True):
        for column in NAMES:
            assert row[column] == twelve(frame[column]) or (
                row[column] is None and frame[column] != frame[column]
            )
    assert [one["measure"] for one in read["definitions"]] == list(report.definitions["Measure"])
    assert read["about"]["made_on"] == "1 July 2026"
    assert read["warnings"] == [told.MADE_UP]
    # Nobody who reads it has a dashboard to open it in.
    assert "link_to_this_state" not in read["about"]


def rows_of(table: pd.DataFrame) -> list[list[str]]:
    return [
        [cell for cell in row if cell]
        for row in printed.with_reasons(table).itertuples(index=False, name=None)
    ]


@pytest.mark.parametrize("id_", small_edition.IDS)
def test_a_measures_page_holds_each_cell_and_each_picture_in_words(id_: str) -> None:
    page = Page.of(small_edition.files()[f"XAA/{id_}.html"])
    [of] = [one for one in measures() if one.measure.id == id_]
    for part in of.report.parts:
        [block] = part.blocks
        assert [row for row in rows_of(block.table) if row not in page.rows] == []
        assert all(text in page.text for text in block.says)
    pictures = [given["aria-label"] for _, given in page.elements if given.get("role") == "img"]
    drawn = [part.blocks[0].picture for part in of.report.parts]
    assert pictures == [picture.alt for picture in drawn if picture]
    assert of.answer in page.text
    assert catalogue.CATALOGUE[id_].question in page.text


@pytest.mark.parametrize("letter", ["C", "N", "A", "V", "P"])
def test_a_familys_page_holds_the_whole_table(letter: str) -> None:
    page = Page.of(small_edition.files()[f"XAA/{letter}.html"])
    [block] = made().families[letter].blocks
    assert [row for row in rows_of(block.table) if row not in page.rows] == []


def test_a_places_page_holds_each_value_or_why_there_is_none() -> None:
    page = Page.of(small_edition.files()["XAA/index.html"])
    for part in made().families.values():
        for row in printed.with_reasons(part.blocks[0].table).to_dict("records"):
            [line] = [cells for cells in page.rows if cells[0] == row["Measure"]]
            assert line[1] == row["Value"]


def test_a_measure_as_a_whole_has_the_values_of_its_family() -> None:
    families = made().report.figures
    for of in measures():
        [alone] = of.report.parts[0].blocks[0].figures.to_dict("records")
        [within] = families[families["measure"] == of.measure.id].to_dict("records")
        assert alone == pytest.approx(within | {"section": "As a whole"}, nan_ok=True)


def test_the_index_says_measures_filters_day_state_and_what_is_known() -> None:
    read = json.loads(small_edition.files()["index.json"])
    assert [one["measure"] for one in read["measures"]] == list(small_edition.IDS)
    assert {one["version"] for one in read["measures"]} == {
        catalogue.CATALOGUE[id_].version for id_ in small_edition.IDS
    }
    assert [one["name"] for one in read["columns"]] == NAMES
    assert read["state"] == small_edition.records().state.whole
    assert (read["made_on"], read["warnings"]) == ("2026-07-01", [told.MADE_UP])
    second, first = read["jurisdictions"]
    assert [one["about"]["jurisdiction"] for one in (first, second)] == ["XAB", "XAA"]
    assert second["about"]["period"] == "2017–2019"
    assert second["about"]["state_of_the_records"] == "30 June 2026"
    pages: list[dict[str, Any]] = second["pages"]
    expected = made().report.figures.to_dict("records")
    for one, frame in zip(pages, expected, strict=True):
        known = None if math.isnan(frame["coverage"]) else frame["coverage"]
        assert (one["measure"], one["status"], one["coverage"]) == (
            *(frame["measure"], frame["status"]),
            known,
        )
        assert {one[kind] for kind in ("html", "csv", "json")} <= small_edition.files().keys()
