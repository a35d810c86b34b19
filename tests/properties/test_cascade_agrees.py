"""Both ends of the money are added up over the same cases, as the oracle adds them up."""

from fractions import Fraction

import pytest

from metrics import money_flow
from schemas import scopes
from schemas.store import database
from tests.oracle import cascade as oracle
from tests.oracle.options import DEFAULTS
from tests.oracle.records import Rates, Records
from tests.properties.agreeing import records_of, store, worlds_of
from tests.soak import soak_size

EARNED, PAID = money_flow.STEP_ENDS
YEARS = ((None, None), (2019, 2021))
RATES: Rates = {("USD", year): Fraction(3) for year in range(2016, 2027)}
SEEDS = range(7, 7 + soak_size(6))


def recounted(r: Records, years: tuple[int | None, int | None]) -> tuple[int, int, float, float]:
    """Cases, those with both ends known, and what these two come to in them."""
    first, last = years
    cases = [
        one
        for one in oracle.ends(r)
        if first is None or (one.year is not None and first <= one.year <= (last or one.year))
    ]
    both = [one for one in cases if one.earned is not None and one.paid is not None]
    earned = sum((one.earned for one in both if one.earned is not None), Fraction(0))
    paid = sum((one.paid for one in both if one.paid is not None), Fraction(0))
    return len(cases), len(both), round(float(earned), 2), round(float(paid), 2)


@pytest.mark.parametrize("seed", SEEDS)
def test_both_ends_are_of_the_same_cases_and_as_the_oracle_counts(
    database_url: str, seed: int
) -> None:
    worlds = worlds_of(seed, 25)
    store(database_url, worlds, rates=RATES)
    compared = 0
    for years in YEARS:
        with database.reading(database_url).connect() as connection:
            found = money_flow.cascade_steps(connection, scopes.EVERYTHING, years=years)
        by_place = found.set_index(["jurisdiction", "step"])
        for jurisdiction, records in records_of(worlds, DEFAULTS, RATES).items():
            cases, both, earned, paid = recounted(records, years)
            if not cases:
                assert jurisdiction not in set(found["jurisdiction"])
                continue
            first, last = by_place.loc[jurisdiction, EARNED], by_place.loc[jurisdiction, PAID]
            assert (first["cases"], first["both_known"]) == (cases, both)
            assert first["in_both"] == pytest.approx(earned, abs=0.05, rel=1e-6)
            assert last["in_both"] == pytest.approx(paid, abs=0.05, rel=1e-6)
            assert both <= min(first["cases_known"], last["cases_known"])
            compared += both
    assert compared > 0 or seed != SEEDS[0]
