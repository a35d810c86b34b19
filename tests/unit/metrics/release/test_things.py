"""What a sum of money is divided by is a number of workers, and rounded as persons are."""

import polars as pl

from metrics.release import publication
from metrics.release.exact_counts import EVENTS, KEYS, Exact
from metrics.release.rounding import STEP, round_randomly_to_five

SECRET = b"of the tests"
WORKERS = "L03"


def told(measure: str, below: float | None, *, name: str | None = "a cell") -> float | None:
    """What is divided by, where the cell of all workers of the row is rounded by that name."""
    of = ("", "XAA", "2023", "")
    row = dict(zip(KEYS, (measure, *of), strict=True)) | {"below": below}
    cell = dict(zip(KEYS, (WORKERS, *of), strict=True)) | {"part": EVENTS, "rounded_as": name}
    text = dict.fromkeys(KEYS, pl.String)
    rows = pl.DataFrame([row], schema=text | {"below": pl.Float64})
    cells = pl.DataFrame(
        [cell] if name else [], schema=text | {"part": pl.String, "rounded_as": pl.String}
    )
    found = publication.round_divisors(Exact(rows, cells), round_randomly_to_five, SECRET)
    assert found.columns == rows.columns
    below = found["below"].item()
    return None if below is None else float(below)


def test_workers_are_rounded_by_the_draw_that_rounds_all_workers_found() -> None:
    for workers in range(20, 80):
        for name in ("a cell", "another"):
            assert told("L03b", float(workers), name=name) == round_randomly_to_five(
                workers, name, SECRET
            )
            assert round_randomly_to_five(workers, name, SECRET) % STEP == 0


def test_fewer_than_ten_are_not_told_nor_what_no_rate_counts() -> None:
    assert [told("L03b", float(few)) for few in range(1, 6)] == [None] * 5
    assert told("L03b", None) is None
    assert told("L03b", 63.0, name=None) is None


def test_sums_of_money_stay_as_they_are() -> None:
    assert told("A03", 1234.5) == 1234.5
