"""Queries of pages and exported files, answered from records or from a published release.

Each `Question` has one function for records in a scope, and one for a release, which cannot reach
records. Asking a release for what it does not contain raises `released_data.NotReleased`, a bug of
the page. An answer has the columns, and raises the errors, of the function that makes it. All raise
DatabaseUnavailable if there is no database.
"""

import math
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import date
from typing import Any, Concatenate, Generic, Literal, NamedTuple, ParamSpec, TypeVar

import pandas as pd
import polars as pl

import metrics
from dashboard import access, cache, released_data, words
from metrics import (
    catalogue,
    chain_reach,
    completeness,
    counting_options,
    money_flow,
    national_lists,
    not_collected,
    publication_details,
    results,
    stage_transitions,
    worked_examples,
    worklist,
)
from metrics.release import archive as stored_releases
from metrics.release import figure_notes as release_notes
from metrics.release import reading, returns
from schemas import errors, scopes
from schemas.store import database
from seed import batches as stored

DATABASE = "PROSECUTION_QUALITY_DATABASE"
# Pages iterate over rows. With Arrow strings each access makes a new str, a tenth of the time of a
# page.
pd.set_option("mode.string_storage", "python")
OfBatch = Literal["files", "findings", "not_read", "reidentification", "tables"]
OF_BATCH: dict[OfBatch, Callable[..., pl.DataFrame]] = {
    "files": stored.files_of,
    "findings": stored.findings_of,
    "not_read": stored.unread_columns_of,
    "reidentification": stored.reidentification_of,
    "tables": stored.tables_of,
}
Asked = ParamSpec("Asked")
Made = TypeVar("Made", covariant=True)


class Source(NamedTuple):
    """The address of the records or releases, their version, and the id of the user's scope."""

    url: str
    version: str
    scope_id: str

    @property
    def scope(self) -> scopes.Scope:
        """Return the scope: whose records the user may see."""
        return scopes.parse_scope(self.scope_id)


class Sources(NamedTuple):
    """What a user sees: their own source, and that of the release to compare with, if any."""

    own: Source
    others: Source | None


# The sources that `fix_sources` holds.
_FIXED: ContextVar[Sources | None] = ContextVar("fixed_sources", default=None)


class Opened(NamedTuple):
    """An open connection to records, or to a release if the scope is RELEASE.

    `url` is the address of the database with the users' marks on open cases.
    """

    connection: Any
    scope: scopes.Scope
    url: str = ""


def records_url() -> str:
    """Return the address of the database with the records and the audit log of this process."""
    return os.environ.get(DATABASE) or database.default_url()


def current_source(url: str = "") -> Source:
    """Return the source of this run, or that of the database at `url`, for the current user.

    Raises DatabaseUnavailable if there is no database.
    """
    if not url and (fixed := _FIXED.get()) is not None:
        return fixed.own
    shown = url or records_url()
    scope_id = access.scope_id()
    if scopes.parse_scope(scope_id) == scopes.RELEASE:
        return release_source(shown)
    return Source(shown, cache.clear_if_changed(shown, database.data_version(shown)), scope_id)


def current_sources() -> Sources:
    """Return the source of this run, and that of the release which the current user compares with.

    If there is no such release, or it is damaged, users see only their own figures.
    """
    if (fixed := _FIXED.get()) is not None:
        return fixed
    own, others = current_source(), None
    if not (own.scope.reads_all or own.scope == scopes.RELEASE):
        with suppress(errors.UserError):
            others = release_source(own.url)
    return Sources(own, others)


@contextmanager
def fix_sources(sources: Sources) -> Iterator[None]:
    """Answer all queries in the block from these sources.

    What is cached for all who see the same sources is built in such a block. Otherwise it would
    show what another user may see if the sign-in ends, or the database changes, while it is built.
    """
    token = _FIXED.set(sources)
    try:
        yield
    finally:
        _FIXED.reset(token)


def release_source(url: str) -> Source:
    """Return the source of the published release that belongs to the records at `url`.

    The records are not opened. Raises UserError if there is no release or its content was altered.
    """
    at = released_data.releases_address(url)
    return Source(
        at, cache.clear_if_changed(at, released_data.release_version(at)), scopes.RELEASE.id
    )


def switch_database(url: str) -> None:
    """Show another database from the next run on, to all users of this server."""
    os.environ[DATABASE] = database.with_absolute_path(url)


