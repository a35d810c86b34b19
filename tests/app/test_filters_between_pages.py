"""A choice goes from page to page: each takes its own parts, and none of them is lost."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import metrics
from metrics import catalogue, results, worklist
from schemas import scopes
from schemas.store import database
from seed import batches
from tests import submissions
from tests.app import said_first
from tests.app.test_filters_that_act import FORM, go, opened
from tests.app.test_measure import headings
from tests.app.test_overview import markup, text
from tests.app.test_pages import charts, frames
from tests.soak import everyday

pytestmark = pytest.mark.soak

CHOSEN = {"j": "QVE", "from": "2019", "to": "2024"}


@pytest.fixture
def office(made_up: str) -> dict[str, str]:
    """The office of the place that leads most open cases."""
    with database.reading(made_up).connect() as connection:
        led = worklist.open_cases_by_office(connection, scopes.EVERYTHING)
    own = led[(led["jurisdiction"] == CHOSEN["j"]) & (led["office"] != "unknown")]
    return {"office": str(own.sort_values("open_cases")["office"].iloc[-1])}


def drawn(test: AppTest) -> dict[str, str]:
    return said_first.shown(test).filters


def test_an_office_chosen_elsewhere_leaves_compare_whole_and_goes_with_the_jurisdiction(
    office: dict[str, str],
) -> None:
    """That it comes back where it acts is seen on each walk of `test_filters_that_act.py`."""
    test = opened("chain", CHOSEN | office)
    plain = go(test, "compare", {})
    assert charts(plain)
    assert "Do they count in the same way?" in headings(plain)
    assert "Prosecution office" not in " ".join(said_first.shown(plain).sentences)
    # It is given up with the jurisdiction, also where there is no office.
    test.selectbox(key="filters.j").select("QPE").run()
    assert not test.exception
    assert "has no office" not in text(test)
    assert drawn(go(test, "chain", {})) == CHOSEN | {"j": "QPE"}


@pytest.mark.parametrize(
    ("page", "more"),
    everyday(
        ("quality", {"see": "missing"}),
        rest=[(name, {}) for name in ("overview", "measure", "compare", "caseload")],
    ),
)
def test_the_address_that_a_page_writes_opens_the_same_page(
    office: dict[str, str], page: str, more: dict[str, str]
) -> None:
    came = go(opened("chain", CHOSEN | FORM | office), page, more)
    again = opened(page, said_first.addressed(came) | more)
    assert text(came) == text(again)
    assert [line.value for line in came.text] == [line.value for line in again.text]


def test_a_form_steps_aside_for_a_measure_that_has_none_and_comes_back_unless_it_was_given_up(
    office: dict[str, str],
) -> None:
    test = opened("measure", CHOSEN | FORM | office | {"m": "F01"})
    test.selectbox(key="filters.m").select("L04j").run()
    assert drawn(test) == CHOSEN | office | {"m": "L04j"}
    assert "sexual exploitation" not in " ".join(said_first.shown(test).sentences)
    test.selectbox(key="filters.m").select("F01").run()
    assert drawn(test) == CHOSEN | FORM | office | {"m": "F01"}
    # Every form stays chosen with the next measure.
    test.selectbox(key="filters.form").select("").run()
    test.selectbox(key="filters.m").select("N01").run()
    assert drawn(test) == CHOSEN | office | {"m": "N01"}


def test_victims_of_one_form_are_shown_with_what_is_not_known_by_form(
    office: dict[str, str],
) -> None:
    test = opened("victims", CHOSEN | FORM | office)
    words = text(test)
    title = catalogue.CATALOGUE["L04j"].title
    assert f"Not shown, because not available by form of exploitation: {title}" in words
    assert "because not available by form of exploitation or by office" in words
    assert 'data-measure="L04j"' not in markup(test)


def test_a_case_and_its_way_back_keep_the_period(made_up: str, office: dict[str, str]) -> None:
    with database.reading(made_up).connect() as connection:
        load = worklist.load_caseload(connection, scopes.EVERYTHING, CHOSEN["j"], office["office"])
    case = {"case": str(load.cases["case_id"].iloc[0])}
    jurisdiction = {"j": CHOSEN["j"], **office}
    test = opened("caseload", CHOSEN | office | {"m": "F01"})
    assert "All open cases of this office" in text(test)
    test = go(test, "caseload", jurisdiction | case)
    assert drawn(test) == said_first.addressed(test) == jurisdiction
    assert f'href="caseload?j=QVE&amp;office={office["office"]}"' in markup(test)
    assert drawn(go(test, "caseload", jurisdiction)) == CHOSEN | office | {"m": "F01"}


def test_without_an_office_a_caseload_has_no_period_and_no_measure(made_up: str) -> None:
    assert drawn(opened("caseload", CHOSEN | {"m": "F01"})) == {"j": CHOSEN["j"]}


def test_a_card_that_a_filter_does_not_act_on_says_so(office: dict[str, str]) -> None:
    part = opened("overview", CHOSEN | office)
    assert "targets are set for Velmora as a whole" in text(part)
    assert "Not available for a single office" in text(part)
    measure = opened("measure", CHOSEN | FORM | {"m": "N01"})
    assert "1 target is set for Velmora as a whole" in text(measure)
    assert "All forms of exploitation are shown, even if one is chosen above." in text(measure)


def test_answers_are_those_of_the_chosen_office(made_up: str, office: dict[str, str]) -> None:
    test = opened("quality", {"j": CHOSEN["j"], "see": "missing", **office})
    long = [one.value for one in test.dataframe]
    [table] = [one for one in (*frames(test), *long) if "Measure" in one]
    with database.reading(made_up).connect() as connection:
        rows = results.rows(
            connection,
            scopes.EVERYTHING,
            ("N01",),
            by=("year",),
            only=(("jurisdiction", CHOSEN["j"]), ("office", office["office"])),
        )
    known = rows[rows["period"].str.isdigit()].dropna(subset="coverage").set_index("period")
    [line] = table[table["Measure"].str.startswith("N01 ")].to_dict("records")
    told = {year: said for year, said in line.items() if year != "Measure" and said}
    assert told == {year: said_first.percent(one) for year, one in known["coverage"].items()}


def test_the_only_office_of_a_place_is_shown_where_it_acts_and_can_be_cleared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = submissions.CASES.replace("opened_on\n", "opened_on,office_id\n").replace(
        "10\n", "10,o1\n"
    )
    sent = submissions.small(
        tmp_path / "sent",
        submissions.MADE_UP,
        cases=cases.replace("04\n", "04,\n"),
        suspects=submissions.SUSPECTS,
        offices="jurisdiction,office_id,label,kind\nXAA,o1,Office of Exampleton,prosecution\n",
    )
    url = f"duckdb:///{tmp_path / 'records.duckdb'}"
    [receipt] = batches.store(url, [sent], partial=batches.Partial.REFUSE, refresh=metrics.refresh)
    assert receipt.batch_id is not None, receipt.findings
    monkeypatch.setenv("PROSECUTION_QUALITY_DATABASE", url)
    assert "office" not in drawn(opened("measure", {"j": "XAA"}))
    test = opened("measure", {"j": "XAA", "office": "o1"})
    assert drawn(test).get("office") == "o1", text(test)
    test.selectbox(key="filters.office").select("").run()
    assert "office" not in drawn(test)
    astray = opened("measure", {"j": "XAA", "office": "o9"})
    assert "This jurisdiction has no office [o9]" in text(astray)
    astray.selectbox(key="filters.office").select("").run()
    assert "has no office" not in text(astray)
