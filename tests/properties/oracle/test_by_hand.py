"""The oracle's own limits give what was worked by hand and published, case by case."""

import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.oracle import clusters
from tests.oracle.clusters import Case
from tests.oracle.days import NO, UNKNOWN, YES
from tests.oracle.facts import Fact
from tests.oracle.intervals import Interval
from tests.oracle.kinds import Numbers, duration, median, rate, rate_of_events, share

DIGITS = 1e-5
ON = date(2020, 1, 1)


@pytest.fixture
def checks(shared: Path) -> dict[str, Any]:
    return json.loads((shared / "reference" / "statistics-checks.json").read_text())


def near(expected: list[float | None], digits: float = DIGITS) -> Any:
    return tuple(None if x is None else pytest.approx(x, abs=digits) for x in expected)


def facts(*of_cases: tuple[int, int, int]) -> list[Fact]:
    """The units of each case that say yes, say no and say nothing."""
    return [
        Fact((case, verdict, n), ON, verdict, {"case_id": f"K{case}"})
        for case, numbers in enumerate(of_cases)
        for verdict, units in zip((YES, NO, UNKNOWN), numbers, strict=True)
        for n in range(units)
    ]


def spread(numbers: list[tuple[int, ...]], units_per_case: list[int]) -> list[Fact]:
    """One unit for each of the numbers, of which each case has so many in turn."""
    cases = [case for case, units in enumerate(units_per_case) for _ in range(units)]
    return [
        Fact(n, ON, YES, {"case_id": f"K{case}"}, numbers=of_unit)
        for n, (case, of_unit) in enumerate(zip(cases, numbers, strict=True))
    ]


def limits_of(numbers: Numbers) -> tuple[Any, Any]:
    return numbers.low, numbers.high


def test_rates_of_victims_found_together_as_worked(checks: dict[str, Any]) -> None:
    for row in checks["rate_of_cases_with_several_victims"]["rows"]:
        stated = row["victims_per_case"]
        sizes = [1] * 40 if isinstance(stated, str) else stated
        victims = [Fact(case, ON, numbers=(1, 0)) for case, n in enumerate(sizes) for _ in range(n)]
        found = rate_of_events(100_000)([*victims, Fact("year", ON, numbers=(0, row["residents"]))])
        assert float(Fraction(str(found.value))) == pytest.approx(row["per_100000"], abs=DIGITS)
        assert limits_of(found) == near([row["low"], row["high"]])


def test_ten_cases_as_worked_in_the_design() -> None:
    yes, units = [2, 0, 1, 0, 3, 0, 1, 0, 0, 2], [2, 1, 1, 2, 3, 1, 2, 1, 1, 2]
    assert float(clusters.effective(units)) == pytest.approx(8.53, abs=0.005)
    assert clusters.likeness(yes, units) == pytest.approx(0.661, abs=0.0005)
    assert clusters.deff(yes, units) == pytest.approx(1.691, abs=0.0005)
    assert clusters.critical(units) == pytest.approx(2.331, abs=0.0005)
    cases = [Case(y, n - y) for y, n in zip(yes, units, strict=True)]
    assert clusters.limits(cases) == near([0.239, 0.840], 0.0005)
    apart = [Case(1, 0)] * sum(yes) + [Case(0, 1)] * (sum(units) - sum(yes))
    assert clusters.limits(apart) == near([0.332, 0.769], 0.0005)


def test_shares_of_units_in_cases(checks: dict[str, Any]) -> None:
    for row in checks["share_of_clustered_units"]["rows"]:
        yes, units = row["yes"], row["known"]
        found = share(facts(*((y, n - y, 0) for y, n in zip(yes, units, strict=True))))
        assert limits_of(found) == near([row["low"], row["high"]]), row["sample"]
        assert (found.region_low, found.region_high) == limits_of(found), row["sample"]
        assert found.deff == pytest.approx(row["deff"], abs=1e-4), row["sample"]
        assert found.effective == pytest.approx(Fraction(row["effective_cases"]), abs=1e-4)
        if row["critical"] is not None:
            assert clusters.critical(units) == pytest.approx(row["critical"], abs=1e-4)


def test_regions_of_what_complete_records_would_show(checks: dict[str, Any]) -> None:
    for row in checks["region_with_unknowns"]["rows"]:
        cases = row["cases"]
        if isinstance(cases, str):
            cases = [(1, 0, 0)] * 56 + [(0, 1, 0)] * 15 + [(0, 0, 1)] * 29
        found = share(facts(*cases))
        assert limits_of(found) == near([row["low"], row["high"]]), row["sample"]
        region: Interval = (found.region_low, found.region_high)  # type: ignore[assignment]
        assert region == near([row["region_low"], row["region_high"]]), row["sample"]


def test_medians_of_units_in_cases(checks: dict[str, Any]) -> None:
    for row in checks["median_of_clustered_units"]["rows"]:
        found = median(spread([(value,) for value in row["values"]], row["units_per_case"]))
        assert found.value == row["median"]
        assert (found.quartile_1, found.quartile_3) == (row["q1"], row["q3"])
        assert limits_of(found) == near([row["low"], row["high"]], 1e-4), row["sample"]


def test_waits_of_units_in_cases(checks: dict[str, Any]) -> None:
    for row in checks["kaplan_meier_of_clustered_units"]["rows"]:
        spells = [(days, event) for days, event in row["days_event"]]
        found = duration(spread(spells, row["units_per_case"]))
        assert (found.value, *limits_of(found)) == (row["median"], row["low"], row["high"])


def test_workers_found_in_inspections_that_differ(checks: dict[str, Any]) -> None:
    for row in checks["quasi_poisson_rate"]["rows"]:
        workers = row["workers_per_inspection"]
        found = rate(spread([(n, 1) for n in workers], [1] * len(workers)))
        assert found.value == pytest.approx(Fraction(row["rate"]))
        assert limits_of(found) == near([row["low"], row["high"]])


def test_a_case_with_thirty_victims_is_one_case() -> None:
    found = share(facts((30, 0, 0)))
    assert (found.value, found.cases, found.effective) == (1, 1, 1)
    assert (found.low, found.high, found.region_low, found.region_high) == (None,) * 4
    assert found.status == "too_few"


def test_units_without_a_case_and_units_across_cases_are_their_own() -> None:
    inside = {"case_id": "K1"}
    alone = [Fact("V1", ON), Fact("V2", ON)]
    across = [Fact("W1", ON, YES, inside, stands_alone=True), Fact("W2", ON, YES, inside)]
    assert len({fact.cluster for fact in alone + across}) == 4


def test_one_case_that_says_both_is_worth_one_answer() -> None:
    assert share(facts((2, 1, 0))).deff == 3
