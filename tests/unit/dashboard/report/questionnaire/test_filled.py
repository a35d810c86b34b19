"""A cell holds a number with its question, a known none, or the reason why it has none."""

from typing import Any

import pytest

from dashboard.report.questionnaire import filled
from dashboard.report.questionnaire.filled import Cell
from tests.unit.dashboard.report import small
from tests.unit.dashboard.report.questionnaire import small_questionnaire
from tests.unit.dashboard.report.questionnaire.small_questionnaire import (
    LABOUR,
    NOTHING,
    Asked,
    Rows,
    count,
)

YEAR = {"from": "2018", "to": "2018"}
GAP: dict[str, Any] = NOTHING | {"status": "not_collected"}


def cells(changed: dict[Asked, list[dict[str, Any]]] | None = None) -> list[Cell]:
    of = small_questionnaire.questionnaire()
    made = filled.of(of, small.choice(**YEAR), small_questionnaire.records(changed))
    return [cell for table in made for cell in table.cells]


def values(asks: str, changed: dict[Asked, list[dict[str, Any]]] | None = None) -> list[Any]:
    """The numbers of a question, or the reasons, in order."""
    of_it = [cell for cell in cells(changed) if cell.asks == asks]
    return [cell.why if cell.value is None else cell.value for cell in of_it]


def test_the_total_stands_beside_each_column_and_none_is_0() -> None:
    assert values("Total") == [9, 5, 0, 1, 3]


def test_each_group_has_its_line_and_several_codes_are_asked_as_one() -> None:
    labour, others, unknown = (values("By form")[at : at + 5] for at in (0, 5, 10))
    assert labour == [3, 2, 0, 1, 0]
    assert others == [0, 0, 0, 0, 0]
    assert unknown == [6, 3, 0, 0, 3]


def test_a_cell_says_its_measure_filters_and_what_is_not_known() -> None:
    first, second, *_ = cells()
    assert (first.measure, first.filters, first.unknown) == ("C04", "2018", 4)
    assert (second.column, second.filters) == ("Female", "2018; sex: female")
    [labour] = [cell for cell in cells() if cell.of == "Labour" and cell.column == "Other"]
    assert labour.filters == "2018; form: forced_labour or servitude; sex: other"


def test_of_a_share_what_stands_above_is_a_number_however_few_they_are() -> None:
    assert values("With a claim") == [3]
    assert values("Median") == [31.5]


def test_a_line_without_a_measure_says_why() -> None:
    assert values("By organisation") == ["The records do not say it."]


def test_what_is_recorded_of_nobody_is_no_0() -> None:
    changed = {("C04", ("sex",), ()): [count(9, sex="unknown")]}
    total = values("Total", changed)
    assert total[0] == total[4] == 9
    assert total[1:4] == ["Sex is recorded of none of these victims."] * 3
    changed = {("C04", ("form",), ()): [count(9, form="unknown")]}
    assert values("By form", changed)[0] == "Form is recorded of none of these victims."


def test_none_at_all_are_none_of_each() -> None:
    nobody: dict[Asked, list[dict[str, Any]]] = {
        ("C04", by, only): []
        for by, only in [((), LABOUR), (("sex",), LABOUR), (("sex",), ()), (("form",), ())]
    }
    nobody[("C04", (), ())] = nobody[("C04", (), LABOUR)] = [NOTHING | {"status": "empty"}]
    assert values("Total", nobody) == [0] * 5
    assert values("By form", nobody)[:5] == [0] * 5


def test_what_is_not_collected_has_no_number_in_any_column() -> None:
    gap: dict[Asked, list[dict[str, Any]]] = {("C04", (), ()): [GAP], ("R01", (), ()): [GAP]}
    said = "Not recorded. The source does not record what this number needs."
    assert values("Total", gap) == [said] * 5
    assert values("With a claim", gap) == [said]


@pytest.mark.parametrize("number", [3, None])
def test_a_number_that_may_still_grow_is_not_filled(number: int | None) -> None:
    young = {"kind": "Share", "numerator": number, "unknown": 0, "not_yet_due": 14}
    changed: dict[Asked, list[dict[str, Any]]] = {("R01", (), ()): [NOTHING | young]}
    [why] = values("With a claim", changed)
    assert why.startswith(f"{number or 0} so far: 14 more are younger than the time")


def test_too_few_for_a_median_is_said() -> None:
    few = NOTHING | {"kind": "Median", "status": "too_few", "value": 5.0}
    changed: dict[Asked, list[dict[str, Any]]] = {("D01m", (), ()): [few]}
    [why] = values("Median", changed)
    assert why.startswith("Too few to say. Fewer than ten records")


def test_where_some_have_no_date_no_year_is_known_to_have_had_none() -> None:
    without = [count(4, period="undated"), count(9, period="2018")]
    changed: dict[Asked, list[dict[str, Any]]] = {("C04", ("year",), ()): without}
    why = "None of this year, but 4 without a date: of which year is not known."
    assert values("Total", changed) == [9, 5, why, 1, 3]
    assert {cell.undated for cell in cells(changed) if cell.asks == "Total"} == {4}
    # Of the groups each has its own.
    assert values("By form", changed)[:5] == [3, 2, 0, 1, 0]


def test_each_year_is_asked_by_itself() -> None:
    rows = Rows(small_questionnaire.told())
    choice = small.choice(**{"from": "2017", "to": "2018"})
    of = small_questionnaire.questionnaire()
    tables = list(filled.of(of, choice, small.records(rows=rows)))
    # What has no date is of no year, and is asked of all of them.
    assert rows.years == {(2017, 2017), (2018, 2018), (None, None)}
    assert [cell.year for cell in tables[1].cells] == [2017, 2017, 2018, 2018]
