"""The plan of a release: what is shipped, its periods, and what each must be."""

import tomllib
from dataclasses import fields
from datetime import date

import pytest

from metrics.catalogue import CATALOGUE
from metrics.release import plan
from metrics.release.plan import MEASURES, Plan, Split

VERSIONS = sorted(int(path.stem) for path in plan.PLANS.glob("*.toml"))


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


@pytest.mark.parametrize("version", VERSIONS)
def test_a_plan_says_what_is_read_of_it(version: int) -> None:
    written = tomllib.loads((plan.PLANS / f"{version}.toml").read_text("utf-8"))
    assert written.keys() == {field.name for field in fields(Plan)}
    assert written["version"] == version
    for table in written["tables"]:
        assert table.keys() - {plan.WITH} == {"measures", "by", "periods"}
        assert set(table.get(plan.WITH, [])) <= plan.SHARE_SETS.keys()
        assert isinstance(table["measures"], list) or table["measures"] in {"all", "core"}


@pytest.mark.parametrize("version", VERSIONS)
def test_a_plan_has_every_measure_and_contradicts_itself_nowhere(
    version: int,
) -> None:
    read = plan.read(version)
    assert read.window_years > 1
    named = [table.by for table in read.tables]
    assert len(set(named)) == len(named)
    assert set(read.ids) >= set(CATALOGUE)
    assert read.in_tens_of_days | read.published_elsewhere <= CATALOGUE.keys()
    [whole] = [table for table in read.tables if not table.by]
    assert set(whole.ids) == set(read.ids)
    assert set(whole.periods) == {plan.YEAR, plan.WINDOW}

    for table in read.tables:
        assert len(table.by) <= 2
        # An office is a place that few work in, and no country's.
        assert "office" not in table.by
        assert list(table.by) == sorted(set(table.by))
        assert table.periods
        assert {*table.periods} <= {plan.YEAR, plan.WINDOW}
        assert table.ids
        assert len(set(table.ids)) == len(table.ids)
        for id_ in table.ids:
            assert set(table.by) <= set(MEASURES[id_].breakdowns)
            assert all(plan.categories(MEASURES[id_], one) for one in table.by)
