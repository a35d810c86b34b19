"""The cached calls of what becomes of persons in proceedings, keyed as those of `data`."""

import pandas as pd
import streamlit as st

from dashboard import data
from dashboard.server import access
from metrics import cohort, exits
from schemas.store import database


def left(measure: str, *, years: data.Years = data.EVER, only: data.Only = ()) -> pd.DataFrame:
    """How persons left the stage of a measure, with the columns of `metrics.exits.counted`."""
    return _left(data.current(), measure, years, only)


def came_to(*, years: data.Years = data.EVER, only: data.Only = ()) -> pd.DataFrame:
    """How far persons suspected came, with the columns of `metrics.cohort.steps`."""
    return _came_to(data.current(), years, only)


@st.cache_data(max_entries=data.FRAMES_KEPT, show_spinner=False)
def _left(source: data.Source, measure: str, years: data.Years, only: data.Only) -> pd.DataFrame:
    with database.reading(source.url).connect() as connection:
        scope = access.scope(source.scope_id)
        return exits.counted(connection, scope, measure, years=years, only=only)


@st.cache_data(max_entries=data.FRAMES_KEPT, show_spinner=False)
def _came_to(source: data.Source, years: data.Years, only: data.Only) -> pd.DataFrame:
    with database.reading(source.url).connect() as connection:
        scope = access.scope(source.scope_id)
        return cohort.steps(connection, scope, years=years, only=only)
