"""What is said of the gate: in the release for all, and to the owner alone."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from metrics.release.attack import PROVEN
from metrics.release.attack.ends import POSSIBLE_VALUES
from metrics.release.content import Content
from metrics.release.exact import KEYS, SPLIT
from metrics.release.gate import KNOWS_CHANGES, WITHHELD, GivesAway, Withheld
from metrics.release.row import OF_RELEASE
from schemas import errors

# Of figures that are given away so many are named.
NAMED = 5


def words(
    cells: pl.DataFrame, held: Mapping[str, GivesAway], last: Content | None
) -> Iterator[str]:
    """What a release says of its protection: of what it shows, and nothing of what it does not.

    Of jurisdictions that are held back it has what the `last` one has, and says so.
    """
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
    yield from _no_longer_told(cells, last)
    yield from _carried(held, last)


def _no_longer_told(cells: pl.DataFrame, last: Content | None) -> Iterator[str]:
    """How many figures that the `last` release shows this one withholds."""
    if last is None:
        return
    shown = last.cells.filter(pl.col("shown").is_not_null() & ~pl.col(WITHHELD))
    gone = cells.filter(WITHHELD).join(shown, on=[*KEYS, "part"], how="semi").unique("cell").height
    if gone:
        yield (
            f"Of these {gone:,} are shown in the release before, which stays as it was made: beside"
            " it, or by what is known since of which figures are the same or within each other,"
            " they would give counts away."
        )


def _carried(held: Mapping[str, GivesAway], last: Content | None) -> Iterator[str]:
    for place in sorted(held):
        if numbers := _told_of(place, last):
            yield (
                f"Of {place} nothing is told anew: its figures are those of release"
                f" {', '.join(map(str, numbers))}. Its records changed so that figures of now,"
                " beside those, would give counts away."
            )
        else:
            yield f"Of {place} nothing is told: its figures would give counts away."


def _told_of(place: str, last: Content | None) -> list[int]:
    if last is None:
        return []
    return last.rows.filter(jurisdiction=place)[OF_RELEASE].unique().sort().to_list()


def refused_or_freed(
    held: Mapping[str, GivesAway], last: Content | None, cells: pl.DataFrame
) -> tuple[str, ...]:
    """What frees those that are held back; UserError where nobody is left to be told anew."""
    freed_by = tuple(held_back(held, last, cells))
    if held.keys() == set(cells["jurisdiction"]):
        raise errors.UserError(" ".join(freed_by))
    return freed_by


def held_back(
    held: Mapping[str, GivesAway], last: Content | None, cells: pl.DataFrame
) -> Iterator[str]:
    """For the owner alone: why nothing is told anew of a jurisdiction, and what would free it."""
    for place, given_away in sorted(held.items()):
        numbers = ", ".join(map(str, _told_of(place, last)))
        stays = f"stay those of release {numbers}" if numbers else "are in no release"
        named = "; ".join(_some(given_away, cells))
        yield (
            f"{place}: its figures {stays}. Somebody {given_away.attacker} would get at"
            f" {len(given_away.figures):,} of those of now, whatever is withheld. The first release"
            f" tells it anew that finds all of this: {named}."
        )


def _some(given_away: GivesAway, cells: pl.DataFrame) -> Iterator[str]:
    """What would free these figures, a few of them by name."""
    named = cells.filter(pl.col("cell").is_in([*given_away.figures])).unique("cell").sort("cell")
    for row in named.head(NAMED).iter_rows(named=True):
        of = " ".join(filter(None, (row["period"], row["category"])))
        one = given_away.figures[row["cell"]]
        if one.why == PROVEN:
            freed = f"counts {POSSIBLE_VALUES} or more ({POSSIBLE_VALUES - one.counted} more)"
        else:
            back = POSSIBLE_VALUES - one.values
            freed = f"has {back} or more of the records back that were taken out of it"
        yield f"{row['measure']} {row['part']} of {of} {freed}"
    if named.height > NAMED:
        yield f"the same of {named.height - NAMED:,} more"


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
