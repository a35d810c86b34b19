"""Published figures are added up as ranges, by country and of all."""

from collections.abc import Sequence

import polars as pl
import pytest

from metrics import published
from schemas.store import database

Figure = tuple[str, str | None, str, int, str]
P, C = published.PROSECUTED, published.CONVICTED
FIGURES: list[Figure] = [
    ("XAA", "Aland", P, 2019, "100"),
    ("XAA", "Aland", C, 2019, "120"),
    ("XAA", "Aland", P, 2018, "<5"),
    ("XAA", "Aland", C, 2018, "5"),
    ("XBB", "Bland", P, 2019, "10"),
    ("XBB", "Bland", C, 2019, "<5"),
    ("XBB", "Bland", P, 2018, "10"),
    # Several countries without a name.
    ("XCC", None, P, 2019, "1"),
    ("XCC", None, C, 2019, "9"),
]


def frame(figures: Sequence[Figure], **said: str) -> pl.DataFrame:
    rows = [
        {
            "row_number": number,
            "file": "data.xlsx",
            "source": "GLOTIP",
            "iso3": iso3,
            "name": name,
            "indicator": indicator,
            **dict.fromkeys(("dimension", "category", "sex", "age"), "Total"),
            "year": year,
            "low": 0 if text == "<5" else int(text),
            "high": 4 if text == "<5" else int(text),
            "said": text,
        }
        | said
        for number, (iso3, name, indicator, year, text) in enumerate(figures, start=4)
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


@pytest.fixture
def url(database_url: str) -> str:
    published.replace_published(database_url, frame(FIGURES))
    return database_url


def test_a_country_has_its_years_and_a_group_has_none(url: str) -> None:
    with database.reading(url).connect() as connection:
        figures = published.figures_of_countries(connection)
    aland, group = (figures[figures["iso3"] == code] for code in ("XAA", "XCC"))
    assert list(aland["year"]) == [2018, 2019]
    assert list(aland[f"{P} high"]) == [4, 100]
    assert aland[f"{published.DETECTED} low"].isna().all()
    assert group.empty


def test_the_ratio_of_a_year_may_exceed_one_and_is_not_said_over_none(url: str) -> None:
    with database.reading(url).connect() as connection:
        figures = published.figures_of_countries(connection)
    aland, bland = (
        published.in_year_ratios(figures[figures["iso3"] == code]).reset_index(drop=True)
        for code in ("XAA", "XBB")
    )
    assert aland[["low", "high"]].isna().to_numpy().tolist() == [[True, True], [False, False]]
    assert aland.iloc[1].tolist() == [2019, 1.2, 1.2]
    assert bland["low"].isna().tolist() == [True, False]
    assert bland.iloc[1].tolist() == [2019, 0.0, 0.4]


def test_exceeding_is_certain_only_where_the_ranges_are_apart(url: str) -> None:
    with database.reading(url).connect() as connection:
        assert published.count_more_convicted_than_prosecuted(connection) == published.Exceeding(
            certain=2, both=3
        )


def test_what_is_held_is_listed_replaced_and_cleared(url: str) -> None:
    with database.reading(url).connect() as connection:
        held = published.list_files(connection)
    assert held[["indicator", "places", "first", "last", "rows"]].to_numpy().tolist() == [
        [C, 3, 2018, 2019, 4],
        [P, 3, 2018, 2019, 5],
    ]
    published.clear_published(url)
    with database.reading(url).connect() as connection:
        assert published.list_files(connection).empty
        assert published.count_more_convicted_than_prosecuted(connection) == published.Exceeding(
            0, 0
        )
