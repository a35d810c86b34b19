"""Pages say each jurisdiction's own day, and which it is where these differ."""

from datetime import date
from functools import cache

import pytest
from sqlalchemy import Connection
from streamlit.testing.v1 import AppTest

import metrics
from dashboard.pages import all_pages
from schemas.store import bookkeeping
from tests import submissions
from tests.app.test_overview import app, text
from tests.app.test_pages import page
from tests.soak import everyday

pytestmark = pytest.mark.soak

FOOT = "Reference date: 14 March 2022 (Velmora); 30 June 2026 (other jurisdictions)."


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Three jurisdictions of the made-up world, the records of one of them four years older."""

    def aged(connection: Connection) -> None:
        batch = bookkeeping.batches
        early = batch.update().where(batch.c.jurisdiction == "QVE")
        connection.execute(early.values(extracted_on=date(2022, 3, 14)))
        metrics.refresh(connection)

    home = tmp_path_factory.mktemp("apart")
    three = ("QVE", "QPE", "QMO")
    return submissions.store_places(
        home, three, submissions.MADE_UP, cases=60, seed=1, refresh=aged
    )


@pytest.fixture(autouse=True)
def read(apart: str, monkeypatch: pytest.MonkeyPatch, no_production_database: None) -> None:
    monkeypatch.setenv("PROSECUTION_QUALITY_DATABASE", apart)


@cache
def seen(jurisdiction: str) -> AppTest:
    """Overview of a place in the years that are shown first; once, for all that is asked of it."""
    return app(j=jurisdiction)


def test_the_footer_says_the_chosen_ones_day_and_the_others() -> None:
    assert FOOT in text(seen("QVE"))
    others = text(seen("QPE"))
    between = "14 March 2022 to 30 June 2026 (other jurisdictions)."
    assert f"Reference date: 30 June 2026 (Pellandro); {between}" in others
    assert "up to 30 June" not in others


def test_the_first_years_shown_have_ended_in_the_records_of_the_place() -> None:
    assert seen("QVE").selectbox(key="filters.to").value == 2021
    assert seen("QPE").selectbox(key="filters.to").value == 2025


def test_the_running_year_is_that_of_the_places_own_records() -> None:
    # What was decided in 2024 is not known, and no year of zero.
    assert "Convictions at first instance, 1 January to 14 March 2022" in text(
        app(j="QVE", to="2024")
    )
    assert "Convictions at first instance, 2025 " in text(seen("QPE"))


def test_compare_says_each_ones_day() -> None:
    words = text(page("compare", j="QPE", from_="2016", to="2020", m="N01"))
    assert "Reference dates: 14 March 2022 (Velmora); 30 June 2026 (" in words


def test_a_caseload_is_open_on_the_day_of_its_own_records() -> None:
    assert "open on 14 March 2022." in text(page("caseload", j="QVE"))


ADDRESSES = [page.url_path for page in all_pages()]
OTHER_PAGES = everyday("measure", rest=[one for one in ADDRESSES if one != "measure"])


@pytest.mark.parametrize("name", OTHER_PAGES)
def test_the_other_pages_open_and_say_the_days(name: str) -> None:
    assert FOOT in text(page(name, j="QVE", m="C03"))
