"""UNODC's data file on trafficking in persons: the figures known of it."""

from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from sqlalchemy import select

from dashboard.cli import cli
from metrics import published
from schemas.store import database

FILE = "data_glotip.xlsx"


@pytest.fixture(scope="module")
def taken_in(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """The address of a database that holds the file, and what the command said of it."""
    file = shared / "data" / "unodc_glotip" / FILE
    if not file.exists():
        pytest.skip(f"{FILE} is not among the shared files.")
    url = f"duckdb:///{tmp_path_factory.mktemp('published') / 'records.duckdb'}"
    done = CliRunner().invoke(cli, ["--database", url, "context", str(file)])
    assert done.exit_code == 0, done.output
    return url, done.output


def totals(url: str, year: int) -> dict[str, tuple[int, int]]:
    """Of all places together, the least and the most by indicator."""
    stored = published.stored
    query = (
        select(stored.c.indicator, *published.RANGE)
        .where(published.WHOLE, stored.c.year == year)
        .group_by(stored.c.indicator)
    )
    with database.reading(url).connect() as connection:
        return {name: (low, high) for name, low, high in connection.execute(query)}


def test_what_is_left_out_or_surprising_is_said(taken_in: tuple[str, str]) -> None:
    said = [line.strip() for line in taken_in[1].splitlines()]
    rows = [line[line.rindex("(") :] for line in said if line.startswith("warning: ")]
    assert rows == ["(26 rows)", "(1 row)", "(956 rows)", "(255 rows)"]
    assert said[-1] == f"The database now has 46,529 published figures from {FILE}."


def test_totals_of_all_are_ranges(taken_in: tuple[str, str]) -> None:
    of_2019, of_2017 = totals(taken_in[0], 2019), totals(taken_in[0], 2017)
    assert of_2019[published.PROSECUTED] == (12_312, 12_396)
    assert of_2019[published.CONVICTED] == (3_850, 3_978)
    # Numbers of a thousand and more are written with a comma.
    assert of_2017[published.PROSECUTED] == (14_523, 14_639)
    assert of_2017[published.CONVICTED] == (8_139, 8_303)


def test_convicted_exceed_prosecuted_in_122_of_1189(taken_in: tuple[str, str]) -> None:
    with database.reading(taken_in[0]).connect() as connection:
        assert published.count_more_convicted_than_prosecuted(connection) == published.Exceeding(
            certain=122, both=1189
        )


def test_a_country_has_its_published_figures(taken_in: tuple[str, str]) -> None:
    with database.reading(taken_in[0]).connect() as connection:
        found = (
            published.figures_of_countries(connection)
            .set_index("iso3")
            .loc["GBR"]
            .set_index("year")
        )
    expected = pd.DataFrame({2017: [206, 59], 2018: [162, 191], 2020: [288, 197]}).T
    shown = found.loc[expected.index, [f"{published.PROSECUTED} low", f"{published.CONVICTED} low"]]
    assert (shown.to_numpy() == expected.to_numpy()).all()