class Question(Generic[Asked, Made]):
    """A query with two functions: `exact` answers from records, `released` from a release.

    Calling it answers from the current source. Answers are cached by source, version and scope.
    """

    def __init__(
        self,
        exact: Callable[Concatenate[Any, scopes.Scope, Asked], Made],
        released: Callable[Concatenate[Any, Asked], Made] = released_data.refuse_query,
    ) -> None:
        self._exact, self._released = exact, released
        self._cached = cache.cached(self._open)

    def __call__(self, *question: Asked.args, **how: Asked.kwargs) -> Made:
        return self.from_source(current_source(), *question, **how)

    def from_source(
        self, source: Source | Opened, *question: Asked.args, **how: Asked.kwargs
    ) -> Made:
        """Answer from the given source instead of the current one; cached unless it is `Opened`."""
        if isinstance(source, Opened):
            return self.on(source.connection, source.scope, *question, **how)
        return self._cached(source, question, tuple(sorted(how.items())))

    def on(
        self,
        connection: Any,
        scope: scopes.Scope,
        *question: Asked.args,
        **how: Asked.kwargs,
    ) -> Made:
        """Return the answer over an open connection, from a release if the scope is RELEASE."""
        if scope == scopes.RELEASE:
            return self._released(connection, *question, **how)
        return self._exact(connection, scope, *question, **how)

    def _open(self, source: Source, question: tuple[Any, ...], how: tuple[Any, ...]) -> Made:
        scope = source.scope
        if scope == scopes.RELEASE:
            with stored_releases.reading(source.url).connect() as connection:
                return self.on(connection, scope, *question, **dict(how))
        with database.reading(source.url).connect() as connection:
            seen = database.with_snapshot_cache(database.apply_scope(connection, scope))
            return self.on(seen, scope, *question, **dict(how))


def _for_all(
    read: Callable[Concatenate[Any, Asked], Made],
) -> Callable[Concatenate[Any, scopes.Scope, Asked], Made]:
    """Return `read` as a query that ignores the scope.

    Each use has a comment that says why the answer is the same for all users.
    """

    def unscoped(
        connection: Any, _scope: scopes.Scope, *question: Asked.args, **how: Asked.kwargs
    ) -> Made:
        return read(connection, *question, **how)

    return unscoped


def _always(answer: object) -> Callable[..., Any]:
    """Return a query with a fixed answer, for what only releases or only records have."""

    def fixed(*_question: object) -> object:
        return answer

    return fixed


def _to_pandas(
    read: Callable[[Any, scopes.Scope], pl.DataFrame],
) -> Callable[[Any, scopes.Scope], pd.DataFrame]:
    def frame(connection: Any, scope: scopes.Scope) -> pd.DataFrame:
        return read(connection, scope).to_pandas()

    return frame


def _rows(
    connection: Any,
    scope: scopes.Scope,
    ids: tuple[str, ...],
    *,
    by: tuple[str, ...] = (),
    years: results.Years = results.EVER,
    only: results.Only = (),
) -> pd.DataFrame:
    """Count the measures `ids`; columns of `results.rows` with `covered` and `currency`."""
    counted = results.rows(connection, scope, ids, by=by, years=years, only=only)
    return _with_covered(connection, scope, counted, years)


def _count_overlapping_periods(
    connection: Any,
    scope: scopes.Scope,
    ids: tuple[str, ...],
    *,
    spans: tuple[results.Span, ...],
    only: results.Only = (),
) -> pd.DataFrame:
    """Count measures for several periods and for each year at once; columns of `_rows`."""
    counted = results.rows_of_periods(connection, scope, ids, spans=spans, only=only)
    return _with_covered(connection, scope, counted, results.EVER)


def _with_covered(
    connection: Any, scope: scopes.Scope, counted: pd.DataFrame, years: results.Years
) -> pd.DataFrame:
    """Add `covered` and `currency`; set zeros of years that no submission covers to NaN.

    `covered` is False for rows without any count in such years. Their `numerator` and `value`
    become NaN, because it is not known that there was nothing.
    """
    covered = results.covered_years(connection, scope)
    empty = (counted["status"] == words.EMPTY).to_numpy()
    outside = [
        is_empty
        and jurisdiction in covered
        and not _covers_any_year(covered[jurisdiction], period, years)
        for is_empty, jurisdiction, period in zip(
            empty.tolist(),
            counted["jurisdiction"].tolist(),
            counted["period"].tolist(),
            strict=True,
        )
    ]
    rows = counted.assign(covered=[not one for one in outside])
    rows.loc[outside, ["numerator", "value"]] = math.nan
    return released_data.with_currency(rows, results.currencies(connection, scope))


def _covers_any_year(covered: range, period: str, years: results.Years) -> bool:
    """Return whether a period contains a covered year.

    If the name of the period has no years in it, the period is `years`.
    """
    named = [int(year) for year in period.split("-") if year.isdigit()]
    first, last = (named[0], named[-1]) if named else years
    before = last is not None and last < covered.start
    return not (before or (first is not None and first >= covered.stop))


rows = Question(_rows, released_data.rows)
overlapping = Question(_count_overlapping_periods, released_data.rows_of_periods)

# Figures that are not rows of measures.
reach = Question(chain_reach.reach, released_data.reach)
combinations = Question(chain_reach.link_group_combinations)
steps = Question(money_flow.cascade_steps)
awards = Question(money_flow.award_totals)
awards_in_wages = Question(money_flow.awards_in_wages)
left = Question(stage_transitions.exits)
outcomes = Question(stage_transitions.first_instance_outcomes)
came_to = Question(stage_transitions.cohort_steps, released_data.cohort_steps)

