"""The only cached calls: each is keyed on where the records are, their version and the scope.

What is read with `kept` has the columns and errors of the function that it names; all raise
DatabaseUnavailable when there is no database.
"""

import os
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, Literal, NamedTuple, ParamSpec, TypeVar

import pandas as pd
import polars as pl
import streamlit as st

import metrics
from dashboard import counted, kept_answers, words
from dashboard.choice import Choice
from dashboard.server import access
from metrics import (
    cascade,
    catalogue,
    chain,
    cohort,
    compensation,
    competing_exits,
    completeness,
    coverage,
    examples,
    exchange_rates,
    options,
    results,
    worklist,
)
from schemas import scopes
from schemas.store import database
from seed import batches as stored

# A session asks for about ten frames a page; five pages in ten views each.
FRAMES_KEPT = 500
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
    """Where the records are, their version, and the scope of whoever asks."""

    url: str
    version: str
    scope_id: str

    @property
    def scope(self) -> scopes.Scope:
        """What whoever asks may see."""
        return access.scope(self.scope_id)


def current(url: str = "") -> Source:
    """What this run reads, or the database at `url`. DatabaseUnavailable when there is none."""
    shown = url or os.environ.get(DATABASE) or database.default_url()
    return Source(shown, database.data_version(shown), access.identity())


def switch(url: str) -> None:
    """Show another database from the next run on, to everybody whom this server serves."""
    os.environ[DATABASE] = database.absolute(url)


def kept(read: Callable[Concatenate[Any, scopes.Scope, Asked], Made]) -> Callable[Asked, Made]:
    """`read` without its connection and scope: asked once for each question and version."""
    once_for = _cached(read)

    @wraps(read)
    def asked(*question: Asked.args, **how: Asked.kwargs) -> Made:
        return once_for(current(), question, tuple(sorted(how.items())))

    return asked


def kept_of_all(read: Callable[Concatenate[Any, Asked], Made]) -> Callable[Asked, Made]:
    """The same of what is the same for everybody: beside each stands why."""

    @wraps(read)
    def unscoped(
        connection: Any, _scope: scopes.Scope, *question: Asked.args, **how: Asked.kwargs
    ) -> Made:
        return read(connection, *question, **how)

    return kept(unscoped)


def _cached(read: Callable[..., Made]) -> Callable[..., Made]:
    def once_for(source: Source, question: tuple[Any, ...], how: tuple[Any, ...]) -> Made:
        with database.reading(source.url).connect() as connection:
            return read(connection, source.scope, *question, **dict(how))

    return kept_answers.kept(once_for, most=FRAMES_KEPT)


def once(work: Callable[[Choice], Made], choice: Choice) -> Made:
    """What `work` makes of the records and the choice, and of nothing else: made once a version."""
    made: Made = _once(current(), work, choice)
    return made


def _made(_source: Source, work: Callable[[Choice], Made], choice: Choice) -> Made:
    return work(choice)


_once = kept_answers.kept(_made, most=FRAMES_KEPT)


rows = kept(counted.rows)
overlapping = kept(counted.overlapping)

# Numbers beside the measures' rows.
reach = kept(chain.reach)
combinations = kept(chain.combinations)
steps = kept(cascade.steps)
awards = kept(compensation.awards)
awards_in_wages = kept(compensation.in_wages)
left = kept(competing_exits.counted)
came_to = kept(cohort.steps)

# Cases, with ids of records: for the page of the caseload alone.
open_cases_by_office = kept(worklist.offices)
caseload = kept(worklist.of_office)
case = kept(worklist.of_case)
counted_as_no = kept(worklist.counted_as_no)

# What the records are of, and how they are judged.
jurisdictions = kept(results.jurisdictions)
offices = kept(results.offices)
context = kept(results.context)
years = kept(results.years)
as_of = kept(results.as_of)
# By these all numbers of the database are counted, whoever reads them.
chosen = kept_of_all(options.of)

