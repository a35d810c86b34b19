"""What is kept of submissions, cached like the numbers: batches, what is filled, who is late."""

from collections.abc import Callable
from typing import Literal

import pandas as pd
import polars as pl
import streamlit as st

from dashboard.data import FRAMES_KEPT, Source, at, current
from dashboard.server import access
from metrics import completeness, coverage
from metrics import lateness as late
from schemas.store import database
from seed import batches as stored_batches

OfBatch = Literal["files", "findings", "not_read", "reidentification", "tables"]
OF_BATCH: dict[OfBatch, Callable[..., pl.DataFrame]] = {
    "files": stored_batches.files_of,
    "findings": stored_batches.findings_of,
    "not_read": stored_batches.not_read_of,
    "reidentification": stored_batches.reidentification_of,
    "tables": stored_batches.tables_of,
}


def batches(url: str = "") -> pd.DataFrame:
    """Every batch with its provenance, undone ones too, as `seed.batches.listing` returns them.

    Those of the database at `url`; without one, of the database that is shown.
    """
    return _batches(at(url) if url else current())


def profiles() -> dict[str, str]:
    """The saved mapping profiles: name -> text."""
    return _profiles(current())


def of_batch(batch_id: int, what: OfBatch) -> pd.DataFrame:
    """What is kept of a batch, with the columns of the function of `seed.batches` named `what`."""
    return _of_batch(current(), batch_id, what)


def corrections(url: str = "") -> pd.DataFrame:
    """What was superseded or undone, with the columns of `seed.batches.corrections`.

    That of the database at `url`; without one, of the database that is shown.
    """
    return _corrections(at(url) if url else current())


def erasures() -> pd.DataFrame:
    """What was taken out for good, with the columns of `seed.batches.erasing.listing`."""
    return _erasures(current())


def undone(batch_id: int, url: str = "") -> stored_batches.Undone:
    """What the undoing of a batch took out and brought back, as the log tells it."""
    log = corrections(url)
    of_it = log[log["batch_id"] == batch_id]
    rows = of_it.groupby("kind")["rows"].sum()
    source = str(of_it["source"].iloc[0]) if len(of_it) else ""
    gone = rows.get("undone", 0)
    return stored_batches.Undone(batch_id, source, int(gone), int(rows.sum() - gone))


def filled(jurisdiction: str, office: str | None = None) -> pd.DataFrame:
    """How far columns are filled, with the columns of `metrics.completeness.filled`."""
    return _filled(current(), jurisdiction, office)


def lateness() -> pd.DataFrame:
    """How late offices are, with the columns of `metrics.lateness.lateness`."""
    return _lateness(current())


def declared() -> pd.DataFrame:
    """What is said to be collected or not, with the columns of `metrics.coverage.declared`."""
    return _declared(current())


def sent(jurisdiction: str) -> frozenset[str]:
    """The tables that a jurisdiction's stored submissions brought."""
    return _sent(current(), jurisdiction)


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _batches(source: Source) -> pd.DataFrame:
    with database.reading(source.url).connect() as connection:
        return stored_batches.listing(connection).to_pandas()


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _profiles(source: Source) -> dict[str, str]:
    with database.reading(source.url).connect() as connection:
        return stored_batches.profiles.saved(connection)


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _of_batch(source: Source, batch_id: int, what: OfBatch) -> pd.DataFrame:
    with database.reading(source.url).connect() as connection:
        return OF_BATCH[what](connection, batch_id).to_pandas()


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _erasures(source: Source) -> pd.DataFrame:
    with database.reading(source.url).connect() as connection:
        return stored_batches.erasing.listing(connection).to_pandas()


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _corrections(source: Source) -> pd.DataFrame:
    with database.reading(source.url).connect() as connection:
        return stored_batches.corrections(connection).to_pandas()


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _filled(source: Source, jurisdiction: str, office: str | None) -> pd.DataFrame:
    with database.reading(source.url).connect() as connection:
        scope = access.scope(source.scope_id)
        return completeness.filled(connection, scope, jurisdiction, office=office)


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _lateness(source: Source) -> pd.DataFrame:
    with database.reading(source.url).connect() as connection:
        return late.lateness(connection, access.scope(source.scope_id))


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _declared(source: Source) -> pd.DataFrame:
    with database.reading(source.url).connect() as connection:
        return coverage.declared(connection, access.scope(source.scope_id))


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _sent(source: Source, jurisdiction: str) -> frozenset[str]:
    with database.reading(source.url).connect() as connection:
        return coverage.sent(connection, access.scope(source.scope_id), jurisdiction)
