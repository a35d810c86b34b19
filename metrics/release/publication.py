"""Make a release of the records: count, round, compare with the last release, test, publish."""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import polars as pl
from sqlalchemy import Connection

from metrics import counting_options, publication_details
from metrics.measure_kinds import AmountRatio, Rate
from metrics.release import archive, exact_counts, gate, key, printed_rows, release_memory
from metrics.release.archive import Content
from metrics.release.attack import POSSIBLE_VALUES, PROVEN
from metrics.release.attack_problem import STICKY, Rule
from metrics.release.exact_counts import BETWEEN as KEY_BETWEEN
from metrics.release.exact_counts import CATEGORY, EVENTS, KEYS, SPLIT, UNIT_OF, Exact, Place
from metrics.release.gate import (
    KNOWS_CHANGES,
    KNOWS_TOTALS,
    OUTSIDE,
    WITHHELD,
    EarlierReleases,
    ProtectionImpossible,
    ReleaseSettings,
    SuppressedCell,
)
from metrics.release.plan import MEASURES, YEAR, Plan, ends, latest
from metrics.release.release_memory import BREAKDOWN, Memory
from metrics.release.rounding import LEAST_SHOWN, Protect, round_randomly_to_five
from metrics.request import BETWEEN
from metrics.results import OF_RELEASE
from schemas import errors
from schemas.language import marked, message, messages, sentences
from schemas.store import audit, database


class Selection(NamedTuple):
    """The figures that a release publishes newly, and all cells of its years, new or repeated."""

    anew: Exact
    standing: pl.DataFrame


def select_new_figures(
    counted: Exact, repeated: pl.DataFrame, last: Content | None, plan: Plan
) -> Selection:
    """Select the figures to publish newly: all breakdowns that are not in `repeated`.

    The first periods of a jurisdiction in which no figure is shown are left out. Only shown figures
    decide this. The latest period always stays, and so do the periods of the last release.
    """
    rows, cells = (frame.join(repeated, on=BREAKDOWN, how="anti") for frame in counted)
    began, _ = ends(pl.col("period"))
    window = plan.window_of(began).alias("window")
    first_shown = pl.col("window").filter(pl.col("shown").is_not_null()).min()
    firsts = [
        cells.with_columns(window)
        .group_by("jurisdiction")
        .agg(pl.coalesce(first_shown, pl.col("window").max()))
    ]
    if last is not None:
        before = last.rows.with_columns(window)
        firsts.append(before.group_by("jurisdiction").agg(pl.col("window").min()))
    first = pl.concat(firsts).group_by("jurisdiction").agg(pl.col("window").min().alias("first"))
    kept = (
        frame.with_columns(window)
        .join(first, on="jurisdiction", how="left")
        .filter((pl.col("window") >= pl.col("first")) | pl.col("first").is_null())
        .drop("window", "first")
        for frame in (rows, cells, counted.cells)
    )
    rows, cells, standing = kept
    return Selection(Exact(rows, cells), standing)


def add_repeated_rows(
    fresh: pl.DataFrame, last: pl.DataFrame | None, repeated: pl.DataFrame, number: int
) -> pl.DataFrame:
    """Add to a release the rows or cells that it repeats from the last one."""
    anew = fresh.with_columns(pl.lit(number, pl.Int64).alias(OF_RELEASE))
    if last is None:
        return anew
    placed = last.with_columns(pl.col("measure").replace_strict(UNIT_OF).alias("of_unit"))
    split, counted, jurisdiction = BREAKDOWN
    of_stale = repeated.rename({counted: "of_unit"})
    kept = placed.join(of_stale, on=[split, "of_unit", jurisdiction], how="semi")
    return pl.concat([anew.select(last.columns), kept.select(last.columns)])


def add_refused_jurisdictions(
    refused: Collection[str], repeated: pl.DataFrame, cells: pl.DataFrame
) -> pl.DataFrame:
    """Return `repeated` (BREAKDOWN) with all breakdowns of the jurisdictions in `refused`."""
    all_of = cells.filter(pl.col("jurisdiction").is_in([*refused])).select(BREAKDOWN)
    return pl.concat([repeated, all_of]).unique(maintain_order=True)


