"""How places compare: differences, shrunken shares, funnels."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike
from scipy.stats import binom

from metrics.statistics.comparison import (
    Funnel,
    Lines,
    Regions,
    build_funnel,
    funnel_limits,
    peer_middle_half,
    shrink_shares,
)
from metrics.statistics.intervals import jeffreys_interval
from tests.unit.metrics.statistics.published import checks
from tests.unit.metrics.statistics.samples import wilson


def test_peers_are_described_by_their_middle_half() -> None:
    assert peer_middle_half([0.5, float("nan"), 0.1, 0.2, 0.3, 0.4]) == (0.2, 0.3, 0.4)


def test_without_peers_there_is_no_middle() -> None:
    assert peer_middle_half([float("nan")]) is None


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=30))
def test_the_middle_half_is_numpys_to_the_last_digit(values: list[float]) -> None:
    assert peer_middle_half(values) == tuple(np.percentile(values, (25, 50, 75)))


units = st.lists(
    st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=2,
    max_size=20,
)


def test_the_rats_are_drawn_as_published(shared: Path) -> None:
    rats = checks(shared)["rats"]
    found, published = shrink_shares(rats["y"], rats["n"]), rats["kleinman71"]
    strength = sum(found.prior)
    mean = found.prior.alpha / strength
    assert round(mean, 7) == published["p"]
    assert strength == pytest.approx(published["M"], abs=5e-7)
    assert mean * (1 - mean) / (strength + 1) == pytest.approx(published["tau2"], abs=5e-9)
    assert (rats["y"][-1], rats["n"][-1]) == (4, 14)
    assert found.value[-1] == pytest.approx(published["shrunk_4_14"], abs=5e-7)


def test_units_that_differ_by_chance_all_get_the_pooled_share() -> None:
    found = shrink_shares([2, 3, 2], [10, 10, 10])
    assert found.value.tolist() == [7 / 30] * 3
    low, high = jeffreys_interval(7, 30)
    assert (found.low.tolist(), found.high.tolist()) == ([low] * 3, [high] * 3)
    assert np.isinf(found.prior).all()


def test_shares_of_nothing_are_nothing() -> None:
    assert np.isnan(shrink_shares([0, 0], [0, 0]).value).all()
    assert shrink_shares([], []).value.size == 0


@given(units)
def test_each_share_is_drawn_towards_the_pooled_one_and_never_past_it(
    of: list[tuple[int, int]],
) -> None:
    yes, n = (np.array(part, float) for part in zip(*of, strict=True))
    if not n.sum():
        return
    found, pooled = shrink_shares(yes, n), yes.sum() / n.sum()
    some = n > 0
    crude = yes[some] / n[some]
    drawn = found.value[some]
    assert (np.minimum(crude, pooled) - 1e-9 <= drawn).all()
    assert (drawn <= np.maximum(crude, pooled) + 1e-9).all()
    # Where nothing is known of a unit, it is taken for one of them all.
    assert found.value[~some] == pytest.approx(pooled)


shares = st.floats(0.02, 0.98)


def beyond(lines: Lines, value: np.ndarray) -> list[int]:
    """What is drawn outside the lines, as a reader of the chart sees it."""
    above = (value > lines.high95).astype(int) + (value > lines.high998)
    return (above - (value < lines.low95) - (value < lines.low998)).tolist()


@given(st.integers(1, 300), shares)
def test_a_share_is_coloured_exactly_where_it_is_drawn_outside(n: int, centre: float) -> None:
    yes = np.arange(n + 1)
    chance = binom(n, centre)
    tails = [chance.cdf(yes) < tail for tail in (0.025, 0.001)]
    upper = [chance.sf(yes - 1) < tail for tail in (0.025, 0.001)]
    outside = (np.sum(upper, axis=0) - np.sum(tails, axis=0)).tolist()
    # What meets a line is on it: interpolation puts some a rounding beside it.
    line = Lines(*(np.round(part, 12) for part in funnel_limits(centre, np.full(n + 1, n))))
    assert beyond(line, np.round(yes / n, 12)) == outside


@given(shares, st.floats(0, 0.2))
def test_limits_hold_the_centre_and_each_other_and_mirror(centre: float, tau2: float) -> None:
    n = np.arange(1, 60)
    lines = funnel_limits(centre, n, tau2)
    mirror = funnel_limits(1 - centre, n, tau2)
    assert (lines.low998 <= lines.low95).all()
    assert (lines.low95 <= centre).all()
    assert (centre <= lines.high95).all()
    assert (lines.high95 <= lines.high998).all()
    assert lines.low95 == pytest.approx(1 - mirror.high95, abs=1e-9)
    assert lines.low998 == pytest.approx(1 - mirror.high998, abs=1e-9)
    exact = funnel_limits(centre, n)
    assert (lines.low95 <= exact.low95).all()
    assert (lines.high998 >= exact.high998).all()


def of_shares(yes: ArrayLike, n: ArrayLike, centre: float | None = None) -> Funnel:
    """Shares as they are, without regions around them; without a centre around the pooled one."""
    x, size = np.asarray(yes, float), np.asarray(n, float)
    share = np.divide(x, size, out=np.full(size.shape, np.nan), where=size > 0)
    pooled = x.sum() / size.sum() if size.any() else np.nan
    return build_funnel(Regions(share, size, share, share), pooled if centre is None else centre)


def by_chance(yes: ArrayLike, n: ArrayLike, centre: float | None = None) -> list[int]:
    """Which of them lie beyond the tails of the binomial distribution, and how far."""
    x, size = np.asarray(yes, float), np.asarray(n, float)
    chance = binom(size, x.sum() / size.sum() if centre is None else centre)
    below, above = chance.cdf(x), chance.sf(x - 1)
    return [
        sum(int(high < tail) - int(low < tail) for tail in (0.025, 0.001))
        for low, high in zip(below, above, strict=True)
    ]


def test_under_ten_units_it_is_not_known_whether_they_differ_otherwise() -> None:
    yes, n = [5, 40, 1, 30], [50, 50, 50, 50]
    found = of_shares(yes, n)
    assert found.is_over_dispersed is None
    assert np.isnan([found.phi, found.tau2]).all()
    assert found.beyond.tolist() == by_chance(yes, n) == [-2, 2, -2, 1]
    assert np.array_equal(found.lines, funnel_limits(76 / 200, found.lines.size))


def test_units_that_differ_by_chance_keep_the_exact_limits() -> None:
    yes, n = [10, 11, 9, 10, 12, 8, 10, 9, 11, 10, 30], [50] * 11
    found = of_shares(yes, n)
    assert found.is_over_dispersed is False
    assert found.phi < 1
    assert found.tau2 == 0
    assert found.beyond.tolist() == by_chance(yes, n) == [0] * 10 + [2]
    assert np.array_equal(found.lines, funnel_limits(130 / 550, found.lines.size))


def test_units_that_differ_otherwise_get_wider_limits_and_less_colour() -> None:
    yes, n = [5, 40, 12, 30, 8, 22, 36, 15, 28, 18, 49, 25], [50] * 12
    found = of_shares(yes, n)
    assert found.is_over_dispersed is True
    assert found.phi > 5
    assert np.abs(by_chance(yes, n)).sum() > np.abs(found.beyond).sum()
    exact = funnel_limits(sum(yes) / 600, found.lines.size)
    assert (found.lines.low95 < exact.low95)[-1]
    assert (found.lines.high998 > exact.high998)[-1]


@given(
    st.lists(
        st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
        max_size=25,
    )
)
def test_what_is_coloured_is_beyond_chance_too(of: list[tuple[int, int]]) -> None:
    yes, n = (np.array(part, float) for part in zip(*of, strict=True)) if of else ([], [])
    found = of_shares(yes, n)
    some = np.asarray(n) > 0
    if some.any():
        exact = np.array(by_chance(np.asarray(yes)[some], np.asarray(n)[some]))
        assert (np.abs(found.beyond[some]) <= np.abs(exact)).all()
        assert (found.beyond[some] * exact >= 0).all()
    assert (found.beyond[~some] == 0).all()


def test_units_without_size_and_no_units_at_all_are_no_error() -> None:
    assert of_shares([0, 3], [0, 6]).beyond.tolist() == [0, 0]
    assert of_shares([0], [0]).beyond.tolist() == [0]
    assert of_shares([], []).beyond.size == 0


def test_a_funnel_may_stand_around_a_whole_of_which_its_units_are_a_part() -> None:
    yes, n = np.full(12, 10), np.full(12, 30)
    found = of_shares(yes, n, 0.6)
    assert found.phi == pytest.approx(dispersion_around(0.6, yes, n))
    assert not of_shares(yes, n).beyond.any()
    # So far from the whole, all of them, that chance alone cannot be what parts them.
    assert max(by_chance(yes, n, 0.6)) < 0
    assert found.is_over_dispersed is True


def dispersion_around(centre: float, yes: np.ndarray, n: np.ndarray) -> float:
    """phi by hand: the mean square of the distances in standard errors of the arcsine scale."""
    z = 2 * np.sqrt(n) * (np.arcsin(np.sqrt(yes / n)) - np.arcsin(np.sqrt(centre)))
    return float((z**2).mean())


def of_cases(yes: list[float], n: list[float]) -> Regions:
    """Regions of units that are cases, of which all is known."""
    return Regions(np.divide(yes, n), n, *wilson(yes, n))


def test_an_office_is_outside_where_its_whole_region_is() -> None:
    # Eleven offices at 30%, and one farther and farther away.
    offices = {30: 0, 49: 0, 50: 1, 54: 1, 55: 2}
    for yes, outside in offices.items():
        found = build_funnel(of_cases([30] * 11 + [yes], [100] * 12), 0.3)
        assert found.is_over_dispersed is False
        assert found.beyond.tolist() == [0] * 11 + [outside]
        low = wilson(yes, 100)[0]
        at = funnel_limits(0.3, [100])
        assert (low > at.high95, low > at.high998) == (outside >= 1, outside == 2)


def test_persons_of_few_cases_are_fewer_than_they_look() -> None:
    share, low, high = [0.3] * 11 + [0.6], [0.2] * 11 + [0.5], [0.4] * 11 + [0.7]
    stand = [
        build_funnel(Regions(share, [100] * 11 + [size], low, high), 0.3).beyond[-1]
        for size in (100, 40.5, 12.25)
    ]
    assert stand == [2, 1, 0]


def test_what_is_unknown_may_bring_an_office_back() -> None:
    regions = of_cases([30] * 11 + [60], [100] * 12)
    low = np.array(regions.low)
    low[-1] = 0.35
    assert build_funnel(regions, 0.3).beyond[-1] == 2
    assert build_funnel(regions._replace(low=low), 0.3).beyond[-1] == 0


def test_an_office_without_a_region_is_within() -> None:
    nan = np.nan
    found = build_funnel(Regions([0.9, nan, 0.9], [1.2, nan, 0], [nan] * 3, [nan] * 3), 0.3)
    assert found.beyond.tolist() == [0, 0, 0]
    assert found.is_over_dispersed is None


def test_limits_of_regions_are_widened_only_where_offices_differ_by_more_than_chance() -> None:
    unlike = [5, 40, 12, 30, 8, 22, 36, 15, 28, 18, 49, 25]
    found = build_funnel(of_cases(unlike, [50] * 12), 0.48)
    assert found.is_over_dispersed is True
    exact = funnel_limits(0.48, found.lines.size)
    assert (found.lines.low95 < exact.low95)[-1]
    # What lies beyond the exact limits in whole, as the least and the most of each.
    of, at = of_cases(unlike, [50] * 12), funnel_limits(0.48, [50])
    far = [np.array(of.low) > at.high95, np.array(of.high) < at.low95]
    assert np.count_nonzero(found.beyond) < np.count_nonzero(np.any(far, axis=0))
    # A phi that chance alone exceeds once in twelve times.
    like = [19, 30, 19, 29, 20, 29, 20, 28, 21, 27, 19, 26]
    found = build_funnel(of_cases(like, [50] * 12), 0.48)
    assert found.phi == pytest.approx(1.49, abs=0.01)
    assert found.is_over_dispersed is False
    assert np.array_equal(found.lines, funnel_limits(0.48, found.lines.size))
