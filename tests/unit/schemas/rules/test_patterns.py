"""Values that look filled in and ids that look counted are told from others."""

from datetime import date, timedelta
from random import Random

import polars as pl

from schemas import rules

PATTERNS = {pattern.id: pattern for pattern in (*rules.COUNTED, *rules.DEFAULTS)}


def found(pattern: str, frame: pl.DataFrame) -> bool:
    return bool(frame.select(PATTERNS[pattern].broken).item())


def dated(days: list[date | None], precision: str = "day") -> pl.DataFrame:
    names = [precision if day else None for day in days]
    return pl.DataFrame(
        {"opened_on": days, "opened_on_precision": names},
        schema={"opened_on": pl.Date, "opened_on_precision": pl.String},
    )


def test_one_day_in_more_than_a_fifth_of_the_dates_looks_like_a_default() -> None:
    rule, first = "date.default.cases.opened_on", date(2024, 1, 1)
    different: list[date | None] = [first + timedelta(days=number) for number in range(40)]
    assert not found(rule, dated([*different, *[first] * 8]))
    assert found(rule, dated([*different, *[first] * 10]))
    assert not found(rule, dated([*different, *[None] * 40]))


def test_a_few_dates_and_coarse_ones_repeat_by_nature() -> None:
    rule = "date.default.cases.opened_on"
    assert not found(rule, dated([date(2024, 1, 1)] * 19))
    assert found(rule, dated([date(2024, 1, 1)] * 20))
    assert not found(rule, dated([date(2024, 1, 1)] * 40, "year"))


def ids(*texts: str) -> pl.DataFrame:
    return pl.DataFrame({"case_id": texts}, schema={"case_id": pl.String})


def test_ids_that_follow_each_other_are_counted() -> None:
    rule, random = "id.sequential.cases.case_id", Random(7)
    counted = [f"2024-{number:04d}" for number in range(1, 50)]
    random.shuffle(counted)
    assert found(rule, ids(*counted))
    assert found(rule, ids(*(str(number) for number in range(10))))


def test_ids_drawn_at_random_are_not_counted() -> None:
    rule, random = "id.sequential.cases.case_id", Random(7)
    assert not found(rule, ids(*(f"{random.getrandbits(64):016x}" for _ in range(500))))
    assert not found(rule, ids(*(f"K{random.randrange(10**6)}" for _ in range(500))))
    assert not found(rule, ids(*(str(number) for number in range(9))))
    assert not found(rule, ids("a", "b", "c"))
    assert not found(rule, ids())


def test_the_same_id_on_many_rows_is_not_a_count() -> None:
    frame = pl.DataFrame({"case_id": ["k1"] * 50})
    assert not found("id.sequential.cases.case_id", frame)


def test_offices_may_be_counted_and_statements_begin_together() -> None:
    assert "id.sequential.offices.office_id" not in PATTERNS
    assert not [name for name in PATTERNS if "coverage" in name]


def test_ids_of_parents_are_told_where_the_parents_stand() -> None:
    counted = {pattern.id for pattern in rules.COUNTED}
    assert "id.sequential.suspects.person_id" in counted
    assert "id.sequential.suspects.case_id" not in counted
    assert not [name for name in counted if "links" in name]


def test_one_amount_in_more_than_a_fifth_of_those_above_zero_looks_like_a_default() -> None:
    rule = "money.default.assets.frozen"

    def frozen(*amounts: int) -> pl.DataFrame:
        return pl.DataFrame({"frozen": amounts}, schema={"frozen": pl.Decimal(18, 2)})

    different = range(1, 21)
    assert not found(rule, frozen(*different, *[500] * 5))
    assert found(rule, frozen(*different, *[500] * 6))
    assert not found(rule, frozen(*different, *[0] * 40))
    assert not found(rule, frozen(*[500] * 19))
