"""Periods that overlap are counted at once as each is alone, and the years as by year."""

import pandas as pd
import pytest
from sqlalchemy import Connection

from metrics import rebuild, results
from metrics.catalogue import CATALOGUE
from schemas import scopes
from schemas.store import database
from tests.properties.agreeing import store, worlds_of
from tests.soak import soak_size

pytestmark = pytest.mark.soak

EVERYTHING = scopes.EVERYTHING
# One inside another, one of a single year, and years of which there is no record.
SPANS = ((2019, 2023), (2021, 2022), (2022, 2022), (1980, 1985))
OF_FORM = tuple(id_ for id_, measure in CATALOGUE.items() if "form" in measure.breakdowns)
# Every day some measures of each kind.
SOME = 2 if soak_size(2) > 1 else 9


def assert_alike(ours: pd.DataFrame, theirs: pd.DataFrame) -> None:
    """Sums of parts of 1 may be added up in another order."""
    pd.testing.assert_frame_equal(ours, theirs, check_exact=False, rtol=1e-12)


def compare(connection: Connection, ids: tuple[str, ...], only: results.Only) -> None:
    at_once = results.rows_of_periods(connection, EVERYTHING, ids, spans=SPANS, only=only)
    for span in SPANS:
        alone = results.rows(connection, EVERYTHING, ids, years=span, only=only)
        of_span = at_once[at_once["period"] == results.span_name(span)]
        assert_alike(of_span.assign(period="all").reset_index(drop=True), alone)
    by_year = results.rows(connection, EVERYTHING, ids, by=("year",), only=only)
    assert len(by_year)
    years = at_once[~at_once["period"].str.contains("-")]
    assert_alike(years.reset_index(drop=True), by_year)


def test_overlapping_periods_count_as_each_alone(database_url: str) -> None:
    store(database_url, worlds_of(7, 25), refresh=rebuild.make_units)
    with database.reading(database_url).connect() as connection:
        compare(connection, tuple(CATALOGUE)[::SOME], ())
        compare(connection, OF_FORM[1::SOME], (("form", "forced_labour"),))
