"""What a sum of money is divided by is a number of workers, and rounded as persons are."""

import polars as pl

from metrics.release import making
from metrics.release.exact import KEYS
from metrics.release.protect import STEP, protect

SECRET = b"of the tests"


def told(measure: str, below: float | None, *, period: str = "2023") -> float | None:
    of = dict(zip(KEYS, (measure, "", "XAA", period, ""), strict=True)) | {"below": below}
    schema = dict.fromkeys(KEYS, pl.String) | {"below": pl.Float64}
    rows = making.things_rounded(pl.DataFrame([of], schema=schema), protect, SECRET)
    assert rows.columns == [*schema]
    return rows["below"].item()


def test_workers_are_told_as_a_multiple_of_five_within_four_always_the_same() -> None:
    for workers in range(20, 80):
        y = told("L03b", float(workers))
        assert y is not None
        assert y % STEP == 0
        assert abs(y - workers) < STEP
        assert told("L03b", float(workers)) == y
    assert len({told("L03b", 63.0, period=str(year)) for year in range(2000, 2020)}) > 1


def test_fewer_than_ten_are_not_told_and_none_is_made_up() -> None:
    assert [told("L03b", float(few)) for few in range(1, 6)] == [None] * 5
    assert told("L03b", None) is None


def test_sums_of_money_stay_as_they_are() -> None:
    assert told("A03", 1234.5) == 1234.5
