"""The only cached calls: each is keyed on where the records are, their version and the scope."""

import os
from collections.abc import Callable
from typing import NamedTuple, TypeVar

import pandas as pd
import streamlit as st

import metrics
from dashboard.choice import Choice
from dashboard.server import access
from metrics import (
    cascade,
    catalogue,
    chain,
    compensation,
    examples,
    options,
    results,
    worklist,
)
from schemas.store import database

# A session asks for about ten frames a page; five pages in ten views each.
FRAMES_KEPT = 500
Years = tuple[int | None, int | None]
Only = tuple[tuple[str, str], ...]
EVER: Years = (None, None)
DATABASE = "PROSECUTION_QUALITY_DATABASE"
Made = TypeVar("Made")


class Source(NamedTuple):
    """Where the records are, their version, and the scope of whoever asks."""

    url: str
    version: str
    scope_id: str


def current() -> Source:
    """What this run reads. DatabaseUnavailable when there is no database."""
    return at(os.environ.get(DATABASE) or database.default_url())


def at(url: str) -> Source:
    """What is read of another database. DatabaseUnavailable when there is none."""
    return Source(url, database.data_version(url), access.identity())


def switch(url: str) -> None:
    """Show another database from the next run on, to everybody whom this server serves."""
    os.environ[DATABASE] = database.absolute(url)


def rows(
    ids: tuple[str, ...],
    *,
    by: tuple[str, ...] = (),
    years: Years = EVER,
    only: Only = (),
) -> pd.DataFrame:
    """The rows of the measures `ids`, with the columns of `metrics.results.rows`."""
    return _rows(current(), ids, by, years, only)


def chosen() -> options.Chosen:
    """The options by which the stored records are counted."""
    return _chosen(current())


def reach(*, by: tuple[str, ...] = (), years: Years = EVER, only: Only = ()) -> pd.DataFrame:
    """How often each link group was charged, with the columns of `metrics.chain.reach`."""
    return _reach(current(), by, years, only)


def combinations(*, years: Years = EVER, only: Only = ()) -> pd.DataFrame:
    """Which link groups were charged together, with the columns of `metrics.chain.combinations`."""
    return _combinations(current(), years, only)


def steps(*, years: Years = EVER, only: Only = ()) -> pd.DataFrame:
    """The money by step, with the columns of `metrics.cascade.steps`."""
    return _steps(current(), years, only)


def awards(*, years: Years = EVER, only: Only = ()) -> pd.DataFrame:
    """What awards come to, with the columns of `metrics.compensation.awards`."""
    return _awards(current(), years, only)


def jurisdictions() -> pd.DataFrame:
    """Columns jurisdiction, name, currency, made_up."""
    return _jurisdictions(current())


def offices() -> pd.DataFrame:
    """Columns jurisdiction, office_id, label, kind."""
    return _offices(current())


def open_cases_by_office() -> pd.DataFrame:
    """How many open cases each office has, with the columns of `metrics.worklist.offices`."""
    return _open_cases_by_office(current())


def caseload(jurisdiction: str, office: str) -> worklist.Caseload:
    """The open cases of one office, with ids of records: for the page of the caseload alone."""
    return _caseload(current(), jurisdiction, office)


def case(jurisdiction: str, case_id: str) -> worklist.Case | None:
    """One case and the measures that it counts in; None where it is not there for the scope."""
    return _case(current(), jurisdiction, case_id)


def context() -> pd.DataFrame:
    """What jurisdictions state of law and counting: columns jurisdiction, subject, value."""
    return _context(current())


def targets() -> pd.DataFrame:
    """What is to be reached, with the columns of `metrics.targets.of`."""
    return _targets(current())


def events() -> pd.DataFrame:
    """What happened that years are read with, with the columns of `metrics.events.of`."""
    return _events(current())


def worked_example(measure: str) -> pd.DataFrame:
    """The rows of the worked example, as written, and the `verdict` of the real code on each."""
    return _worked_example(measure, catalogue.CATALOGUE[measure].version)


def worked_step(step: str) -> pd.DataFrame:
    """The same of the worked example of a step that may still be possible."""
    return _worked_step(step, worklist.STEPS[step].example)


def once(work: Callable[[Choice], Made], choice: Choice) -> Made:
    """What `work` makes of the records and the choice, and of nothing else: made once a version."""
    return _once(current(), f"{work.__module__}.{work.__qualname__}", repr(choice), work, choice)


