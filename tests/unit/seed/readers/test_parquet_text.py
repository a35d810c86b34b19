"""Parquet becomes the texts that a CSV file would have; limits and types come from its metadata."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from schemas.findings import Finding
from seed import readers


def write(folder: Path, columns: Mapping[str, object], name: str = "cases.parquet") -> Path:
    parquet.write_table(pa.table(dict(columns)), folder / name)
    return folder


def findings(folder: Path, limits: readers.Limits = readers.COMMAND_LINE) -> tuple[Finding, ...]:
    return readers.read_submission(folder, limits).findings


def test_each_type_becomes_its_text(tmp_path: Path) -> None:
    columns = {
        "Case_ID": pa.array(["k7", "", None, "NA"]),
        "ints": pa.array([1, None, None, -3]),
        "floats": pa.array([1.0, 0.1, None, 2.5]),
        "money": pa.array([Decimal("1.50"), None, None, Decimal("0.00")]),
        "days": pa.array([date(2024, 5, 20), None, None, date(1999, 1, 1)]),
        "stamps": pa.array([datetime(2024, 5, 20), None, None, datetime(1999, 1, 1)]),  # noqa: DTZ001
        "flags": pa.array([True, None, None, False]),
        "codes": pa.array(["a", None, None, "b"]).dictionary_encode(),
        "nothing": pa.nulls(4),
        # A number that is none stays visible.
        "none": pa.array([float("nan"), None, None, float("inf")]),
    }
    submission = readers.read_submission(write(tmp_path, columns))
    assert [f.rule for f in submission.findings] == ["header.normalised"]
    [text] = submission.texts
    assert (text.file, text.table) == ("cases.parquet", "cases")
    export, _ = readers.read_export(tmp_path, file="cases.parquet", table="c")
    assert export is not None
    assert export.frame.columns[0] == "Case_ID"
    day = "2024-05-20"
    assert text.frame.rows() == [
        ("k7", "1", "1", "1.50", day, day, "true", "a", None, "NaN", 1),
        (None, None, "0.1", None, None, None, None, None, None, None, 2),
        ("NA", "-3", "2.5", "0.00", "1999-01-01", "1999-01-01", "false", "b", None, "inf", 4),
    ]


@pytest.mark.parametrize(
    "column",
    [
        pa.array([[1], [2]]),
        pa.array([{"a": 1}, {"a": 2}]),
        pa.array([b"x", b"y"]),
        pa.array([1, 2], pa.time64("us")),
        pa.array([[("a", 1)], []], pa.map_(pa.string(), pa.int64())),
        pa.ExtensionArray.from_storage(pa.uuid(), pa.array([b"0" * 16] * 2, pa.binary(16))),
    ],
)
def test_nested_binary_and_extension_types_are_refused(tmp_path: Path, column: pa.Array) -> None:
    write(tmp_path, {"case_id": ["a", "b"], "other": column})
    [finding] = findings(tmp_path)
    assert finding.rule == "parquet.type"
    assert "Column 2" in finding.wording


def test_dates_with_a_time_are_refused(tmp_path: Path) -> None:
    for unit in ("s", "ms", "us", "ns"):
        write(tmp_path, {"case_id": ["a"], "on": pa.array([3601], pa.timestamp(unit))})
        assert [f.rule for f in findings(tmp_path)] == ["parquet.time"], unit


def test_limits_are_read_from_the_metadata(tmp_path: Path) -> None:
    write(tmp_path, {"case_id": [f"k{n}" for n in range(5)]})
    line = readers.COMMAND_LINE
    assert findings(tmp_path, replace(line, most_rows=5)) == ()
    for change, rule in (
        ({"most_rows": 4}, "file.too_many_rows"),
        ({"most_unpacked": 10}, "parquet.size"),
        ({"most_bytes": 10}, "file.too_large"),
        ({"most_cell": 1}, "file.cell_size"),
    ):
        assert [f.rule for f in findings(tmp_path, replace(line, **change))] == [rule]


def test_it_is_not_accepted_in_an_upload(tmp_path: Path) -> None:
    write(tmp_path, {"case_id": ["a"]})
    [finding] = findings(tmp_path, readers.UPLOAD)
    assert finding.rule == "parquet.not_accepted"
    _, [finding] = readers.read_export(
        tmp_path, file="cases.parquet", table="c", limits=readers.UPLOAD
    )
    assert finding.rule == "parquet.not_accepted"


@pytest.mark.parametrize("cut", [0, 3, 40, -5])
def test_a_damaged_file_is_a_finding(tmp_path: Path, cut: int) -> None:
    write(tmp_path, {"case_id": ["a"]})
    path = tmp_path / "cases.parquet"
    path.write_bytes(path.read_bytes()[:cut])
    assert [f.rule for f in findings(tmp_path)] == ["parquet.damaged"]


def test_headers_and_rows_are_held_to_the_same_rules(tmp_path: Path) -> None:
    for columns, rule in (
        ({"case_id": pa.array([], pa.string())}, "file.no_rows"),
        ({"case_id": ["a"], "CASE_ID": ["b"]}, "header.duplicate"),
        ({"row_number": ["a"]}, "header.reserved"),
        ({f"c{n}": ["a"] for n in range(1001)}, "header.columns"),
    ):
        assert [f.rule for f in findings(write(tmp_path, columns))] == [rule]
    (tmp_path / "cases.parquet").unlink()
    write(tmp_path, {"a": ["b"]}, "case.parquet")
    assert [f.rule for f in findings(tmp_path)] == ["file.unknown_table"]


def test_what_unrolls_to_more_than_is_read_is_refused(tmp_path: Path) -> None:
    """A word that is written once and meant a hundred thousand times."""
    words = pa.DictionaryArray.from_arrays(pa.array([0] * 100_000, pa.int32()), ["x" * 250])
    folder = write(tmp_path, {"case_id": pa.array(range(100_000)), "note": words})
    limits = replace(readers.COMMAND_LINE, most_decoded=20 << 20)
    assert (folder / "cases.parquet").stat().st_size < 1 << 20
    [finding] = findings(folder, limits)
    assert finding.rule == "file.decoded"


@pytest.mark.parametrize("column", [pa.nulls(20_000), pa.array([True] * 20_000)])
def test_blanks_and_bits_count_as_the_cells_that_they_become(
    tmp_path: Path, column: pa.Array
) -> None:
    columns = {"case_id": pa.array(["a"] * 20_000)} | {f"c{n}": column for n in range(99)}
    folder = write(tmp_path, columns)
    cells = 20_000 * 100
    limits = replace(readers.COMMAND_LINE, most_decoded=24 * cells - 1)
    [finding] = findings(folder, limits)
    assert (finding.file, finding.rule) == ("cases.parquet", "file.decoded")
    assert f"{24 * cells:,}" in finding.wording
    assert f"{24 * cells - 1:,}" in finding.wording
