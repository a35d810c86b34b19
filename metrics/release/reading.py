"""Read the figures of the shown release, in the same form as figures of records.

Everybody sees the same figures. Nothing in this module can read records.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd
import polars as pl
from sqlalchemy import Connection, select

from metrics import counting_options
from metrics.catalogue import select_measures
from metrics.release import archive
from metrics.release.archive import Content
from metrics.release.exact_counts import CATEGORY, KEYS, SPLIT, WITH_COMMAS
from metrics.release.plan import MEASURES, SHARE_SETS, ends, period
from metrics.release.printed_rows import NUMBERS
from metrics.release.rounding import FEWEST_BETWEEN, LEAST_SHOWN, verdict_limits
from metrics.request import (
    ALL,
    BETWEEN,
    EVER,
    JURISDICTION,
    PERIOD,
    YEAR,
    Only,
    Years,
    last_mature_day,
)
from metrics.results import (
    CODES,
    FIRST,
    HIDDEN,
    LATER,
    OF_RELEASE,
    VERDICT,
    Row,
    Status,
    is_part_hidden,
    released_limit,
)
from schemas import errors
from schemas.store import database

NOT_REFRESHED = "not_refreshed"
# Some units of the period may be younger than the follow-up period; derived from public dates only.
DUE_IN_PART = "due_in_part"
ENDS_IN = "ends_in"
# The connection option for another release than the shown one.
NUMBER = "number_of_the_release"
COLUMNS = (
    *("measure", "version", "kind", "unit", JURISDICTION, PERIOD),
    *(*FIRST, "status", *LATER, *VERDICT, *CODES, HIDDEN, OF_RELEASE, NOT_REFRESHED, DUE_IN_PART),
)


# Names of what is known of the release behind a return.
PLAN, OPTION, NOTE = "plan", "option.", "note."


class Shown(NamedTuple):
    """The release that is shown, and its content."""

    release: archive.Release
    content: Content


class Origin(NamedTuple):
    """The release that a jurisdiction made itself, and sent here as a return.

    `signed_by` is the fingerprint of the key that signed the return.
    """

    release: int
    made_on: date
    plan: int
    contact: str
    licence: str
    content_hash: str
    signed_by: str
    options: counting_options.OptionValues


def origins(content: Content) -> dict[str, Origin]:
    """Return by jurisdiction the release that it made itself; {} if this one is made of records."""
    facts = defaultdict[str, dict[str, str]](dict)
    for jurisdiction, name, value in content.origins.select(*archive.ORIGINS).iter_rows():
        facts[jurisdiction][name] = value
    return {code: _origin(of) for code, of in sorted(facts.items())}


def _origin(facts: Mapping[str, str]) -> Origin:
    options = {name.removeprefix(OPTION): value for name, value in facts.items() if OPTION in name}
    return Origin(
        release=int(facts["release"]),
        made_on=date.fromisoformat(facts["made_on"]),
        plan=int(facts[PLAN]),
        **{name: facts[name] for name in ("contact", "licence", "content_hash", "signed_by")},
        options=counting_options.parse_options(options),
    )


def with_release(connection: Connection, number: int) -> Connection:
    """Return a connection on which this module reads release `number` and not the shown one."""
    return connection.execution_options(**{NUMBER: number})


def shown(connection: Connection, number: int | None = None) -> Shown:
    """Return the shown release, or the one that `number` or `with_release` has chosen.

    Raises DatabaseMissing if there is none, UserError if it is withdrawn or was changed.
    """
    looked_at: int | None = connection.get_execution_options().get(NUMBER)
    return _load_release(connection, looked_at if number is None else number)


@database.cached_per_snapshot
def _load_release(connection: Connection, number: int | None) -> Shown:
    """Load a release that is not withdrawn. Raises UserError or DatabaseMissing."""
    number = archive.shown_number(connection) if number is None else number
    if number is None:
        raise errors.DatabaseMissing("All releases were withdrawn. `release make` makes another.")
    release, there = archive.find_valid(connection, number)
    if release is None:
        raise errors.UserError(
            "Release {number} is not shown. Releases: {releases}.",
            number=number,
            releases=there,
        )
    return Shown(release, archive.content(connection, release))


def rows(
    connection: Connection,
    ids: tuple[str, ...],
    *,
    by: tuple[str, ...] = (),
    years: Years = EVER,
    only: Only = (),
) -> pd.DataFrame:
    """Return the released numbers of the measures `ids`.

    Columns are those of `results.rows`, and: `value_below` and `value_above`, the limit of a value
    that is printed as "<10", "<10%" or ">90%"; `hidden`, which of numerator, unknown and
    denominator are printed as "<10", separated by commas; `of_release` (number) and
    `not_refreshed`, whether the row is from an earlier release; and `due_in_part`, whether some
    units of the period have not had the full follow-up. `verdict_low` and `verdict_high` are given
    for shares only. Statuses are those of `results.Status`. Missing values are NaN;
    `largest_share`, `not_yet_due` and `cases` are always missing.

    Only cells of the plan exist (`Plan.publishes`); others get no row. With `year` in `by` there is
    a row per year. Otherwise there is one for the period `years`, called `all`, if the plan has it.
    If not, there are rows for the plan's periods within `years`, and for years outside all of them:
    years are not added up, because this would reveal hidden ones. `only` must name breakdowns of
    the plan. With several values of one breakdown, each value has its own row, and the frame has
    the breakdown's column.
    """
    return _rows(
        connection, tuple(one.id for one in select_measures(ids)), by=by, years=years, only=only
    )


def share_set_rows(
    connection: Connection,
    name: str,
    *,
    by: tuple[str, ...] = (),
    years: Years = EVER,
    only: Only = (),
) -> pd.DataFrame:
    """Return released figures of a set of shares in `plan.SHARE_SETS`, which pages show together.

    Columns are those of `rows`, and `of`, the link group or step of each share.
    """
    shares = SHARE_SETS[name]
    frame = _rows(connection, tuple(shares), by=by, years=years, only=only)
    return frame.assign(of=frame["measure"].map(shares))


def _rows(
    connection: Connection, ids: tuple[str, ...], *, by: tuple[str, ...], years: Years, only: Only
) -> pd.DataFrame:
    """Return released rows of measures, filtered, ordered, and with added columns."""
    release, content = shown(connection)
    split, named = _find_published_table(by, only)
    _, ends_in = ends(pl.col(PERIOD))
    held = content.rows.filter(pl.col("measure").is_in(ids) & (pl.col(SPLIT) == split))
    held = held.with_columns(ends_in.alias(ENDS_IN))
    if jurisdictions := [value for name, value in only if name == JURISDICTION]:
        held = held.filter(pl.col(JURISDICTION).is_in(jurisdictions))
    placed = _filter_by_period(_split_categories(held, split, only), by, years)
    order = {id_: position for position, id_ in enumerate(ids)}
    measure_order = pl.col("measure").replace_strict(order, return_dtype=pl.Int64)
    of_origin = origins(content)
    numbers = {code: one.release for code, one in of_origin.items()}
    own_number = pl.col(JURISDICTION).replace_strict(
        numbers, default=release.number, return_dtype=pl.Int64
    )
    earlier = pl.col(OF_RELEASE) < own_number
    frame = _with_due(placed, content).with_columns(earlier.alias(NOT_REFRESHED))
    if of_origin:
        frame = _with_other_versions(frame)
    frame = _with_verdict(_without_narrow(frame))
    sort = (measure_order, pl.col(JURISDICTION), pl.col(PERIOD), *(pl.col(name) for name in named))
    before, after = COLUMNS[:6], COLUMNS[6:]
    return frame.sort(*sort).select(*before, *named, *after).to_pandas()


def _without_narrow(rows: pl.DataFrame) -> pl.DataFrame:
    """Remove the limits of rates in old releases, which ignored cases and so are too narrow."""
    is_narrow = (pl.col("kind") == "Rate") & pl.col("deff").is_null()
    return rows.with_columns(
        pl.when(~is_narrow).then(pl.col(name)).alias(name) for name in ("low", "high")
    )


def _with_verdict(rows: pl.DataFrame) -> pl.DataFrame:
    """Add the limits for comparisons, calculated from printed numbers, also for old releases."""
    names = ("numerator", "denominator", "unknown", "deff")
    counts = (rows[name].cast(pl.Float64).fill_null(np.nan).to_numpy() for name in names)
    limits = verdict_limits(*counts)
    is_read = (rows["kind"] == "Share") & (rows["status"] == Status.OK.value)
    return rows.with_columns(
        pl.when(is_read).then(pl.Series(name, of, pl.Float64).fill_nan(None)).alias(name)
        for name, of in zip(VERDICT, limits, strict=True)
    )


def _with_other_versions(rows: pl.DataFrame) -> pl.DataFrame:
    """Mark rows of returns that count by another version of a definition than this program."""
    versions = {id_: MEASURES[id_].version for id_ in rows["measure"].unique()}
    known = pl.col("measure").replace_strict(versions, return_dtype=pl.String)
    is_other = (pl.col("version") != known) & pl.col("status").is_in(
        [Status.OK.value, Status.PROTECTED.value]
    )
    status = pl.when(is_other).then(pl.lit(Status.NOT_COMPARABLE.value)).otherwise("status")
    return rows.with_columns(status.alias("status"))


def _with_due(rows: pl.DataFrame, content: Content) -> pl.DataFrame:
    """Add `due_in_part`: whether some units of a period were too recent to be counted.

    The reference date of this release decides, for carried rows too.
    """
    days = dict(content.places.select(JURISDICTION, "as_of").iter_rows())
    options = _options_by_jurisdiction(content)
    due = [
        (id_, jurisdiction, last_mature_day(day, months))
        for id_ in rows["measure"].unique()
        for jurisdiction, day in days.items()
        if (months := MEASURES[id_].window(options[jurisdiction]))
    ]
    schema = {"measure": pl.String, JURISDICTION: pl.String, DUE_IN_PART: pl.Date}
    until = pl.DataFrame(due, schema=schema, orient="row")
    is_late = pl.col(DUE_IN_PART) < pl.date(pl.col(ENDS_IN), 12, 31)
    joined = rows.join(until, on=["measure", JURISDICTION], how="left", maintain_order="left")
    return joined.with_columns(is_late.fill_null(value=False).alias(DUE_IN_PART))


def counting_options_of_release(connection: Connection) -> counting_options.OptionValues:
    """Return the counting options of the release that is shown; defaults if returns differ."""
    return _options_of_all(shown(connection).content)


def _options_by_jurisdiction(content: Content) -> dict[str, counting_options.OptionValues]:
    """Return the counting options of each jurisdiction of a release."""
    own = {code: one.options for code, one in origins(content).items()}
    return own or dict.fromkeys(content.places[JURISDICTION], _options_of_all(content))


def _options_of_all(content: Content) -> counting_options.OptionValues:
    return counting_options.parse_options(dict(content.options.iter_rows()))


def hide_few_between_jurisdictions(numbers: pd.DataFrame) -> pd.DataFrame:
    """Return rows to compare countries; shares of under fifty units are `too_few`, not shown."""
    few = (numbers["kind"] == "Share") & ~(numbers["denominator"] >= FEWEST_BETWEEN)
    few &= numbers["status"].isin(
        [Status.OK.value, Status.PROTECTED.value, Status.BOUNDS_ONLY.value]
    )
    numbers_of_row = [name for name in (*FIRST, *LATER, *VERDICT, *CODES) if name not in FIRST[:3]]
    kept = numbers.copy()
    kept.loc[few, numbers_of_row] = float("nan")
    kept.loc[few, "status"] = Status.TOO_FEW.value
    return kept


def _find_published_table(by: tuple[str, ...], only: Only) -> tuple[str, tuple[str, ...]]:
    """Return the name of the table with all breakdowns in use, and those that get a column."""
    asked = [name for name in by if name not in (JURISDICTION, YEAR)]
    restricted = [name for name, _ in only if name not in (JURISDICTION, YEAR)]
    several = [name for name in dict.fromkeys(restricted) if restricted.count(name) > 1]
    split = WITH_COMMAS.join(sorted({*asked, *restricted}))
    return split, tuple(dict.fromkeys((*asked, *several)))


def _split_categories(held: pl.DataFrame, split: str, only: Only) -> pl.DataFrame:
    """Return the rows that match `only`, with the group of each row in one column per breakdown."""
    if not split:
        return held
    names = split.split(WITH_COMMAS)
    parts = pl.col(CATEGORY).str.split(WITH_COMMAS).list
    frame = held.with_columns(
        parts.get(position).alias(name) for position, name in enumerate(names)
    )
    for name in names:
        if values := [value for restricted, value in only if restricted == name]:
            frame = frame.filter(pl.col(name).is_in(values))
    return frame


def _filter_by_period(held: pl.DataFrame, by: tuple[str, ...], years: Years) -> pl.DataFrame:
    """Return the rows for the requested years: single years, the period, or parts of it."""
    first, last = ends(pl.col(PERIOD))
    inside = pl.lit(value=True)
    first_year, last_year = years
    if first_year is not None:
        inside &= first >= first_year
    if last_year is not None:
        inside &= last <= last_year
    within = held.filter(inside)
    is_window = first < last
    if YEAR in by:
        return within.filter(~is_window)
    if first_year is not None and last_year is not None:
        whole = within.filter(pl.col(PERIOD) == period((first_year, last_year)))
        if not whole.is_empty():
            return whole.with_columns(pl.lit(ALL).alias(PERIOD))
    windows = within.filter(is_window)
    spans = {tuple(map(int, one.split(BETWEEN))) for one in windows[PERIOD].unique()}
    covered = {str(year) for start, end in spans for year in range(start, end + 1)}
    return within.filter(is_window | ~pl.col(PERIOD).is_in(sorted(covered)))


STATUS, NOT_SHOWN = "status", "not told"


class Corrections(NamedTuple):
    """The figures of release `before` that a later release corrects.

    `lines` has the columns DIFFERENCE_COLUMNS. Figures that are released for the first time are
    not included.
    """

    before: int
    lines: pl.DataFrame


def corrections(connection: Connection, release: archive.Release) -> Corrections | None:
    """Return how a release corrects the latest valid release before it; None if there is none."""
    valid = archive.valid_releases(connection)
    earlier = [one for number, one in valid.items() if number < release.number]
    if not earlier:
        return None
    before, after = (archive.content(connection, one) for one in (earlier[-1], release))
    return Corrections(earlier[-1].number, _corrected_figures(before, after))


STATED = [JURISDICTION, "subject", "value"]


class LastChange(NamedTuple):
    """What the last return of a jurisdiction changed: corrected figures, and rules.

    `rules` are subject, value before and value now; a value is blank if it is not stated. They
    include counting options.
    """

    figures: int
    rules: tuple[tuple[str, str, str], ...]


def last_change(connection: Connection, jurisdiction: str) -> LastChange | None:
    """Return what the last return of a jurisdiction changed; None if it is the only one.

    A release of returns has the rows of a jurisdiction, or names the earlier release that has them.
    The last return came with the release that has the rows, the one before it with an earlier one.
    """
    release, after = shown(connection)
    if after.origins.is_empty():
        return None
    came_with = archive.rows_of(connection, release.number).get(jurisdiction, 0)
    of = archive.release_rows_of.c
    query = select(of.release).where(of.jurisdiction == jurisdiction, of.release < came_with)
    numbers = {*connection.execute(query).scalars()}
    valid = archive.valid_releases(connection)
    earlier = [one for number, one in valid.items() if number in numbers]
    if not earlier:
        return None
    return change_between(archive.content(connection, earlier[-1]), after, (jurisdiction,))


def change_between(before: Content, after: Content, jurisdictions: Sequence[str]) -> LastChange:
    """Return how figures and rules of jurisdictions differ between two releases."""
    old, new = (_filter_by_jurisdictions(content, jurisdictions) for content in (before, after))
    lines = _corrected_figures(old, new)
    rules = tuple((subject, was, now) for _, subject, was, now in _changed_rules(old, new))
    return LastChange(lines.select(KEYS).n_unique(), rules)


def _changed_rules(before: Content, after: Content) -> Iterator[tuple[str, str, str, str]]:
    """Yield jurisdiction, subject, value before and value now of each rule that differs."""
    old, new = _stated_rules(before), _stated_rules(after)
    for place, subject in sorted({*old, *new}):
        was, now = (of.get((place, subject), "") for of in (old, new))
        if was != now:
            yield place, subject, was, now


def rule_differences(before: Content, after: Content) -> pl.DataFrame:
    """Return a row for each rule or counting option that differs between two releases.

    Columns DIFFERENCE_COLUMNS: `what` is the subject, and keys but the jurisdiction are blank. A
    value is blank if a release does not state it.
    """
    names = (JURISDICTION, "what", "before", "after")
    lines = [dict(zip(names, one, strict=True)) for one in _changed_rules(before, after)]
    schema = dict.fromkeys(DIFFERENCE_COLUMNS, pl.String)
    return pl.DataFrame(lines, schema=schema).fill_null("")


def _corrected_figures(before: Content, after: Content) -> pl.DataFrame:
    """Return the differences of two releases without figures that only the later one has."""
    return release_differences(before, after).filter(pl.col("before") != NOT_SHOWN)


def _filter_by_jurisdictions(content: Content, jurisdictions: Sequence[str]) -> Content:
    """Return the content with only the rows, rules and counting options of some jurisdictions."""
    own = pl.col(JURISDICTION).is_in(jurisdictions)
    names = ("places", "rows", "context", "origins")
    return content._replace(**{name: getattr(content, name).filter(own) for name in names})


def _stated_rules(content: Content) -> dict[tuple[str, str], str]:
    """Return the rules and counting options of a release, by jurisdiction and subject."""
    context = content.context.select(STATED).iter_rows()
    return {
        **{(place, subject): value for place, subject, value in context},
        **{
            (place, name): value
            for place, options in _options_by_jurisdiction(content).items()
            for name, value in options.written
        },
    }


DIFFERENCE_COLUMNS = (*KEYS, "what", "before", "after")
# The columns of a row that are compared.
READ = [*KEYS, *NUMBERS, HIDDEN, STATUS]


def release_differences(before: Content, after: Content) -> pl.DataFrame:
    """Return a row for each number that differs between two releases, as printed text.

    Columns DIFFERENCE_COLUMNS. For a row that only one release has, only the status is compared;
    the value of the other release is "not told".
    """
    # Few rows differ, and formatting a row is slow.
    old = _by_key(before.rows.join(after.rows, on=READ, how="anti", nulls_equal=True))
    new = _by_key(after.rows.join(before.rows, on=READ, how="anti", nulls_equal=True))
    lines = [
        (*key, *change)
        for key in sorted({**old, **new})
        for change in _row_changes(old.get(key), new.get(key))
    ]
    return pl.DataFrame(lines, schema=dict.fromkeys(DIFFERENCE_COLUMNS, pl.String), orient="row")


def _by_key(rows: pl.DataFrame) -> dict[tuple[str, ...], Row]:
    return {tuple(str(row[name]) for name in KEYS): row for row in rows.iter_rows(named=True)}


def _row_changes(old: Row | None, new: Row | None) -> Iterator[tuple[str, str, str]]:
    """Yield the numbers that differ between two versions of a row: name, before, after."""
    if old is None or new is None:
        before, after = (NOT_SHOWN if row is None else str(row[STATUS]) for row in (old, new))
        yield STATUS, before, after
        return
    before_by_name, after_by_name = _printed_numbers(old), _printed_numbers(new)
    for name, before in before_by_name.items():
        if before != (after := after_by_name[name]):
            yield name, before, after


def _printed_numbers(row: Row) -> dict[str, str]:
    """Return by name each number of a row as printed: "<10" or "<0.1" if only a limit is known."""
    texts = {
        name: f"<{LEAST_SHOWN}" if is_part_hidden(row, name) else _number_text(row[name])
        for name in NUMBERS
        if name not in CODES
    }
    if (end := released_limit(row)) is not None:
        texts["value"] = f"{end[0]}{_number_text(end[1])}"
    return {**texts, STATUS: str(row[STATUS])}


def _number_text(number: float | None) -> str:
    return "" if number is None else f"{number:.10g}"
