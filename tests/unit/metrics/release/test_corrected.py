"""What differs between two releases is told as it is printed, before and after."""

from metrics.release.reading import release_differences
from tests.unit.metrics.release.small import content

Row = dict[str, object]


def told(before: list[Row], after: list[Row]) -> list[tuple[str, ...]]:
    """What, before and after of each line."""
    found = release_differences(content(*before), content(*after))
    return [tuple(line) for line in found.select("period", "what", "before", "after").iter_rows()]


def test_equal_releases_do_not_differ() -> None:
    row = {"value": 0.4, "numerator": 20.0, "denominator": 50.0}
    assert told([row], [row | {"of_release": 2}]) == []


def test_each_number_that_reads_otherwise_is_a_line() -> None:
    row = {"value": 0.4, "numerator": 20.0, "denominator": 50.0}
    assert told([row], [row | {"value": 0.5, "numerator": 25.0}]) == [
        ("2020", "numerator", "20", "25"),
        ("2020", "value", "0.4", "0.5"),
    ]


def test_what_is_hidden_reads_as_it_is_printed() -> None:
    hidden = {"hidden": "numerator,unknown", "value_below": 0.1, "status": "protected"}
    shown = {"numerator": 10.0, "unknown": 0.0, "value": 0.1}
    assert told([hidden], [shown]) == [
        ("2020", "numerator", "<10", "10"),
        ("2020", "unknown", "<10", "0"),
        ("2020", "value", "<0.1", "0.1"),
        ("2020", "status", "protected", "ok"),
    ]
    assert told([{"value_above": 0.9}], [{"value_below": 0.1}]) == [
        ("2020", "value", ">0.9", "<0.1")
    ]


def test_a_row_that_one_of_them_has_not_is_told_by_its_status() -> None:
    rows: list[Row] = [{"period": "2019", "value": 0.3}, {"period": "2021", "status": "too_few"}]
    assert told(rows[:1], rows[1:]) == [
        ("2019", "status", "ok", "not told"),
        ("2021", "status", "not told", "too_few"),
    ]
