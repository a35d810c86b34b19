"""JSON becomes a rectangle of texts: records, or a list inside them with the keys around it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from schemas.findings import Finding
from seed import readers
from seed.readers import Layout
from seed.submission import TextTable

NESTED = {
    "made": "2024-05-20",
    "cases": [
        {"id": "k7", "court": {"name": "A"}, "persons": [{"id": 1, "age": 30}, {"id": 2}]},
        {"id": "m2", "court": None, "persons": [], "tags": ["x", "y"]},
        {"id": "n3", "persons": [{"id": 3, "age": None}]},
    ],
}


def read(
    folder: Path,
    text: str | bytes | object,
    layout: Layout | None = None,
    limits: readers.Limits = readers.COMMAND_LINE,
) -> tuple[TextTable | None, tuple[Finding, ...]]:
    path = folder / "export.json"
    data = text if isinstance(text, str | bytes) else json.dumps(text)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return readers.read_export(
        path, file=path.name, table="x", layout=layout or Layout(), limits=limits
    )


def rows(folder: Path, text: str | object, layout: Layout | None = None) -> list[dict[str, object]]:
    table, findings = read(folder, text, layout)
    assert not findings
    assert table is not None
    return table.frame.to_dicts()


def rule(folder: Path, text: str | bytes | object, layout: Layout | None = None) -> str:
    table, [finding] = read(folder, text, layout)
    assert table is None
    return finding.rule


def test_a_list_of_records_is_a_table_of_texts(tmp_path: Path) -> None:
    text = '[{"a": 1, "b": "x"}, {"b": "", "c": true}, {"a": 1.50, "c": null}]'
    assert rows(tmp_path, text) == [
        {"a": "1", "b": "x", "c": None, "row_number": 1},
        {"a": None, "b": None, "c": "true", "row_number": 2},
        {"a": "1.50", "b": None, "c": None, "row_number": 3},
    ]
    # Numbers stay as they are written, and a sign of two escapes is one.
    text = r'[{"a": 12345678901234567890, "b": 1e5, "c": "\ud83d\ude00"}]'
    [row] = rows(tmp_path, text)
    assert [*row.values()] == ["12345678901234567890", "1e5", "\N{GRINNING FACE}", 1]
    [row] = rows(tmp_path, [{"k" * 199: {"k" * 100: 1}}])
    assert row[f"{'k' * 199}.{'k' * 100}"] == "1"


def test_a_record_inside_a_record_gives_columns_and_a_list_its_length(tmp_path: Path) -> None:
    [first, second, third] = rows(tmp_path, NESTED, Layout(records="cases"))
    assert (first["court.name"], first["persons"], second["tags"]) == ("A", "2", "2")
    assert (second["court.name"], third["tags"]) == (None, None)


def test_a_list_inside_records_is_a_table_with_the_keys_around_it(tmp_path: Path) -> None:
    layout = Layout(records="cases.persons", keys=("id", "made"))
    found = rows(tmp_path, NESTED, layout)
    # Both levels have an id: that of the list around them is named after it.
    assert [(row["made"], row["cases.id"], row["id"], row["age"]) for row in found] == [
        ("2024-05-20", "k7", "1", "30"),
        ("2024-05-20", "k7", "2", None),
        ("2024-05-20", "n3", "3", None),
    ]
    found = rows(tmp_path, NESTED, Layout(records="cases.tags", keys=("id",)))
    assert [(row["id"], row["value"]) for row in found] == [("m2", "x"), ("m2", "y")]


def test_a_list_or_a_key_that_is_not_there_is_refused(tmp_path: Path) -> None:
    _, [finding] = read(tmp_path, NESTED, Layout(records="cases.victims"))
    assert finding.rule == "json.records"
    assert "[cases.victims]" in finding.wording
    # A record is no key.
    assert rule(tmp_path, NESTED, Layout(records="cases.persons", keys=("court",))) == "json.key"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[{"a": 1, "a": 2}]', "json.duplicate_key"),
        ('[{"a": NaN}]', "json.number"),
        ('[{"a": -Infinity}]', "json.number"),
        ('[{"a": 1},]', "json.syntax"),
        ("", "json.syntax"),
        (b'[{"a": "\xff"}]', "enc.utf8"),
        ("[" * 100_000 + "]" * 100_000, "json.depth"),
        ('[{"a":' * 70 + "1" + "}]" * 70, ""),
        ('{"a":' * 70 + "[1]" + "}" * 70, "json.records"),
        ('[{"x":' + '{"a":' * 70 + "1" + "}" * 70 + "}]", "json.depth"),
        ("[]", "file.no_rows"),
        ("{}", "json.records"),
        ('"text"', "json.records"),
        ('[{" ": 1}]', "header.blank"),
        ('[{"a": 1, "A ": 2}]', "header.duplicate"),
        ('[{"row_number": 1}]', "header.reserved"),
        ([{str(n): n for n in range(2000)}], "json.columns"),
        ([{str(n): n} for n in range(2000)], "json.columns"),
        ([{"k" * 301: 1}], "json.name"),
        ([{"k" * 200: {"k" * 101: 1}}], "json.name"),
        ([{"k" * 500_000: dict.fromkeys(map(str, range(900)), 1)}], "json.name"),
        ([{"a": "x" * 40_000}], "file.cell_size"),
        (r'[{"a": "\ud800"}]', "json.half_sign"),
        (r'[{"\uDFFF": 1}]', "json.half_sign"),
        (r'[{"a": ["\udbff x"]}]', "json.half_sign"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, text: str | object, expected: str) -> None:
    if expected:
        assert rule(tmp_path, text) == expected
    else:
        assert rows(tmp_path, text) == [{"a": "1", "row_number": 1}]


@pytest.mark.parametrize(
    ("text", "layout", "most"),
    [
        # A record of no name is an object all the same.
        ("[" + "{}," * 9_999 + "{}]", Layout(), 5_000_000),
        ("[" + "1," * 99_999 + "1]", Layout(), 5_000_000),
        # Each of them is a row.
        ("[" + "1," * 99_999 + "1]", Layout(), 30_000_000),
        # Most records lack most of the names.
        ([{str(n): n for n in range(900)}] + [{}] * 900, Layout(), 900 * 900 * 24),
        # A long text stands once, around a list, and is meant in each of its rows.
        ({"id": "x" * 30_000, "l": [1] * 1_000}, Layout(records="l", keys=("id",)), 30_000_000),
    ],
    ids=["records", "items", "rows", "area", "keys"],
)
def test_what_would_take_more_memory_than_is_read_is_refused(
    tmp_path: Path, text: str | object, layout: Layout, most: int
) -> None:
    limits = replace(readers.COMMAND_LINE, most_decoded=most)
    table, [finding] = read(tmp_path, text, layout, limits)
    assert (table, finding.rule, finding.file) == (None, "file.decoded", "export.json")
    assert f"{most:,}" in finding.wording


def test_a_finding_says_the_line_and_repeats_no_value(tmp_path: Path) -> None:
    _, [finding] = read(tmp_path, '[\n{"name": "Jane Doe"},\n{"name": Doe}]')
    assert "Line 3" in finding.wording
    assert "Doe" not in str(finding)


def test_the_limits_hold(tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    path.write_text(json.dumps([{"a": n} for n in range(5)]))
    for change, expected in (
        ({"most_rows": 4}, ["file.too_many_rows"]),
        ({"most_rows": 5}, []),
        ({"most_bytes": 10}, ["file.too_large"]),
    ):
        limits = replace(readers.UPLOAD, **change)
        _, findings = readers.read_export(path, file=path.name, table="x", limits=limits)
        assert [f.rule for f in findings] == expected
