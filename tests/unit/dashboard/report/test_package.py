"""A data package says of each column what it holds, and each holds it."""

import csv
import io
import json
from typing import Any

import pytest

from dashboard.report.writers import package
from tests.unit.dashboard.report import small

READ_AS = {"string": str, "number": float, "integer": int}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return package.written(small.report())


def described(files: dict[str, bytes]) -> Any:
    return json.loads(files["datapackage.json"])


def test_every_file_is_a_resource_and_every_resource_a_file(files: dict[str, bytes]) -> None:
    paths = [one["path"] for one in described(files)["resources"]]
    assert sorted(paths) == sorted(set(files) - {"datapackage.json"})


def test_columns_are_those_described_and_cells_of_their_type(files: dict[str, bytes]) -> None:
    for one in described(files)["resources"]:
        fields = one["schema"]["fields"]
        lines = csv.reader(io.StringIO(files[one["path"]].decode("utf-8")))
        assert next(lines) == [of["name"] for of in fields]
        for line in lines:
            for of, cell in zip(fields, line, strict=True):
                # Raises where the cell is none.
                assert not cell or READ_AS[of["type"]](cell) is not None


def test_text_that_a_spreadsheet_would_run_has_a_sign_before_it(files: dict[str, bytes]) -> None:
    rows = list(csv.DictReader(io.StringIO(files["figures.csv"].decode())))
    assert rows[0]["place"] == f"'{small.HOSTILE}"
    assert {row["part"] for row in rows} >= {small.OFFICE}
    starts = {cell[:1] for row in rows for name, cell in row.items() if name in ("place", "part")}
    assert starts & set("=+-@") == set()


def test_it_says_that_it_is_made_up_and_bears_the_day(files: dict[str, bytes]) -> None:
    said = described(files)
    assert said["created"] == "2026-07-01T00:00:00Z"
    assert said["description"].startswith("Made-up records")
    assert said["name"] == "own-xaa"
