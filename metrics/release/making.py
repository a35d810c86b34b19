"""From the records to a release: counted, rounded, refreshed, tried, printed, published."""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import polars as pl
from sqlalchemy import Connection

from metrics import options
from metrics.catalogue import CATALOGUE
from metrics.counting.spans import BETWEEN
from metrics.release import alike, exact, gate, key, refreshing, remembered, stored, trying
from metrics.release.content import Content
from metrics.release.display import rows as display
from metrics.release.display.shown import LEAST_SHOWN
from metrics.release.exact import KEYS, Exact, Place
from metrics.release.plan import Plan, latest
from metrics.release.protect import Protect, protect
from metrics.release.remembered import BREAKDOWN, Memory
from schemas import errors
from schemas.store import database

# Says what is being done, how much of it is done, and how much there is.
Progress = Callable[[str, int, int], None]
COUNTING, ROUNDING, ATTACKING = "Counting", "Rounding", "Playing the attacker"
CELL = (*KEYS, "part")
OF_RELEASE = "of_release"


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
    url: str,
    releases_url: str,
    *,
    rounding: Protect = protect,
    progress: Progress = unwatched,
) -> Draft:
    """The next release of the records at `url`, after those at `releases_url`.

    Raises UserError where there is no key or another one, nothing is recorded, or what is
    remembered of earlier releases is lost.
    """
    secret, earlier, plan = key.read(), stored.known(releases_url), latest()
    _refuse_another_key(secret, earlier)
    memory = remembered.of(url, earlier)
    with database.reading(url).connect() as connection:
        places = exact.places(connection)
        if not places:
            raise errors.UserError(
                "There are no records to make a release of: `import` brings them in."
            )
        counted = _counted(connection, plan, places, progress)
        effects = _printed_effects(exact.effects(connection, plan, places))
        chosen = options.of(connection)
    number = earlier[-1].number + 1 if earlier else 1
    names = alike.aliases(counted.cells, memory.aliases)
    cells = _rounded(alike.rounded_as(counted.cells, names), rounding, secret, progress)
    stale = refreshing.carried_over(
        refreshing.finest(memory.last_told, plan), refreshing.finest(cells, plan)
    )
    said_before = _said(releases_url, earlier)
    before = said_before[-1] if said_before else None
    anew = Exact(*(one.join(stale, on=BREAKDOWN, how="anti") for one in (counted.rows, cells)))
    rounded = _trimmed(anew, before and before.rows, plan)
    withheld = trying.tried(
        rounded.cells, said_before, memory, (plan, chosen), partial(progress, ATTACKING)
    )
    taken_out = pl.col("cell").is_in([one.cell for one in withheld]).alias("withheld")
    fresh = Exact(rounded.rows, rounded.cells.with_columns(taken_out))
    rows = display.printed(plan, *fresh, effects)
    said = Content(
        plan=plan.version,
        made_up=all(place.made_up for place in places),
        places=_places(places),
        effects=pl.DataFrame(
            list(effects.items()), schema={"measure": pl.String, "deff": pl.Float64}, orient="row"
        ),
        rows=_with_stale(rows, before and before.rows, stale, number),
        cells=_with_stale(
            fresh.cells.select(*CELL, "cell", "shown", "withheld"),
            before and before.cells,
            stale,
            number,
        ),
        notes=tuple(gate.words(fresh.cells)),
    )
    return Draft(
        content=said,
        after=number - 1,
        key_fingerprint=key.fingerprint(secret),
        memory=_memory(cells, stale, names),
        report=gate.report(fresh.cells),
        reasons=tuple(gate.reasons(withheld)),
    )


def publish(url: str, releases_url: str, made: Draft) -> stored.Release:
    """Let a draft be the release that is shown. Raises as `stored.publish` does."""
    number, content_hash = made.after + 1, stored.content_hash(made.content)
    # First: what is remembered of a release that was not published counts for nothing.
    remembered.keep(url, number, content_hash, made.memory)
    return stored.publish(releases_url, made.content, made.key_fingerprint, made.after)


def _refuse_another_key(secret: bytes, earlier: Sequence[stored.Release]) -> None:
    if earlier and earlier[-1].key_fingerprint != key.fingerprint(secret):
        raise errors.UserError(
            f"The file that {key.KEY_FILE} names holds another key than the one that rounded"
            f" release {earlier[-1].number}.{key.LOST}"
        )


