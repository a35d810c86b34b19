"""What an attacker can say of each finest cell."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from metrics.release.attack.blocks import blocks
from metrics.release.attack.declared import OUTSIDER, Attacker, Published, Sum, Within
from metrics.release.attack.ends import ends
from metrics.release.attack.narrowing import binding, narrowed
from metrics.release.attack.problem import UNBOUNDED, Integers, Problem, problem


def bounds(
    published: Sequence[Published],
    sums: Sequence[Sum],
    within: Sequence[Within] = (),
    attacker: Attacker = OUTSIDER,
    floors: Mapping[str, int] | None = None,
) -> pl.DataFrame:
    """One row per finest cell (no margin of a sum): `release, cell, low, high, candidates`.

    The true count lies between `low` and `high`, and `candidates` is how many values that leaves;
    both are null where nothing bounds it. Where additions are known a row is of the newest release,
    else of each release. Raises Contradiction where no counts fit what is declared.

    With `floors` it is only decided which of these cells are given away: by fewer possible values
    than five, or by a lowest above the floor. Ends that decide nothing are as far as they may be.

    The values have no gaps: whatever the offset is, count and offset together lie in one stretch,
    in one release and in any number of them.
    """
    releases = releases_of(published, attacker)
    known = problem(published, sums, within, attacker, releases)
    return _bounded(known, floors)


def already_known(
    published: Sequence[Published],
    sums: Sequence[Sum],
    within: Sequence[Within] = (),
    attacker: Attacker = OUTSIDER,
    of: Collection[str] | None = None,
) -> pl.DataFrame:
    """The same by what the attacker knows beside these releases, and nothing that they show.

    Of some cells alone, where these are asked for.
    """
    known = problem((), sums, within, attacker, releases_of(published, attacker))
    if of is not None:
        wanted = [place for place in known.wanted if known.names[place].cell in of]
        known = replace(known, wanted=np.array(wanted, dtype=np.int64))
    return _bounded(known)


def releases_of(published: Sequence[Published], attacker: Attacker) -> list[int]:
    """All that there are, the oldest first.

    What came in is known of a release too that shows none of these cells anew.
    """
    shown, known = {one.release for one in published}, {one.release for one in attacker.exact}
    came_in = {release for release, _ in attacker.additions or ()}
    return sorted(shown | known | came_in)


def _bounded(known: Problem, floors: Mapping[str, int] | None = None) -> pl.DataFrame:
    low, high = narrowed(known)
    of_columns, wanted = None, known.wanted
    if floors is not None:
        of_columns = np.array([floors.get(name.cell, np.nan) for name in known.names], dtype=float)
        wanted = wanted[~np.isnan(of_columns[wanted])]
    for columns, part in blocks(binding(replace(known, low=low, high=high, wanted=wanted))):
        of_part = None if of_columns is None else of_columns[columns]
        low[columns], high[columns] = ends(part, of_part)
    return _frame(known, low.astype(np.int64), high.astype(np.int64))


def _frame(known: Problem, low: Integers, high: Integers) -> pl.DataFrame:
    names = [known.names[place] for place in known.wanted]
    frame = pl.DataFrame(
        {
            "release": pl.Series([name.release for name in names], dtype=pl.Int64),
            "cell": pl.Series([name.cell for name in names], dtype=pl.String),
            "low": low[known.wanted],
            "high": high[known.wanted],
        }
    )
    bounded = pl.when(pl.col("high") < UNBOUNDED / 2)
    high_or_none = bounded.then("high").alias("high")
    return frame.with_columns(
        high_or_none, candidates=bounded.then(pl.col("high") - pl.col("low") + 1)
    ).sort("release", "cell")
