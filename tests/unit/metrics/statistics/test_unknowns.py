"""What the unknown could make of a share: bounds, and limits around them."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import multinomial, norm

from metrics.statistics import bounds, imbens_manski, shares_of_ranges, wilson
from tests.unit.metrics.statistics.published import checks

known = st.integers(0, 400)
some = st.tuples(known, known, st.integers(1, 400))


def test_bounds_give_the_published_limits(shared: Path) -> None:
    vectors = checks(shared)["bounds"]
    eurostat, manski = vectors["eurostat2015"], vectors["manski"]
    forms = ("sexual", "labour", "other")
    unknown = eurostat["n"] - sum(eurostat[form] for form in forms)
    for form in ("sexual", "labour"):
        others = sum(eurostat[other] for other in forms if other != form)
        found = [round(float(limit), 4) for limit in bounds(eurostat[form], others, unknown)]
        assert found == eurostat[f"{form}_bounds"]
    no, missing = manski["observed"] - manski["yes"], manski["n"] - manski["observed"]
    found = [round(float(limit), 4) for limit in bounds(manski["yes"], no, missing)]
    assert found == manski["bounds"]


def test_imbens_manski_gives_the_published_limits(shared: Path) -> None:
    of = checks(shared)["bounds"]["eurostat2015"]
    others = of["labour"] + of["other"]
    unknown = of["n"] - of["sexual"] - others
    found = imbens_manski(of["sexual"], others, unknown)
    assert [round(float(limit), 4) for limit in found] == of["imbens_manski_sexual"]
    low, _ = bounds(of["sexual"], others, unknown)
    multiple = (low - found[0]) / np.sqrt(low * (1 - low) / of["n"])
    assert multiple == pytest.approx(of["C"], abs=5e-7)


def test_limits_and_bounds_of_nothing_are_nothing() -> None:
    for method in (bounds, imbens_manski):
        assert np.isnan(method(0, 0, 0)).all()
        assert method([], [], [])[0].size == 0


def test_where_nothing_is_unknown_it_is_the_plain_interval() -> None:
    assert np.array(imbens_manski([0, 3, 9], [9, 6, 0], 0)).tolist() == (
        np.array(wilson([0, 3, 9], 9)).tolist()
    )


def test_where_all_is_unknown_all_is_possible() -> None:
    assert np.array(imbens_manski(0, 0, 9)).tolist() == [0, 1]


@given(some)
def test_the_limits_hold_the_bounds_and_lie_within_intervals_around_both(
    of: tuple[int, int, int],
) -> None:
    least, most = bounds(*of)
    low, high = imbens_manski(*of)
    n = sum(of)
    assert 0 <= low <= least <= most <= high <= 1
    for away, bound in ((least - low, least), (high - most, most)):
        error = np.sqrt(bound * (1 - bound) / n)
        assert away <= norm.ppf(0.975) * error + 1e-9
        inside = low > 0 and high < 1
        assert not inside or away >= norm.ppf(0.95) * error - 1e-9


@given(some)
def test_an_unknown_more_in_place_of_a_no_only_raises_what_is_possible(
    of: tuple[int, int, int],
) -> None:
    yes, no, unknown = of
    assert bounds(yes, no, unknown + 1)[1] >= bounds(yes, no + 1, unknown)[1]
    assert imbens_manski(yes, no, unknown + 1)[1] >= imbens_manski(yes, no + 1, unknown)[1] - 1e-9


@pytest.mark.parametrize("part_yes", [0.15, 0.4, 0.6])
@pytest.mark.parametrize("part_unknown", [0.05, 0.2])
def test_the_limits_cover_the_truth_wherever_between_the_bounds_it_lies(
    part_yes: float, part_unknown: float
) -> None:
    n = 100
    yes, unknown = (grid.ravel() for grid in np.meshgrid(np.arange(n + 1), np.arange(n + 1)))
    possible = yes + unknown <= n
    yes, unknown = yes[possible], unknown[possible]
    no = n - yes - unknown
    parts = [part_yes, 1 - part_yes - part_unknown, part_unknown]
    chance = multinomial.pmf(np.column_stack([yes, no, unknown]), n, parts)
    low, high = imbens_manski(yes, no, unknown)
    for truth in np.linspace(part_yes, part_yes + part_unknown, 5):
        # A normal approximation of a hundred falls a little short.
        assert chance[(low <= truth) & (truth <= high)].sum() > 0.925


def test_shares_of_ranges_give_the_published_limits(shared: Path) -> None:
    # Persons convicted in 2019: forced labour, sexual exploitation, other forms (domain, 3.7).
    low, high = shares_of_ranges([729, 1940, 994], [881, 2060, 1278])
    published = checks(shared)["bounds"]["glotip2019_convicted_FL_share"]
    assert [round(low[0], 4), round(high[0], 4)] == published


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 9)), min_size=1, max_size=6))
def test_shares_of_ranges_hold_the_share_of_any_counts_in_them(of: list[tuple[int, int]]) -> None:
    least = np.array([low for low, _ in of])
    most = np.array([low + more for low, more in of])
    low, high = shares_of_ranges(least, most)
    for counts in (least, most, (least + most) // 2, np.where(np.arange(len(of)) % 2, least, most)):
        if counts.sum() and not np.isnan([low, high]).any():
            assert (low <= counts / counts.sum() + 1e-12).all()
            assert (counts / counts.sum() <= high + 1e-12).all()


def test_counts_that_are_all_0_are_no_part_of_anything() -> None:
    assert np.isnan(shares_of_ranges([0, 0], [0, 0])).all()
