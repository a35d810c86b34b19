"""The plan of a release: what is shipped, its periods, and what is refused."""

import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from metrics.catalogue import CATALOGUE
from metrics.release import plan
from metrics.release.plan import MEASURES, InvalidPlan, Split
from tests.fixtures.surroundings import ROOT

SHIPPED = (plan.PLANS / "1.toml").read_text("utf-8")
TOTALS = '[[tables]]\nmeasures = "all"\nby = []\nperiods = ["year", "window"]\n'


def test_every_measure_has_its_totals_by_year_and_window() -> None:
    first = plan.latest().tables[0]
    assert (first.by, set(first.ids)) == ((), set(MEASURES))
    assert set(plan.read(1).tables[0].ids) == set(CATALOGUE)
    assert set(first.periods) == {"year", "window"}


def test_no_table_has_more_than_two_breakdowns_or_an_office() -> None:
    by = [table.by for table in plan.latest().tables]
    assert max(map(len, by)) == 2
    assert "office" not in {name for names in by for name in names}


def test_periods_are_those_that_are_over() -> None:
    shipped, table = plan.latest(), Split(("C01",), (), ("year", "window"))
    last_of_2023 = shipped.periods(table, date(2023, 12, 31))
    assert last_of_2023[-1] == (2021, 2023)
    assert (2023, 2023) in last_of_2023
    day_before = shipped.periods(table, date(2023, 12, 30))
    assert day_before[-1] == (2018, 2020)
    assert (2023, 2023) not in day_before


def test_windows_never_overlap() -> None:
    table = Split(("C01",), (), ("window",))
    windows = plan.latest().periods(table, date(2030, 1, 1))
    years = [year for first, last in windows for year in range(first, last + 1)]
    assert len(years) == len(set(years)) == 30


def test_groups_are_those_of_the_closed_list_whatever_is_recorded() -> None:
    table = Split(("C04",), ("age_group", "sex"), ("year",))
    groups = plan.groups(table, CATALOGUE["C04"])
    assert len(groups) == 3 * 4
    assert ("child", "female") in groups


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ('measures = ["N01"]\nby = ["shoe_size"]\nperiods = ["year"]', "not split by"),
        ('measures = ["N01"]\nby = ["office"]\nperiods = ["year"]', "no breakdown of a release"),
        ('measures = ["N99"]\nby = ["form"]\nperiods = ["year"]', "no measure"),
        ('measures = ["N01"]\nby = ["form"]\nperiods = ["month"]', "periods are not"),
        ('measures = ["N01"]\nby = ["form"]\nperiods = []', "periods are not"),
        ('measures = ["N01", "N01"]\nby = ["form"]\nperiods = ["year"]', "twice"),
        ('measures = []\nby = ["form"]\nperiods = ["year"]', "no measure"),
        ('measures = "most"\nby = ["form"]\nperiods = ["year"]', "neither"),
        ('measures = ["N01"]\nby = ["sector", "form"]\nperiods = ["year"]', "not in order"),
        (
            'measures = ["N01"]\nby = ["cross_border", "form", "sector"]\nperiods = ["year"]',
            "more than two",
        ),
        ('measures = ["N01"]\nby = []\nperiods = ["year"]', "same breakdowns"),
        ('measures = ["N01"]\nby = ["form"]', "a table has"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(table: str, why: str) -> None:
    with pytest.raises(InvalidPlan, match=why):
        plan.parse(_plan(f"{TOTALS}[[tables]]\n{table}\n"))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda text: text.replace("window_years = 3", "window_years = 1"), "several years"),
        (lambda text: text.replace('"F02m"', '"F99"'), "no measure"),
        (lambda text: text.replace("version = 1", "edition = 1"), "has the keys"),
        (lambda text: text.replace('measures = "all"', 'measures = ["N01"]'), "in no table"),
    ],
)
def test_a_plan_that_lacks_something_is_refused(change: Callable[[str], str], why: str) -> None:
    with pytest.raises(InvalidPlan, match=why):
        plan.parse(change(_plan(TOTALS)))


def test_the_plans_are_part_of_the_package() -> None:
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]["metrics"]
    packed = {path for pattern in patterns for path in Path(ROOT / "metrics").glob(pattern)}
    assert {path for path in plan.PLANS.iterdir() if path.is_file()} <= packed


def _plan(tables: str) -> str:
    return SHIPPED[: SHIPPED.index("# Every measure")] + tables
