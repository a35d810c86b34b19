"""Cells that are the same number throughout, whatever they are called: rounded by one name.

Two definitions may come to the same units by other words, as the awards of which every payment is
known are those of which each source's is. Rounded each in its own way, one count would be told
nine times, and nine roundings of one number are that number.
"""

import polars as pl

from metrics.release.exact import CATEGORY
from metrics.release.identity import BETWEEN

UNIT = "unit of the key"
OF = ("split", "jurisdiction")


def aliases(cells: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Columns split, jurisdiction, key, as_key: of keys with the same counts the first by name.

    `cells` are those of `Exact`. What was called by a name in an earlier release (`known`) keeps
    it, also where the counts part later: another name would round the same years anew.
    """
    # Two days of one unit may date the same count.
    unit = pl.col("key").str.split(BETWEEN).list.first()
    counts = (
        cells.unique(["split", "cell"])
        .sort("period", CATEGORY)
        .group_by(*OF, unit.alias(UNIT), "key", maintain_order=True)
        .agg(pl.col("period"), pl.col(CATEGORY), pl.col("x"))
    )
    # Nothing at all is no sameness.
    some = counts.filter(pl.col("x").list.sum() > 0)
    first = pl.col("key").min().over(*OF, UNIT, "period", CATEGORY, "x")
    unknown = some.select(*OF, "key", first.alias("as_key")).join(
        known, on=[*OF, "key"], how="anti"
    )
    # Where the first one has another name already, so have those that are like it.
    renamed = unknown.join(
        known.rename({"key": "as_key", "as_key": "known_as"}), on=[*OF, "as_key"], how="left"
    ).select(*OF, "key", pl.coalesce("known_as", "as_key").alias("as_key"))
    return pl.concat([known.select(*OF, "key", "as_key"), renamed])


def rounded_as(cells: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """The cells with `rounded_as`, the identity by which each is rounded.

    Where counts that were alike have parted, both go on being rounded by the one name.
    """
    named = cells.join(names, on=[*OF, "key"], how="left")
    place_and_time = pl.col("cell").str.slice(pl.col("key").str.len_chars())
    alike = pl.concat_str(pl.coalesce("as_key", "key"), place_and_time)
    return named.with_columns(alike.alias("rounded_as")).drop("as_key")
