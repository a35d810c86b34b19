"""Rounding is sticky, keyed, within four, and leaves nothing where there is nothing."""

from statistics import fmean

from hypothesis import given
from hypothesis import strategies as st

from metrics.release.attack_problem import STICKY
from metrics.release.rounding import LEAST_SHOWN, STEP, round_randomly_to_five

KEY = b"k" * 32
counts, identities = st.integers(0, 10**6), st.text(max_size=40)


@given(counts, identities, st.binary(min_size=32, max_size=32))
def test_what_is_told_is_a_multiple_of_five_within_four(x: int, cell: str, key: bytes) -> None:
    y = round_randomly_to_five(x, cell, key)
    assert y % STEP == 0
    assert abs(y - x) < STEP
    assert y == round_randomly_to_five(x, cell, key)


@given(identities, st.binary(min_size=32, max_size=32))
def test_zero_stays_zero(cell: str, key: bytes) -> None:
    assert round_randomly_to_five(0, cell, key) == 0


def test_the_key_decides_which_way() -> None:
    of_keys = {round_randomly_to_five(7, "cell", bytes([number]) * 32) for number in range(50)}
    assert of_keys == {5, 10}


def test_the_attacker_that_the_gate_reckons_with_knows_the_rule() -> None:
    assert STICKY.below == LEAST_SHOWN
    for x in range(60):
        told = {round_randomly_to_five(x, f"cell {number}", KEY) for number in range(100)}
        by_rule = {
            STICKY.step * ((x + STICKY.first_offset + up) // STICKY.step)
            for up in range(STICKY.offsets)
        }
        assert told == by_rule


def test_on_average_it_is_the_count() -> None:
    # Of 20,000 draws the mean strays from 7 by more than 0.1 once in about a million times.
    assert (
        abs(fmean(round_randomly_to_five(7, f"cell {number}", KEY) for number in range(20_000)) - 7)
        < 0.1
    )


def test_it_is_the_number_that_it_was_in_releases_before() -> None:
    # By another rounding each count would be told a second time. `openssl dgst -sha256 -mac HMAC`
    # says that 3 is left of this cell's number by five.
    told = [0, 0, 5, 5, 5, 5, 5, 10, 10, 10, 10, 10]
    assert [round_randomly_to_five(x, "a|b=c", KEY) for x in range(12)] == told
