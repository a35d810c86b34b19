"""The SQL and the oracle count the same, on random worlds with every kind of gap."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.properties.agreeing import differences, store, worlds_of
from tests.soak import soak_size

WORLDS = soak_size(40)


@pytest.mark.soak
def test_every_measure_counts_what_the_oracle_counts(database_url: str) -> None:
    @settings(
        max_examples=WORLDS,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(st.integers(0, 2**32), st.integers(1, 25))
    def agree(seed: int, cases: int) -> None:
        worlds = worlds_of(seed, cases)
        store(database_url, worlds)
        for by in ((), ("year",), ("office",), ("year", "form")):
            assert differences(database_url, worlds, by=by) == []

    agree()