def years() -> list[int]:
    """The years that any record is dated in, ascending."""
    return _years(current())


def as_of() -> results.AsOf:
    """The day on which the state of each jurisdiction's records is judged."""
    return _as_of(current())


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _once(
    source: Source,  # noqa: ARG001 - part of the key
    name: str,  # noqa: ARG001 - part of the key
    chosen: str,  # noqa: ARG001 - part of the key
    _work: Callable[[Choice], Made],
    _choice: Choice,
) -> Made:
    return _work(_choice)


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _rows(
    source: Source, ids: tuple[str, ...], by: tuple[str, ...], years: Years, only: Only
) -> pd.DataFrame:
    with database.reading(source.url).connect() as connection:
        scope = access.scope(source.scope_id)
        found = results.rows(connection, scope, ids, by=by, years=years, only=only)
        places = results.jurisdictions(connection, scope).set_index("jurisdiction")
        return found.assign(currency=found["jurisdiction"].map(places["currency"]).fillna(""))


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _chosen(source: Source) -> options.Chosen:
    with database.reading(source.url).connect() as connection:
        return options.of(connection)


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _reach(source: Source, by: tuple[str, ...], years: Years, only: Only) -> pd.DataFrame:
    with database.reading(source.url).connect() as connection:
        scope = access.scope(source.scope_id)
        return chain.reach(connection, scope, by=by, years=years, only=only)


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _combinations(source: Source, years: Years, only: Only) -> pd.DataFrame:
    with database.reading(source.url).connect() as connection:
        scope = access.scope(source.scope_id)
        return chain.combinations(connection, scope, years=years, only=only)


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _steps(source: Source, years: Years, only: Only) -> pd.DataFrame:
    with database.reading(source.url).connect() as connection:
        scope = access.scope(source.scope_id)
        return cascade.steps(connection, scope, years=years, only=only)


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _awards(source: Source, years: Years, only: Only) -> pd.DataFrame:
    with database.reading(source.url).connect() as connection:
        scope = access.scope(source.scope_id)
        return compensation.awards(connection, scope, years=years, only=only)


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _jurisdictions(source: Source) -> pd.DataFrame:
    with database.reading(source.url).connect() as connection:
        return results.jurisdictions(connection, access.scope(source.scope_id))


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _offices(source: Source) -> pd.DataFrame:
    with database.reading(source.url).connect() as connection:
        return results.offices(connection, access.scope(source.scope_id))


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _open_cases_by_office(source: Source) -> pd.DataFrame:
    with database.reading(source.url).connect() as connection:
        return worklist.offices(connection, access.scope(source.scope_id))


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _caseload(source: Source, jurisdiction: str, office: str) -> worklist.Caseload:
    with database.reading(source.url).connect() as connection:
        scope = access.scope(source.scope_id)
        return worklist.of_office(connection, scope, jurisdiction, office)


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _case(source: Source, jurisdiction: str, case_id: str) -> worklist.Case | None:
    with database.reading(source.url).connect() as connection:
        scope = access.scope(source.scope_id)
        return worklist.of_case(connection, scope, jurisdiction, case_id)


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _context(source: Source) -> pd.DataFrame:
    with database.reading(source.url).connect() as connection:
        return results.context(connection, access.scope(source.scope_id))


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _targets(source: Source) -> pd.DataFrame:
    with database.reading(source.url).connect() as connection:
        return metrics.targets.of(connection, access.scope(source.scope_id))


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _events(source: Source) -> pd.DataFrame:
    with database.reading(source.url).connect() as connection:
        return metrics.events.of(connection, access.scope(source.scope_id))


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _worked_example(measure: str, version: str) -> pd.DataFrame:  # noqa: ARG001 - part of the key
    return examples.worked(catalogue.CATALOGUE[measure])


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _worked_step(step: str, example: str) -> pd.DataFrame:  # noqa: ARG001 - part of the key
    return worklist.examples.worked(worklist.STEPS[step])


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _years(source: Source) -> list[int]:
    with database.reading(source.url).connect() as connection:
        return results.years(connection)


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _as_of(source: Source) -> results.AsOf:
    with database.reading(source.url).connect() as connection:
        return results.as_of(connection)
