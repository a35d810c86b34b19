"""The rate of false readings that Methods prints is the one that places alike in all have."""

from bench import false_readings
from tests.soak import soak_size


def test_99_percent_calls_far_fewer_places_different_that_are_like_all_others(
    made_up_url: str,
) -> None:
    deals = soak_size(100)
    for complete in (False, True):
        before, after = false_readings.measured(made_up_url, deals, complete=complete)
        assert before.readings >= after.readings > 100 * deals
        # Of complete records some 6.5 and 1.7 of 100, fewer where much is unknown.
        assert after.rate < 0.5 * before.rate
        assert after.rate < 0.03
    assert 0.04 < before.rate < 0.09
