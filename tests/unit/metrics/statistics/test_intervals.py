"""Limits of shares and rates, against published and exact ones."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike
from scipy.stats import multinomial, norm
from statsmodels.stats.proportion import proportion_confint

from metrics.statistics.intervals import (
    CaseSums,
    bounds_with_unknowns,
    byar_interval,
    byar_interval_of_cases,
    clustered_share_limits,
    interval_with_unknowns,
    interval_with_unknowns_of_counts,
    jeffreys_interval,
    quasi_poisson_interval,
    wilson_interval,
)
from tests.unit.metrics.statistics.published import checks, rows
from tests.unit.metrics.statistics.samples import case_sums, garwood, sums_of_units, wilson

Method = Callable[..., tuple[np.ndarray, np.ndarray]]
METHODS = {"wilson95": wilson, "jeffreys95": jeffreys_interval}


@pytest.mark.parametrize("name", METHODS)
def test_the_limits_are_the_published_ones(name: str, shared: Path) -> None:
    table = rows(shared, name)
    low, high = METHODS[name](table[:, 0], table[:, 1])
    # The vectors have four digits, and those of Brown, Cai and DasGupta three.
    digits = [3 if name == "jeffreys95" and n == 10 else 4 for n in table[:, 1]]
    for row, found in zip(table, zip(low, high, digits, strict=True), strict=True):
        assert [round(limit, found[2]) for limit in found[:2]] == row[2:].tolist()


@pytest.mark.parametrize("method", METHODS.values())
def test_limits_are_exactly_0_and_1_at_the_ends(method: Method) -> None:
    low, high = method([0, 7], [7, 7])
    assert (low[0], high[1]) == (0, 1)
    assert 0 < high[0] < 1
    assert 0 < low[1] < 1


@pytest.mark.parametrize("method", METHODS.values())
def test_limits_of_nothing_are_nothing(method: Method) -> None:
    assert np.isnan(method([0, np.nan], [0, 5])).all()
    assert np.isnan(method(0, 0)).all()
    assert method([], [])[0].size == 0


@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_limits_hold_the_share_mirror_and_narrow(of: tuple[int, int]) -> None:
    yes, n = of
    for method in METHODS.values():
        low, high = method(yes, n)
        assert low <= yes / n <= high
        other_low, other_high = method(n - yes, n)
        assert (low, high) == pytest.approx((1 - other_high, 1 - other_low), abs=1e-9)
        tenfold_low, tenfold_high = method(10 * yes, 10 * n)
        assert tenfold_high - tenfold_low < high - low
        wider_low, wider_high = method(yes, n, 0.998)
        assert wider_low <= low
        assert wider_high >= high


# Cases as (yes, no).
of_cases = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=40)
OfCases = list[tuple[int, int]]


def sums_of(of: OfCases) -> CaseSums:
    yes, no = np.array(of).T
    return case_sums(yes, yes + no)


def by_definition(of: OfCases) -> tuple[float, float]:
    """The design effect and how many cases the units are worth, case by case."""
    sizes = [(yes, yes + no) for yes, no in of if yes + no]
    m, units = len(sizes), sum(n for _, n in sizes)
    p, worth = sum(y for y, _ in sizes) / units, units**2 / sum(n**2 for _, n in sizes)
    if max(n for _, n in sizes) == 1:
        return 1.0, worth
    if p in {0, 1} or m == 1:
        return units / worth, worth
    between = m / (m - 1) * sum((y - p * n) ** 2 for y, n in sizes) / (units * p * (1 - p))
    apart = sum(y * (n - y) / n for y, n in sizes) / ((units - m) * p * (1 - p))
    likeness = min(max(1 - apart, 0), 1)
    return max(between, 1 + likeness * (units / worth - 1), 1), worth


def test_the_limits_are_the_worked_ones(shared: Path) -> None:
    for row in checks(shared)["share_of_clustered_units"]["rows"]:
        found = clustered_share_limits(case_sums(row["yes"], row["known"]))
        due = [row[name] for name in ("low", "high", "deff", "effective_cases")]
        assert found == pytest.approx(np.array(due, float), abs=5e-5, nan_ok=True), row["sample"]


@given(of_cases)
def test_design_effect_and_worth_are_those_of_the_definition(of: OfCases) -> None:
    found = clustered_share_limits(sums_of(of))
    if not np.any(of):
        assert np.isnan(found).all()
        return
    assert (found.deff, found.effective) == pytest.approx(by_definition(of))


@given(of_cases)
def test_limits_hold_the_share_mirror_and_are_never_narrower_than_of_independent_units(
    of: OfCases,
) -> None:
    low, high, _, worth = clustered_share_limits(sums_of(of))
    yes, no = np.sum(of, axis=0)
    several = max(sum(case) for case in of) > 1
    assert np.isnan([low, high]).all() == bool(not yes + no or (several and worth < 2))
    if np.isnan(low):
        return
    assert 0 <= low <= yes / (yes + no) <= high <= 1
    mirror = clustered_share_limits(sums_of([(n, y) for y, n in of]))
    assert (low, high) == pytest.approx((1 - mirror.high, 1 - mirror.low))
    plain_low, plain_high = proportion_confint(yes, yes + no, method="wilson")
    assert low <= plain_low + 1e-12
    assert high >= plain_high - 1e-12
    if not several:
        assert np.array([low, high]) == pytest.approx(np.array([plain_low, plain_high]))


def test_without_an_event_the_lower_limit_is_0() -> None:
    low, high = byar_interval(0)
    assert low == 0
    assert 3.6 < high < 3.7


def test_a_missing_count_has_no_limits() -> None:
    assert np.isnan(byar_interval([np.nan])).all()
    assert np.isfinite(byar_interval([np.nan, 3])[0]).tolist() == [False, True]
    assert byar_interval([])[0].size == 0


def test_byar_does_not_fall_below_0() -> None:
    # The formula gives -0.003 events.
    assert byar_interval(1, 0.998)[0] == 0


@given(st.integers(10, 10_000))
def test_byar_is_near_the_exact_limits_from_ten_events_on(events: int) -> None:
    assert np.array(byar_interval(events)) == pytest.approx(np.array(garwood(events)), rel=0.003)


def test_limits_of_what_is_found_together_are_the_worked_ones(shared: Path) -> None:
    for row in checks(shared)["rate_of_cases_with_several_victims"]["rows"]:
        stated = row["victims_per_case"]
        sizes = np.array([1] * 40 if isinstance(stated, str) else stated)
        low, high = byar_interval_of_cases(sizes.sum(), np.square(sizes).sum())
        per = 100_000 / row["residents"]
        expected = (row["low"], row["high"])
        assert (float(low) * per, float(high) * per) == pytest.approx(expected, abs=5e-6)


def test_of_nothing_found_the_limits_are_those_of_none() -> None:
    assert [float(end) for end in byar_interval_of_cases(0, 0)] == [
        float(end) for end in byar_interval(0)
    ]


def of_each(events: list[int]) -> tuple[float, float]:
    """Quasi-Poisson limits of the events per thing, from the events of each."""
    x = np.array(events)
    low, high = quasi_poisson_interval(x.size, x.sum(), np.square(x).sum())
    return float(low) / x.size, float(high) / x.size


def test_quasi_poisson_limits_are_the_worked_ones(shared: Path) -> None:
    for row in checks(shared)["quasi_poisson_rate"]["rows"]:
        found = of_each(row["workers_per_inspection"])
        assert found == pytest.approx((row["low"], row["high"]), abs=5e-5)


def test_without_things_there_are_no_quasi_poisson_limits() -> None:
    assert np.isnan(quasi_poisson_interval([0, np.nan, 3], [0, 3, np.nan], [0, 9, 9])).all()


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
        found = [
            round(float(limit), 4)
            for limit in bounds_with_unknowns(eurostat[form], others, unknown)
        ]
        assert found == eurostat[f"{form}_bounds"]
    no, missing = manski["observed"] - manski["yes"], manski["n"] - manski["observed"]
    found = [round(float(limit), 4) for limit in bounds_with_unknowns(manski["yes"], no, missing)]
    assert found == manski["bounds"]


def region_of_units(yes: ArrayLike, no: ArrayLike, unknown: ArrayLike) -> Limits:
    """Of units that are cases."""
    x, other, missing = (np.asarray(part, float) for part in (yes, no, unknown))
    n = x + other + missing
    ends = (sums_of_units(end, n) for end in (x, x + missing))
    return interval_with_unknowns(sums_of_units(x, x + other), *ends)


def test_imbens_and_manski_give_the_published_critical_value_and_limits(shared: Path) -> None:
    of = checks(shared)["bounds"]["eurostat2015"]
    n, sexual = of["n"], of["sexual"]
    others = of["labour"] + of["other"]
    unknown = n - sexual - others
    low, high = region_of_units(sexual, others, unknown)
    least, most = bounds_with_unknowns(sexual, others, unknown)
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
    for method in (bounds_with_unknowns, region_of_units):
        assert np.isnan(method(0, 0, 0)).all()
        assert method([], [], [])[0].size == 0


@given(some)
def test_the_region_holds_the_bounds_and_lies_within_intervals_around_both(
    of: tuple[int, int, int],
) -> None:
    yes, no, _ = of
    n, (least, most), (low, high) = sum(of), bounds_with_unknowns(*of), region_of_units(*of)
    assert 0 <= low <= least <= most <= high <= 1
    # Two sides at the most, one at the least; or as far as the limits of the known.
    outer, inner = norm.ppf(0.975), norm.ppf(0.95)
    sure_low, sure_high = wilson(yes, yes + no) if yes + no else (1, 0)
    assert low >= min(wilson_interval(least, n, outer)[0], sure_low) - 1e-9
    assert high <= max(wilson_interval(most, n, outer)[1], sure_high) + 1e-9
    assert low <= wilson_interval(least, n, inner)[0] + 1e-9
    assert high >= wilson_interval(most, n, inner)[1] - 1e-9


@given(some)
def test_an_unknown_more_in_place_of_a_no_only_raises_what_is_possible(
    of: tuple[int, int, int],
) -> None:
    yes, no, unknown = of
    more, fewer = (yes, no, unknown + 1), (yes, no + 1, unknown)
    assert bounds_with_unknowns(*more)[1] >= bounds_with_unknowns(*fewer)[1]
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
    found = interval_with_unknowns(sure, case_sums(yes, every), case_sums(yes + unknown, every))
    return clustered_share_limits(sure)[:2], found


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


@given(cases)
def test_the_region_holds_the_bounds_and_the_limits(of: Cases) -> None:
    (sure_low, sure_high), (low, high) = limits_and_region(of)
    least, most = bounds_with_unknowns(*np.sum(of, axis=0))
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


@given(known, known, known)
def test_of_plain_numbers_the_region_is_that_of_cases_of_one_unit(
    yes: int, no: int, unknown: int
) -> None:
    units, of_all = yes + no, yes + no + unknown
    ends = sums_of_units([yes], [of_all]), sums_of_units([yes + unknown], [of_all])
    by_cases = interval_with_unknowns(sums_of_units([yes], [units]), *ends)
    by_effect = interval_with_unknowns_of_counts([yes], [no], [unknown], [1.0])
    for plain, of_cases in zip(by_effect, by_cases, strict=True):
        np.testing.assert_allclose(plain, of_cases, atol=1e-12)


@given(some)
def test_a_design_effect_is_as_many_fewer_units(numbers: tuple[int, int, int]) -> None:
    widened = interval_with_unknowns_of_counts(*([4 * part] for part in numbers), [4.0])
    for end, plain in zip(
        widened, interval_with_unknowns_of_counts(*([part] for part in numbers), [1.0]), strict=True
    ):
        np.testing.assert_allclose(end, plain, atol=1e-9)
