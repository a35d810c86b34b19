"""A register of assets that came without any case: what pages say of it, and not of cases."""

import html
import re
from functools import cache

import pytest
from streamlit.testing.v1 import AppTest

import metrics
from seed import batches
from tests.app.test_overview import text
from tests.app.test_pages import frames, page
from tests.fixtures.made_up import url_of
from tests.submissions import small

HEADER = (
    " Asset_ID ,case_id,CLASS,role,order_kind,frozen,frozen_on,confiscated,confiscated_on,"
    "returned,returned_on,currency"
)
ITEMS = (
    "G-4117,,cash,proceeds,proceeds,12000.50,2021-03-04,12000.50,2022-05,,,EUR",
    # No class; given back after a confiscation that was quashed.
    "G-7704,,,,,3500,2021,3500,2021-11-30,3500,2022-01-15,EUR",
    # A day without an amount, and nothing given back.
    "G-9032,,vehicle,instrumentality,,,2022-06-01,,,0,,EUR",
    # There is no rate for the currency, and no day of the sum.
    "G-2531,,crypto,,,800.00,,,,,,NGN",
    "G-7048,,account,evidence,none,0,,,,,,EUR",
)
PLACE = ("jurisdiction,name,currency", "QMA,Avaria,EUR")
YEARS = {"j": "QMA", "from_": "2021", "to": "2022"}
FROZEN = (
    "The total for Avaria in 2021 to 2022 is at least EUR 15,500: the amount is"
    " recorded for only 67%."
)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a database that holds the register alone."""
    home = tmp_path_factory.mktemp("register")
    tables = {"assets": "\n".join((HEADER, *ITEMS)), "jurisdictions": "\n".join(PLACE)}
    stated = ('jurisdiction = "QMA"', "made_up = true", "extracted_on = 2024-06-30")
    sent = small(home / "register", *stated, **tables)
    batches.store(url_of(home), [sent], partial=batches.Partial.REFUSE, refresh=metrics.refresh)
    return url_of(home)


@pytest.fixture
def shown(register: str, monkeypatch: pytest.MonkeyPatch, no_production_database: None) -> None:
    """The same, as the database that the dashboard reads."""
    monkeypatch.setenv("PROSECUTION_QUALITY_DATABASE", register)


@cache
def seen(name: str, **address: str) -> AppTest:
    """A page of the register; once, for all that is asked of it."""
    return page(name, **YEARS, **address)


def said(name: str, **address: str) -> str:
    words = html.unescape(text(seen(name, **address)))
    # The filters leave something to show.
    assert "Choose above" not in words
    return words


@pytest.mark.parametrize("name", ["overview", "money", "quality", "chain", "victims", "caseload"])
def test_no_page_speaks_of_cases_that_were_never_sent(shown: None, name: str) -> None:
    assert re.search(r"\b\d[\d,]* (case|investigation|victim|person)", said(name)) is None


def test_overview_and_the_money_begin_with_what_the_register_comes_to(shown: None) -> None:
    overview = said("overview")
    assert FROZEN in overview
    assert "No amounts of charged cases are recorded" in overview
    money = said("money")
    assert "Avaria: no cases are recorded, so this page cannot show where the money stops." in money
    assert FROZEN in money


def test_the_money_shows_each_step_by_class_and_by_year(shown: None) -> None:
    by_class, by_year = (table.set_index(table.columns[0]) for table in frames(seen("money")))
    plain = by_class.map(lambda cell: cell.replace("\N{NO-BREAK SPACE}", " "))
    assert list(plain.index) == ["Cash", "Vehicle", "Not recorded"]
    assert plain.loc["Vehicle"].tolist() == ["1, no amount", "0", "0"]
    assert plain.loc["Not recorded", "Returned"] == "1, EUR 3,500"
    assert by_year["Frozen"].str.partition(",")[0].to_dict() == {"2021": "2", "2022": "1"}


def test_the_years_of_what_is_never_recorded_are_not_called_empty(shown: None) -> None:
    words = said("measure", m="C01")
    assert "the records of Avaria do not include this in 2021 to 2022." in words
    assert "2022 — Not collected" in words
    assert "No cases to count" not in words
