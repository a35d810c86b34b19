"""My caseload for a prosecutor: an office, its open cases, what can still be done, one case."""

import re
import shutil
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

import metrics
from metrics import worklist
from schemas import scopes, tables
from schemas.store import database, not_applicable_steps
from seed import batches
from tests import submissions
from tests.app.test_overview import come_through_our_server, markup, text
from tests.app.test_pages import page as any_page
from tests.fixtures.made_up import path_of

PLACE = "QVE"


def page(**address: str) -> AppTest:
    return any_page("caseload", **({"j": PLACE, "from": "2018", "to": "2024"} | address))


@cache
def counted(url: str) -> dict[str, int]:
    """The offices of the place that lead a case, with their open cases."""
    with database.reading(url).connect() as connection:
        found = worklist.open_cases_by_office(connection, scopes.EVERYTHING)
    here = found[found["jurisdiction"] == PLACE].set_index("office")["open_cases"]
    return {str(office): int(number) for office, number in here.items() if office != "unknown"}


@pytest.fixture
def office(made_up: str) -> str:
    """The office with most open cases."""
    offices = counted(made_up)
    return max(offices, key=lambda id_: offices[id_])


@cache
def load(url: str, office: str) -> worklist.Caseload:
    with database.reading(url).connect() as connection:
        return worklist.load_caseload(connection, scopes.EVERYTHING, PLACE, office)


def test_without_an_office_it_invites_to_choose_one_and_says_how_many_cases_are_open(
    made_up: str,
) -> None:
    test = page()
    found = markup(test)
    for office, number in counted(made_up).items():
        row = re.search(rf'office={office}.*?data-heading="Open cases">(\d+)<', found, re.S)
        assert row is not None
        assert int(row[1]) == number
    assert "data-case" not in found


def test_an_office_shows_its_cases_with_links_age_and_the_steps_still_possible(
    made_up: str, office: str
) -> None:
    test = page(office=office, show="500")
    cases = load(made_up, office)
    assert set(re.findall(r'data-case="([^"]+)"', markup(test))) == set(cases.cases["case_id"])
    words = text(test)
    assert f"{len(cases.cases)} cases were open on 30 June 2026" in words
    assert "identified, not charged" in words
    for step in worklist.STEPS.values():
        possible = int((cases.steps.query("step == @step.id")["possible"] > 0).sum())
        row = re.search(rf'data-step="{step.id}".*?"possible"[^>]*>(\d+) case', markup(test), re.S)
        assert row is not None
        assert int(row[1]) == possible, step.id


