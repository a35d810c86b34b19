"""The questions that pages and files ask, of records or of the release that is shown.

Each `Question` says once who answers it: of records in a scope, and of a release, which has no way
to records. What a release does not tell is refused (`released.NotReleased`): to ask for it is a bug
of the page. Answers have the columns and errors of the function that answers; all raise
DatabaseUnavailable when there is no database.
"""

import math
import os
from collections.abc import Callable
from typing import Any, Concatenate, Generic, Literal, NamedTuple, ParamSpec, TypeVar

import pandas as pd
import polars as pl

import metrics
from dashboard import access, cache, release_notes, released, words
from metrics import (
    catalogue,
    chain,
    completeness,
    counting_options,
    examples,
    money_flow,
    national_lists,
    not_collected,
    results,
    stage_transitions,
    worklist,
)
from metrics.release import archive as stored_releases
from schemas import scopes
from schemas.store import database
from seed import batches as stored

DATABASE = "PROSECUTION_QUALITY_DATABASE"
# Pages walk through rows: text that Arrow keeps would be made anew at each look, a tenth of a page.
pd.set_option("mode.string_storage", "python")
OfBatch = Literal["files", "findings", "not_read", "reidentification", "tables"]
OF_BATCH: dict[OfBatch, Callable[..., pl.DataFrame]] = {
    "files": stored.files_of,
    "findings": stored.findings_of,
    "not_read": stored.not_read_of,
    "reidentification": stored.reidentification_of,
    "tables": stored.tables_of,
}
Asked = ParamSpec("Asked")
Made = TypeVar("Made", covariant=True)


class Source(NamedTuple):
    """Where the records or the releases are, their version, and the scope of whoever asks."""

    url: str
    version: str
    scope_id: str

    @property
    def scope(self) -> scopes.Scope:
        """What whoever asks may see."""
        return scopes.read(self.scope_id)


def records_url() -> str:
    """Where this process has its records, and the log of what is done with them."""
    return os.environ.get(DATABASE) or database.default_url()


def current(url: str = "") -> Source:
    """What this run reads, or the database at `url`. DatabaseUnavailable when there is none."""
    shown = url or records_url()
    scope_id = access.scope_id()
    if scopes.read(scope_id) == scopes.RELEASE:
        return release_source(shown)
    return Source(shown, cache.see_state(shown, database.data_version(shown)), scope_id)


def release_source(url: str) -> Source:
    """The release that is shown beside the records at `url`, which are not opened.

    Raises UserError without one, or where it is not as it was made.
    """
    at = released.address(url)
    return Source(at, cache.see_state(at, released.version(at)), scopes.RELEASE.id)


def switch(url: str) -> None:
    """Show another database from the next run on, to everybody whom this server serves."""
    os.environ[DATABASE] = database.absolute(url)


class Question(Generic[Asked, Made]):
    """A question by who answers it: `exact` of the records in a scope, `told` of a release.

    A call asks what this run reads. Answers are cached by the source, its version and the scope.
    """

    def __init__(
        self,
        exact: Callable[Concatenate[Any, scopes.Scope, Asked], Made],
        told: Callable[Concatenate[Any, Asked], Made] = released.refuse,
    ) -> None:
        self._exact, self._told = exact, told
        self._cached = cache.cached(self._open)

    def __call__(self, *question: Asked.args, **how: Asked.kwargs) -> Made:
        return self.from_source(current(), *question, **how)

    def from_source(self, source: Source, *question: Asked.args, **how: Asked.kwargs) -> Made:
        """Return the answer of another source than the one that this run reads."""
        return self._cached(source, question, tuple(sorted(how.items())))

    def on(
        self,
        connection: Any,
        scope: scopes.Scope,
        *question: Asked.args,
        **how: Asked.kwargs,
    ) -> Made:
        """The answer by an open connection to records, or to releases where that is the scope."""
        if scope == scopes.RELEASE:
            return self._told(connection, *question, **how)
        return self._exact(connection, scope, *question, **how)

    def _open(self, source: Source, question: tuple[Any, ...], how: tuple[Any, ...]) -> Made:
        scope = source.scope
        if scope == scopes.RELEASE:
            with stored_releases.reading(source.url).connect() as connection:
                return self.on(connection, scope, *question, **dict(how))
        with database.reading(source.url).connect() as connection:
            seen = database.with_snapshot_cache(database.apply_scope(connection, scope))
            return self.on(seen, scope, *question, **dict(how))


