"""What the unknown could make of a share: bounds, and limits around them."""

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike
from scipy.stats import multinomial, norm

from metrics.statistics.intervals import bounds, case_limits, region, region_of, score_limits
from tests.unit.metrics.statistics.published import checks
from tests.unit.metrics.statistics.samples import case_sums, sums_of_units, wilson

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


def region_of_units(yes: ArrayLike, no: ArrayLike, unknown: ArrayLike) -> Limits:
    """Of units that are cases."""
    x, other, missing = (np.asarray(part, float) for part in (yes, no, unknown))
    n = x + other + missing
    ends = (sums_of_units(end, n) for end in (x, x + missing))
    return region(sums_of_units(x, x + other), *ends)


def test_imbens_and_manski_give_the_published_critical_value_and_limits(shared: Path) -> None:
    of = checks(shared)["bounds"]["eurostat2015"]
    n, sexual = of["n"], of["sexual"]
    others = of["labour"] + of["other"]
    unknown = n - sexual - others
    low, high = region_of_units(sexual, others, unknown)
    least, most = bounds(sexual, others, unknown)
    # Wilson's limit lies where it is the critical value of its own standard errors away.
    critical = [
        abs(bound - end) / np.sqrt(end * (1 - end) / n)
        for bound, end in ((least, low), (most, high))
    ]
    assert critical == pytest.approx([of["C"]] * 2, abs=5e-7)
    # They published what a normal approximation makes of it.
    apart = [c * np.sqrt(b * (1 - b) / n) for c, b in zip(critical, (least, most), strict=True)]
    printed = [round(float(end), 4) for end in (least - apart[0], most + apart[1])]
    assert printed == of["imbens_manski_sexual"]


def test_bounds_and_region_of_nothing_are_nothing() -> None:
    for method in (bounds, region_of_units):
        assert np.isnan(method(0, 0, 0)).all()
        assert method([], [], [])[0].size == 0


def test_where_nothing_is_unknown_it_is_the_plain_interval() -> None:
    found = region_of_units([0, 3, 9], [9, 6, 0], 0)
    assert np.array(found) == pytest.approx(np.array(wilson([0, 3, 9], 9)))


def test_where_all_is_unknown_all_is_possible() -> None:
    assert np.array(region_of_units(0, 0, 9)).tolist() == [0, 1]


@given(some)
def test_the_region_holds_the_bounds_and_lies_within_intervals_around_both(
    of: tuple[int, int, int],
) -> None:
    yes, no, _ = of
    n, (least, most), (low, high) = sum(of), bounds(*of), region_of_units(*of)
    assert 0 <= low <= least <= most <= high <= 1
    # Two sides at the most, one at the least; or as far as the limits of the known.
    outer, inner = norm.ppf(0.975), norm.ppf(0.95)
    sure_low, sure_high = wilson(yes, yes + no) if yes + no else (1, 0)
    assert low >= min(score_limits(least, n, outer)[0], sure_low) - 1e-9
    assert high <= max(score_limits(most, n, outer)[1], sure_high) + 1e-9
    assert low <= score_limits(least, n, inner)[0] + 1e-9
    assert high >= score_limits(most, n, inner)[1] - 1e-9


@given(some)
def test_an_unknown_more_in_place_of_a_no_only_raises_what_is_possible(
    of: tuple[int, int, int],
) -> None:
    yes, no, unknown = of
    more, fewer = (yes, no, unknown + 1), (yes, no + 1, unknown)
    assert bounds(*more)[1] >= bounds(*fewer)[1]
    assert region_of_units(*more)[1] >= region_of_units(*fewer)[1] - 1e-9


@pytest.mark.parametrize("part_yes", [0.15, 0.4, 0.6])
@pytest.mark.parametrize("part_unknown", [0.05, 0.2])
def test_the_region_covers_the_truth_wherever_between_the_bounds_it_lies(
    part_yes: float, part_unknown: float
) -> None:
    n = 100
    yes, unknown = (grid.ravel() for grid in np.meshgrid(np.arange(n + 1), np.arange(n + 1)))
    possible = yes + unknown <= n
    yes, unknown = yes[possible], unknown[possible]
    no = n - yes - unknown
    parts = [part_yes, 1 - part_yes - part_unknown, part_unknown]
    chance = multinomial.pmf(np.column_stack([yes, no, unknown]), n, parts)
    low, high = region_of_units(yes, no, unknown)
    for truth in np.linspace(part_yes, part_yes + part_unknown, 5):
        # The chance of the unknown is judged as if it were normal, which falls a little short.
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


@given(known, known, known)
def test_of_plain_numbers_the_region_is_that_of_cases_of_one_unit(
    yes: int, no: int, unknown: int
) -> None:
    units, of_all = yes + no, yes + no + unknown
    ends = sums_of_units([yes], [of_all]), sums_of_units([yes + unknown], [of_all])
    by_cases = region(sums_of_units([yes], [units]), *ends)
    by_effect = region_of([yes], [no], [unknown], [1.0])
    for plain, of_cases in zip(by_effect, by_cases, strict=True):
        np.testing.assert_allclose(plain, of_cases, atol=1e-12)


@given(some)
def test_a_design_effect_is_as_many_fewer_units(numbers: tuple[int, int, int]) -> None:
    widened = region_of(*([4 * part] for part in numbers), [4.0])
    for end, plain in zip(widened, region_of(*([part] for part in numbers), [1.0]), strict=True):
        np.testing.assert_allclose(end, plain, atol=1e-9)
