"""Sets of jurisdictions to compare with: each country has a region, and sizes are counted."""

import pandas as pd
import pycountry
import pytest

from dashboard.frames import comparable_places
from tests.unit.dashboard.result_rows import count, frame

STATED = {("AUT", comparable_places.DUTY): "yes", ("DEU", comparable_places.DUTY): "yes"}
STATED |= {("NLD", comparable_places.DUTY): "no"}


def sizes(**numbers: float) -> pd.DataFrame:
    return frame(
        *(count("C01", 2024, value) | {"jurisdiction": id_} for id_, value in numbers.items())
    )


def members(name: str, own: str, *others: str, **numbers: float) -> list[str]:
    is_in = comparable_places.in_set(name, own, STATED, lambda: sizes(**numbers))
    return [id_ for id_ in others if is_in(id_)]


def test_each_country_has_one_region() -> None:
    every = " ".join(comparable_places.REGIONS.values()).split()
    # Nobody lives in Antarctica.
    assert sorted([*every, "ATA"]) == sorted(one.alpha_3 for one in pycountry.countries)


def test_a_part_of_a_country_is_in_its_region_and_a_made_up_one_in_none() -> None:
    assert members("region", "AUT", "DEU", "ITA", "XBR", "CHE-ZH") == ["DEU", "CHE-ZH"]
    assert members("region", "XBR", "QVE", "DEU") == []


def test_the_law_is_the_stated_duty_to_prosecute() -> None:
    assert members("law", "AUT", "DEU", "NLD", "ITA") == ["DEU"]
    # What is not stated is known of nobody.
    assert members("law", "ITA", "ESP") == []


def test_a_size_is_similar_up_to_three_times_as_many_or_few() -> None:
    numbers = {"AUT": 300.0, "DEU": 900.0, "ITA": 905.0, "LIE": 100.0, "MCO": 95.0}
    assert members("size", "AUT", *numbers, "ESP", **numbers) == ["AUT", "DEU", "LIE"]
    assert members("size", "ESP", *numbers, **numbers) == []


@pytest.mark.parametrize("name", ["", *comparable_places.PEER_SETS])
def test_files_name_the_set(name: str) -> None:
    assert bool(comparable_places.sentence(name)) == bool(name)