def _counted(
    connection: Connection, plan: Plan, places: Sequence[Place], progress: Progress
) -> Exact:
    tables = []
    for done, table in enumerate(plan.tables):
        progress(COUNTING, done, len(plan.tables))
        tables.append(exact.counted(connection, plan, table, places))
    progress(COUNTING, len(plan.tables), len(plan.tables))
    rows, cells = (pl.concat(frames) for frames in zip(*tables, strict=True))
    # A name of SQLAlchemy's is no plain text.
    unit = {id_: str(CATALOGUE[id_].unit.name) for id_ in plan.ids}
    return Exact(rows, cells.with_columns(pl.col("measure").replace_strict(unit).alias("unit")))


def _printed_effects(effects: Mapping[str, float]) -> dict[str, float]:
    """Rounded up to the next half: limits are as wide as they must be, and no number is told."""
    return {id_: math.ceil(2 * round(effect, 6)) / 2 for id_, effect in effects.items()}


def _rounded(
    cells: pl.DataFrame, rounding: Protect, secret: bytes, progress: Progress
) -> pl.DataFrame:
    progress(ROUNDING, 0, 1)
    y = [
        rounding(x, identity, secret) for x, identity in cells.select("x", "rounded_as").iter_rows()
    ]
    progress(ROUNDING, 1, 1)
    shown = pl.when(pl.col("y") >= LEAST_SHOWN).then(pl.col("y"))
    return cells.with_columns(pl.Series("y", y, pl.Int64)).with_columns(
        shown.alias("shown"), pl.lit(value=False).alias("withheld")
    )


def _trimmed(anew: Exact, before: pl.DataFrame | None, plan: Plan) -> Exact:
    """Without the years before anything is shown of a jurisdiction, of which nothing can be said.

    By whole windows, the last of which always stays, and by what is shown alone; what an earlier
    release told of stays too.
    """
    began = pl.col("period").str.split(BETWEEN).list.first().cast(pl.Int64)
    window = ((began - plan.first_year) // plan.window_years).alias("window")
    placed = anew.cells.with_columns(window)
    is_shown = pl.col("shown").is_not_null()
    firsts = [
        placed.group_by("jurisdiction").agg(
            pl.coalesce(pl.col("window").filter(is_shown).min(), pl.col("window").max())
        )
    ]
    if before is not None:
        firsts.append(
            before.with_columns(window).group_by("jurisdiction").agg(pl.col("window").min())
        )
    first = pl.concat(firsts).group_by("jurisdiction").agg(pl.col("window").min().alias("first"))
    kept = (
        frame.with_columns(window)
        .join(first, on="jurisdiction", how="left")
        .filter((pl.col("window") >= pl.col("first")) | pl.col("first").is_null())
        .drop("window", "first")
        for frame in anew
    )
    return Exact(*kept)


def _places(places: Sequence[Place]) -> pl.DataFrame:
    schema = {
        **dict.fromkeys(("jurisdiction", "name", "currency"), pl.String),
        "made_up": pl.Boolean,
        "as_of": pl.Date,
    }
    return pl.DataFrame(places, schema=schema, orient="row")


def _said(releases_url: str, earlier: Sequence[stored.Release]) -> list[Content]:
    """What all earlier releases say, the oldest first."""
    if not earlier:
        return []
    with stored.reading(releases_url).connect() as connection:
        return [stored.content(connection, one) for one in earlier]


def _memory(cells: pl.DataFrame, stale: pl.DataFrame, names: pl.DataFrame) -> Memory:
    """What is to be remembered of all cells, told anew or not."""
    of_stale = stale.with_columns(pl.lit(value=False).alias("told"))
    counts = cells.join(of_stale, on=BREAKDOWN, how="left").with_columns(
        pl.col("told").fill_null(value=True)
    )
    return Memory(counts.select(remembered.COUNTED[1:]), names)


def _with_stale(
    fresh: pl.DataFrame, before: pl.DataFrame | None, stale: pl.DataFrame, number: int
) -> pl.DataFrame:
    """The numbers of this release, and of the one before what is not told anew."""
    told = fresh.with_columns(pl.lit(number, pl.Int64).alias(OF_RELEASE))
    if before is None:
        return told
    unit = {id_: str(measure.unit.name) for id_, measure in CATALOGUE.items()}
    placed = before.with_columns(pl.col("measure").replace_strict(unit).alias("counted_unit"))
    kept = placed.join(
        stale, left_on=["split", "counted_unit", "jurisdiction"], right_on=BREAKDOWN, how="semi"
    ).drop("counted_unit")
    return pl.concat([told.select(before.columns), kept])
