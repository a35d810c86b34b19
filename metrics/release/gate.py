"""Test a release before it is published: withhold numbers until no attacker can prove a count.

Numbers by which an attacker can prove a count ("give it away") are withheld, a few at a time.
Jurisdictions are tested one by one.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import replace
from typing import NamedTuple, TypeVar

import polars as pl

from metrics.counting_options import OptionValues
from metrics.release import attack, relations
from metrics.release.archive import Content
from metrics.release.attack import POSSIBLE_VALUES
from metrics.release.attack_problem import (
    OUTSIDER,
    Attacker,
    Contradiction,
    Exact,
    Published,
    Rule,
    Sum,
    Within,
)
from metrics.release.exact_counts import SPLIT, YES
from metrics.release.plan import Plan
from metrics.release.relations import LawRelations, Relations, find_relations
from metrics.release.release_memory import Memory
from metrics.results import OF_RELEASE

OUTSIDE, KNOWS_TOTALS, KNOWS_CHANGES = (
    "knows_releases",
    "knows_totals",
    "knows_changes",
)
WITHHELD = "withheld"
# By cell, the cells of each relation that it is part of.
RelationsByCell = Mapping[str, Sequence[tuple[str, ...]]]


class Disclosure(NamedTuple):
    """A count that an attacker can get: why, its true value, and how many values are possible."""

    why: str
    counted: int
    values: int


class ProtectionImpossible(Exception):
    """Raised if figures give counts away, whatever is withheld; `figures` has these by cell."""

    def __init__(self, attacker: str, figures: Mapping[str, Disclosure]) -> None:
        super().__init__(attacker)
        self.attacker, self.figures = attacker, figures


class SuppressedCell(NamedTuple):
    """A number that is withheld: because of which attacker, and what it would have revealed."""

    jurisdiction: str
    cell: str
    attacker: str
    why: str


class Trial(NamedTuple):
    """What is tested: the new cells of one jurisdiction, and all that was published of it before.

    `shown` has by cell the new number (None is printed as "<10"), `splits` the table of the cell,
    and `counts` the true counts of the new cells and of those repeated from earlier releases.
    """

    jurisdiction: str
    release: int
    shown: Mapping[str, int | None]
    counts: Mapping[str, int]
    splits: Mapping[str, str]
    earlier: Sequence[Published]
    relations: Relations
    attackers: Mapping[str, Attacker]


def attackers_without_history(plan: Plan, release: int, cells: pl.DataFrame) -> dict[str, Attacker]:
    """Return by name the attackers who do not know how records changed between releases.

    They differ in what they know besides the releases. `cells` belong to one jurisdiction.
    """
    totals = cells.filter(
        pl.col("measure").is_in(plan.published_elsewhere)
        & (pl.col(SPLIT) == "")
        & (pl.col("part") == YES)
    )
    exact = (Exact(release, *row) for row in totals.select("cell", "x").unique().iter_rows())
    return {OUTSIDE: OUTSIDER, KNOWS_TOTALS: Attacker(exact=tuple(sorted(exact)))}


class Suppressions(NamedTuple):
    """Numbers to withhold; by attacker and cell the lower bound that can still be proven then."""

    withheld: tuple[SuppressedCell, ...]
    least: Mapping[str, Mapping[str, int]]


def suppress_until_safe(trial: Trial) -> Suppressions:
    """Return the numbers to withhold so that no attacker can prove a count that must be protected.

    Raises ProtectionImpossible if withholding numbers cannot achieve this.
    """
    withheld: dict[str, SuppressedCell] = {}
    least: dict[str, dict[str, int]] = {name: {} for name in trial.attackers}
    by_cell = _relations_by_cell(trial.relations)
    at_risk = _cells_at_risk(trial)
    for name, attacker in trial.attackers.items():
        groups = set(trial.counts)
        if attacker.exact:
            # This attacker knows more only about cells related to the known totals.
            groups = _linked_cells(by_cell, (one.cell for one in attacker.exact))
        # An attacker who knows all changes may get more; others get no more than the suspected
        # cells.
        of = groups if attacker.additions is not None else groups & at_risk
        floors = _safe_bounds(trial, attacker, of)
        while groups:
            knowledge = _knowledge_of_attacker(trial, attacker, withheld, groups)
            disclosed, known = _find_disclosures(trial, knowledge, floors)
            least[name] |= dict(known.select("cell", "low").iter_rows())
            if not disclosed:
                break
            out = _disclosed_before(trial, knowledge, disclosed, known)
            helping = _contributing_figures(trial, by_cell, knowledge, disclosed, withheld, out)
            chosen = _next_suppressions(trial, disclosed, helping)
            if not chosen and disclosed.keys() <= out:
                break
            if not chosen:
                raise ProtectionImpossible(
                    name, _describe_disclosures(trial, known, disclosed.keys() - out, disclosed)
                )
            for cell, breached in chosen.items():
                withheld[cell] = SuppressedCell(trial.jurisdiction, cell, name, disclosed[breached])
            # Cells not related to these keep their result.
            groups = _linked_cells(by_cell, {*disclosed, *chosen})
            # Cells that were safe stay safe, because less is shown now.
            lows = known.select("cell", "low").iter_rows()
            open_ = {*disclosed, *(cell for cell, low in lows if 0 <= floors.get(cell, -1) < low)}
            floors = {cell: floor for cell, floor in floors.items() if cell in open_}
    return Suppressions(tuple(withheld.values()), least)


def _cells_at_risk(trial: Trial) -> set[str]:
    """Return the cells whose count could be proven by the attacker who knows national totals.

    Attackers who know less, or see fewer numbers, can prove no other count.
    """
    every = set(trial.counts)
    if KNOWS_TOTALS not in trial.attackers:
        return every
    knows = trial.attackers[KNOWS_TOTALS]
    knowledge = _knowledge_of_attacker(trial, knows, (), every)
    bounds = attack.bounds(*knowledge[1:], _safe_bounds(trial, knows, every))
    return set(attack.cells_with_too_few_values(bounds, _true_counts(trial, every))["cell"])


def _true_counts(trial: Trial, cells: Set[str]) -> pl.DataFrame:
    return pl.DataFrame(
        [(trial.release, cell, x) for cell, x in trial.counts.items() if cell in cells],
        schema={"release": pl.Int64, "cell": pl.String, "count": pl.Int64},
        orient="row",
    )


class _Knowledge(NamedTuple):
    """The published figures of some cells, and their relations, in the form that `attack` needs."""

    groups: Set[str]
    published: list[Published]
    sums: list[Sum]
    within: list[Within]
    attacker: Attacker


def _knowledge_of_attacker(
    trial: Trial, attacker: Attacker, withheld: Collection[str], groups: Set[str]
) -> _Knowledge:
    """Return what an attacker sees of some cells if certain numbers are withheld."""
    published = [
        Published(trial.release, cell, y)
        for cell, y in trial.shown.items()
        if cell in groups and cell not in withheld
    ]
    published += (one for one in trial.earlier if one.cell in groups)
    return _Knowledge(groups, published, *_relations_among(trial.relations, groups), attacker)


def _find_disclosures(
    trial: Trial, knowledge: _Knowledge, floors: Mapping[str, int]
) -> tuple[dict[str, str], pl.DataFrame]:
    """Return the cells whose count an attacker can get, with the reason, and all bounds.

    Bounds that are not needed for this decision may be too wide.
    """
    truth = _true_counts(trial, knowledge.groups)
    bounds = attack.bounds(*knowledge[1:], floors)
    found = attack.cells_with_too_few_values(bounds, truth)
    knows_changes = knowledge.attacker.additions is not None
    if not found.is_empty() and (knowledge.attacker.exact or knows_changes):
        # A release is not to blame for what the attacker knew before, or what an earlier release
        # showed.
        known = attack.already_known(*knowledge[1:], set(found["cell"]))
        if knows_changes:
            before = _known_before(trial, knowledge, set(found["cell"]))
            known = pl.concat([before, known]).unique("cell", keep="first")
        found = attack.cells_with_too_few_values(bounds, truth, known)
    of_now = bounds.filter(release=trial.release)
    return dict(found.select("cell", "why").iter_rows()), of_now


def _safe_bounds(trial: Trial, attacker: Attacker, cells: Iterable[str]) -> dict[str, int]:
    """Return for each cell the highest lower bound that gives nothing away.

    It is -1 if the lower bound needs no check. Cells with a true count of 0 cannot be given away.
    For an attacker who knows all changes, the count before these changes is protected too.
    """
    brought = count_new_records(attacker.additions or {})
    floors: dict[str, int] = {}
    for cell in cells:
        if (count := trial.counts.get(cell, 0)) > 0:
            more = brought[cell]
            is_small = count < POSSIBLE_VALUES or 0 < count - more < POSSIBLE_VALUES
            floors[cell] = max(more, 0) if is_small else -1
    return floors


def count_new_records(additions: Mapping[tuple[int, str], int], after: int = 0) -> Counter[str]:
    """Return by cell how many records it gained since a release."""
    brought: Counter[str] = Counter()
    for (release, cell), more in additions.items():
        if release > after:
            brought[cell] += more
    return brought


def _describe_disclosures(
    trial: Trial, known: pl.DataFrame, cells: Collection[str], why: Mapping[str, str]
) -> dict[str, Disclosure]:
    values = dict(known.select("cell", "candidates").iter_rows())
    return {cell: Disclosure(why[cell], trial.counts[cell], values[cell]) for cell in sorted(cells)}


def _known_before(trial: Trial, knowledge: _Knowledge, disclosed: Set[str]) -> pl.DataFrame:
    """Return the bounds of disclosed carried cells that earlier releases let the attacker prove."""
    before = [one for one in knowledge.published if one.release < trial.release]
    carried = (knowledge.groups - trial.shown.keys()) & disclosed
    if not before or not carried:
        return attack.bounds((), ())
    # The attacker knows this release's additions anyway, so the bounds are for the current counts.
    bounds = attack.bounds(before, *knowledge[2:], dict.fromkeys(carried, 0))
    of_carried = bounds.filter(pl.col("cell").is_in(sorted(carried)))
    return of_carried.with_columns(pl.lit(trial.release, pl.Int64).alias("release"))


def _disclosed_before(
    trial: Trial, knowledge: _Knowledge, disclosed: Collection[str], now: pl.DataFrame
) -> set[str]:
    """Return the cells that earlier releases already gave away, if this release reveals no more.

    An earlier release may have been made before all relations were known. The new one is not
    refused for that.
    """
    before = [one for one in knowledge.published if one.release < trial.release]
    if not before:
        return set()
    alone = replace(knowledge.attacker, exact=(), additions=None)
    then = attack.bounds(before, *knowledge[2:4], alone, dict.fromkeys(disclosed, 0))
    then = then.filter(pl.col("cell").is_in(sorted(disclosed)))
    additions = knowledge.attacker.additions or {}
    since = {release: count_new_records(additions, release) for release in set(then["release"])}
    truth = [
        (release, cell, trial.counts[cell] - since[release][cell])
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


def _contributing_figures(
    trial: Trial,
    by_cell: RelationsByCell,
    knowledge: _Knowledge,
    disclosed: Mapping[str, str],
    withheld: Collection[str],
    out: Set[str],
) -> dict[str, set[str]]:
    """Return for each cell that is given away the published numbers that make this possible.

    If the linear program in fractions names no numbers, they are the nearest related ones; none for
    a cell in `out`, which earlier releases gave away.
    """
    near = _linked_cells(by_cell, disclosed)
    of_near = _knowledge_of_attacker(
        trial, knowledge.attacker, withheld, set(knowledge.groups) & near
    )
    because = attack.explain_disclosures(disclosed, *of_near[1:])
    left = trial.shown.keys() - set(withheld)
    helping = {cell: set[str]() for cell in disclosed}
    for cell, one in because.iter_rows():
        helping[cell] |= {one} & left
    nearest = _nearest_published(by_cell, disclosed.keys() - out, left)
    return {cell: of or nearest.get(cell, set()) for cell, of in helping.items()}


def _relations_among(
    relations: Relations, groups: Collection[str]
) -> tuple[list[Sum], list[Within]]:
    sums = [one for one in relations.sums if one.parts[0] in groups]
    of = {one.margin for one in sums} | set(groups)
    return sums, [one for one in relations.within if one.part in of and one.whole in of]


def _next_suppressions(
    trial: Trial, disclosed: Mapping[str, str], helping: Mapping[str, set[str]]
) -> dict[str, str]:
    """Return the cells to withhold next, each with the disclosed cell that it helps to prove.

    Of the numbers that help to prove a cell, it is one of the table with most breakdowns; among
    these, the one that helps for most cells.
    """
    helps = Counter(cell for cells in helping.values() for cell in cells)

    def order(cell: str) -> tuple[int, int, str]:
        by = trial.splits[cell]
        return -len(by.split(",")) if by else 0, -helps[cell], cell

    chosen: dict[str, str] = {}
    for breached in sorted(disclosed):
        if chosen.keys() & helping[breached]:
            continue
        if helping[breached]:
            chosen[min(helping[breached], key=order)] = breached
    return chosen


def _nearest_published(
    by_cell: RelationsByCell, disclosed: Iterable[str], published: Set[str]
) -> dict[str, set[str]]:
    """Return for each cell the published cells that are related to it, including itself.

    If no directly related cell is published, the cells related to those are used, and so on.
    """
    nearest: dict[str, set[str]] = {}
    for cell in disclosed:
        reached, ring = {cell}, {cell}
        while ring and not reached & published:
            ring = {other for one in ring for every in by_cell.get(one, ()) for other in every}
            ring -= reached
            reached |= ring
        near = {other for every in by_cell.get(cell, ()) for other in every}
        nearest[cell] = (reached | near) & published
    return nearest


def _linked_cells(by_cell: RelationsByCell, of: Iterable[str]) -> set[str]:
    """Return all cells that are related to the cells `of`, directly or through others."""
    reached, left = set[str](), list(of)
    while left:
        cell = left.pop()
        if cell not in reached:
            reached.add(cell)
            left += (other for every in by_cell.get(cell, ()) for other in every)
    return reached


def _relations_by_cell(relations: Relations) -> RelationsByCell:
    """Return for each cell its relations to others, each as the list of the cells in it."""
    by_cell: dict[str, list[tuple[str, ...]]] = {}
    for every in (*((one.margin, *one.parts) for one in relations.sums), *relations.within):
        for cell in every:
            by_cell.setdefault(cell, []).append(every)
    return by_cell


Progress = Callable[[int, int], None]
T = TypeVar("T")


class ReleaseSettings(NamedTuple):
    """How a release is made: the plan, the counting options, and the rounding rule."""

    plan: Plan
    chosen: OptionValues
    rule: Rule


class EarlierReleases(NamedTuple):
    """All earlier releases, oldest first, withdrawn ones too, and the exact counts behind them."""

    releases: Sequence[Content]
    memory: Memory


class Verdict(NamedTuple):
    """The result of testing a release: figures to withhold, and jurisdictions that are refused.

    `proven_before` has by jurisdiction how many small cells an attacker can prove to have been
    above zero before all changes since the first release. `refused` has the jurisdictions of which
    nothing new can be published, and why.
    """

    withheld: tuple[SuppressedCell, ...]
    proven_before: Mapping[str, int]
    refused: Mapping[str, ProtectionImpossible]


def protect_release(
    cells: pl.DataFrame,
    standing: pl.DataFrame,
    before: EarlierReleases,
    by: ReleaseSettings,
    progress: Progress,
) -> Verdict:
    """Test the new cells of a release, and return what must be withheld or refused.

    `cells` are those of `Exact` with the column `shown`. `standing` are these cells and the cells
    repeated from earlier releases, which new numbers may give away too.
    """
    jurisdictions = cells["jurisdiction"].unique().sort().to_list()
    withheld: list[SuppressedCell] = []
    proven: dict[str, int] = {}
    refused: dict[str, ProtectionImpossible] = {}
    for done, jurisdiction in enumerate(jurisdictions):
        progress(done, len(jurisdictions))
        anew, every = (
            frame.filter(pl.col("jurisdiction") == jurisdiction) for frame in (cells, standing)
        )
        counts = before.memory.counts.join(every, on="cell", how="semi")
        earlier = counts.select("release", "cell", "x")
        known = find_relations(every, by.plan, by.chosen, relations.load_laws(), earlier)
        trial = _build_trial(jurisdiction, anew, every, before, by)
        try:
            suppressions = _choose_withheld_numbers(trial, known)
        except ProtectionImpossible as disclosed:
            refused[jurisdiction] = disclosed
            continue
        withheld += suppressions.withheld
        if number := _proven_before(trial, suppressions):
            proven[jurisdiction] = number
    progress(len(jurisdictions), len(jurisdictions))
    return Verdict(tuple(withheld), proven, refused)


def _build_trial(
    jurisdiction: str,
    anew: pl.DataFrame,
    every: pl.DataFrame,
    before: EarlierReleases,
    by: ReleaseSettings,
) -> Trial:
    """Collect what is tested for one jurisdiction: new cells, earlier figures, attackers."""
    release = len(before.releases) + 1
    new, all_ = (frame.unique("cell", maintain_order=True) for frame in (anew, every))
    return Trial(
        jurisdiction=jurisdiction,
        release=release,
        shown=dict(new.select("cell", "shown").iter_rows()),
        counts=dict(all_.select("cell", "x").iter_rows()),
        splits=dict(new.select("cell", "split").iter_rows()),
        earlier=_published(before.releases, jurisdiction),
        relations=Relations((), ()),
        attackers=_all_attackers(release, every, before, by),
    )


def _proven_before(trial: Trial, suppressions: Suppressions) -> int:
    """Return how many small cells can be proven to have been above zero before all changes.

    The attacker who knows every change can prove it. A cell is small if its count was one to four
    before these changes. Withholding numbers cannot prevent this.
    """
    if KNOWS_CHANGES not in suppressions.least:
        return 0
    came_in = count_new_records(trial.attackers[KNOWS_CHANGES].additions or {})
    return sum(
        low > came_in[cell] and 0 < trial.counts[cell] - came_in[cell] < POSSIBLE_VALUES
        for cell, low in suppressions.least[KNOWS_CHANGES].items()
        if cell in trial.counts
    )


def _all_attackers(
    release: int, cells: pl.DataFrame, before: EarlierReleases, by: ReleaseSettings
) -> dict[str, Attacker]:
    """Return all attackers to test against, also one who knows every change of the records."""
    attackers = attackers_without_history(by.plan, release, cells)
    if before.releases:
        # Even if nothing changed since the last release, this release is the newest.
        of_now = {(release, cell): 0 for cell in cells["cell"].head(1)}
        changes = of_now | _count_added_records(before.memory, cells)
        attackers[KNOWS_CHANGES] = Attacker(additions=changes)
    return {name: replace(attacker, rule=by.rule) for name, attacker in attackers.items()}


def _choose_withheld_numbers(trial: Trial, known: Relations) -> Suppressions:
    """Return the numbers to withhold in a jurisdiction; equal counts are withheld together."""
    once = _merge_equal_cells(trial, known.law_relations)
    try:
        suppressions = suppress_until_safe(once._replace(relations=known.all_that_is_known))
    except Contradiction:
        # At earlier releases, measures of the same units may have differed in their whole: some
        # units were too young then, or in a gap of the records.
        suppressions = suppress_until_safe(
            once._replace(relations=known.certain(trial.counts.keys()))
        )
    because = {one.cell: one for one in suppressions.withheld}
    # A count with several names is withheld under all of them.
    every = (
        because[name]._replace(cell=cell)
        for cell in trial.shown
        if (name := known.law_relations.named(cell)) in because
    )
    return suppressions._replace(withheld=tuple(every))


def _merge_equal_cells(trial: Trial, law_relations: LawRelations) -> Trial:
    """Return the trial with one name for all cells that always have the same count."""
    named = law_relations.named

    def renamed(of: Mapping[str, T]) -> dict[str, T]:
        return {named(cell): value for cell, value in of.items()}

    attackers = {
        name: replace(
            one,
            exact=tuple(dict.fromkeys(of._replace(cell=named(of.cell)) for of in one.exact)),
            additions=one.additions
            and {(release, named(cell)): more for (release, cell), more in one.additions.items()},
        )
        for name, one in trial.attackers.items()
    }
    earlier = dict.fromkeys(one._replace(cell=named(one.cell)) for one in trial.earlier)
    return trial._replace(
        shown=renamed(trial.shown),
        counts=renamed(trial.counts),
        splits=renamed(trial.splits),
        earlier=tuple(earlier),
        attackers=attackers,
    )


def _published(earlier: Sequence[Content], jurisdiction: str) -> tuple[Published, ...]:
    """Return all figures of a jurisdiction in earlier releases; repeated ones occur once."""
    return tuple(
        Published(number, cell, shown)
        for number, content in enumerate(earlier, 1)
        for cell, shown in content.cells.filter(
            (pl.col("jurisdiction") == jurisdiction)
            & (pl.col(OF_RELEASE) == number)
            & ~pl.col("withheld")
        )
        .select("cell", "shown")
        .unique(maintain_order=True)
        .iter_rows()
    )


def _count_added_records(memory: Memory, now: pl.DataFrame) -> dict[tuple[int, str], int]:
    """Return by release and cell how many records were added since the release before.

    At earlier releases, years that were not over were counted in part, whether published or not.
    For cells not counted at all, the attacker is assumed to know every record.
    """
    last = memory.counts["release"].max()
    assert isinstance(last, int)
    # Cells that are in no table any more need no test.
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
