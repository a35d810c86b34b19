"""The SQL and the oracle count the same, on random worlds with every kind of gap."""

from collections import Counter
from fractions import Fraction

from hypothesis import example, given
from hypothesis import strategies as st

from metrics.catalogue import CATALOGUE
from metrics.rebuild import make_units
from tests.oracle import RECOUNTS
from tests.oracle.records import Rates
from tests.properties.agreeing import (
    Key,
    both_have,
    differing,
    on_worlds,
    options_of,
    printed,
    rates_of,
    store,
    worlds_of,
    wrong_reasons,
)
from tests.soak import soak_size

BY: tuple[Key, ...] = ((), ("year",), ("office",), ("year", "form"))
# In an ordinary run each world is split in one of these ways, in turns.
PARTS = 1 if soak_size(2) > 1 else len(BY)
# And for an eighth of the measures, but the worlds in which something was found.
EIGHTHS, FOUND = 1 if soak_size(2) > 1 else 8, (1950, 1348)
# Rates matter to no others.
OF_MONEY = [
    name for name in both_have(()) if any(of.endswith(".currency") for of in CATALOGUE[name].reads)
]


def test_every_measure_counts_what_the_oracle_counts(database_url: str) -> None:
    @on_worlds(200)
    @given(st.integers(0, 2**32), st.integers(8, 25))
    # A joint award that a State fund shares.
    @example(FOUND[0], 21)
    # A case that states no victim, in years in which that is not collected, alone and beside one
    # in years in which it is.
    @example(FOUND[1], 8)
    def agree(seed: int, cases: int) -> None:
        worlds, options, rates = worlds_of(seed, cases), options_of(seed), rates_of(seed + 1)
        store(database_url, worlds, options, rates)
        for by in BY[seed % PARTS :: PARTS]:
            asked = both_have(by)
            # What was found was found in both databases: one of them is asked for all of it.
            if seed not in FOUND or not database_url.startswith("duckdb"):
                asked = asked[seed // PARTS % EIGHTHS :: EIGHTHS]
            shown = printed(database_url, asked, by)
            found = differing(shown, worlds, by=by, options=options, rates=rates, ids=asked)
            assert found == []
            if not by:
                assert wrong_reasons(shown, worlds, options, rates) == []

    agree()


def test_random_worlds_have_what_limits_by_cases_differ_for() -> None:
    largest, outcomes, outside = Counter[int](), Counter[int](), 0
    for world in worlds_of(1, 25).values():
        victims = Counter(victim["case_id"] for victim in world.get("victims", []))
        outside += victims.pop(None, 0)
        largest.update(victims.values())
        alike = Counter((s["case_id"], s["outcome"], s["decided_on"]) for s in world["suspects"])
        outcomes.update(alike.values())
    assert outside > 0
    assert largest[30] == 1
    assert sum(cases for units, cases in outcomes.items() if units > 2) >= 5


def test_own_rates_are_counted_by_both_and_change_what_is_counted(database_url: str) -> None:
    worlds = worlds_of(7, 25)
    rates: Rates = {
        (currency, year): Fraction(factor)
        for currency, factor in (("USD", 3), ("NGN", 40))
        for year in range(2016, 2027)
    }
    store(database_url, worlds, rates=rates, refresh=make_units)
    shown = printed(database_url, OF_MONEY, ())
    assert differing(shown, worlds, by=(), rates=rates, ids=OF_MONEY) == []
    assert differing(shown, worlds, by=(), ids=OF_MONEY) != []


def test_recounts_and_catalogue_are_the_same_set() -> None:
    assert RECOUNTS.keys() == CATALOGUE.keys()