def ask(question: Question[Asked, Made], /, *asked: Asked.args, **how: Asked.kwargs) -> Made:
    """Answer from what this run reads: for code that takes the way to ask as a parameter."""
    return question(*asked, **how)


def _for_all(
    read: Callable[Concatenate[Any, Asked], Made],
) -> Callable[Concatenate[Any, scopes.Scope, Asked], Made]:
    """`read` for every scope: beside each question stands why its answer is the same for all."""

    def unscoped(
        connection: Any, _scope: scopes.Scope, *question: Asked.args, **how: Asked.kwargs
    ) -> Made:
        return read(connection, *question, **how)

    return unscoped


def _nothing(_connection: Any, _scope: scopes.Scope) -> None:
    """Of records there is no release, and nothing that it corrects."""


def _no_notes(_connection: Any, _scope: scopes.Scope) -> tuple[release_notes.Note, ...]:
    """Notes are on released numbers, and not on records."""
    return ()


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
    """The rows of the measures `ids`: columns of `results.rows`, `covered` and `currency`."""
    counted = results.rows(connection, scope, ids, by=by, years=years, only=only)
    return _with_covered(connection, scope, counted, years)


def _overlapping(
    connection: Any,
    scope: scopes.Scope,
    ids: tuple[str, ...],
    *,
    spans: tuple[results.Span, ...],
    only: results.Only = (),
) -> pd.DataFrame:
    """Those of several periods and of each year at once, as `results.overlapping`."""
    counted = results.overlapping(connection, scope, ids, spans=spans, only=only)
    return _with_covered(connection, scope, counted, results.EVER)


def _with_covered(
    connection: Any, scope: scopes.Scope, counted: pd.DataFrame, years: results.Years
) -> pd.DataFrame:
    """Add `covered` and `currency`, and blank the zeros of years that no submission covers.

    `covered` is False where nothing was counted in such years; there `numerator` and `value` become
    NaN, for it is not known that there was none.
    """
    covered = results.covered(connection, scope)
    empty = (counted["status"] == words.EMPTY).to_numpy()
    outside = [
        is_empty and place in covered and not _meet(covered[place], period, years)
        for is_empty, place, period in zip(
            empty.tolist(),
            counted["jurisdiction"].tolist(),
            counted["period"].tolist(),
            strict=True,
        )
    ]
    rows = counted.assign(covered=[not one for one in outside])
    rows.loc[outside, ["numerator", "value"]] = math.nan
    return released.with_currency(rows, results.currencies(connection, scope))


def _meet(covered: range, period: str, years: results.Years) -> bool:
    """Whether a period has a covered year: one named by its years, or all of those asked for."""
    named = [int(year) for year in period.split("-") if year.isdigit()]
    first, last = (named[0], named[-1]) if named else years
    before = last is not None and last < covered.start
    return not (before or (first is not None and first >= covered.stop))


rows = Question(_rows, released.rows)
overlapping = Question(_overlapping, released.overlapping)

# Numbers beside the measures' rows.
reach = Question(chain.reach, released.reach)
combinations = Question(chain.combinations)
steps = Question(money_flow.cascade_steps)
awards = Question(money_flow.awards)
awards_in_wages = Question(money_flow.awards_in_wages)
left = Question(stage_transitions.exits)
outcomes = Question(stage_transitions.first_instance_outcomes)
came_to = Question(stage_transitions.cohort_steps, released.came_to)

# Cases, with ids of records: for the page of the caseload alone.
open_cases_by_office = Question(worklist.offices)
caseload = Question(worklist.of_office)
case = Question(worklist.of_case)
counted_as_no = Question(worklist.counted_as_no)

