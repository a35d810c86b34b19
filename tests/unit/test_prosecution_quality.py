"""What Python loads is what a package holds and the command line prints, with types."""

import csv
import io
from pathlib import Path

import pandas as pd
import pytest

import prosecution_quality
from dashboard.export import package
from dashboard.frames import figures
from tests.command_line import run
from tests.unit.dashboard.export import small


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in package.render_package(small.report()).items():
        (tmp_path / name).write_bytes(content)
    return tmp_path


def test_a_package_is_loaded_as_it_was_before_it_was_written(folder: Path) -> None:
    loaded = prosecution_quality.load(folder)
    made = small.report().figures
    for column in made:
        found, expected = loaded.measures[column], made[column]
        if pd.api.types.is_numeric_dtype(expected):
            pd.testing.assert_series_equal(found.astype("float64"), expected, rtol=1e-11)
        else:
            # An office that is called =1+1 keeps its name.
            assert list(found) == list(expected), column
    assert {str(loaded.measures[name].dtype) for name in figures.COUNTS} == {"float64", "Int64"}
    assert list(loaded.definitions["measure"]) == list(small.report().definitions["Measure"])
    assert loaded.about["contact"] == small.DETAILS["contact"]


def test_a_zip_file_and_a_description_are_the_same_package(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "package.zip").write_bytes(package.zip_package(small.report()))
    once = prosecution_quality.load(folder)
    for source in (tmp_path / "package.zip", folder / "datapackage.json"):
        again = prosecution_quality.load(source)
        for one, other in zip(once, again, strict=True):
            assert one.equals(other)


def test_a_database_gives_what_the_command_prints(
    capsys: pytest.CaptureFixture[str], filled_url: str
) -> None:
    loaded = prosecution_quality.load(
        filled_url, measures=["C01", "N01"], by=["jurisdiction"], years=(2023, 2024)
    )
    asked = ("measures", "C01", "N01", "--by", "jurisdiction", "--from", "2023", "--to", "2024")
    printed = run(capsys, "--database", filled_url, *asked, "--format", "csv").out
    rows = pd.DataFrame(list(csv.DictReader(io.StringIO(printed))))
    assert list(loaded.measures["period"]) == list(rows["period"]) == ["2023-2024"] * len(rows)
    for name in ("measure", "jurisdiction", "status"):
        assert list(loaded.measures[name]) == list(rows[name])
    for name in ("numerator", "denominator", "unknown", "value", "region_low"):
        found = loaded.measures[name].astype("float64")
        pd.testing.assert_series_equal(found, pd.to_numeric(rows[name]).astype("float64"))
    assert list(loaded.definitions["measure"]) == ["C01", "N01"]
    assert len(loaded.about["state_hash"]) == 64
