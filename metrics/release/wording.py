"""What is said of the gate: in the release for all, and to the owner alone."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from metrics.release.exact import SPLIT
from metrics.release.gate import KNOWS_CHANGES, WITHHELD, Withheld


def words(cells: pl.DataFrame) -> Iterator[str]:
    """What a release says of its protection: of what it shows, and nothing of what it does not."""
    told = cells.unique("cell")
    withheld = told.filter(WITHHELD).height
    hidden = told.filter(pl.col("shown").is_null() & ~pl.col(WITHHELD)).height
    yield (
        "Every figure is rounded to a multiple of five, always the same way, and nothing under ten"
        " is shown. Before it was published a program played the attacker, and what helped it was"
        " withheld."
    )
    yield (
        f"Of {told.height:,} figures told anew {told.height - hidden - withheld:,} are shown,"
        f" {hidden:,} read <10, {withheld:,} are withheld."
    )
    yield (
        "Not covered: somebody who knows all other records of a figure; somebody who knows of every"
        " record that came or went between releases, and so may tell of a few figures that there"
        " was somebody before the first of them, and who learns some small ones once the key is"
        " stolen and a dozen releases are watched; officials of several countries together; persons"
        " already named in a public judgment."
    )


def report(cells: pl.DataFrame) -> pl.DataFrame:
    """For the owner alone: by table `figures, shown, hidden, withheld`, and `records`.

    The last is the share of what the records count that the figures shown are of.
    """
    told = cells.unique([SPLIT, "cell"])
    is_told = pl.col("shown").is_not_null() & ~pl.col(WITHHELD)
    return (
        told.group_by(SPLIT)
        .agg(
            pl.len().alias("figures"),
            is_told.sum().alias("shown"),
            (pl.col("shown").is_null() & ~pl.col(WITHHELD)).sum().alias("hidden"),
            pl.col(WITHHELD).sum(),
            (pl.col("x").filter(is_told).sum() / pl.col("x").sum()).alias("records"),
        )
        .sort(SPLIT)
    )


def reasons(withheld: Sequence[Withheld], before: Mapping[str, int]) -> Iterator[str]:
    """For the owner alone: why figures are withheld, by jurisdiction and attacker.

    `before` says by jurisdiction of how many more it is proven that there was somebody before.
    """
    counted = Counter((one.jurisdiction, one.attacker, one.why) for one in withheld)
    for (place, attacker, why), number in sorted(counted.items()):
        figures = "figure" if number == 1 else "figures"
        yield f"{place}: {number:,} {figures} withheld, for somebody {attacker}: {why}."
    for place, number in sorted(before.items()):
        figures = "figure" if number == 1 else "figures"
        yield (
            f"{place}: of {number:,} small {figures} somebody {KNOWS_CHANGES} can tell that there"
            " was somebody before the first release. No release covers it, and nothing is withheld."
        )
