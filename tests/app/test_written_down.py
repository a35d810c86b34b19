"""What people do on pages is written into the audit log first, and shown; looking is not."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import access
from dashboard.server import download_files
from schemas import scopes
from schemas.store import audit
from tests.app import test_caseload as caseload
from tests.app.test_overview import come_through_our_server, markup, text
from tests.app.test_pages import page
from tests.app.test_quality import said, section
from tests.app.test_report import CHOICE, finished
from tests.app.test_take_away import opened
from tests.fixtures.made_up import path_of
from tests.soak import everyday


@pytest.fixture
def url(made_up_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A copy of the made-up world with which nobody has done anything, behind our server."""
    copy = shutil.copy(path_of(made_up_url), tmp_path / "copy.duckdb")
    monkeypatch.setenv("PROSECUTION_QUALITY_DATABASE", f"duckdb:///{copy}")
    come_through_our_server(monkeypatch)
    return f"duckdb:///{copy}"


# An office and one of its open cases.
Case = tuple[str, str]
Do = Callable[[Case], AppTest]


def log_of(url: str) -> Path:
    log = audit.log_path(url)
    assert log is not None
    return log


def told(url: str) -> list[tuple[str, str]]:
    """Action and outcome of each entry."""
    return [(entry.action, entry.outcome) for entry in audit.entries_of(url)]


@pytest.fixture
def case(made_up_url: str) -> Case:
    """A case of the office with most open ones."""
    of = caseload.counted(made_up_url)
    office = max(of, key=lambda id_: of[id_])
    return office, str(caseload.load(made_up_url, office).cases["case_id"].iloc[0])


def test_looking_is_no_act_and_a_table_of_records_is_one_when_it_is_taken(
    url: str, case: Case
) -> None:
    office, _ = case
    assert not caseload.page(office=office).exception
    assert not section("more").exception
    [taken] = [file for file in download_files.HERE._files.values() if file.name == "coverage.csv"][
        -1:
    ]
    assert told(url) == []
    assert not log_of(url).exists()
    assert taken.content_to_send().startswith(b"column,")
    [entry] = audit.entries_of(url)
    assert (entry.action, entry.on["what"], entry.on["name"]) == ("take_away", "table", "coverage")


def test_a_case_that_is_opened_is_an_act_once_while_it_stays_open(url: str, case: Case) -> None:
    office, id_ = case
    test = caseload.page(office=office, case=id_)
    assert f"Case {id_}" in text(test)
    test.run()
    [entry] = audit.entries_of(url)
    assert (entry.action, entry.outcome) == ("open_case", "done")
    assert entry.on == {
        "jurisdiction": caseload.PLACE,
        "case": audit.case_reference(url, caseload.PLACE, id_),
    }
    del test.query_params["case"]
    test.run()
    test.query_params["case"] = id_
    test.run()
    assert told(url) == [("open_case", "done")] * 2
    assert id_ not in log_of(url).read_text()
    # One that is not there is an act that was refused.
    test.query_params["case"] = "somebody else's"
    assert "This office has no case with the ID [somebody else" in text(test.run())
    assert told(url) == [*[("open_case", "done")] * 2, ("open_case", "refused")]


@pytest.mark.parametrize(
    ("asked", "on"),
    [
        ({"j": "QPE"}, {"jurisdiction": "QPE"}),
        ({"j": "QVE", "office": "QPE-office-1"}, {"jurisdiction": "QVE", "office_asked": "…"}),
        # What no code of a place is could be anything.
        ({"j": "Ana Canary"}, {}),
    ],
)
def test_a_place_of_others_is_not_found_and_written_down_once_while_it_is_asked_for(
    url: str, asked: dict[str, str], on: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "scope_id", lambda: scopes.jurisdiction_scope("QVE").id)
    test = page("chain", **asked)
    test.run()
    assert re.search("No jurisdiction with|has no office", text(test))
    [entry] = audit.entries_of(url)
    assert (entry.scope, entry.action, entry.outcome) == (
        "jurisdiction:QVE",
        "ask_in_vain",
        "refused",
    )
    if office := asked.get("office"):
        on = on | {"office_asked": audit.case_reference(url, "QVE", office)}
    assert entry.on == on
    assert "office-1" not in log_of(url).read_text()


def test_what_a_desk_asks_for_in_vain_is_nobody_elses(url: str) -> None:
    assert "No jurisdiction with the code" in text(page("chain", j="QXX"))
    assert told(url) == []


def opened_case(case: Case) -> AppTest:
    office, id_ = case
    return caseload.page(office=office, case=id_)


def opened_card(_: Case) -> AppTest:
    return opened(page("measure", **CHOICE, m="N01"), "N01_by_year")


def printed(case: Case) -> AppTest:
    return caseload.page(office=case[0], print="yes")


def made_report(_: Case) -> AppTest:
    return finished(page("report", **CHOICE).button(key="report.make").click().run())


# What somebody does -> what the log says of it.
TAKEN: dict[Do, dict[str, str]] = {
    opened_card: {"what": "card", "name": "N01_by_year", "jurisdiction": "QVE"},
    printed: {"what": "sheet", "jurisdiction": "QVE"},
    made_report: {"what": "report", "name": "ministry", "jurisdiction": "QVE"},
}


@pytest.mark.usefixtures("in_this_process")
@pytest.mark.parametrize("do", everyday(opened_card, rest=[printed, made_report]))
def test_files_are_an_act_once_for_the_same_bytes(url: str, case: Case, do: Do) -> None:
    do(case).run()
    [entry] = audit.entries_of(url)
    assert (entry.action, entry.outcome) == ("take_away", "done")
    assert entry.on.items() >= TAKEN[do].items()


@pytest.mark.usefixtures("in_this_process")
@pytest.mark.parametrize("do", everyday(opened_case, rest=TAKEN))
def test_what_cannot_be_written_down_is_not_given(url: str, case: Case, do: Do) -> None:
    log_of(url).mkdir()
    test = do(case)
    assert "Audit log [" in text(test)
    assert test.get("download_button") == []
    assert "data-case" not in markup(test)
    assert "In which measures it counts" not in text(test)
    # Looking at others goes on.
    assert "Audit log [" in said(section("changes"))


def test_the_last_fifty_acts_are_listed_closed_with_who_and_how_they_ended(url: str) -> None:
    assert "The log is empty." in said(section("changes"))
    with audit.act_as(audit.Actor("<b>*ana*", "desk")):
        audit.log_event(url, audit.Action.SET, setting="dates", value="<b>*month*")
    with pytest.raises(ValueError, match="bug"), audit.audited(url, audit.Action.UNDO, batches=[3]):
        raise ValueError("a bug")
    test = section("changes")
    assert re.search(
        r"Latest action, \d+ \w+ \d+, \d\d:\d\d \(UTC\): Import undone: import 3. Result: Failed.",
        said(test),
    )
    assert "Latest actions (2)" in [one.label for one in test.expander]
    drawn = markup(test)
    assert "Setting changed: dates, &lt;b&gt;*month*" in drawn
    assert drawn.index("Import undone") < drawn.index("Setting changed")
    assert "<b>" not in drawn
    for number in range(60):
        with audit.audited(url, audit.Action.UNDO, batches=[number]):
            pass
    test = section("changes")
    assert "Latest actions (50)" in [one.label for one in test.expander]
    listed = re.findall(r"Import undone: import (\d+)", markup(test))
    assert listed == [str(number) for number in range(59, 9, -1)]
