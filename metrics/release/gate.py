"""The gate: what is about to be published is tried against an attacker, and repaired.

A number that helps to give a count away is withheld, one at a time, until the attacker fails. A
release is tried jurisdiction by jurisdiction.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import replace
from typing import NamedTuple, TypeVar

import polars as pl

from metrics.counting_options import Chosen
from metrics.release import attack, relations
from metrics.release.archive import Content
from metrics.release.attack import (
    OUTSIDER,
    Attacker,
    Contradiction,
    Exact,
    Published,
    Rule,
    Sum,
    Within,
)
from metrics.release.attack.solver import POSSIBLE_VALUES
from metrics.release.exact_counts import SPLIT, YES
from metrics.release.plan import Plan
from metrics.release.relations import Lawful, Relations, find_relations
from metrics.release.release_memory import Memory
from metrics.results import OF_RELEASE

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


class Trial(NamedTuple):
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


def plain_attackers(plan: Plan, release: int, cells: pl.DataFrame) -> dict[str, Attacker]:
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


def withhold_until_safe(asked: Trial) -> Tried:
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
            told = _told_to_attacker(asked, attacker, withheld, groups)
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


def _suspected(asked: Trial) -> set[str]:
    """What is got at while nothing is withheld by who knows national totals too.

    Of the rest nobody who knows less gets at any, nor does anybody once some is withheld.
    """
    every = set(asked.counts)
    if KNOWS_TOTALS not in asked.attackers:
        return every
    knows = asked.attackers[KNOWS_TOTALS]
    told = _told_to_attacker(asked, knows, (), every)
    bounds = attack.bounds(*told[1:], _deciding(asked, knows, every))
    return set(attack.cells_with_too_few_values(bounds, _truth(asked, every))["cell"])


def _truth(asked: Trial, cells: Set[str]) -> pl.DataFrame:
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


def _told_to_attacker(
    asked: Trial, attacker: Attacker, withheld: Collection[str], groups: Set[str]
) -> _Told:
    published = [
        Published(asked.release, cell, y)
        for cell, y in asked.shown.items()
        if cell in groups and cell not in withheld
    ]
    published += (one for one in asked.earlier if one.cell in groups)
    return _Told(groups, published, *_among(asked.relations, groups), attacker)


def _given_away(
    asked: Trial, told: _Told, floors: Mapping[str, int]
) -> tuple[dict[str, str], pl.DataFrame]:
    """The cells that the attacker gets at, and how; and what he knows of each cell of now.

    Ends that decide nothing are as far as they may be.
    """
    truth = _truth(asked, told.groups)
    bounds = attack.bounds(*told[1:], floors)
    found = attack.cells_with_too_few_values(bounds, truth)
    knows_changes = told.attacker.additions is not None
    if not found.is_empty() and (told.attacker.exact or knows_changes):
        # Nobody is given away by what came in and is known; nor anew by what is out and stays.
        known = attack.already_known(*told[1:], set(found["cell"]))
        if knows_changes:
            before = _known_before(asked, told, set(found["cell"]))
            known = pl.concat([before, known]).unique("cell", keep="first")
        found = attack.cells_with_too_few_values(bounds, truth, known)
    of_now = bounds.filter(release=asked.release)
    return dict(found.select("cell", "why").iter_rows()), of_now


def _deciding(asked: Trial, attacker: Attacker, cells: Iterable[str]) -> dict[str, int]:
    """Of each cell that may be given away the least that is no proof: -1 where none is asked for.

    Who is truly not there is given away by nothing. Of who knows all changes it is told too of what
    there was before them.
    """
    brought = records_came_in(attacker.additions or {})
    floors: dict[str, int] = {}
    for cell in cells:
        if (count := asked.counts.get(cell, 0)) > 0:
            more = brought[cell]
            is_small = count < POSSIBLE_VALUES or 0 < count - more < POSSIBLE_VALUES
            floors[cell] = max(more, 0) if is_small else -1
    return floors


def records_came_in(additions: Mapping[tuple[int, str], int], after: int = 0) -> Counter[str]:
    """By cell how many records more it counts than when that release was made, or the first."""
    brought: Counter[str] = Counter()
    for (release, cell), more in additions.items():
        if release > after:
            brought[cell] += more
    return brought


def _got_at(
    asked: Trial, known: pl.DataFrame, cells: Collection[str], why: Mapping[str, str]
) -> dict[str, GivenAway]:
    values = dict(known.select("cell", "candidates").iter_rows())
    return {cell: GivenAway(why[cell], asked.counts[cell], values[cell]) for cell in sorted(cells)}


def _known_before(asked: Trial, told: _Told, given_away: Set[str]) -> pl.DataFrame:
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
    asked: Trial, told: _Told, given_away: Collection[str], now: pl.DataFrame
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
    since = {release: records_came_in(additions, release) for release in set(then["release"])}
    truth = [
        (release, cell, asked.counts[cell] - since[release][cell])
        for release, cell in then.select("release", "cell").iter_rows()
    ]
    counts = pl.DataFrame(
        truth, {"release": pl.Int64, "cell": pl.String, "count": pl.Int64}, orient="row"
    )
    out = attack.cells_with_too_few_values(then, counts).select("release", "cell").unique()
    of_out = then.join(out, on=["release", "cell"]).group_by("cell")
    known = of_out.agg(pl.col("candidates").min().clip(upper_bound=POSSIBLE_VALUES).alias("then"))
    both = now.join(known, on="cell").filter(pl.col("candidates") >= pl.col("then"))
    return set(both["cell"])


def _helping(
    asked: Trial,
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
    of_near = _told_to_attacker(asked, told.attacker, withheld, set(told.groups) & near)
    because = attack.explain_disclosures(given_away, *of_near[1:])
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
    asked: Trial, given_away: Mapping[str, str], helping: Mapping[str, set[str]]
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


def _least_missed(asked: Trial, helps: Mapping[str, int]) -> Callable[[str], tuple[int, int, str]]:
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


Watched = Callable[[int, int], None]
T = TypeVar("T")


class By(NamedTuple):
    """By what a release is made: the plan, the options in force, and the rule of its rounding."""

    plan: Plan
    chosen: Chosen
    rule: Rule


class Before(NamedTuple):
    """What all earlier releases say, the oldest first, withdrawn ones too; what is remembered."""

    releases: Sequence[Content]
    memory: Memory


class Verdict(NamedTuple):
    """What is withheld; by jurisdiction of how many small cells it is proven that there was
    somebody before all that came since the first release. Places without one are left out.

    `refused` are jurisdictions of which nothing can be told anew, and why.
    """

    withheld: tuple[Withheld, ...]
    proven_before: Mapping[str, int]
    refused: Mapping[str, GivesAway]


def try_release(
    cells: pl.DataFrame, standing: pl.DataFrame, before: Before, by: By, watched: Watched
) -> Verdict:
    """What becomes of the cells that are told anew, those of `Exact` with `shown`.

    `standing` are these and those that are carried over: what is out of them goes on being known,
    and one may be given away by what is told anew beside it.
    """
    places = cells["jurisdiction"].unique().sort().to_list()
    withheld: list[Withheld] = []
    proven: dict[str, int] = {}
    refused: dict[str, GivesAway] = {}
    for done, place in enumerate(places):
        watched(done, len(places))
        anew, every = (frame.filter(pl.col("jurisdiction") == place) for frame in (cells, standing))
        known = find_relations(
            every, by.plan, by.chosen, relations.load_laws(), _remembered(before, every)
        )
        asked = _trial(place, anew, every, before, by)
        try:
            repaired = _repaired(asked, known)
        except GivesAway as given_away:
            refused[place] = given_away
            continue
        withheld += repaired.withheld
        if number := _proven_before(asked, repaired):
            proven[place] = number
    watched(len(places), len(places))
    return Verdict(tuple(withheld), proven, refused)


def _trial(place: str, anew: pl.DataFrame, every: pl.DataFrame, before: Before, by: By) -> Trial:
    release = len(before.releases) + 1
    told, all_ = (frame.unique("cell", maintain_order=True) for frame in (anew, every))
    return Trial(
        jurisdiction=place,
        release=release,
        shown=dict(told.select("cell", "shown").iter_rows()),
        counts=dict(all_.select("cell", "x").iter_rows()),
        splits=dict(told.select("cell", "split").iter_rows()),
        earlier=_published(before.releases, place),
        relations=Relations((), ()),
        attackers=_all_attackers(release, every, before, by),
    )


def _remembered(before: Before, cells: pl.DataFrame) -> pl.DataFrame:
    """What these cells counted when earlier releases were made."""
    return before.memory.counts.join(cells, on="cell", how="semi").select("release", "cell", "x")


def _proven_before(asked: Trial, tried: Tried) -> int:
    """Of how many cells somebody who knows every change knows that it was not zero before them.

    Not covered by any release: what is known to have come in is nobody's secret, and what was there
    before it may be one to four.
    """
    if KNOWS_CHANGES not in tried.least:
        return 0
    came_in = records_came_in(asked.attackers[KNOWS_CHANGES].additions or {})
    return sum(
        low > came_in[cell] and 0 < asked.counts[cell] - came_in[cell] < POSSIBLE_VALUES
        for cell, low in tried.least[KNOWS_CHANGES].items()
        if cell in asked.counts
    )


def _all_attackers(
    release: int, cells: pl.DataFrame, before: Before, by: By
) -> dict[str, Attacker]:
    """Those that a release is tried against; who knows what changed, where there was one before."""
    attackers = plain_attackers(by.plan, release, cells)
    if before.releases:
        # Where nothing changed since the last release, this one is the newest all the same.
        of_now = {(release, cell): 0 for cell in cells["cell"].head(1)}
        changes = of_now | _changes(before.memory, cells)
        attackers[KNOWS_CHANGES] = Attacker(additions=changes)
    return {name: replace(attacker, rule=by.rule) for name, attacker in attackers.items()}


def _repaired(asked: Trial, known: Relations) -> Tried:
    once = _once_each(asked, known.lawful)
    try:
        tried = withhold_until_safe(once._replace(relations=known.all_that_is_known))
    except Contradiction:
        # Of earlier releases it may not hold that measures of the same units have the same whole:
        # some units were too young then, or lay in a gap.
        tried = withhold_until_safe(once._replace(relations=known.certain(asked.counts.keys())))
    because = {one.cell: one for one in tried.withheld}
    # A count that is withheld by one name is by all.
    every = (
        because[name]._replace(cell=cell)
        for cell in asked.shown
        if (name := known.lawful.named(cell)) in because
    )
    return tried._replace(withheld=tuple(every))


def _once_each(asked: Trial, lawful: Lawful) -> Trial:
    """What is tried, with one name for each count that has several."""
    named = lawful.named

    def renamed(of: Mapping[str, T]) -> dict[str, T]:
        return {named(cell): value for cell, value in of.items()}

    attackers = {
        name: replace(
            one,
            exact=tuple(dict.fromkeys(of._replace(cell=named(of.cell)) for of in one.exact)),
            additions=one.additions
            and {(release, named(cell)): more for (release, cell), more in one.additions.items()},
        )
        for name, one in asked.attackers.items()
    }
    earlier = dict.fromkeys(one._replace(cell=named(one.cell)) for one in asked.earlier)
    return asked._replace(
        shown=renamed(asked.shown),
        counts=renamed(asked.counts),
        splits=renamed(asked.splits),
        earlier=tuple(earlier),
        attackers=attackers,
    )


def _published(earlier: Sequence[Content], place: str) -> tuple[Published, ...]:
    """What releases showed of a jurisdiction, each number where it was told anew."""
    return tuple(
        Published(number, cell, shown)
        for number, content in enumerate(earlier, 1)
        for cell, shown in content.cells.filter(
            (pl.col("jurisdiction") == place) & (pl.col(OF_RELEASE) == number) & ~pl.col("withheld")
        )
        .select("cell", "shown")
        .unique(maintain_order=True)
        .iter_rows()
    )


def _changes(memory: Memory, now: pl.DataFrame) -> dict[tuple[int, str], int]:
    """By release and cell how many records more there are than when the one before was made.

    What was counted then stands in the memory, told or not: a year that went on then was there in
    part. Of what was not counted at all he is taken to have brought everything, and never less.
    """
    last = memory.counts["release"].max()
    assert isinstance(last, int)
    # Of what stands in no table by now nothing can be asked.
    before = memory.counts.join(now, on="cell", how="semi").select("release", "cell", "x")
    every = pl.concat(
        [before, now.select(pl.lit(last + 1, pl.Int64).alias("release"), "cell", "x")]
    )
    counts = every.unique(["release", "cell"])
    earlier = counts.with_columns(pl.col("release") + 1)
    more = counts.join(earlier, on=["release", "cell"], how="full", suffix="_before", coalesce=True)
    change = pl.col("x").fill_null(0) - pl.col("x_before").fill_null(0)
    changed = more.with_columns(change.alias("change")).filter(
        (pl.col("change") != 0) & pl.col("release").is_between(2, last + 1)
    )
    return {
        (of, cell): more for of, cell, more in changed.select("release", "cell", "change").rows()
    }
