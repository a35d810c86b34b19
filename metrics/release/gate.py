"""The gate: what is about to be published is tried against an attacker, and repaired.

A number that helps to give a count away is withheld, one at a time, until the attacker fails.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import replace
from typing import NamedTuple

import polars as pl

from metrics.release import attack
from metrics.release.attack import OUTSIDER, Attacker, Exact, Published, Sum, Within
from metrics.release.attack.ends import POSSIBLE_VALUES
from metrics.release.exact import SPLIT
from metrics.release.identity import YES
from metrics.release.plan import Plan
from metrics.release.relations import Relations

OUTSIDE, KNOWS_TOTALS, KNOWS_CHANGES = (
    "who knows the releases alone",
    "who knows national totals from elsewhere",
    "who knows every record that came or went since",
)
WITHHELD = "withheld"
# Of each cell the cells of each relation that it is in.
Joined = Mapping[str, Sequence[tuple[str, ...]]]


class GivenAway(NamedTuple):
    """A figure that is got at: how, the true count, and how many values are left to it."""

    why: str
    counted: int
    values: int


class GivesAway(Exception):
    """Whatever is withheld of a jurisdiction, its new figures would give counts away, by cell."""

    def __init__(self, attacker: str, figures: Mapping[str, GivenAway]) -> None:
        super().__init__(attacker)
        self.attacker, self.figures = attacker, figures


class Withheld(NamedTuple):
    """A number that is not told, by what attacker it would have given a count away, and how."""

    jurisdiction: str
    cell: str
    attacker: str
    why: str


class Asked(NamedTuple):
    """What is tried: the cells of one jurisdiction, and all that was published of it before.

    `shown` is by cell what is shown anew (None reads "<10"), `splits` of which table it is, and
    `counts` what is true of these and of those that are carried over.
    """

    jurisdiction: str
    release: int
    shown: Mapping[str, int | None]
    counts: Mapping[str, int]
    splits: Mapping[str, str]
    earlier: Sequence[Published]
    relations: Relations
    attackers: Mapping[str, Attacker]


def attackers(plan: Plan, release: int, cells: pl.DataFrame) -> dict[str, Attacker]:
    """Those that each release is tried against, by what they know beside it.

    `cells` are of one jurisdiction.
    """
    totals = cells.filter(
        pl.col("measure").is_in(plan.published_elsewhere)
        & (pl.col(SPLIT) == "")
        & (pl.col("part") == YES)
    )
    exact = (Exact(release, *row) for row in totals.select("cell", "x").unique().iter_rows())
    return {OUTSIDE: OUTSIDER, KNOWS_TOTALS: Attacker(exact=tuple(sorted(exact)))}


class Tried(NamedTuple):
    """What is withheld so that no attacker wins, and the least that each knows of cells then."""

    withheld: tuple[Withheld, ...]
    least: Mapping[str, Mapping[str, int]]


def repaired(asked: Asked) -> Tried:
    """The numbers to withhold so that no attacker wins. GivesAway where that does not help."""
    withheld: dict[str, Withheld] = {}
    least: dict[str, dict[str, int]] = {name: {} for name in asked.attackers}
    joined = _joined(asked.relations)
    suspected = _suspected(asked)
    for name, attacker in asked.attackers.items():
        groups = set(asked.counts)
        if attacker.exact:
            # What is known beside the releases tells of nothing else.
            groups = _hanging_together(joined, (one.cell for one in attacker.exact))
        # Who knows all changes may get at more, and of others no more than is suspected.
        of = groups if attacker.additions is not None else groups & suspected
        floors = _deciding(asked, attacker, of)
        while groups:
            told = _told(asked, attacker, withheld, groups)
            given_away, known = _given_away(asked, told, floors)
            least[name] |= dict(known.select("cell", "low").iter_rows())
            if not given_away:
                break
            out = _out_already(asked, told, given_away, known)
            helping = _helping(asked, joined, told, given_away, withheld, out)
            chosen = _chosen(asked, given_away, helping)
            if not chosen and given_away.keys() <= out:
                break
            if not chosen:
                raise GivesAway(name, _got_at(asked, known, given_away.keys() - out, given_away))
            for cell, breached in chosen.items():
                withheld[cell] = Withheld(asked.jurisdiction, cell, name, given_away[breached])
            # What hangs together with nothing that was given away stays as it was judged.
            groups = _hanging_together(joined, {*given_away, *chosen})
            # What had five values and was not proven stays so, for less is told now.
            lows = known.select("cell", "low").iter_rows()
            open_ = {*given_away, *(cell for cell, low in lows if 0 <= floors.get(cell, -1) < low)}
            floors = {cell: floor for cell, floor in floors.items() if cell in open_}
    return Tried(tuple(withheld.values()), least)


def _suspected(asked: Asked) -> set[str]:
    """What is got at while nothing is withheld by who knows national totals too.

    Of the rest nobody who knows less gets at any, nor does anybody once some is withheld.
    """
    every = set(asked.counts)
    if KNOWS_TOTALS not in asked.attackers:
        return every
    knows = asked.attackers[KNOWS_TOTALS]
    told = _told(asked, knows, (), every)
    bounds = attack.bounds(*told[1:], _deciding(asked, knows, every))
    return set(attack.breaches(bounds, _truth(asked, every))["cell"])


def _truth(asked: Asked, cells: Set[str]) -> pl.DataFrame:
    return pl.DataFrame(
        [(asked.release, cell, x) for cell, x in asked.counts.items() if cell in cells],
        schema={"release": pl.Int64, "cell": pl.String, "count": pl.Int64},
        orient="row",
    )


class _Told(NamedTuple):
    """What an attacker is told of some cells, as the attack asks for it."""

    groups: Set[str]
    published: list[Published]
    sums: list[Sum]
    within: list[Within]
    attacker: Attacker


def _told(asked: Asked, attacker: Attacker, withheld: Collection[str], groups: Set[str]) -> _Told:
    published = [
        Published(asked.release, cell, y)
        for cell, y in asked.shown.items()
        if cell in groups and cell not in withheld
    ]
    published += (one for one in asked.earlier if one.cell in groups)
    return _Told(groups, published, *_among(asked.relations, groups), attacker)


def _given_away(
    asked: Asked, told: _Told, floors: Mapping[str, int]
) -> tuple[dict[str, str], pl.DataFrame]:
    """The cells that the attacker gets at, and how; and what he knows of each cell of now.

    Ends that decide nothing are as far as they may be.
    """
    truth = _truth(asked, told.groups)
    bounds = attack.bounds(*told[1:], floors)
    found = attack.breaches(bounds, truth)
    knows_changes = told.attacker.additions is not None
    if not found.is_empty() and (told.attacker.exact or knows_changes):
        # Nobody is given away by what came in and is known; nor anew by what is out and stays.
        known = attack.already_known(*told[1:], set(found["cell"]))
        if knows_changes:
            before = _known_before(asked, told, set(found["cell"]))
            known = pl.concat([before, known]).unique("cell", keep="first")
        found = attack.breaches(bounds, truth, known)
    of_now = bounds.filter(release=asked.release)
    return dict(found.select("cell", "why").iter_rows()), of_now


def _deciding(asked: Asked, attacker: Attacker, cells: Iterable[str]) -> dict[str, int]:
    """Of each cell that may be given away the least that is no proof: -1 where none is asked for.

    Who is truly not there is given away by nothing. Of who knows all changes it is told too of what
    there was before them.
    """
    brought = came_in(attacker.additions or {})
    floors: dict[str, int] = {}
    for cell in cells:
        if (count := asked.counts.get(cell, 0)) > 0:
            more = brought[cell]
            is_small = count < POSSIBLE_VALUES or 0 < count - more < POSSIBLE_VALUES
            floors[cell] = max(more, 0) if is_small else -1
    return floors


def came_in(additions: Mapping[tuple[int, str], int], after: int = 0) -> Counter[str]:
    """By cell how many records more it counts than when that release was made, or the first."""
    brought: Counter[str] = Counter()
    for (release, cell), more in additions.items():
        if release > after:
            brought[cell] += more
    return brought


def _got_at(
    asked: Asked, known: pl.DataFrame, cells: Collection[str], why: Mapping[str, str]
) -> dict[str, GivenAway]:
    values = dict(known.select("cell", "candidates").iter_rows())
    return {cell: GivenAway(why[cell], asked.counts[cell], values[cell]) for cell in sorted(cells)}


def _known_before(asked: Asked, told: _Told, given_away: Set[str]) -> pl.DataFrame:
    """What was known, before this release, of the counts of now in tables that are carried over."""
    before = [one for one in told.published if one.release < asked.release]
    carried = (told.groups - asked.shown.keys()) & given_away
    if not before or not carried:
        return attack.bounds((), ())
    # What came in for this release he knows without it: the bounds are of the counts of now.
    bounds = attack.bounds(before, *told[2:], dict.fromkeys(carried, 0))
    of_carried = bounds.filter(pl.col("cell").is_in(sorted(carried)))
    return of_carried.with_columns(pl.lit(asked.release, pl.Int64).alias("release"))


def _out_already(
    asked: Asked, told: _Told, given_away: Collection[str], now: pl.DataFrame
) -> set[str]:
    """The cells that an earlier release gave away to everybody, of which no more is said `now`.

    No further release is to blame for one that was made before all relations were known.
    """
    before = [one for one in told.published if one.release < asked.release]
    if not before:
        return set()
    alone = replace(told.attacker, exact=(), additions=None)
    then = attack.bounds(before, *told[2:4], alone, dict.fromkeys(given_away, 0))
    then = then.filter(pl.col("cell").is_in(sorted(given_away)))
    additions = told.attacker.additions or {}
    since = {release: came_in(additions, release) for release in set(then["release"])}
    truth = [
        (release, cell, asked.counts[cell] - since[release][cell])
        for release, cell in then.select("release", "cell").iter_rows()
    ]
    counts = pl.DataFrame(
        truth, {"release": pl.Int64, "cell": pl.String, "count": pl.Int64}, orient="row"
    )
    out = attack.breaches(then, counts).select("release", "cell").unique()
    of_out = then.join(out, on=["release", "cell"]).group_by("cell")
    known = of_out.agg(pl.col("candidates").min().clip(upper_bound=POSSIBLE_VALUES).alias("then"))
    both = now.join(known, on="cell").filter(pl.col("candidates") >= pl.col("then"))
    return set(both["cell"])


def _helping(
    asked: Asked,
    joined: Joined,
    told: _Told,
    given_away: Mapping[str, str],
    withheld: Collection[str],
    out: Set[str],
) -> dict[str, set[str]]:
    """The numbers of this release that each cell which is given away is reckoned from.

    Where the attack finds no reason in fractions, those that the cell is in a relation with; none
    of one that is `out` already by an earlier release.
    """
    near = _hanging_together(joined, given_away)
    of_near = _told(asked, told.attacker, withheld, set(told.groups) & near)
    because = attack.reasons(given_away, *of_near[1:])
    left = asked.shown.keys() - set(withheld)
    helping = {cell: set[str]() for cell in given_away}
    for cell, one in because.iter_rows():
        helping[cell] |= {one} & left
    beside = _beside(joined, given_away.keys() - out, left)
    return {cell: of or beside.get(cell, set()) for cell, of in helping.items()}


def _among(relations: Relations, groups: Collection[str]) -> tuple[list[Sum], list[Within]]:
    sums = [one for one in relations.sums if one.parts[0] in groups]
    of = {one.margin for one in sums} | set(groups)
    return sums, [one for one in relations.within if one.part in of and one.whole in of]


def _chosen(
    asked: Asked, given_away: Mapping[str, str], helping: Mapping[str, set[str]]
) -> dict[str, str]:
    """What is withheld next: of each group of cells that are given away one number, and for which.

    Of the numbers that help to reckon a cell the one of the most divided table, of these the one
    that helps most often.
    """
    helps = Counter(cell for cells in helping.values() for cell in cells)
    chosen: dict[str, str] = {}
    for breached in sorted(given_away):
        if chosen.keys() & helping[breached]:
            continue
        if candidates := sorted(helping[breached], key=_least_missed(asked, helps)):
            chosen[candidates[0]] = breached
    return chosen


def _least_missed(asked: Asked, helps: Mapping[str, int]) -> Callable[[str], tuple[int, int, str]]:
    def order(cell: str) -> tuple[int, int, str]:
        by = asked.splits[cell]
        return -len(by.split(",")) if by else 0, -helps[cell], cell

    return order


def _beside(joined: Joined, given_away: Iterable[str], told: Set[str]) -> dict[str, set[str]]:
    """The numbers, of those `told`, that each cell is in a relation with, itself too.

    Where all of these are withheld, those that they are in one with, and so on.
    """
    beside: dict[str, set[str]] = {}
    for cell in given_away:
        reached, ring = {cell}, {cell}
        while ring and not reached & told:
            ring = {other for one in ring for every in joined.get(one, ()) for other in every}
            ring -= reached
            reached |= ring
        near = {other for every in joined.get(cell, ()) for other in every}
        beside[cell] = (reached | near) & told
    return beside


def _hanging_together(joined: Joined, of: Iterable[str]) -> set[str]:
    """All cells that relations join to these."""
    reached, left = set[str](), list(of)
    while left:
        cell = left.pop()
        if cell not in reached:
            reached.add(cell)
            left += (other for every in joined.get(cell, ()) for other in every)
    return reached


def _joined(relations: Relations) -> Joined:
    """Of each cell the cells of each relation that it is in; a whole joins all parts of it."""
    joined: dict[str, list[tuple[str, ...]]] = {}
    for every in (*((one.margin, *one.parts) for one in relations.sums), *relations.within):
        for cell in every:
            joined.setdefault(cell, []).append(every)
    return joined