# What the records are of, and how they are judged.
jurisdictions = Question(results.jurisdictions, released.jurisdictions)
offices = Question(results.offices, released.offices)
context = Question(results.context, released.context)
years = Question(results.years, released.years_of)
covered = Question(results.covered, released.covered)
as_of = Question(results.as_of, released.as_of)
# By these all numbers of the database are counted, whoever reads them.
chosen = Question(_for_all(counting_options.load), released.chosen)

# Of the release that is all that may be seen.
release = Question[[], released.About | None](_nothing, released.about)
notes = Question(_no_notes, release_notes.shown)
corrected = Question[[], release_notes.Corrections | None](_nothing, release_notes.corrections)

# What is set beside the records.
targets = Question(metrics.national_lists.load_targets, released.targets)
events = Question(metrics.national_lists.load_events, released.events)
beside = Question(stored.hash_beside_batches, released.beside_records)
# A file that its publisher gives to anybody.
published = Question(_for_all(metrics.published.figures_of_country))
exceeding = Question(_for_all(metrics.published.exceeding))
# Of currencies, and of no jurisdiction.
own_rates = Question(_for_all(national_lists.load_own_rates))

# What came in and went: `batches` and `corrections` below ask it of any database.
erasures = Question(_to_pandas(stored.list_erasures))
listed_batches = Question(_to_pandas(stored.listing), released.batches)
_corrections = Question(_to_pandas(stored.corrections))

# How far the records go.
filled = Question(completeness.filled)
lateness = Question(metrics.lateness.lateness)
declared = Question(not_collected.declarations)
sent = Question(not_collected.tables_sent, released.sent)
profiles = Question(stored.saved_profiles)


@Question
def rows_of_batch(
    connection: Any, scope: scopes.Scope, batch_id: int, what: OfBatch
) -> pd.DataFrame:
    """What is kept of a batch, with the columns of the function of `seed.batches` named `what`."""
    return OF_BATCH[what](connection, scope, batch_id).to_pandas()


@Question
def changes_since(connection: Any, scope: scopes.Scope, *batch_ids: int) -> pd.DataFrame:
    """What differs since these batches were in force, as `seed.batches.changes_since` counts it."""
    return stored.changes_since(connection, scope, batch_ids).to_pandas()


def batches(url: str = "") -> pd.DataFrame:
    """Every batch with its provenance, undone ones too, as `seed.batches.listing` returns them.

    Those of the database at `url`; without one, of the database that is shown.
    """
    return listed_batches.from_source(current(url))


def corrections(url: str = "") -> pd.DataFrame:
    """What was superseded or undone, with the columns of `seed.batches.corrections`.

    That of the database at `url`; without one, of the database that is shown.
    """
    return _corrections.from_source(current(url))


def undone(batch_id: int, url: str = "") -> stored.Undone:
    """What the undoing of a batch took out and brought back, as the log tells it."""
    log = corrections(url)
    of_it = log[log["batch_id"] == batch_id]
    rows_by_kind = of_it.groupby("kind")["rows"].sum()
    source = str(of_it["source"].iloc[0]) if len(of_it) else ""
    gone = rows_by_kind.get("undone", 0)
    return stored.Undone(batch_id, source, int(gone), int(rows_by_kind.sum() - gone))


def every_year() -> str:
    """All years on record in words, from the first to the last."""
    return words.period(years()[0], years()[-1])


def worked_example(measure: str) -> pd.DataFrame:
    """The rows of the worked example, as written, and the `verdict` of the real code on each."""
    return examples.worked(catalogue.CATALOGUE[measure])


def worked_step(step: str) -> pd.DataFrame:
    """The same of the worked example of a step that may still be possible."""
    return _worked_step(step, worklist.STEPS[step].example)


# Worked examples are fiction, the same for everybody; the example is a part of the key.
def _compute_worked_step(step: str, _example: str) -> pd.DataFrame:
    return worklist.worked_example(worklist.STEPS[step])


_worked_step = cache.cached(_compute_worked_step)
