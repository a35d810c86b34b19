"""The only cached calls: each is keyed on where the records are, their version and the scope.

What is read with `kept` has the columns and errors of the function that it names; all raise
DatabaseUnavailable when there is no database. Whose scope is a release is answered from that alone,
by what stands beside the function; without any it is a bug to ask (`released.NotReleased`).
"""

import os
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Literal, NamedTuple, ParamSpec, TypeVar

import pandas as pd
import polars as pl

import metrics
from dashboard import access, cache, counted, release_notes, released, words
from metrics import (
    catalogue,
    chain,
    completeness,
    counting_options,
    examples,
    lists,
    money_flow,
    not_collected,
    results,
    stages,
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
Made = TypeVar("Made")


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
        return of_release(shown)
    return Source(shown, cache.see_state(shown, database.data_version(shown)), scope_id)


def of_release(url: str) -> Source:
    """The release that is shown beside the records at `url`, which are not opened.

    Raises UserError without one, or where it is not as it was made.
    """
    at = released.address(url)
    return Source(at, cache.see_state(at, released.version(at)), scopes.RELEASE.id)


def switch(url: str) -> None:
    """Show another database from the next run on, to everybody whom this server serves."""
    os.environ[DATABASE] = database.absolute(url)


def kept(
    read: Callable[Concatenate[Any, scopes.Scope, Asked], Made],
    told: Callable[Concatenate[Any, Asked], Made] = released.nothing,
) -> Callable[Asked, Made]:
    """`read` without its connection and scope, or `told` where the scope is a release.

    Asked once for each question and version.
    """
    once_for = _cached(read, told)

    @wraps(read)
    def asked(*question: Asked.args, **how: Asked.kwargs) -> Made:
        return once_for(current(), question, tuple(sorted(how.items())))

    return asked


def kept_of_all(
    read: Callable[Concatenate[Any, Asked], Made],
    told: Callable[Concatenate[Any, Asked], Made] = released.nothing,
) -> Callable[Asked, Made]:
    """The same of what is the same for everybody: beside each stands why."""

    @wraps(read)
    def unscoped(
        connection: Any, _scope: scopes.Scope, *question: Asked.args, **how: Asked.kwargs
    ) -> Made:
        return read(connection, *question, **how)

    return kept(unscoped, told)


def _cached(read: Callable[..., Made], told: Callable[..., Made]) -> Callable[..., Made]:
    def once_for(source: Source, question: tuple[Any, ...], how: tuple[Any, ...]) -> Made:
        if source.scope == scopes.RELEASE:
            with stored_releases.reading(source.url).connect() as connection:
                return told(connection, *question, **dict(how))
        with database.reading(source.url).connect() as connection:
            seen = database.with_snapshot_cache(database.apply_scope(connection, source.scope))
            return read(seen, source.scope, *question, **dict(how))

    return cache.cached(once_for)


def _to_pandas(read: Callable[..., pl.DataFrame]) -> Callable[..., pd.DataFrame]:
    @wraps(read)
    def frame(*question: Any) -> pd.DataFrame:
        return read(*question).to_pandas()

    return frame


rows = kept(counted.rows, released.rows)
# Of the release beside one's own exact figures, by its own source (`dashboard.ui.peers`).
rows_of = _cached(counted.rows, released.rows)
about_of = _cached(released.none, released.about)
places_of = _cached(results.jurisdictions, released.jurisdictions)
notes_of = _cached(release_notes.none_shown, release_notes.shown)
context_of = _cached(results.context, released.context)
overlapping = kept(counted.overlapping, released.overlapping)

# Numbers beside the measures' rows.
reach = kept(chain.reach, released.reach)
combinations = kept(chain.combinations)
steps = kept(money_flow.cascade_steps)
awards = kept(money_flow.awards)
awards_in_wages = kept(money_flow.awards_in_wages)
left = kept(stages.exits)
outcomes = kept(stages.first_instance_outcomes)
came_to = kept(stages.cohort_steps, released.came_to)

# Cases, with ids of records: for the page of the caseload alone.
open_cases_by_office = kept(worklist.offices)
caseload = kept(worklist.of_office)
case = kept(worklist.of_case)
counted_as_no = kept(worklist.counted_as_no)

# What the records are of, and how they are judged.
jurisdictions = kept(results.jurisdictions, released.jurisdictions)
offices = kept(results.offices, released.offices)
context = kept(results.context, released.context)
years = kept(results.years, released.years_of)
covered = kept(results.covered, released.covered)
as_of = kept(results.as_of, released.as_of)
# By these all numbers of the database are counted, whoever reads them.
chosen = kept_of_all(counting_options.load, released.chosen)

# Of the release that is all that may be seen; None where records are.
release = kept(released.none, released.about)
corrected = kept(release_notes.nothing_corrected, release_notes.corrections)

# What is set beside the records.
targets = kept(metrics.lists.load_targets, released.targets)
events = kept(metrics.lists.load_events, released.events)
beside = kept(stored.hash_beside_batches, released.beside_records)
# A file that its publisher gives to anybody.
published = kept_of_all(metrics.published.figures_of_country)
exceeding = kept_of_all(metrics.published.exceeding)
# Of currencies, and of no jurisdiction.
own_rates = kept_of_all(lists.load_own_rates)

# What came in and went; `batches` and `corrections` below.
erasures = kept(_to_pandas(stored.list_erasures))
_batches = _cached(_to_pandas(stored.listing), released.batches)
_corrections = _cached(_to_pandas(stored.corrections), released.nothing)

# How far the records go.
filled = kept(completeness.filled)
lateness = kept(metrics.lateness.lateness)
declared = kept(not_collected.declarations)
sent = kept(not_collected.tables_sent, released.sent)
profiles = kept(stored.saved_profiles)


@kept
def of_batch(connection: Any, scope: scopes.Scope, batch_id: int, what: OfBatch) -> pd.DataFrame:
    """What is kept of a batch, with the columns of the function of `seed.batches` named `what`."""
    return OF_BATCH[what](connection, scope, batch_id).to_pandas()


@kept
def since(connection: Any, scope: scopes.Scope, *batch_ids: int) -> pd.DataFrame:
    """What differs since these batches were in force, as `seed.batches.changes_since` counts it."""
    return stored.changes_since(connection, scope, batch_ids).to_pandas()


def batches(url: str = "") -> pd.DataFrame:
    """Every batch with its provenance, undone ones too, as `seed.batches.listing` returns them.

    Those of the database at `url`; without one, of the database that is shown.
    """
    return _batches(current(url), (), ())


def corrections(url: str = "") -> pd.DataFrame:
    """What was superseded or undone, with the columns of `seed.batches.corrections`.

    That of the database at `url`; without one, of the database that is shown.
    """
    return _corrections(current(url), (), ())


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
