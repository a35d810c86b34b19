"""Countries hand over returns to a body, which shows what each shows and has no record of any."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from dashboard.cli import demo
from metrics.catalogue import CATALOGUE
from metrics.release import archive, reading, returns
from metrics.release.plan import SHARE_SETS
from seed import synthetic
from tests.soak import EVERYDAY_PART, soak_size
from tests.unit.metrics.release import country

# In every run two countries hand over to a body in `test_returns.py`, and a body shows what a
# country does in `tests/unit/metrics/release/test_return_of_records.py`.
pytestmark = pytest.mark.skipif(
    soak_size(EVERYDAY_PART) == 1, reason="A soak makes the federation of the demonstration."
)
CODES = sorted(synthetic.JURISDICTIONS)
CASES, SEED = demo.FEDERATION_CASES, 3
WINDOWS = [(2015, 2017), (2018, 2020), (2021, 2023)]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """All twelve countries and their body."""
    home = tmp_path_factory.mktemp("federation") / "made"
    demo.make_federation(home, cases=CASES, seed=SEED)
    yield home
    country.let_go()


def all_rows(file: Path, code: str) -> list[pd.DataFrame]:
    """Every released figure of a country: all measures by year, window and form."""
    ways = [{"by": ("year",)}, {"by": ("form",)}, *({"years": window} for window in WINDOWS)]
    with archive.reading(archive.address(f"duckdb:///{file}", None)).connect() as connection:
        return [
            ask(connection, what, only=(("jurisdiction", code),), **way)
            for way in ways
            for ask, what in (
                (reading.rows, tuple(CATALOGUE)),
                *((reading.share_set_rows, name) for name in SHARE_SETS),
            )
        ]


@pytest.mark.parametrize("code", CODES)
def test_a_body_shows_each_figure_as_its_country_does(home: Path, code: str) -> None:
    own, here = (all_rows(home / file, code) for file in (f"{code}/records.duckdb", "body.duckdb"))
    assert len(own[0])
    for one, other in zip(own, here, strict=True):
        pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_no_file_of_the_body_has_an_id_of_a_record(home: Path, tmp_path: Path) -> None:
    ids = set()
    for folder in synthetic.write_submissions(tmp_path, cases=CASES, seed=SEED):
        if folder.name in CODES:
            for file in folder.glob("*.csv"):
                for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines()):
                    ids |= {of for name, of in row.items() if name.endswith("_id") and len(of) > 5}
    assert len(ids) > 100
    given = [*home.glob("returns/*"), *(path for path in home.iterdir() if path.is_file())]
    everything = b"".join(path.read_bytes() for path in given)
    assert [one for one in ids if one.encode() in everything] == []
    # What is looked for would be found.
    records = b"".join(path.read_bytes() for path in home.glob("*/records.duckdb"))
    assert any(one.encode() in records for one in ids)


def test_each_country_has_a_key_of_its_own(home: Path) -> None:
    stored = returns.all_returns(archive.address(f"duckdb:///{home / 'body.duckdb'}", None))
    assert {one.jurisdictions for one in stored} == {(code,) for code in CODES}
    assert len({one.signed_by for one in stored}) == len(CODES)
