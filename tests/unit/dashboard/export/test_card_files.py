"""A card as files: each says whose it is and how to read it, and numbers stand as numbers."""

import csv
import io
from dataclasses import replace
from functools import cache, partial
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
import pandas as pd
import pytest

from dashboard import charts
from dashboard.export import card_export
from dashboard.export.card_export import ONE, CardExport
from dashboard.export.files import Format, card_files, file_name, report_of_card
from dashboard.export.report_metadata import OTHERS
from dashboard.frames import chart_rows as frames_chart_rows
from dashboard.frames import figures
from dashboard.frames.peer_comparison import Compared, ComparisonResult, Quartiles
from tests.unit.dashboard import chart_rows
from tests.unit.dashboard.export import small

TITLE = "=SUM(A1) <b>&amp;</b> by year"
AMOUNTS = pd.DataFrame(
    {
        "Step": ["=cmd", "Paid"],
        "Amount": [1234567.25, None],
        "Cases": [7, 0],
        "Status": ["ok", "not_collected"],
    }
)


def rows() -> pd.DataFrame:
    counted = small.rows(("N01", "N02", "P05", "V01"))
    here = counted[counted["jurisdiction"] == "XAA"]
    return frames_chart_rows.rows_by_measure(here, {id_: f"{id_} named" for id_ in here["measure"]})


def of_measures() -> CardExport:
    drawn = rows()
    shares = drawn[drawn["kind"] == "Share"]
    return card_export.export_rows(TITLE, small.choice(), drawn, says=("A dot.",)).drawn(
        {ONE: partial(charts.interval_chart, shares, axis=charts.SHARE)}, "Shares: 33%."
    )


def of_amounts() -> CardExport:
    return card_export.export_plain_rows(TITLE, small.choice(), AMOUNTS, period="2016 to 2019")


def files(of: CardExport) -> dict[Format, bytes]:
    report = report_of_card("N01_by_year", of, small.records(), small.MADE_ON)
    return {form: content for form, _, content in card_files(report)}


@cache
def files_of_measures() -> list[tuple[Format, str, bytes]]:
    """Those of one card, made once: drawing takes its time."""
    report = report_of_card("N01_by_year", of_measures(), small.records(), small.MADE_ON)
    return [*card_files(report)]


@pytest.fixture
def measure_files() -> dict[Format, bytes]:
    return {form: content for form, _, content in files_of_measures()}


def svg(of: CardExport) -> ET.Element:
    """The picture alone, which is made first."""
    report = report_of_card("N01_by_year", of, small.records(), small.MADE_ON)
    form, _, content = next(card_files(report))
    assert form is Format.SVG
    return ET.fromstring(content)


def csv_rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def sheets(content: bytes) -> dict[str, list[dict[str, Any]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    found = {}
    for sheet in book.worksheets[1:]:
        head, *lines = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(map(str, head), line, strict=True)) for line in lines]
    return found


def test_files_are_called_by_card_and_place_and_pictures_come_where_something_is_drawn() -> None:
    called = "N01-by-year-XAA-sum-a1-b-amp-b-by-year-2017-2019"
    assert [name for _, name, _ in files_of_measures()] == [
        f"{called}.{form}" for form in ("svg", "png", "xlsx", "csv")
    ]
    assert list(files(of_amounts())) == [Format.XLSX, Format.CSV]


def test_csv_says_in_each_row_whose_records_these_are(measure_files: dict[Format, bytes]) -> None:
    for line in csv_rows(measure_files[Format.CSV]):
        assert line["of_jurisdiction"] == "XAA"
        assert line["of_period"] == "2017-2019"
        assert line["state_of_the_records"] == "2026-06-30"
        assert len(line["state_hash"]) == 64
        assert line["warning"].startswith("Demonstration data")


def test_files_are_called_in_ascii_whatever_the_title_is() -> None:
    of = card_export.export_rows("Délai d’attente, Ångström Łódź", small.choice(), rows())
    report = report_of_card("wait", of, small.records(), small.MADE_ON)
    assert file_name(report) == "wait-XAA-delai-d-attente-angstrom-odz-2017-2019"


def test_a_file_says_with_how_many_it_was_compared_also_if_they_were_chosen() -> None:
    def compared_with(of: CardExport) -> str:
        report = report_of_card("N01_by_year", of, small.records(), small.MADE_ON)
        return dict(report.facts)[OTHERS]

    assert compared_with(of_measures()) != "2 other jurisdictions"
    chosen = replace(of_measures(), peers=("XAB", "XAC"))
    assert compared_with(chosen).startswith("2 other")


