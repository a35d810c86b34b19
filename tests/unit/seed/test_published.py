"""A published file becomes ranges; what is left out, kept and refused is said by row."""

from pathlib import Path

import pytest

from seed import published
from tests.unit.seed.readers.books import book

HEADER = (
    *("Iso3_code", "Country", "Region", "Subregion", "Indicator", "Dimension", "Category"),
    *("Sex", "Age", "Year", "Unit of measurement", "txtVALUE", "Source"),
)
ROW = {
    "Iso3_code": "XAA",
    "Country": "Aland",
    "Indicator": "Persons convicted",
    "Dimension": "Total",
    "Category": "Total",
    "Sex": "Total",
    "Age": "Total",
    "Year": "2019",
    "Unit of measurement": "Counts",
    "txtVALUE": "12",
    "Source": "GLOTIP",
}


def read(folder: Path, *rows: dict[str, str], header: tuple[str, ...] = HEADER) -> published.Read:
    """The file as it is downloaded: who made it and when, the header, the rows."""
    lines = [[(ROW | row).get(name, "") for name in header] for row in rows]
    path = book(folder / "data.xlsx", [["UNODC"], ["30/05/2023"], header, *lines])
    return published.read_published(path)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("12", (12, 12)),
        ("0", (0, 0)),
        ("1,282", (1282, 1282)),
        ("12,345,678", (12_345_678, 12_345_678)),
        ("<5", (0, 4)),
        ("<10", (0, 9)),
    ],
)
def test_a_text_is_the_range_it_allows(
    tmp_path: Path, said: str, expected: tuple[int, int]
) -> None:
    figures, found = read(tmp_path, {"txtVALUE": said})
    assert figures is not None
    assert (figures.select("low", "high").rows(), found) == ([expected], ())
    assert figures["said"].to_list() == [said]


@pytest.mark.parametrize("said", ["1,28", "12.5", "-3", "<", "<0", ">5", "5 to 9", "n/a", "٣"])
def test_another_text_refuses_the_file(tmp_path: Path, said: str) -> None:
    figures, found = read(tmp_path, {}, {"txtVALUE": said})
    assert figures is None
    assert [(fault.rule, fault.row) for fault in found] == [("published.value", 5)]


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ({"Year": "19"}, "published.year"),
        ({"Indicator": ""}, "published.blank"),
        ({"txtVALUE": ""}, "published.blank"),
        ({"Category": "x" * 101}, "published.too_long"),
    ],
)
def test_a_fault_refuses_the_file(tmp_path: Path, row: dict[str, str], rule: str) -> None:
    figures, found = read(tmp_path, row)
    assert figures is None
    assert [fault.rule for fault in found] == [rule]


def test_what_is_left_out_and_what_is_kept_all_the_same_is_said(tmp_path: Path) -> None:
    no_code = {"Iso3_code": ""}
    other_code = {"Iso3_code": "Aland/Bland", "Country": ""}
    another_unit = {"Unit of measurement": "Rate"}
    of_a_group = {"Country": "", "Category": ""}
    figures, found = read(tmp_path, {}, no_code, other_code, another_unit, {}, of_a_group)
    assert figures is not None
    assert figures["row_number"].to_list() == [4, 8, 9]
    assert figures["name"].to_list() == ["Aland", "Aland", None]
    assert {(fault.rule, fault.row, fault.occurrences) for fault in found} == {
        ("published.no_code", 5, 1),
        ("published.other_code", 6, 1),
        ("published.unit", 7, 1),
        ("published.equal", 8, 1),
        ("published.group", 9, 1),
    }


def test_another_header_is_refused_with_what_it_lacks(tmp_path: Path) -> None:
    figures, found = read(tmp_path, {}, header=HEADER[:-2])
    assert figures is None
    assert [fault.rule for fault in found] == ["published.header"]
    assert "missing in row 3: txtVALUE, Source." in found[0].wording
