"""What the measures of the catalogue have to do with each other, whatever the records."""

from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pytest

from metrics import results
from metrics.catalogue import CATALOGUE
from metrics.kinds import AmountRatio, Count, Share
from schemas import database
from tests.properties.agreeing import AS_OF, store, worlds_of
from tests.soak import soak_size

SEEDS = range(soak_size(40))
CASES = 25
# Each says more than the next of the same units, so that it is not true of more of them.
STRICTER = (
    ("N02", "N02l"),
    ("N01s", "N01"),
    ("F03", "F03f"),
    ("V03b", "V03"),
    ("V03c", "V03"),
    ("P05y", "P05z"),
    ("V05", "V05-guardian"),
)
# Whoever or whatever is counted by several is counted by the last.
PARTS = (("C04i", "C04p", "C04"),)
NOT_OF_SEVERAL_OFFICES = ("C01p", "C02", "C02e", "C03", "C03e", "C03f")


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a database with as many jurisdictions as worlds."""
    folder: Path = tmp_path_factory.mktemp("catalogue")
    url = f"duckdb:///{folder / 'records.duckdb'}"
    worlds = {}
    for seed in SEEDS:
        for place, world in worlds_of(seed, CASES).items():
            worlds[f"{place}{seed}"] = {
                table: [row | {"jurisdiction": f"{place}{seed}"} for row in rows]
                for table, rows in world.items()
            }
    store(url, worlds)
    return url


def numbers(url: str, ids: Iterable[str], *by: str) -> pd.DataFrame:
    with database.reading(url).connect() as connection:
        return results.rows(
            connection, results.Scope(), tuple(ids), by=("jurisdiction", *by), as_of=AS_OF
        )


def of_kind(kind: type, *without: str) -> list[str]:
    return [m.id for m in CATALOGUE.values() if isinstance(m, kind) and m.id not in without]


@pytest.mark.soak
@pytest.mark.parametrize(("stricter", "wider"), STRICTER)
def test_what_says_more_is_true_of_no_more(stored: str, stricter: str, wider: str) -> None:
    rows = numbers(stored, (stricter, wider)).set_index(["jurisdiction", "measure"])
    for place in rows.index.unique("jurisdiction"):
        of_place = rows.loc[place]
        if {stricter, wider} <= set(of_place.index):
            assert of_place.loc[stricter, "numerator"] <= of_place.loc[wider, "numerator"]


@pytest.mark.soak
@pytest.mark.parametrize("ids", PARTS)
def test_parts_add_up_to_the_count(stored: str, ids: tuple[str, ...]) -> None:
    counted = numbers(stored, ids).pivot(
        index="jurisdiction", columns="measure", values="numerator"
    )
    *parts, whole = ids
    assert (counted[parts].sum(axis=1) == counted[whole]).all()


@pytest.mark.soak
@pytest.mark.parametrize("by", ["office", "form"])
def test_groups_add_up_to_the_whole(stored: str, by: str) -> None:
    ids = of_kind(Share) + of_kind(Count, *NOT_OF_SEVERAL_OFFICES) + of_kind(AmountRatio)
    ids = [name for name in ids if by in CATALOGUE[name].breakdowns]
    sums = ["numerator", "denominator", "unknown"]
    keys = ["measure", "jurisdiction"]
    whole = numbers(stored, ids).set_index(keys)[sums].astype(float).fillna(0)
    groups = numbers(stored, ids, by).groupby(keys)[sums].sum().astype(float)
    assert whole.index.equals(whole.index.unique())
    pd.testing.assert_frame_equal(
        groups.reindex(whole.index).fillna(0), whole, rtol=1e-9, atol=1e-6
    )


@pytest.mark.soak
def test_bounds_are_what_the_unknown_could_make_of_it(stored: str) -> None:
    rows = numbers(stored, of_kind(Share))
    units = rows["denominator"] + rows["unknown"]
    rows, units = rows[units > 0], units[units > 0]
    as_no = rows["numerator"] / units
    as_yes = (rows["numerator"] + rows["unknown"]) / units
    pd.testing.assert_series_equal(rows["bound_low"], as_no, check_names=False)
    pd.testing.assert_series_equal(rows["bound_high"], as_yes, check_names=False)
    known = rows["denominator"] > 0
    assert (rows["bound_low"] <= rows["value"])[known].all()
    assert (rows["value"] <= rows["bound_high"])[known].all()
