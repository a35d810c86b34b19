"""From the records to a release: counted, rounded, refreshed, tried, printed, published."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import polars as pl
from sqlalchemy import Connection

from metrics import options
from metrics.kinds import AmountRatio, Rate
from metrics.release import (
    carrying,
    exact,
    key,
    printed_rows,
    refreshing,
    remembered,
    stored,
    trying,
    wording,
)
from metrics.release.attack import Rule, rule_of
from metrics.release.content import Content
from metrics.release.exact import CATEGORY, KEYS, UNIT_OF, Exact, Place
from metrics.release.identity import BETWEEN, EVENTS
from metrics.release.measured import MEASURES
from metrics.release.plan import Plan, latest
from metrics.release.protect import Protect, protect
from metrics.release.remembered import BREAKDOWN, Memory
from metrics.release.rounded_numbers import LEAST_SHOWN
from metrics.release.trying import Before, By
from schemas import errors
from schemas.store import audit, database

UNIT_OF_KEY = "unit of the key"
ALIKE_IN = ("split", "jurisdiction")


# Says what is being done, how much of it is done, and how much there is.
Progress = Callable[[str, int, int], None]
COUNTING, ROUNDING, ATTACKING = "Counting", "Rounding", "Playing the attacker"
NO_RECORDS = "There are no records to make a release of: `import` brings them in."
# Of money for each thing, the rate that counts the things.
COUNTED_BY = [
    (money.id, rate.id)
    for money in MEASURES.values()
    for rate in MEASURES.values()
    if isinstance(money, AmountRatio) and money.is_per_thing
    if isinstance(rate, Rate) and rate.events is money.denominator
]
CELL = (*KEYS, "part", "cell", "shown", "withheld")
PLACES = dict.fromkeys(("jurisdiction", "name", "currency"), pl.String) | {
    "made_up": pl.Boolean,
    "as_of": pl.Date,
}
EFFECTS = {"measure": pl.String, "deff": pl.Float64}
OPTIONS = {"name": pl.String, "value": pl.String}


def unwatched(what: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


class Draft(NamedTuple):
    """A release that is not published yet: after which it comes, and what is to be remembered.

    `report` and `reasons` are what the gate says to the owner; neither is part of the release.
    """

    content: Content
    after: int
    key_fingerprint: str
    memory: Memory
    report: pl.DataFrame
    reasons: tuple[str, ...]


def draft(
    url: str, releases_url: str, *, rounding: Protect = protect, progress: Progress = unwatched
) -> Draft:
    """The next release of the records at `url`, after those at `releases_url`.

    A jurisdiction at which the attacker cannot be kept from winning stays as it was. Raises
    UserError where all do, there is no key or another one, nothing is recorded, or what is
    remembered of earlier releases is lost.
    """
    secret, earlier, plan = key.read(), stored.known(releases_url), latest()
    _refuse_another_key(secret, earlier)
    before = Before(_said(releases_url, earlier), remembered.of(url, earlier))
    with database.reading(url).connect() as connection:
        (counted, running), effects, places, context = _read(connection, plan, progress)
        by = By(plan, options.of(connection), _rule(rounding, secret))
    names = aliases(counted.cells, before.memory.aliases)
    cells = _rounded(rounded_as(counted.cells, names), rounding, secret, progress)
    stale = _left_as_it_was(before.memory, cells, plan)
    last = before.releases[-1] if before.releases else None
    of_rows = things_rounded(Exact(counted.rows, cells), rounding, secret)
    anew, standing = carrying.told(Exact(of_rows, cells), stale, last, plan)
    verdict = trying.tried(anew.cells, standing, before, by, partial(progress, ATTACKING))
    held = verdict.refused
    freed_by = wording.refused_or_freed(held, last, cells)
    stale = carrying.with_all_of(held, stale, cells)
    anew = carrying.without(held, anew)
    told = printed_rows.with_withheld(anew.cells, {one.cell for one in verdict.withheld})
    rows = printed_rows.printed(plan, anew.rows, told, effects)
    said = Content(
        plan=plan.version,
        made_up=places["made_up"].all(),
        options=pl.DataFrame(by.chosen.written, schema=OPTIONS, orient="row"),
        places=carrying.as_it_was(places, last and last.places, held),
        context=carrying.as_it_was(context, last and last.context, held),
        effects=_told_of(rows, effects),
        rows=carrying.with_stale(rows, last and last.rows, stale, len(earlier) + 1),
        cells=carrying.with_stale(told.select(CELL), last and last.cells, stale, len(earlier) + 1),
        notes=(
            *wording.words(told, held, last),
            *_counted_otherwise(last, by.chosen, len(earlier)),
        ),
    )
    return Draft(
        content=said,
        after=len(earlier),
        key_fingerprint=key.fingerprint(secret),
        memory=_memory(cells, running, stale, names),
        report=wording.report(told),
        reasons=(*wording.reasons(verdict.withheld, verdict.proven_before), *freed_by),
    )


def publish(url: str, releases_url: str, made: Draft) -> stored.Release:
    """Let a draft be the release that is shown; the audit log of the records says so.

    Raises as `stored.publish` does, and DatabaseUnavailable where it cannot be written down.
    """
    number, content_hash = made.after + 1, stored.content_hash(made.content)
    with audit.audited(url, audit.Action.MAKE_RELEASE, number=number, release=content_hash):
        # First: what is remembered of a release that was not published counts for nothing.
        remembered.keep(url, number, content_hash, made.memory)
        return stored.publish(releases_url, made.content, made.key_fingerprint, made.after)


def withdraw(url: str, releases_url: str, number: int, because: str) -> int | None:
    """Show a release no more, as `stored.withdraw` does; the audit log of the records says so."""
    with audit.audited(url, audit.Action.WITHDRAW_RELEASE, number=number):
        return stored.withdraw(releases_url, number, because)


class _Read(NamedTuple):
    """What the records say: numbers, design effects, and of each jurisdiction what it states."""

    counted: exact.Counted
    effects: dict[str, float]
    places: pl.DataFrame
    context: pl.DataFrame


def _read(connection: Connection, plan: Plan, progress: Progress) -> _Read:
    places = _places(connection)
    return _Read(
        _counted(connection, plan, places, progress),
        _printed_effects(exact.effects(connection, plan, places)),
        pl.DataFrame(places, schema=PLACES, orient="row"),
        exact.context(connection, places),
    )


def _places(connection: Connection) -> tuple[Place, ...]:
    if not (places := exact.places(connection)):
        raise errors.UserError(NO_RECORDS)
    return places


def _refuse_another_key(secret: bytes, earlier: Sequence[stored.Release]) -> None:
    if earlier and earlier[-1].key_fingerprint != key.fingerprint(secret):
        raise errors.UserError(
            f"The file that {key.KEY_FILE} names holds another key than the one that rounded"
            f" release {earlier[-1].number}.{key.LOST}"
        )


def _counted(
    connection: Connection, plan: Plan, places: Sequence[Place], progress: Progress
) -> exact.Counted:
    tables = []
    for done, table in enumerate(plan.tables):
        progress(COUNTING, done, len(plan.tables))
        tables.append(exact.counted(connection, plan, table, places))
    progress(COUNTING, len(plan.tables), len(plan.tables))
    unit = pl.col("measure").replace_strict(UNIT_OF).alias("unit")
    cells, running = (
        pl.concat(frames).with_columns(unit)
        for frames in ([told.cells for told, _ in tables], [running for _, running in tables])
    )
    return exact.Counted(Exact(pl.concat([told.rows for told, _ in tables]), cells), running)


def _printed_effects(effects: Mapping[str, float]) -> dict[str, float]:
    """Rounded up to the next half: limits are as wide as they must be, and no number is told."""
    return {id_: math.ceil(2 * round(effect, 6)) / 2 for id_, effect in effects.items()}


def _told_of(rows: pl.DataFrame, effects: Mapping[str, float]) -> pl.DataFrame:
    """The effects that a row says."""
    said = rows.filter(pl.col("deff").is_not_null())["measure"].unique()
    told = pl.DataFrame(list(effects.items()), schema=EFFECTS, orient="row")
    return told.filter(pl.col("measure").is_in(said.implode()))


def _rule(rounding: Protect, secret: bytes) -> Rule:
    """What the attacker knows of the rounding: how it is really done, whatever it is said to be."""

    def shown(x: int, cell: str) -> int | None:
        y = rounding(x, cell, secret)
        return y if y >= LEAST_SHOWN else None

    return rule_of(shown)


def _rounded(
    cells: pl.DataFrame, rounding: Protect, secret: bytes, progress: Progress
) -> pl.DataFrame:
    progress(ROUNDING, 0, 1)
    y = [
        rounding(x, identity, secret) for x, identity in cells.select("x", "rounded_as").iter_rows()
    ]
    progress(ROUNDING, 1, 1)
    shown = pl.when(pl.col("y") >= LEAST_SHOWN).then(pl.col("y"))
    return cells.with_columns(pl.Series("y", y, pl.Int64)).with_columns(shown.alias("shown"))


def things_rounded(exactly: Exact, rounding: Protect, secret: bytes) -> pl.DataFrame:
    """The rows with the workers that money is divided by rounded as every count of persons is.

    `below` of a sum for each thing is a number of things and no sum of money. Rounded as the cell
    of the rate that counts the same column, `rounded_as` of it: the same number by two draws would
    be told twice. Under ten, and where no rate counts them, it is null.
    """
    named = pl.DataFrame(COUNTED_BY, schema={"measure": pl.String, "of": pl.String}, orient="row")
    counts = exactly.cells.filter(part=EVENTS).select(
        pl.col("measure").alias("of"), *KEYS[1:], "rounded_as"
    )
    things = exactly.rows.select(*KEYS, "below").join(named, on="measure").drop_nulls("below")
    drawn = things.join(counts, on=["of", *KEYS[1:]]).select(*KEYS, "below", "rounded_as")
    shown = [
        y if y >= LEAST_SHOWN else None
        for x, name in drawn.select("below", "rounded_as").iter_rows()
        for y in [rounding(round(x), name, secret)]
    ]
    told = drawn.select(*KEYS, pl.Series("things", shown, pl.Float64))
    joined = exactly.rows.join(told, on=KEYS, how="left", maintain_order="left")
    is_of_things = pl.col("measure").is_in(named["measure"].implode())
    below = pl.when(is_of_things).then("things").otherwise("below").alias("below")
    return joined.with_columns(below).drop("things")


def _left_as_it_was(memory: Memory, cells: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    told_before, now = (refreshing.finest(of, plan) for of in (memory.last_told, cells))
    return refreshing.carried_over(told_before, now)


def _said(releases_url: str, earlier: Sequence[stored.Release]) -> list[Content]:
    """What all earlier releases say, the oldest first."""
    if not earlier:
        return []
    with stored.reading(releases_url).connect() as connection:
        return [stored.content(connection, one) for one in earlier]


def _counted_otherwise(last: Content | None, chosen: options.Chosen, number: int) -> Iterator[str]:
    """Which options were others when the `last` release, of that number, was made."""
    before = {} if last is None else dict(last.options.iter_rows())
    changed = [
        f"{name} {before[name]} then, {value} now"
        for name, value in chosen.written
        if before.get(name, value) != value
    ]
    if changed:
        yield (
            f"Options that release {number} was counted by were changed: {'; '.join(changed)}."
            " What stands as it was in an earlier release was counted by those of then."
        )


def _memory(
    cells: pl.DataFrame, running: pl.DataFrame, stale: pl.DataFrame, names: pl.DataFrame
) -> Memory:
    """What is to be remembered of all cells, told anew or not, and of periods that go on."""
    of_stale = stale.with_columns(pl.lit(value=False).alias("told"))
    counts = cells.join(of_stale, on=BREAKDOWN, how="left").with_columns(
        pl.col("told").fill_null(value=True)
    )
    every = pl.concat([counts, running.with_columns(told=False)], how="diagonal")
    return Memory(every.select(remembered.COUNTED[1:]), names)


def aliases(cells: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Columns split, jurisdiction, key, as_key: of keys with the same counts the first by name.

    `cells` are those of `Exact`. What was called by a name in an earlier release (`known`) keeps
    it, also where the counts part later: another name would round the same years anew.

    Two definitions may come to the same units by other words, as the awards of which every payment
    is known are those of which each source's is. Rounded each in its own way, one count would be
    published nine times, and nine roundings of one number are that number.
    """
    # Two days of one unit may date the same count.
    unit = pl.col("key").str.split(BETWEEN).list.first()
    counts = (
        cells.unique(["split", "cell"])
        .sort("period", CATEGORY)
        .group_by(*ALIKE_IN, unit.alias(UNIT_OF_KEY), "key", maintain_order=True)
        .agg(pl.col("period"), pl.col(CATEGORY), pl.col("x"))
    )
    # Nothing at all is no sameness.
    some = counts.filter(pl.col("x").list.sum() > 0)
    first = pl.col("key").min().over(*ALIKE_IN, UNIT_OF_KEY, "period", CATEGORY, "x")
    unknown = some.select(*ALIKE_IN, "key", first.alias("as_key")).join(
        known, on=[*ALIKE_IN, "key"], how="anti"
    )
    # Where the first one has another name already, so have those that are like it.
    renamed = unknown.join(
        known.rename({"key": "as_key", "as_key": "known_as"}), on=[*ALIKE_IN, "as_key"], how="left"
    ).select(*ALIKE_IN, "key", pl.coalesce("known_as", "as_key").alias("as_key"))
    return pl.concat([known.select(*ALIKE_IN, "key", "as_key"), renamed])


def rounded_as(cells: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """The cells with `rounded_as`, the identity by which each is rounded.

    Where counts that were alike have parted, both go on being rounded by the one name.
    """
    named = cells.join(names, on=[*ALIKE_IN, "key"], how="left")
    place_and_time = pl.col("cell").str.slice(pl.col("key").str.len_chars())
    alike = pl.concat_str(pl.coalesce("as_key", "key"), place_and_time)
    return named.with_columns(alike.alias("rounded_as")).drop("as_key")