# Cases with ids of records: only for the caseload page.
open_cases_by_office = Question(worklist.open_cases_by_office)
caseload = Question(worklist.load_caseload)
case = Question(worklist.load_case)
counted_as_no = Question(worklist.cases_counted_as_no)

# Jurisdictions, offices and years of the records, and the rules by which they are counted.
jurisdictions = Question(results.jurisdictions, released_data.jurisdictions)
offices = Question(results.offices, released_data.offices)
context = Question(results.stated_rules, released_data.stated_rules)
years = Question(results.years_on_record, released_data.years_of)
covered = Question(results.covered_years, released_data.covered_years)
as_of = Question(results.reference_dates, released_data.reference_dates)
# All figures of the database are counted with the same options, for all users.
chosen = Question(_for_all(counting_options.load_options), reading.counting_options_of_release)

# What all files of figures print: the same for all users.
details = Question(_for_all(publication_details.load), released_data.details)

# About the release, for users who may see nothing else.
release = Question[[], released_data.About | None](_always(None), released_data.release_facts)
notes = Question[[], tuple[released_data.Note, ...]](_always(()), release_notes.notes_of_measures)
corrected = Question[[], released_data.Corrections | None](
    _always(None), released_data.release_corrections
)
# The returns of which a release was made: the days on which they came, and what the last changed.
received = Question[[], dict[str, tuple[date, ...]]](_always({}), returns.days_received)
changed_by_return = Question[[str], reading.LastChange | None](_always(None), reading.last_change)

# Lists that are stored with the records, such as targets.
targets = Question(metrics.national_lists.load_targets, released_data.targets)
events = Question(metrics.national_lists.load_events, released_data.events)
# A release has no settings, lists or erasures next to its records.
beside = Question(stored.hash_without_batches, _always(""))
# A public file: the same for all users.
published = Question(
    _for_all(metrics.published.figures_of_countries), metrics.published.figures_of_countries
)
exceeding = Question(
    _for_all(metrics.published.count_more_convicted_than_prosecuted),
    metrics.published.count_more_convicted_than_prosecuted,
)
# Exchange rates belong to no jurisdiction: the same for all users.
own_rates = Question(_for_all(national_lists.load_own_rates))

# Imports and removals. `batches` below asks any database for them.
erasures = Question(_to_pandas(stored.erasure_log))
listed_batches = Question(_to_pandas(stored.all_batches), released_data.batches)
corrections = Question(_to_pandas(stored.corrections))

# The completeness of the records.
filled = Question(completeness.filled_counts)
lateness = Question(metrics.lateness.lateness)
declared = Question(not_collected.coverage_declarations)
# A release does not say which tables a jurisdiction sent.
sent = Question(not_collected.sent_tables_of, _always(frozenset()))
profiles = Question(stored.saved_profiles)


@Question
def rows_of_batch(
    connection: Any, scope: scopes.Scope, batch_id: int, what: OfBatch
) -> pd.DataFrame:
    """Return what OF_BATCH reads about an import for `what`, with the columns of that function."""
    return OF_BATCH[what](connection, scope, batch_id).to_pandas()


@Question
def record_changes_since(connection: Any, scope: scopes.Scope, *batch_ids: int) -> pd.DataFrame:
    """Return what has changed in the records since these imports were in force, as a frame."""
    return stored.changes_since(connection, scope, batch_ids).to_pandas()


def batches(url: str = "") -> pd.DataFrame:
    """Return a frame with all imports and where they came from, including undone ones.

    They are read from the database at `url`, or from the current one.
    """
    return listed_batches.from_source(current_source(url))


def count_undone_rows(batch_id: int, url: str = "") -> stored.Undone:
    """Return how many rows the undoing of an import removed and restored."""
    log = corrections.from_source(current_source(url))
    of_it = log[log["batch_id"] == batch_id]
    rows_by_kind = of_it.groupby("kind")["rows"].sum()
    source = str(of_it["source"].iloc[0]) if len(of_it) else ""
    gone = rows_by_kind.get("undone", 0)
    return stored.Undone(batch_id, source, int(gone), int(rows_by_kind.sum() - gone))


def all_years_text() -> str:
    """Return the period of all years with records in words, from the first to the last."""
    return words.period(years()[0], years()[-1])


def worked_example(measure: str) -> pd.DataFrame:
    """Return the example rows of a measure's definition, as the measure itself judges them.

    Columns: those of the example, and `verdict`.
    """
    return worked_examples.example_with_verdicts(catalogue.CATALOGUE[measure])


def worked_step_example(step: str) -> pd.DataFrame:
    """Return the example rows of a step of the worklist, as the worklist itself judges them.

    Columns: those of the example, and `verdict` (possible, taken, unknown ...).
    """
    return worklist.worked_example(worklist.STEPS[step])