@pytest.fixture
def marking(
    made_up_url: str, office: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[str, str]:
    """A copy of the records behind our server, and a case with steps still possible."""
    copy = tmp_path / "marked.duckdb"
    shutil.copy(path_of(made_up_url), copy)
    url = f"duckdb:///{copy}"
    monkeypatch.setenv("PROSECUTION_QUALITY_DATABASE", url)
    come_through_our_server(monkeypatch)
    possible = load(made_up_url, office).steps.query("possible > 0")
    return url, str(possible["case_id"].iloc[0])


def press(test: AppTest, label: str) -> AppTest:
    [button] = [one for one in test.button if one.label == label]
    return button.click().run()


def test_a_step_is_marked_with_a_reason_counts_nowhere_as_possible_and_comes_back(
    marking: tuple[str, str], made_up_url: str, office: str
) -> None:
    url, case_id = marking
    test = page(office=office, case=case_id)
    [step] = [one for one in test.selectbox if one.label == "Step"]
    chosen = str(step.value)
    before = int((load(made_up_url, office).steps.query("step == @chosen")["possible"] > 0).sum())
    [reason] = [one for one in test.selectbox if one.label == "Not applicable because of"]
    assert [one.disabled for one in test.button if one.label == "Mark as not applicable"] == [True]
    press(reason.select(not_applicable_steps.Reason.VICTIMS_WISH).run(), "Mark as not applicable")
    assert "Reason: the victim’s wish." in text(test)
    [mark] = not_applicable_steps.load_marks(url, scopes.EVERYTHING)
    assert mark.of == (PLACE, case_id, chosen)

    listed = page(office=office, show="500")
    assert "Marked as not applicable in 1 case." in text(listed)
    row = re.search(rf'data-step="{chosen}".*?"possible"[^>]*>(\d+) case', markup(listed), re.S)
    assert row is not None
    assert int(row[1]) == before - 1
    assert case_id not in re.findall(
        r'data-case="([^"]+)"', markup(page(office=office, step=chosen, show="500"))
    )
    paper = text(page(office=office, print="yes"))
    assert "1 step is marked as not applicable and is not counted as possible." in paper

    undone = press(page(office=office, case=case_id), "Undo")
    assert re.search("Reason: the victim’s wish. Undone on ", text(undone))
    assert (
        not_applicable_steps.marks_in_force(not_applicable_steps.load_marks(url, scopes.EVERYTHING))
        == ()
    )


def test_marks_that_cannot_be_read_are_said_and_not_passed_over(
    marking: tuple[str, str], office: str
) -> None:
    url, case_id = marking
    Path(f"{path_of(url)}.marks.json").write_text('{"marks": [')
    said = text(page(office=office))
    assert "cannot be used. It is not JSON in UTF-8. It was not changed." in said
    assert case_id not in said


def test_a_step_narrows_the_list_and_an_order_changes_it(made_up: str, office: str) -> None:
    cases = load(made_up, office)
    wanted = cases.steps.query("step == 'claim' and possible > 0")["case_id"]
    test = page(office=office, step="claim", order="age", show="500")
    shown = re.findall(r'data-case="([^"]+)"', markup(test))
    assert set(shown) == set(wanted)
    ages = cases.cases.set_index("case_id")["age_days"]
    assert [ages[id_] for id_ in shown] == sorted((ages[id_] for id_ in shown), reverse=True)
    test.selectbox(key="caseload.step").select("confiscation").run()
    assert not test.exception
    assert test.query_params["step"] == "confiscation"


def test_a_long_list_is_shown_in_parts(office: str) -> None:
    test = page(office=office, show="2")
    assert len(re.findall(r'data-case="', markup(test))) == 2
    assert "show=27" in markup(test)


def test_a_case_says_in_which_measures_it_counts_and_is_left_behind_with_its_office(
    made_up: str, office: str
) -> None:
    id_ = load(made_up, office).cases["case_id"].iloc[0]
    test = page(office=office, case=id_)
    words = text(test)
    assert f"Case {id_}" in words
    with database.reading(made_up).connect() as connection:
        case = worklist.load_case(connection, scopes.EVERYTHING, PLACE, id_)
    assert case is not None
    for measure in case.counted["measure"]:
        assert f"{measure} {metrics.catalogue.CATALOGUE[measure].title}" in words.replace(
            "&#39;", "'"
        )
    assert re.search(r"It counts in \d+ measures", words)
    other = next(one for one in counted(made_up) if one != office)
    test.selectbox(key="filters.office").select(other).run()
    assert "case" not in test.query_params
    assert "This office has no case" not in text(test)


def test_a_closed_case_says_why_there_is_no_step(made_up: str, office: str) -> None:
    with database.reading(made_up).connect() as connection:
        cases = tables.cases.c
        of_office = (cases.jurisdiction == PLACE, cases.office_id == office)
        closed = select(cases.case_id).where(*of_office, cases.final_on.is_not(None)).limit(1)
        id_ = connection.execute(closed).scalar_one()
    words = text(page(office=office, case=id_))
    assert "This case is decided or closed." in words
    assert "These steps are for open cases only." in words


CLOSED = """\
case_id,scope,charged,opened_on,closed_on,office_id
k7,charged_as_trafficking,no,2023-01-10,2024-02-01,o1
m2,charged_as_trafficking,no,2023-03-04,,
"""
OFFICES = "jurisdiction,office_id,label,kind\nQVE,o1,Office of Velmora,prosecution\n"


def test_an_office_whose_cases_are_all_closed_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"duckdb:///{tmp_path / 'closed.duckdb'}"
    address = {"office": "o1", "from": "2023", "to": "2023"}
    manifest = (f'jurisdiction = "{PLACE}"', "extracted_on = 2026-06-30", submissions.MADE_UP)
    sent = submissions.small(tmp_path / "sent", *manifest, cases=CLOSED, offices=OFFICES)
    [receipt] = batches.store(url, [sent], partial=batches.Partial.REFUSE, refresh=metrics.refresh)
    assert receipt.batch_id is not None, receipt.findings
    monkeypatch.setenv("PROSECUTION_QUALITY_DATABASE", url)
    test = page(**address)
    assert "no case was open on 30 June 2026" in text(test)
    assert "This office has no open cases." in [one.value for one in test.text]
    assert "data-case" not in markup(test)
    paper = page(**address, print="yes")
    assert "no case was open" in text(paper)
