"""A breakdown is told anew where at least ten of its records changed."""

import polars as pl

from metrics.release.publication import count_changed_records, repeated_breakdowns

KEYS = {"split": "", "unit": "per_case", "jurisdiction": "XAA"}
# By measure and cell the counts.
Counts = dict[tuple[str, str], int]


def frame(counts: Counts, **keys: str) -> pl.DataFrame:
    rows = [
        {**KEYS, **keys, "measure": measure, "part": "yes", "cell": cell, "x": x}
        for (measure, cell), x in counts.items()
    ]
    return pl.DataFrame(rows)


def changed(before: Counts, now: Counts) -> float:
    return float(count_changed_records(frame(before), frame(now))["changed"].item())


def test_a_record_that_moves_is_in_two_counts() -> None:
    before, now = {("M", "a"): 20, ("M", "b"): 5}, {("M", "a"): 10, ("M", "b"): 15}
    assert changed(before, now) == 10


def test_one_measure_is_enough_and_two_say_no_more() -> None:
    before: Counts = {("M", "a"): 20, ("N", "a"): 20}
    assert changed(before, {("M", "a"): 40, ("N", "a"): 40}) == 10
    assert changed(before, {("M", "a"): 40, ("N", "a"): 20}) == 10


def test_what_is_there_no_more_and_what_is_new_changed_too() -> None:
    assert changed({("M", "a"): 8}, {("M", "b"): 12}) == 10


def test_fewer_than_ten_are_carried_over() -> None:
    before = frame({("M", "a"): 20, ("M", "b"): 20})
    nine = frame({("M", "a"): 29, ("M", "b"): 11})
    assert repeated_breakdowns(before, nine).rows() == [("", "per_case", "XAA")]
    ten = frame({("M", "a"): 30, ("M", "b"): 10})
    assert repeated_breakdowns(before, ten).is_empty()


def test_each_breakdown_is_judged_by_itself() -> None:
    before = pl.concat([frame({("M", "a"): 50}), frame({("M", "a"): 50}, jurisdiction="XBB")])
    now = pl.concat([frame({("M", "a"): 90}), frame({("M", "a"): 51}, jurisdiction="XBB")])
    assert repeated_breakdowns(before, now).rows() == [("", "per_case", "XBB")]


def test_what_was_never_told_is_not_carried_over() -> None:
    nothing = frame({("M", "a"): 1}).clear()
    assert repeated_breakdowns(nothing, frame({("M", "a"): 3})).is_empty()
