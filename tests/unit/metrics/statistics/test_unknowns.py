"""What the unknown could make of a share: bounds, and limits around them."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import multinomial, norm

from metrics.statistics import (
    bounds,
    case_limits,
    case_sums,
    imbens_manski,
    region,
    wilson,
)
from tests.unit.metrics.statistics.published import checks

known = st.integers(0, 400)
some = st.tuples(known, known, st.integers(1, 400))
# Cases as (yes, no, unknown).
part = st.integers(0, 4)
cases = st.lists(st.tuples(part, part, part), min_size=1, max_size=30)
Cases = list[tuple[int, int, int]]
Limits = tuple[np.ndarray, np.ndarray]


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


def limits_and_region(of: Cases) -> tuple[Limits, Limits]:
    yes, no, unknown = np.array(of).T
    every, sure = yes + no + unknown, case_sums(yes, yes + no)
    found = region(sure, case_sums(yes, every), case_sums(yes + unknown, every))
    return case_limits(sure)[:2], found


def cases_of(written: str | Cases) -> Cases:
    """`56 x [1,0,0], ...` of the worked samples, or cases as they are."""
    if not isinstance(written, str):
        return written
    repeated = re.findall(r"(\d+) x \[(\d),(\d),(\d)\]", written)
    return [(int(y), int(n), int(u)) for times, y, n, u in repeated for _ in range(int(times))]


def test_the_region_is_the_worked_one(shared: Path) -> None:
    for row in checks(shared)["region_with_unknowns"]["rows"]:
        sure, found = limits_and_region(cases_of(row["cases"]))
        due = [row[name] for name in ("low", "high", "region_low", "region_high")]
        assert [*sure, *found] == pytest.approx(np.array(due, float), abs=5e-5, nan_ok=True)


def test_56_of_71_known_with_29_unknown_may_miss_or_meet_68_percent() -> None:
    sure, found = limits_and_region([(1, 0, 0)] * 56 + [(0, 1, 0)] * 15 + [(0, 0, 1)] * 29)
    assert np.round([*sure, *found], 3).tolist() == [0.680, 0.868, 0.478, 0.899]


@given(cases)
def test_the_region_holds_the_bounds_and_the_limits(of: Cases) -> None:
    (sure_low, sure_high), (low, high) = limits_and_region(of)
    least, most = bounds(*np.sum(of, axis=0))
    if np.isnan(low):
        return
    assert 0 <= low <= least + 1e-12
    assert most - 1e-12 <= high <= 1
    assert not sure_low < low
    assert not sure_high > high


@given(cases)
def test_where_nothing_is_unknown_the_region_is_the_limits(of: Cases) -> None:
    sure, found = limits_and_region([(yes, no, 0) for yes, no, _ in of])
    np.testing.assert_array_equal(sure, found)


@given(cases)
def test_the_region_mirrors(of: Cases) -> None:
    _, (low, high) = limits_and_region(of)
    _, (other_low, other_high) = limits_and_region([(no, yes, unknown) for yes, no, unknown in of])
    expected = (1 - other_high, 1 - other_low)
    np.testing.assert_allclose((low, high), expected, rtol=0, atol=1e-9)


def test_one_large_case_leaves_no_region_whatever_its_known_part_says() -> None:
    small = [(1, 0, 0), (0, 1, 0), (1, 0, 0)]
    sure, found = limits_and_region([*small, (1, 0, 20)])
    assert not np.isnan(sure).any()
    assert np.isnan(found).all()


def test_the_critical_value_of_the_region_is_the_published_equation() -> None:
    # Of units that are cases: 40 yes, 40 no, 2 unknown, so that the ends lie close together.
    sure, (low, high) = limits_and_region([(1, 0, 0)] * 40 + [(0, 1, 0)] * 40 + [(0, 0, 1)] * 2)
    least, most = 40 / 82, 42 / 82
    error = np.sqrt(least * (1 - least) / 82)
    # Wilson's limit lies where it is the critical value of its own standard errors away.
    critical = (least - low) / np.sqrt(low * (1 - low) / 82)
    covered = norm.cdf(critical + (most - least) / error) - norm.cdf(-critical)
    assert covered == pytest.approx(0.95)
    assert norm.ppf(0.95) < critical < norm.ppf(0.975)
    assert (high - most) / np.sqrt(high * (1 - high) / 82) == pytest.approx(critical)
    assert low < sure[0]
