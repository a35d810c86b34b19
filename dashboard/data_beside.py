"""What is set beside the records, cached like the numbers: published figures, rates, wages."""

import pandas as pd
import streamlit as st

import metrics
from dashboard.data import EVER, FRAMES_KEPT, Only, Source, Years, current
from dashboard.server import access
from metrics import compensation, rates
from schemas.store import database


def published(jurisdiction: str) -> pd.DataFrame:
    """What others published of a country, with the columns of `metrics.published.of_country`."""
    return _published(current(), jurisdiction)


def exceeding() -> metrics.published.Exceeding:
    """How often a published number of convicted persons exceeds that of prosecuted ones."""
    return _exceeding(current())


def own_rates() -> pd.DataFrame:
    """The own rates of exchange, with the columns of `metrics.rates.of`."""
    return _own_rates(current())


def awards_in_wages(*, years: Years = EVER, only: Only = ()) -> pd.DataFrame:
    """Awards in months of a wage, with the columns of `metrics.compensation.in_wages`."""
    return _awards_in_wages(current(), years, only)


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _published(source: Source, jurisdiction: str) -> pd.DataFrame:
    with database.reading(source.url).connect() as connection:
        return metrics.published.of_country(connection, jurisdiction)


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _exceeding(source: Source) -> metrics.published.Exceeding:
    with database.reading(source.url).connect() as connection:
        return metrics.published.exceeding(connection)


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _own_rates(source: Source) -> pd.DataFrame:
    with database.reading(source.url).connect() as connection:
        return rates.of(connection)


@st.cache_data(max_entries=FRAMES_KEPT, show_spinner=False)
def _awards_in_wages(source: Source, years: Years, only: Only) -> pd.DataFrame:
    with database.reading(source.url).connect() as connection:
        scope = access.scope(source.scope_id)
        return compensation.in_wages(connection, scope, years=years, only=only)
