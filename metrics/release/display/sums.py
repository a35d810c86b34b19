"""Sums of money that would be had by subtraction from those beside them."""

from collections.abc import Iterator

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.release.display.shown import Numbers
from metrics.release.exact import KEYS
from metrics.release.measured import PAID, SOURCES

# Of money: the largest is less than half, the largest two are less than 85 %, and what all others
# add is at least a tenth of the largest, or the second could reckon it to within ten percent.
LARGEST, LARGEST_TWO, P_RULE = 0.5, 0.85, 0.1
OF_ROW = KEYS[1:]
SIDE = ("above", "above_first", "above_second")


def is_spread(whole: Numbers, first: Numbers, second: Numbers) -> NDArray[np.bool_]:
    """Whether no case, and no two, are most of a sum; nobody knows a sum of nothing.

    `first` and `second` are its largest cases, or more than these.
    """
    with np.errstate(invalid="ignore"):
        return (
            (whole > 0)
            & (first < LARGEST * whole)
            & (first + second < LARGEST_TWO * whole)
            & (whole - first - second >= P_RULE * first)
        )


def guarded(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows without the sums from which a hidden one could be reckoned: `above` is null there.

    All that was paid is the sum of what came from each source: what is told of some gives away what
    is left, which has to be spread like a sum that is told. And where not all awards of which a
    payment is known have a known amount, the two sums of what was paid are a few awards apart:
    there no source is told.
    """
    of_sources = rows.filter(pl.col("measure").is_in(SOURCES))
    paid = rows.filter(measure=PAID).select(*OF_ROW, pl.col("above").alias("paid"))
    placed = of_sources.join(paid, on=OF_ROW, how="left")
    gone = [
        key for _, row in placed.group_by(OF_ROW, maintain_order=True) for key in _given_away(row)
    ]
    without = pl.DataFrame(gone, schema=dict.fromkeys(KEYS, pl.String), orient="row")
    marked = rows.join(
        without.with_columns(gone=pl.lit(value=True)), on=KEYS, how="left", maintain_order="left"
    )
    kept = pl.when(pl.col("gone").is_null()).then("above").alias("above")
    return marked.with_columns(kept).drop("gone")


def _given_away(row: pl.DataFrame) -> Iterator[tuple[str, ...]]:
    """The keys of the sources of one row that are not told, whatever they are themselves."""
    keys = row.select(KEYS).rows()
    whole, first, second = (row[name].fill_null(0).fill_nan(0).to_numpy() for name in SIDE)
    apart = (row["below"] - row["paid"]).abs().max()
    if apart is not None and float(apart) > 0:  # type: ignore[arg-type]
        yield from keys
        return
    hidden = (whole > 0) & ~is_spread(whole, first, second)
    while hidden.any() and not hidden.all():
        # One case may be the largest of each source that is hidden.
        rest = (np.array([of[hidden].sum()]) for of in (whole, first, second))
        if is_spread(*rest).all():
            break
        told = np.flatnonzero(~hidden)
        # The smallest goes next: with what there is nothing of, which is not told anyhow.
        hidden[told[np.argmin(whole[told])]] = True
    yield from (key for key, is_hidden in zip(keys, hidden, strict=True) if is_hidden)