def without_refused_jurisdictions(refused: Collection[str], anew: Exact) -> Exact:
    """Return the new rows and cells without those of the jurisdictions in `refused`."""
    return Exact(*(frame.filter(~pl.col("jurisdiction").is_in([*refused])) for frame in anew))


def replace_refused_by_last(
    now: pl.DataFrame, last: pl.DataFrame | None, refused: Collection[str]
) -> pl.DataFrame:
    """Return rows about jurisdictions; for those in `refused`, the rows of the last release."""
    is_held = pl.col("jurisdiction").is_in([*refused])
    if last is None:
        return now.filter(~is_held)
    return pl.concat([now.filter(~is_held), last.select(now.columns).filter(is_held)])


LEAST_CHANGED = 10
FINEST_CELL = (*BREAKDOWN, "measure", "part", "cell")
CHANGED = "changed"


def finest_cells(cells: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Return the cells that are not sums of other cells in their table, with counts.

    Columns FINEST_CELL and `x`. They are of single years if a table has years, otherwise of periods
    of several years.
    """
    by_year = [table.name for table in plan.tables if YEAR in table.periods]
    is_window = pl.col("period").str.contains(BETWEEN, literal=True)
    return cells.filter(is_window != pl.col("split").is_in(by_year)).select(*FINEST_CELL, "x")


def count_changed_records(before: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """Return for each breakdown the least number of records that changed since the last release.

    Columns BREAKDOWN and `changed`. Both frames are from `finest_cells`. A changed record leaves
    one cell of a measure and enters another; a new or deleted record changes one cell. So the least
    number is half of the sum of differences, for the measure in which this is largest.
    """
    both = before.select(*FINEST_CELL, "x").join(
        now, on=FINEST_CELL, how="full", suffix="_now", coalesce=True
    )
    apart = (pl.col("x").fill_null(0) - pl.col("x_now").fill_null(0)).abs()
    return (
        both.group_by(*BREAKDOWN, "measure")
        .agg((apart.sum() / 2).alias(CHANGED))
        .group_by(BREAKDOWN)
        .agg(pl.col(CHANGED).max())
    )


def repeated_breakdowns(before: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """Return the breakdowns (columns BREAKDOWN) to repeat, because too few records changed."""
    changed = count_changed_records(before, now).filter(pl.col(CHANGED) < LEAST_CHANGED)
    return changed.join(before, on=BREAKDOWN, how="semi").select(BREAKDOWN)


# What an attacker of the gate is assumed to know.
KNOWLEDGE = {
    OUTSIDE: message("The attacker knows only the releases."),
    KNOWS_TOTALS: message("The attacker also knows national totals from other sources."),
    KNOWS_CHANGES: message("The attacker also knows every record that was added or removed."),
}
# At most this many given-away figures are named.
NAMED = 5


def protection_notes(
    cells: pl.DataFrame, refused: Mapping[str, ProtectionImpossible], last: Content | None
) -> Iterator[str]:
    """Yield the notes of a release on its protection, based only on figures that it shows.

    They say which jurisdictions (those in `refused`) repeat the figures of the last release.
    """
    shown_cells = cells.unique("cell")
    withheld = shown_cells.filter(WITHHELD).height
    hidden = shown_cells.filter(pl.col("shown").is_null() & ~pl.col(WITHHELD)).height
    # A release is stored in English.
    yield str(
        message(
            "Every figure is rounded to a multiple of five, always in the same way. No figure under"
            " ten is shown. Before publication, a program tried to find single people in the"
            " figures. Figures that helped it are withheld."
        )
    )
    yield str(
        message(
            "Of {updated:,} new or updated figures, {shown:,} are shown, {hidden:,} are under ten"
            " (<10) and {withheld:,} are withheld.",
            updated=shown_cells.height,
            shown=shown_cells.height - hidden - withheld,
            hidden=hidden,
            withheld=withheld,
        )
    )
    yield str(
        message(
            "The protection does not cover four cases. Somebody may know all other records of a"
            " figure. Somebody may know every record that was added or removed between releases:"
            " they can tell for a few figures that the first release counted somebody. If they also"
            " steal the key and follow a dozen releases, they learn some small figures. Officials"
            " of several countries may work together. People may already be named in a public"
            " judgment."
        )
    )
    yield from _no_longer_shown_note(cells, last)
    yield from _repeat_notes(refused, last)


def _no_longer_shown_note(cells: pl.DataFrame, last: Content | None) -> Iterator[str]:
    """Yield a sentence on how many figures the last release shows and this one withholds."""
    if last is None:
        return
    shown = last.cells.filter(pl.col("shown").is_not_null() & ~pl.col(WITHHELD))
    gone = cells.filter(WITHHELD).join(shown, on=[*KEYS, "part"], how="semi").unique("cell").height
    if gone:
        yield str(
            messages(
                "{count} of the withheld figures is shown in the release before, which does not"
                " change. Together with that release, the new figure would reveal counts.",
                "{count} of the withheld figures are shown in the release before, which does not"
                " change. Together with that release, the new figures would reveal counts.",
                gone,
            )
        )


def _repeat_notes(
    refused: Mapping[str, ProtectionImpossible], last: Content | None
) -> Iterator[str]:
    """Yield a sentence for each jurisdiction whose figures are repeated or left out."""
    for jurisdiction in sorted(refused):
        if numbers := _releases_shown_for(jurisdiction, last):
            yield str(
                message(
                    "Nothing is updated for {jurisdiction}: its figures are those of release"
                    " {releases}. Together with those, the new figures would reveal counts.",
                    jurisdiction=jurisdiction,
                    releases=", ".join(map(str, numbers)),
                )
            )
        else:
            yield str(
                message(
                    "Nothing is shown for {jurisdiction}: its figures would reveal counts.",
                    jurisdiction=jurisdiction,
                )
            )


def _releases_shown_for(jurisdiction: str, last: Content | None) -> list[int]:
    if last is None:
        return []
    return last.rows.filter(jurisdiction=jurisdiction)[OF_RELEASE].unique().sort().to_list()


def explain_refusals(
    refused: Mapping[str, ProtectionImpossible], last: Content | None, cells: pl.DataFrame
) -> tuple[str, ...]:
    """Return sentences on what would allow refused jurisdictions to be published.

    Raises UserError if all jurisdictions are refused.
    """
    freed_by = tuple(refusal_reasons(refused, last, cells))
    if refused.keys() == set(cells["jurisdiction"]):
        raise errors.UserError(sentences(*freed_by))
    return freed_by


def refusal_reasons(
    refused: Mapping[str, ProtectionImpossible], last: Content | None, cells: pl.DataFrame
) -> Iterator[str]:
    """Yield, for the owner only, why each jurisdiction is refused and what would help."""
    for jurisdiction, given_away in sorted(refused.items()):
        numbers = ", ".join(map(str, _releases_shown_for(jurisdiction, last)))
        if numbers:
            stays = message(
                "{jurisdiction}: its figures stay those of release {releases}.",
                jurisdiction=jurisdiction,
                releases=numbers,
            )
        else:
            stays = message(
                "{jurisdiction}: no release has its figures.", jurisdiction=jurisdiction
            )
        yield sentences(
            stays,
            messages(
                "An attacker could find {count} of the new figures, whatever is withheld.",
                "An attacker could find {count} of the new figures, whatever is withheld.",
                len(given_away.figures),
            ),
            KNOWLEDGE[given_away.attacker],
            message(
                "Its figures are updated by the first release for which all of this is true:"
                " {conditions}.",
                conditions="; ".join(_missing_conditions(given_away, cells)),
            ),
        )


def _missing_conditions(given_away: ProtectionImpossible, cells: pl.DataFrame) -> Iterator[str]:
    """Yield sentences on what would allow figures to be published, with a few as examples."""
    named = cells.filter(pl.col("cell").is_in([*given_away.figures])).unique("cell").sort("cell")
    for row in named.head(NAMED).iter_rows(named=True):
        of = " ".join(filter(None, (row["period"], row["category"])))
        one = given_away.figures[row["cell"]]
        figure = f"{row['measure']} {row['part']} ({of})"
        if one.why == PROVEN:
            yield message(
                "{figure} counts at least {least} ({more} more)",
                figure=figure,
                least=POSSIBLE_VALUES,
                more=POSSIBLE_VALUES - one.counted,
            )
        else:
            yield message(
                "{figure} has at least {least} of its removed records back",
                figure=figure,
                least=POSSIBLE_VALUES - one.values,
            )
    if named.height > NAMED:
        more = named.height - NAMED
        yield messages(
            "the same for {count} more figure", "the same for {count} more figures", more
        )


def table_report(cells: pl.DataFrame) -> pl.DataFrame:
    """Return for the owner only, by table: `figures, shown, hidden, withheld, records`.

    `records` is the share of all counted records that is in figures that are shown.
    """
    shown_cells = cells.unique([SPLIT, "cell"])
    is_told = pl.col("shown").is_not_null() & ~pl.col(WITHHELD)
    return (
        shown_cells.group_by(SPLIT)
        .agg(
            pl.len().alias("figures"),
            is_told.sum().alias("shown"),
            (pl.col("shown").is_null() & ~pl.col(WITHHELD)).sum().alias("hidden"),
            pl.col(WITHHELD).sum(),
            (pl.col("x").filter(is_told).sum() / pl.col("x").sum()).alias("records"),
        )
        .sort(SPLIT)
    )


def reasons_for_owner(
    withheld: Sequence[SuppressedCell], before: Mapping[str, int]
) -> Iterator[str]:
    """Yield sentences, for the owner only, on why figures are withheld.

    There is one for each jurisdiction, attacker and reason. `before` has by jurisdiction how many
    cells can be proven to have been above zero before all changes; each has a sentence too.
    """
    counted = Counter((one.jurisdiction, one.attacker, one.why) for one in withheld)
    for (jurisdiction, attacker, why), number in sorted(counted.items()):
        yield sentences(
            messages(
                "{jurisdiction}: {count} figure is withheld ({why}).",
                "{jurisdiction}: {count} figures are withheld ({why}).",
                number,
                jurisdiction=jurisdiction,
                why=why,
            ),
            KNOWLEDGE[attacker],
        )
    for jurisdiction, number in sorted(before.items()):
        yield sentences(
            messages(
                "{jurisdiction}: for {count} small figure, an attacker can tell that the first"
                " release counted somebody. Nothing can be withheld against this.",
                "{jurisdiction}: for {count} small figures, an attacker can tell that the first"
                " release counted somebody. Nothing can be withheld against this.",
                number,
                jurisdiction=jurisdiction,
            ),
            KNOWLEDGE[KNOWS_CHANGES],
        )


UNIT_OF_KEY = "unit of the key"
ALIKE_IN = ("split", "jurisdiction")
# Called with the step, the number of things done, and their total.
Progress = Callable[[str, int, int], None]
COUNTING, ROUNDING = marked("Counting"), marked("Rounding")
ATTACKING = marked("Testing the protection")
NO_RECORDS = message("There are no records to make a release of. Import some first.")
# Measures of money per thing, each with the rate that counts the things.
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


def ignore_progress(what: str, done: int, total: int) -> None:
    """Do nothing with a report of progress."""


class Rounding(NamedTuple):
    """The function that rounds counts, and the public rule by which it rounds."""

    protect: Protect
    rule: Rule


KEYED = Rounding(round_randomly_to_five, STICKY)


class Draft(NamedTuple):
    """A release that is not published yet, with the exact counts to store.

    `report` and `reasons` are only for the owner of the records, and not part of the release.
    """

    content: Content
    after: int
    key_fingerprint: str
    memory: Memory
    report: pl.DataFrame
    reasons: tuple[str, ...]


def draft_release(
    url: str, releases_url: str, *, rounding: Rounding = KEYED, progress: Progress = ignore_progress
) -> Draft:
    """Return the next release of the records at `url`, after those at `releases_url`.

    A jurisdiction that cannot be protected repeats its last figures. Raises UserError if none can
    be protected, the key is missing or another, or records or earlier exact counts are missing.
    """
    secret, earlier, plan = key.read(), archive.all_releases(releases_url), latest()
    _refuse_another_key(secret, earlier)
    before = _load_earlier(url, releases_url, earlier)
    with database.reading(url).connect() as connection:
        inputs = _load_inputs(connection, plan, progress)
        (counted, running), effects, jurisdictions, context = inputs
        by = ReleaseSettings(plan, counting_options.load_options(connection), rounding.rule)
        details = publication_details.as_lines(publication_details.load(connection))
    names = equal_count_keys(counted.cells, before.memory.aliases)
    cells = _round_counts(rounded_as(counted.cells, names), rounding.protect, secret, progress)
    told_before, now = (finest_cells(of, plan) for of in (before.memory.last_published, cells))
    repeated = repeated_breakdowns(told_before, now)
    last, number = before.releases[-1] if before.releases else None, len(earlier) + 1
    of_rows = round_divisors(Exact(counted.rows, cells), rounding.protect, secret)
    anew, standing = select_new_figures(Exact(of_rows, cells), repeated, last, plan)
    verdict = gate.protect_release(anew.cells, standing, before, by, partial(progress, ATTACKING))
    refused = verdict.refused
    freed_by = explain_refusals(refused, last, cells)
    repeated = add_refused_jurisdictions(refused, repeated, cells)
    anew = without_refused_jurisdictions(refused, anew)
    shown_cells = printed_rows.with_withheld(anew.cells, {one.cell for one in verdict.withheld})
    rows = printed_rows.print_rows(plan, anew.rows, shown_cells, effects)
    changed_options = _changed_options_note(last, by.chosen, len(earlier))
    said = Content(
        plan=plan.version,
        made_up=jurisdictions["made_up"].all(),
        options=pl.DataFrame(by.chosen.written, schema=OPTIONS, orient="row"),
        places=replace_refused_by_last(jurisdictions, last and last.places, refused),
        context=replace_refused_by_last(context, last and last.context, refused),
        effects=_shown_design_effects(rows, effects),
        rows=add_repeated_rows(rows, last and last.rows, repeated, number),
        cells=add_repeated_rows(shown_cells.select(CELL), last and last.cells, repeated, number),
        notes=(*protection_notes(shown_cells, refused, last), *changed_options, *details),
    )
    return Draft(
        content=said,
        after=len(earlier),
        key_fingerprint=key.fingerprint(secret),
        memory=_counts_to_keep(cells, running, repeated, names),
        report=table_report(shown_cells),
        reasons=(*reasons_for_owner(verdict.withheld, verdict.proven_before), *freed_by),
    )


def publish_draft(url: str, releases_url: str, made: Draft) -> archive.Release:
    """Publish a draft as the release that is shown, and record it in the audit log.

    Raises UserError if another release was made since the draft, and DatabaseUnavailable if it
    or the log cannot be written.
    """
    number, content_hash = made.after + 1, archive.content_hash(made.content)
    with audit.audited(url, audit.Action.MAKE_RELEASE, number=number, release=content_hash):
        # Stored first: exact counts of a release that is then not published are ignored.
        release_memory.store_memory(url, number, content_hash, made.memory)
        return archive.publish(releases_url, made.content, made.key_fingerprint, made.after)


def withdraw(url: str, releases_url: str, number: int, because: str) -> int | None:
    """Withdraw a release, as `archive.withdraw` does, and record it in the audit log."""
    with audit.audited(url, audit.Action.WITHDRAW_RELEASE, number=number):
        return archive.withdraw(releases_url, number, because)


class _ReleaseInputs(NamedTuple):
    """What a release needs from the records: exact numbers, design effects, facts on places."""

    counted: exact_counts.Counted
    effects: dict[str, float]
    places: pl.DataFrame
    context: pl.DataFrame


def _load_inputs(connection: Connection, plan: Plan, progress: Progress) -> _ReleaseInputs:
    jurisdictions = exact_counts.release_jurisdictions(connection)
    if not jurisdictions:
        raise errors.UserError(NO_RECORDS)
    return _ReleaseInputs(
        _count_tables(connection, plan, jurisdictions, progress),
        _printed_design_effects(exact_counts.design_effects(connection, plan, jurisdictions)),
        pl.DataFrame(jurisdictions, schema=PLACES, orient="row"),
        exact_counts.context(connection, jurisdictions),
    )


def _refuse_another_key(secret: bytes, earlier: Sequence[archive.Release]) -> None:
    if earlier and earlier[-1].key_fingerprint != key.fingerprint(secret):
        raise errors.UserError(
            sentences(
                message(
                    "The key in {variable} is another key than the one of release {number}.",
                    variable=key.KEY_FILE,
                    number=earlier[-1].number,
                ),
                key.LOST,
            )
        )


def _count_tables(
    connection: Connection, plan: Plan, jurisdictions: Sequence[Place], progress: Progress
) -> exact_counts.Counted:
    """Count all tables of the plan from the records."""
    tables = []
    for done, table in enumerate(plan.tables):
        progress(COUNTING, done, len(plan.tables))
        tables.append(exact_counts.count_exact(connection, plan, table, jurisdictions))
    progress(COUNTING, len(plan.tables), len(plan.tables))
    unit = pl.col("measure").replace_strict(UNIT_OF).alias("unit")
    rows = pl.concat([exactly.rows for exactly, _ in tables])
    cells = pl.concat([exactly.cells for exactly, _ in tables]).with_columns(unit)
    running = pl.concat([running for _, running in tables]).with_columns(unit)
    return exact_counts.Counted(Exact(rows, cells), running)


def _printed_design_effects(effects: Mapping[str, float]) -> dict[str, float]:
    """Round design effects up to halves: limits are then never too narrow and reveal no count."""
    return {id_: math.ceil(2 * round(effect, 6)) / 2 for id_, effect in effects.items()}


def _shown_design_effects(rows: pl.DataFrame, effects: Mapping[str, float]) -> pl.DataFrame:
    """Return the design effects that released rows use."""
    said = rows.filter(pl.col("deff").is_not_null())["measure"].unique()
    shown_cells = pl.DataFrame(list(effects.items()), schema=EFFECTS, orient="row")
    return shown_cells.filter(pl.col("measure").is_in(said.implode()))


def _round_counts(
    cells: pl.DataFrame, rounding: Protect, secret: bytes, progress: Progress
) -> pl.DataFrame:
    """Add the rounded count to each cell; counts that are too small are not shown."""
    progress(ROUNDING, 0, 1)
    y = [
        rounding(x, identity, secret) for x, identity in cells.select("x", "rounded_as").iter_rows()
    ]
    progress(ROUNDING, 1, 1)
    shown = pl.when(pl.col("y") >= LEAST_SHOWN).then(pl.col("y"))
    return cells.with_columns(pl.Series("y", y, pl.Int64)).with_columns(shown.alias("shown"))


def round_divisors(exactly: Exact, rounding: Protect, secret: bytes) -> pl.DataFrame:
    """Return the rows with a rounded divisor (`below`) for sums per thing, such as per worker.

    The divisor is a number of things. It is rounded as the cell of the rate that counts the same
    things, because two different roundings of one number would reveal more. It is NULL if it is
    under ten or no rate counts these things.
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
    shown_cells = drawn.select(*KEYS, pl.Series("things", shown, pl.Float64))
    joined = exactly.rows.join(shown_cells, on=KEYS, how="left", maintain_order="left")
    is_of_things = pl.col("measure").is_in(named["measure"].implode())
    below = pl.when(is_of_things).then("things").otherwise("below").alias("below")
    return joined.with_columns(below).drop("things")


def _load_earlier(
    url: str, releases_url: str, earlier: Sequence[archive.Release]
) -> EarlierReleases:
    """Return all earlier releases, oldest first, and the exact counts behind them."""
    contents = []
    if earlier:
        with archive.reading(releases_url).connect() as connection:
            contents = [archive.content(connection, one) for one in earlier]
    return EarlierReleases(contents, release_memory.load_memory(url, earlier))


def _changed_options_note(
    last: Content | None, chosen: counting_options.OptionValues, number: int
) -> Iterator[str]:
    """Yield a note on counting options that were different when the last release was made."""
    before = {} if last is None else dict(last.options.iter_rows())
    changed = [
        f"{name} ({before[name]} → {value})"
        for name, value in chosen.written
        if before.get(name, value) != value
    ]
    if changed:
        yield str(
            message(
                "Counting options have changed since release {number}: {options}. Figures that are"
                " repeated from an earlier release were counted with the options of that time.",
                number=number,
                options="; ".join(changed),
            )
        )


def _counts_to_keep(
    cells: pl.DataFrame, running: pl.DataFrame, repeated: pl.DataFrame, names: pl.DataFrame
) -> Memory:
    """Return the exact counts to keep for the next release, also of periods that are not over."""
    of_stale = repeated.with_columns(pl.lit(value=False).alias("told"))
    counts = cells.join(of_stale, on=BREAKDOWN, how="left").with_columns(
        pl.col("told").fill_null(value=True)
    )
    every = pl.concat([counts, running.with_columns(told=False)], how="diagonal")
    return Memory(every.select(release_memory.COUNTED[1:]), names)


def equal_count_keys(cells: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Return which keys have equal counts, so that they are rounded by one key, their alias.

    Columns split, jurisdiction, key, as_key (the alias: the first of the keys by name). `cells` are
    those of `Exact`. A key with an alias in an earlier release (`known`) keeps it even if counts
    differ later, because another alias would round the same years differently.

    Several definitions may select the same units. If each count were rounded in its own way, nine
    definitions would publish nine roundings of one count, and these would reveal it.
    """
    # Two date columns of one unit may give the same count.
    unit = pl.col("key").str.split(KEY_BETWEEN).list.first()
    counts = (
        cells.unique(["split", "cell"])
        .sort("period", CATEGORY)
        .group_by(*ALIKE_IN, unit.alias(UNIT_OF_KEY), "key", maintain_order=True)
        .agg(pl.col("period"), pl.col(CATEGORY), pl.col("x"))
    )
    # Counts that are all 0 are not taken as equal.
    some = counts.filter(pl.col("x").list.sum() > 0)
    first = pl.col("key").min().over(*ALIKE_IN, UNIT_OF_KEY, "period", CATEGORY, "x")
    unknown = some.select(*ALIKE_IN, "key", first.alias("as_key")).join(
        known, on=[*ALIKE_IN, "key"], how="anti"
    )
    # If the first key has an alias already, the others get it too.
    renamed = unknown.join(
        known.rename({"key": "as_key", "as_key": "known_as"}), on=[*ALIKE_IN, "as_key"], how="left"
    ).select(*ALIKE_IN, "key", pl.coalesce("known_as", "as_key").alias("as_key"))
    return pl.concat([known.select(*ALIKE_IN, "key", "as_key"), renamed])


def rounded_as(cells: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Return the cells with `rounded_as`: the identity that decides how each is rounded.

    It has the alias of the cell's key (`names`), if there is one.
    """
    named = cells.join(names, on=[*ALIKE_IN, "key"], how="left")
    place_and_time = pl.col("cell").str.slice(pl.col("key").str.len_chars())
    alike = pl.concat_str(pl.coalesce("as_key", "key"), place_and_time)
    return named.with_columns(alike.alias("rounded_as")).drop("as_key")
