"""Whether units differ by more than chance."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike

from metrics.statistics.comparison import (
    Dispersion,
    Scores,
    arcsine_scores,
    over_dispersion,
    winsorise,
)
from tests.unit.metrics.statistics.published import checks

units = st.lists(
    st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=2,
    max_size=30,
)


def scores(z: list[float]) -> Scores:
    """Scores of units of one size."""
    return Scores(np.array(z, float), np.full(len(z), 0.1))


def dispersion(yes: ArrayLike, n: ArrayLike) -> Dispersion:
    """Of shares yes / n around their pooled share, winsorised."""
    units = np.sum(n)
    pooled = np.sum(yes) / units if units else np.nan
    return over_dispersion(arcsine_scores(yes, n, pooled), winsorise)


def test_phi_and_tau2_of_six_units_are_the_published_ones(shared: Path) -> None:
    vector = checks(shared)["phi"]
    observed, expected = np.array(vector["O"], float), np.array(vector["E"], float)
    # The logarithmic scale of the English SHMI, which leaves out the outer tenths: none of six.
    of = Scores(np.sqrt(expected) * np.log(observed / expected), 1 / np.sqrt(expected))
    phi, tau2, _ = over_dispersion(of, lambda untrimmed: untrimmed)
    assert round(phi, 6) == vector["phi"]
    assert round(tau2, 8) == vector["tau2_computed"]
    assert round(over_dispersion(of, winsorise).phi, 6) == vector["phi_winsorised_computed"]


def test_winsorising_keeps_all_and_draws_the_outer_tenths_in() -> None:
    drawn = winsorise(scores([*range(10), 1000])).z
    assert drawn.tolist() == [1, *range(1, 10), 9]


def test_units_without_size_are_left_out() -> None:
    assert dispersion([3, 0, 8, 5], [9, 0, 10, 10]) == dispersion([3, 8, 5], [9, 10, 10])
    assert np.isnan(dispersion([], [])).all()
    assert np.isnan(dispersion([0], [0])).all()


def test_one_unit_alone_differs_from_nobody() -> None:
    assert dispersion([3], [9]) == (0, 0, 1)


@given(units)
def test_variance_is_left_over_exactly_where_phi_is_more_than_chance(
    of: list[tuple[int, int]],
) -> None:
    yes, n = zip(*of, strict=True)
    phi, tau2, p = dispersion(yes, n)
    assert (tau2 > 0) == (len(of) * phi > len(of) - 1)
    no = np.subtract(n, yes)
    assert dispersion(no, n) == pytest.approx((phi, tau2, p))


def test_phi_exceeds_chance_only_where_its_chi_square_test_says_so() -> None:
    # Ten scores of one size: 95% of chi-square of nine lie under 16.919, which is a phi of 1.69.
    within, beyond = (over_dispersion(scores([root] * 10), winsorise) for root in (1.3, 1.301))
    assert (within.exceeds_chance, beyond.exceeds_chance) == (False, True)
    assert within.phi == pytest.approx(1.69)
    assert within.tau2 > 0
    assert within.p == pytest.approx(0.0503, abs=5e-5)
