"""Which value of the rows that a profile takes for one is kept."""

import pytest

from schemas.findings import Severity
from seed.mapping.language.parsing import parse
from seed.mapping.reading.rows import Mapped
from tests.unit.seed.mapping.made_rows import CASES, made

GROUPED = CASES.format('first_of = ["group"]')


def kept(how: str, cells: list[str | None]) -> Mapped:
    """What is kept of one group."""
    return made(GROUPED + how, cell=cells, group=["g"] * len(cells))


@pytest.mark.parametrize(
    ("keep", "cells", "value", "taken"),
    [
        # As texts, 9 would be the highest and 10 the lowest.
        ("max", ["9", "10", None], "10", "the highest was taken"),
        ("min", ["10.5", None, "9"], "9", "the lowest was taken"),
        ("max", [None, "-1"], "-1", None),
        ("first_filled", [None, "7", "8"], "7", "the first that is filled was taken"),
        ("first_filled", [None, "7", "7.0"], "7", "the first that is filled was taken"),
        ("max", [None, None], None, None),
    ],
)
def test_numbers_are_compared_as_numbers(
    keep: str, cells: list[str | None], value: str | None, taken: str | None
) -> None:
    how = f'proceeds_estimate = {{ source = "cell", number = {{}}, keep = "{keep}" }}'
    result = kept(how, cells)
    assert result.frame["proceeds_estimate"].to_list() == [value]
    found = [f for f in result.findings if f.column == "proceeds_estimate"]
    assert [f.severity for f in found] == [Severity.WARNING] * bool(taken)
    assert all(f.wording.endswith(f"{taken}.") for f in found)


@pytest.mark.parametrize(
    ("keep", "cells", "value"),
    [
        ("max", ["30/12/2020", "2/1/2021", "2019", None], "2021-01-02"),
        ("min", ["30/12/2020", "2/1/2021", "2019", None], "2019"),
        # The year says no earlier day than the day in it.
        ("min", ["2020", "30/12/2020", "12/2020"], "2020-12-30"),
        ("max", ["2020", "30/12/2020", "12/2020"], "2020-12-30"),
    ],
)
def test_dates_are_compared_as_dates(keep: str, cells: list[str | None], value: str) -> None:
    forms = 'date = ["DD/MM/YYYY", "MM/YYYY", "YYYY"]'
    how = f'opened_on = {{ source = "cell", {forms}, keep = "{keep}" }}'
    assert kept(how, cells).frame["opened_on"].to_list() == [value]


def test_what_is_kept_is_of_its_own_group_and_the_rest_is_of_the_first_row() -> None:
    how = 'opened_on = { source = "cell", date = "YYYY", keep = "max" }\nnetwork_id = "id"'
    result = made(GROUPED + how, cell=["2001", "2003", "2002"], group=["g", "h", "g"])
    rows = result.frame.select("row_number", "network_id", "opened_on").rows()
    assert rows == [(2, "a", "2002"), (3, "b", "2003")]


def test_a_cell_that_cannot_be_read_is_no_highest() -> None:
    how = 'proceeds_estimate = { source = "cell", number = {}, keep = "max" }'
    result = kept(how, ["lots", "7"])
    assert result.frame["proceeds_estimate"].to_list() == ["7"]
    assert [f.row for f in result.findings if f.rule == "mapping.number"] == [2]


@pytest.mark.parametrize(
    ("head", "how", "rule"),
    [
        (CASES.format(""), 'network_id = { source = "c", keep = "first_filled" }', "keep"),
        (GROUPED, 'network_id = { source = "c", keep = "max" }', "keep"),
        (GROUPED, 'opened_on = { source = "c", date = "YYYY", keep = "last" }', "option"),
    ],
)
def test_what_cannot_be_kept_is_a_fault(head: str, how: str, rule: str) -> None:
    [finding] = parse("x", head + how).findings
    assert finding.rule == f"profile.{rule}"
    assert "line " in finding.wording