def test_a_file_holds_what_the_card_shows_and_a_link_to_it() -> None:
    here = rows().to_dict("records")
    middle = Quartiles(0.3, 0.2, 0.4, 5)
    compared = {"N01": Compared(here[0] | {"low": 0.3}, middle, ComparisonResult.BETTER)}
    of = card_export.export_rows(
        TITLE, small.choice(), rows(), says=("How to read.",), beside=figures.Beside(compared)
    )
    link = "overview?j=XAA&state=1-2#take-N01"
    lines = csv_rows(files(replace(of, link=link))[Format.CSV])
    first, *others = lines
    assert (first["verdict"], first["others_median"], first["others_number"]) == (
        *("better", "0.3", "5"),
    )
    assert {line["verdict"] for line in others} == {""}
    assert {line["link_to_this_state"] for line in lines} == {link}
    assert {line["how_to_read"] for line in lines} == {"How to read."}


def test_text_that_a_spreadsheet_would_run_stays_text(measure_files: dict[Format, bytes]) -> None:
    assert csv_rows(measure_files[Format.CSV])[0]["section"] == f"'{TITLE}"
    amounts = files(of_amounts())
    assert csv_rows(amounts[Format.CSV])[0]["Step"] == "'=cmd"
    book = openpyxl.load_workbook(io.BytesIO(amounts[Format.XLSX]))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds


def test_numbers_of_no_measure_are_numbers_under_their_own_names() -> None:
    amount_files = files(of_amounts())
    first, second = csv_rows(amount_files[Format.CSV])
    assert (first["Amount"], first["Cases"], first["of_period"]) == (
        "1234567.25",
        "7",
        "2016-2019",
    )
    assert (second["Amount"], second["Cases"], second["Status"]) == ("", "0", "not_collected")
    lines = next(iter(sheets(amount_files[Format.XLSX]).values()))
    amounts = {"Step": "=cmd", "Amount": 1234567.25, "Cases": 7, "Status": "ok"}
    assert lines[0] == {**amounts, "Fictional": "yes"}
    assert lines[1]["Amount"] is None


def test_several_charts_are_one_picture_each_under_its_name() -> None:
    drawn = {
        name: partial(charts.small_panel, chart_rows.by_year(*of), axis=charts.SHARE)
        for name, of in {
            "Recruitment <b>": (chart_rows.SHOWN,),
            "Transport": (chart_rows.SHOWN, chart_rows.TOO_FEW),
        }.items()
    }
    alone = {"Transport": drawn["Transport"]}
    for panels in (drawn, alone):
        drawing = svg(of_amounts().drawn(panels, "Panels."))
        words = ["".join(text.itertext()) for text in drawing.iter() if "text" in text.tag]
        assert [name for name in words if name in drawn] == list(panels)


def test_rows_of_no_measure_keep_their_numbers_and_status() -> None:
    drawn = chart_rows.by_year(chart_rows.SHOWN, chart_rows.TOO_FEW).assign(label="A")
    of = card_export.export_drawn(TITLE, small.choice(), drawn, "Group")
    numbers = of.figures(figures.SectionFacts("", "", ""))
    assert list(numbers["Value"].dropna()) == list(drawn["value"].dropna())
    assert list(numbers["Status"]) == list(drawn["status"])
    assert list(numbers["Group"]) == ["A", "A"]


def picture_of(of: CardExport) -> str:
    """The words of the frame of its picture."""
    shares = rows()[lambda of_all: of_all["kind"] == "Share"]
    drawn = of.drawn({ONE: partial(charts.interval_chart, shares, axis=charts.SHARE)}, "Drawn.")
    return " ".join(str(text.text) for text in svg(drawn)[2])


def test_a_picture_of_no_measure_says_number_and_interval_of_what_it_has() -> None:
    shares = rows()[lambda of_all: of_all["kind"] == "Share"]
    said = picture_of(card_export.export_drawn(TITLE, small.choice(), shares, "Group"))
    assert "n = 183 with a recorded answer. With 95% confidence intervals" in said
    bare = shares.assign(low=None, high=None, chance_low=None, chance_high=None)
    assert "intervals" not in picture_of(card_export.export_rows(TITLE, small.choice(), bare))
    assert "recorded answer" not in picture_of(of_amounts())
