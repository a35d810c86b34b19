"""What of a release is told anew, and what is carried over from the one before."""

from collections.abc import Collection
from typing import NamedTuple

import polars as pl

from metrics.release.content import Content
from metrics.release.exact import UNIT_OF, Exact
from metrics.release.plan import Plan, ends
from metrics.release.remembered import BREAKDOWN
from metrics.release.row import OF_RELEASE


class Told(NamedTuple):
    """What is told anew, and the cells of these years, told anew or carried over."""

    anew: Exact
    standing: pl.DataFrame


def told(counted: Exact, stale: pl.DataFrame, last: Content | None, plan: Plan) -> Told:
    """What is told anew: all but the breakdowns that are `stale`, and from the first year shown.

    Before anything is shown of a jurisdiction there is nothing to be said of it. The years are left
    out by whole windows, and by what is shown alone; the last window always stays, and so does what
    the last release told of.
    """
    rows, cells = (frame.join(stale, on=BREAKDOWN, how="anti") for frame in counted)
    began, _ = ends(pl.col("period"))
    window = plan.window_of(began).alias("window")
    first_shown = pl.col("window").filter(pl.col("shown").is_not_null()).min()
    firsts = [
        cells.with_columns(window)
        .group_by("jurisdiction")
        .agg(pl.coalesce(first_shown, pl.col("window").max()))
    ]
    if last is not None:
        before = last.rows.with_columns(window)
        firsts.append(before.group_by("jurisdiction").agg(pl.col("window").min()))
    first = pl.concat(firsts).group_by("jurisdiction").agg(pl.col("window").min().alias("first"))
    kept = (
        frame.with_columns(window)
        .join(first, on="jurisdiction", how="left")
        .filter((pl.col("window") >= pl.col("first")) | pl.col("first").is_null())
        .drop("window", "first")
        for frame in (rows, cells, counted.cells)
    )
    rows, cells, standing = kept
    return Told(Exact(rows, cells), standing)


def with_stale(
    fresh: pl.DataFrame, last: pl.DataFrame | None, stale: pl.DataFrame, number: int
) -> pl.DataFrame:
    """Rows or cells of release `number`, and of the `last` one those that are not told anew."""
    anew = fresh.with_columns(pl.lit(number, pl.Int64).alias(OF_RELEASE))
    if last is None:
        return anew
    placed = last.with_columns(pl.col("measure").replace_strict(UNIT_OF).alias("of_unit"))
    split, counted, place = BREAKDOWN
    of_stale = stale.rename({counted: "of_unit"})
    kept = placed.join(of_stale, on=[split, "of_unit", place], how="semi")
    return pl.concat([anew.select(last.columns), kept.select(last.columns)])


def with_all_of(held: Collection[str], stale: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """The breakdowns that are `stale`, and all of the jurisdictions that are held back."""
    all_of = cells.filter(pl.col("jurisdiction").is_in([*held])).select(BREAKDOWN)
    return pl.concat([stale, all_of]).unique(maintain_order=True)


def without(held: Collection[str], anew: Exact) -> Exact:
    """What is told anew, and nothing of the jurisdictions that are held back."""
    return Exact(*(frame.filter(~pl.col("jurisdiction").is_in([*held])) for frame in anew))


def as_it_was(now: pl.DataFrame, last: pl.DataFrame | None, held: Collection[str]) -> pl.DataFrame:
    """What is said of jurisdictions, of those held back as the `last` release has it."""
    is_held = pl.col("jurisdiction").is_in([*held])
    if last is None:
        return now.filter(~is_held)
    return pl.concat([now.filter(~is_held), last.select(now.columns).filter(is_held)])