# What is set beside the records.
targets = kept(metrics.targets.of)
events = kept(metrics.events.of)
beside = kept(stored.states.beside)
# A file that its publisher gives to anybody.
published = kept_of_all(metrics.published.of_country)
exceeding = kept_of_all(metrics.published.exceeding)
# Of currencies, and of no jurisdiction.
own_rates = kept_of_all(exchange_rates.of)

# How far the records go.
filled = kept(completeness.filled)
lateness = kept(metrics.lateness.lateness)
declared = kept(coverage.declared)
sent = kept(coverage.sent)
profiles = kept(stored.profiles.saved)


@kept
def of_batch(connection: Any, scope: scopes.Scope, batch_id: int, what: OfBatch) -> pd.DataFrame:
    """What is kept of a batch, with the columns of the function of `seed.batches` named `what`."""
    return OF_BATCH[what](connection, scope, batch_id).to_pandas()


@kept
def erasures(connection: Any, scope: scopes.Scope) -> pd.DataFrame:
    """What was taken out for good, with the columns of `seed.batches.erasing.listing`."""
    return stored.erasing.listing(connection, scope).to_pandas()


@kept
def since(connection: Any, scope: scopes.Scope, *batch_ids: int) -> pd.DataFrame:
    """What differs since these batches were in force, as `seed.batches.states.since` counts it."""
    return stored.states.since(connection, scope, batch_ids).to_pandas()


def batches(url: str = "") -> pd.DataFrame:
    """Every batch with its provenance, undone ones too, as `seed.batches.listing` returns them.

    Those of the database at `url`; without one, of the database that is shown.
    """
    return _batches(current(url))


def corrections(url: str = "") -> pd.DataFrame:
    """What was superseded or undone, with the columns of `seed.batches.corrections`.

    That of the database at `url`; without one, of the database that is shown.
    """
    return _corrections(current(url))


def undone(batch_id: int, url: str = "") -> stored.Undone:
    """What the undoing of a batch took out and brought back, as the log tells it."""
    log = corrections(url)
    of_it = log[log["batch_id"] == batch_id]
    rows_by_kind = of_it.groupby("kind")["rows"].sum()
    source = str(of_it["source"].iloc[0]) if len(of_it) else ""
    gone = rows_by_kind.get("undone", 0)
    return stored.Undone(batch_id, source, int(gone), int(rows_by_kind.sum() - gone))


def peers(
    ids: tuple[str, ...],
    *,
    years: results.Years = results.EVER,
    only: results.Only = (),
) -> pd.DataFrame:
    """The rows of the chosen place and of those that may stand beside it, as `rows` has them.

    At a desk these are the other made-up jurisdictions of the same database. Beside exact figures
    of one's own the others' come from a release, never from records: two offices' own and the
    exact sum of three are the third's. No release can be read yet, and so nobody stands there.
    """
    return rows(ids, years=years, only=only)


def every_year() -> str:
    """All years on record in words, from the first to the last."""
    return words.period(years()[0], years()[-1])


def worked_example(measure: str) -> pd.DataFrame:
    """The rows of the worked example, as written, and the `verdict` of the real code on each."""
    return _worked_example(measure, catalogue.CATALOGUE[measure].version)


def worked_step(step: str) -> pd.DataFrame:
    """The same of the worked example of a step that may still be possible."""
    return _worked_step(step, worklist.STEPS[step].example)


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _batches(source: Source) -> pd.DataFrame:
    with database.reading(source.url).connect() as connection:
        return stored.listing(connection, source.scope).to_pandas()


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _corrections(source: Source) -> pd.DataFrame:
    with database.reading(source.url).connect() as connection:
        return stored.corrections(connection, source.scope).to_pandas()


# Worked examples are fiction, the same for everybody.
@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _worked_example(measure: str, version: str) -> pd.DataFrame:  # noqa: ARG001 - part of the key
    return examples.worked(catalogue.CATALOGUE[measure])


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _worked_step(step: str, example: str) -> pd.DataFrame:  # noqa: ARG001 - part of the key
    return worklist.examples.worked(worklist.STEPS[step])
