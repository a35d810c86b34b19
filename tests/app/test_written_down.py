"""What people do on pages is written into the audit log first, and shown; looking is not."""

import re
import shutil
from pathlib import Path

import pytest

from dashboard.server import access
from schemas.store import audit
from tests.app import test_caseload as caseload
from tests.app.test_overview import markup, text
from tests.app.test_pages import page
from tests.app.test_quality import said, section
from tests.app.test_report import CHOICE, finished
from tests.app.test_take_away import opened
from tests.fixtures.made_up import path_of


@pytest.fixture
def url(made_up_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A copy of the made-up world with which nobody has done anything, behind our server."""
    copy = shutil.copy(path_of(made_up_url), tmp_path / "copy.duckdb")
    monkeypatch.setenv("PROSECUTION_QUALITY_DATABASE", f"duckdb:///{copy}")
    headers = {access.MARK_HEADER: access.MARK}
    monkeypatch.setattr("streamlit.context.__class__.headers", property(lambda _: headers))
    return f"duckdb:///{copy}"


def log_of(url: str) -> Path:
    log = audit.place(url)
    assert log is not None
    return log


def told(url: str) -> list[tuple[str, str]]:
    """Action and outcome of each entry."""
    return [(entry.action, entry.outcome) for entry in audit.every(url)]


def case_of(url: str) -> tuple[str, str]:
    """An office, and one of its open cases."""
    of = caseload.counted(url)
    office = max(of, key=lambda id_: of[id_])
    return office, str(caseload.load(url, office).cases["case_id"].iloc[0])


def test_looking_is_no_act(url: str) -> None:
    office, _ = case_of(url)
    for name in ("measure", "quality", "report"):
        assert not page(name, j="QVE").exception
    assert not caseload.page(office=office).exception
    assert told(url) == []
    assert not log_of(url).exists()


def test_a_case_that_is_opened_is_an_act_once_while_it_stays_open(url: str) -> None:
    office, id_ = case_of(url)
    test = caseload.page(office=office, case=id_)
    assert f"Case {id_}" in text(test)
    test.run()
    [entry] = audit.every(url)
    assert (entry.action, entry.outcome) == ("open_case", "done")
    assert entry.on == {
        "jurisdiction": caseload.PLACE,
        "case": audit.reference(url, caseload.PLACE, id_),
    }
    del test.query_params["case"]
    test.run()
    test.query_params["case"] = id_
    test.run()
    assert told(url) == [("open_case", "done")] * 2
    assert id_ not in log_of(url).read_text()


def test_a_case_that_is_not_there_is_an_act_that_was_refused(url: str) -> None:
    office, _ = case_of(url)
    test = caseload.page(office=office, case="somebody else's")
    assert "There is no case [somebody else" in text(test)
    assert told(url) == [("open_case", "refused")]


def test_what_cannot_be_written_down_is_not_shown_and_other_pages_are(url: str) -> None:
    office, id_ = case_of(url)
    log_of(url).mkdir()
    test = caseload.page(office=office, case=id_)
    assert "The audit log [" in text(test)
    assert f"Case {id_}" not in text(test)
    card = opened(page("measure", **CHOICE, m="N01"), "N01_by_year")
    assert card.get("download_button") == []
    assert "The audit log [" in text(card)
    assert "data-case" in markup(caseload.page(office=office))
    assert "The audit log [" in said(section("changes"))


def test_files_of_a_card_are_an_act_once_for_the_same_bytes(url: str) -> None:
    test = opened(page("measure", **CHOICE, m="N01"), "N01_by_year")
    test.run()
    [entry] = audit.every(url)
    assert entry.on == {"name": "N01_by_year", "jurisdiction": "QVE", "office": "", "what": "card"}
    test.selectbox(key="filters.j").select("QPE").run()
    assert [one.on["jurisdiction"] for one in audit.every(url)] == ["QVE", "QPE"]


def test_a_sheet_for_a_meeting_is_an_act(url: str) -> None:
    office, _ = case_of(url)
    caseload.page(office=office, print="yes").run()
    [entry] = audit.every(url)
    assert (entry.action, entry.on["what"], entry.on["office"]) == ("take_away", "sheet", office)


def test_a_report_is_an_act_and_none_is_made_where_it_cannot_be_written_down(
    url: str, in_this_process: None
) -> None:
    finished(page("report", **CHOICE).button(key="report.make").click().run())
    [entry] = audit.every(url)
    assert (entry.on["what"], entry.on["name"], entry.who) == ("report", "ministry", "desk")
    log_of(url).unlink()
    log_of(url).mkdir()
    refused = finished(page("report", **CHOICE).button(key="report.make").click().run())
    assert refused.get("download_button") == []
    assert "The audit log [" in text(refused)


def test_what_was_done_is_listed_closed_with_who_and_how_it_ended(url: str) -> None:
    assert "Nothing was written down yet" in said(section("changes"))
    with audit.acting(audit.Actor("<b>*ana*", "desk")):
        audit.note(url, audit.Action.SET, setting="dates", value="<b>*month*")
    with pytest.raises(ValueError, match="bug"), audit.audited(url, audit.Action.UNDO, batches=[3]):
        raise ValueError("a bug")
    test = section("changes")
    assert re.search(
        r"Last, on \d+ \w+ \d+, \d\d:\d\d \(UTC\): Import undone: batch 3. Failed.", said(test)
    )
    assert "The last acts (2)" in [one.label for one in test.expander]
    drawn = markup(test)
    assert "Setting changed: dates, &lt;b&gt;*month*" in drawn
    assert drawn.index("Import undone") < drawn.index("Setting changed")
    assert "<b>" not in drawn


def test_of_more_acts_the_last_fifty_are_listed(url: str) -> None:
    for number in range(60):
        with audit.audited(url, audit.Action.UNDO, batches=[number]):
            pass
    test = section("changes")
    assert "The last acts (50)" in [one.label for one in test.expander]
    listed = re.findall(r"Import undone: batch (\d+)", markup(test))
    assert listed == [str(number) for number in range(59, 9, -1)]
