"""Shares of few drawn towards the share of all."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from metrics.statistics.comparison import Prior, drawn_to, shrunk
from metrics.statistics.intervals import jeffreys
from tests.unit.metrics.statistics.published import checks

units = st.lists(
    st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=2,
    max_size=20,
)


def test_the_rats_are_drawn_as_published(shared: Path) -> None:
    rats = checks(shared)["rats"]
    found, published = shrunk(rats["y"], rats["n"]), rats["kleinman71"]
    strength = sum(found.prior)
    mean = found.prior.alpha / strength
    assert round(mean, 7) == published["p"]
    assert strength == pytest.approx(published["M"], abs=5e-7)
    assert mean * (1 - mean) / (strength + 1) == pytest.approx(published["tau2"], abs=5e-9)
    assert (rats["y"][-1], rats["n"][-1]) == (4, 14)
    assert found.value[-1] == pytest.approx(published["shrunk_4_14"], abs=5e-7)


def test_a_prior_from_other_units_draws_as_in_the_textbook(shared: Path) -> None:
    rats = checks(shared)["rats"]
    share = np.array(rats["y"][:70]) / rats["n"][:70]
    assert (share.mean(), share.std(ddof=1)) == pytest.approx(
        (rats["mean70"], rats["sd70"]), abs=5e-7
    )
    prior = Prior(*rats["ab_moments"])
    # The moments of the first seventy experiments (Gelman, Bayesian Data Analysis, 5.1).
    assert beta.mean(*prior) == pytest.approx(share.mean(), abs=1e-6)
    assert beta.std(*prior) == pytest.approx(share.std(ddof=1), abs=1e-6)
    value, low, high, _ = drawn_to(prior, 4, 14)
    assert round(float(value), 3) == 0.223
    assert beta.std(4 + prior.alpha, 10 + prior.beta) == pytest.approx(0.083, abs=5e-4)
    assert low < value < high


def test_units_that_differ_by_chance_all_get_the_pooled_share() -> None:
    found = shrunk([2, 3, 2], [10, 10, 10])
    assert found.value.tolist() == [7 / 30] * 3
    low, high = jeffreys(7, 30)
    assert (found.low.tolist(), found.high.tolist()) == ([low] * 3, [high] * 3)
    assert np.isinf(found.prior).all()


def test_shares_of_nothing_are_nothing() -> None:
    assert np.isnan(shrunk([0, 0], [0, 0]).value).all()
    assert shrunk([], []).value.size == 0


def test_units_all_of_one_kind_or_the_other_are_hardly_drawn() -> None:
    found = shrunk([30, 0, 30, 0], [30, 30, 30, 30])
    assert found.value == pytest.approx([0.98, 0.02, 0.98, 0.02], abs=0.01)
    assert (found.low < found.value).all()


@given(units)
def test_each_share_is_drawn_towards_the_pooled_one_and_never_past_it(
    of: list[tuple[int, int]],
) -> None:
    yes, n = (np.array(part, float) for part in zip(*of, strict=True))
    if not n.sum():
        return
    found, pooled = shrunk(yes, n), yes.sum() / n.sum()
    some = n > 0
    crude = yes[some] / n[some]
    drawn = found.value[some]
    assert (np.minimum(crude, pooled) - 1e-9 <= drawn).all()
    assert (drawn <= np.maximum(crude, pooled) + 1e-9).all()
    # Where nothing is known of a unit, it is taken for one of them all.
    assert found.value[~some] == pytest.approx(pooled)


def test_the_smaller_of_two_like_units_is_drawn_farther() -> None:
    found = shrunk([1, 10, 40, 60], [2, 20, 200, 100])
    assert abs(found.value[0] - 0.5) > abs(found.value[1] - 0.5) > 0
