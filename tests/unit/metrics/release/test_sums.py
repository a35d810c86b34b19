"""No sum of money is had by subtraction from those that are told beside it."""

import polars as pl
import pytest

from metrics.release.exact_counts import KEYS
from metrics.release.plan import PAID, SOURCES
from metrics.release.printed_rows import hide_deducible_sums

SPREAD, ONE_CASE, NONE = (200.0, 40.0, 20.0), (60.0, 60.0, None), (0.0, 0.0, 0.0)
LARGE = (900.0, 200.0, 100.0)


def told(*sources: tuple[float, float, float | None], paid: float | None = None) -> list[bool]:
    """Of the first sources, by sum, largest and second case, whether they may be told."""
    whole = sum(one[0] for one in sources)
    of_sources = [
        (id_, "", "XAA", "2021-2023", "", *of, whole)
        for id_, of in zip(SOURCES, sources, strict=False)
    ]
    rows = pl.DataFrame(
        [*of_sources, (PAID, "", "XAA", "2021-2023", "", paid, None, None, 5_000.0)],
        schema=dict.fromkeys(KEYS, pl.String)
        | dict.fromkeys(("above", "above_first", "above_second", "below"), pl.Float64),
        orient="row",
    )
    guarded_ = hide_deducible_sums(rows)
    assert guarded_.drop("above").equals(rows.drop("above"))
    assert guarded_.filter(measure=PAID)["above"].item() == paid
    return guarded_.filter(pl.col("measure") != PAID)["above"].is_not_null().to_list()


@pytest.mark.parametrize(
    ("sources", "are_told"),
    [
        ((SPREAD, LARGE), [True, True]),
        # All that was paid less the first two would be what one case had.
        ((SPREAD, LARGE, ONE_CASE), [False, True, False]),
        # Without a third nothing hides it.
        ((LARGE, (800.0, 800.0, None)), [False, False]),
        # What nobody paid does not hide it either, and gives nothing away.
        ((SPREAD, NONE), [True, True]),
        ((LARGE, ONE_CASE, NONE), [False, False, False]),
    ],
)
def test_what_is_left_of_all_that_was_paid_is_spread_too(
    sources: tuple[tuple[float, float, float | None], ...], are_told: list[bool]
) -> None:
    assert told(*sources) == are_told


def test_two_sums_of_what_was_paid_are_not_told_a_few_awards_apart() -> None:
    assert told(SPREAD, LARGE, paid=1_100.0) == [True, True]
    assert told(SPREAD, LARGE, paid=1_040.0) == [False, False]
