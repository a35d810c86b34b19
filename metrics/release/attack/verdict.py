"""Whom the releases give away, beyond what was known without them."""

import polars as pl

from metrics.release.attack.ends import POSSIBLE_VALUES

FEW = "fewer than five possible values"
PROVEN = "a count of one to four is proven to be above zero"
CELL = ("release", "cell")


def breaches(
    bounds: pl.DataFrame, truth: pl.DataFrame, before: pl.DataFrame | None = None
) -> pl.DataFrame:
    """One row per cell and fault: `release, cell, why`; cells that are truly zero are apart.

    `truth` has `cell, count`, and `release` where there are several. `before` are the bounds that
    `already_known` gives: who knows a total of three knows that each part is one of four values,
    and no release is to blame for it.
    """
    on = [name for name in CELL if name in truth.columns]
    known = bounds.clear() if before is None else before
    known = known.select(*CELL, known_low="low", known_candidates="candidates")
    judged = bounds.join(truth, on=on).join(known, on=CELL, how="left")
    # Null where nothing was known: the lower of the two is then five.
    enough = pl.min_horizontal(pl.lit(POSSIBLE_VALUES), "known_candidates")
    small = pl.col("count").is_between(1, POSSIBLE_VALUES - 1)
    unproven = pl.col("known_low").fill_null(0) == 0
    faults = {
        FEW: (pl.col("count") > 0) & (pl.col("candidates") < enough),
        PROVEN: small & (pl.col("low") > 0) & unproven,
    }
    given_away = [
        judged.filter(fault).select(*CELL, why=pl.lit(why)) for why, fault in faults.items()
    ]
    return pl.concat(given_away).sort(*CELL, "why")
