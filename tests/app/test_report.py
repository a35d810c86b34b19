"""The page Report: chosen, noted, made, looked at, and taken away."""

import html
import io
import re

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.pages.report import cards
from tests.app import written_files
from tests.app.test_overview import markup, text
from tests.app.test_pages import frames, page
from tests.app.test_take_away import kept
from tests.quick_pages import turn_to

__all__ = ["kept"]
# Where a test does not ask for children, a thread makes the report: it has not to be started.
pytestmark = [pytest.mark.usefixtures("in_this_process"), pytest.mark.soak]

CHOICE = {"j": "QVE", "from_": "2019", "to": "2023"}
HOSTILE = "</iframe><script>alert(1)</script> =1+1 *b*"


def finished(test: AppTest) -> AppTest:
    """The page once the work has ended."""
    job = test.session_state[cards.DESK].job
    assert job is not None
    job.wait()
    test.run()
    assert not test.exception
    return test


def made(test: AppTest) -> AppTest:
    """The page after somebody has had the report made."""
    return finished(test.button(key="report.make").click().run())


def preview(test: AppTest) -> str:
    """The page within the page."""
    [source] = re.findall(r'<iframe[^>]* srcdoc="([^"]*)"', markup(test))
    return html.unescape(source)


def labels(test: AppTest) -> list[str]:
    return written_files.offered_labels(test)


def test_what_is_asked_for_is_made_and_goes_with_another_choice(made_up: str) -> None:
    test = page("report", **CHOICE)
    assert test.radio(key="report.name").options == [
        *("Ministry", "Profile", "Annex"),
        *("Questionnaire: EU, Article 19a", "Questionnaire: UNODC", "Questionnaire: GRETA"),
    ]
    test.text_area(key=cards.NOTES).set_value(HOSTILE).run()
    assert labels(test) == []
    assert "<iframe" not in markup(test)
    made(test)
    assert [label.partition(" ")[0] for label in labels(test)] == [
        "PDF",
        "Workbook",
        "Page",
        "Figures",
    ]
    assert "<h1>How good are our prosecutions?</h1>" in preview(test)
    assert "Velmora, 2019 to 2023" in preview(test)
    # Notes are text in the file, and in no address.
    assert html.escape(HOSTILE, quote=False) in preview(test)
    assert HOSTILE not in str(dict(test.query_params))
    # The page within the page ends where its text does, and asks for no scripts.
    [frame] = re.findall(r"<iframe[^>]*>", markup(test))
    assert "sandbox" in frame
    assert "<script" not in markup(test)
    test.text_area(key=cards.NOTES).set_value("More.").run()
    assert labels(test) == []
    assert "Create it again" in text(test)
    test.text_area(key=cards.NOTES).set_value(HOSTILE).run()
    assert len(labels(test)) == 4
    test.selectbox(key="filters.j").select("QPE").run()
    assert labels(test) == []


def test_notes_outlast_a_look_at_another_page_and_the_address_names_the_report(
    made_up: str,
) -> None:
    test = page("report", **CHOICE)
    test.text_area(key=cards.NOTES).set_value("Ask the south.").run()
    turn_to(test, "methods").run()
    turn_to(test, "report").run()
    assert test.text_area(key=cards.NOTES).value == "Ask the south."
    test.radio(key="report.name").set_value("profile").run()
    assert test.query_params["report"] == "profile"


def test_an_office_is_chosen_before_its_report(made_up: str) -> None:
    test = page("report", **CHOICE, report="office")
    assert "This report is about one office." in text(test)
    assert test.radio(key="report.name").value is None
    assert test.button(key="report.make").disabled
    offices = test.selectbox(key="filters.office")
    offices.select_index(1).run()
    assert test.radio(key="report.name").value == "office"
    assert "What can still be done?" in preview(made(test))


def test_a_questionnaire_says_how_far_it_is_filled_and_why_no_further(
    made_up: str, kept: dict[str, bytes]
) -> None:
    address = {"j": "QVE", "from_": "2023", "to": "2023", "form": "servitude"}
    test = page("report", **address, report="greta-round-3")
    # It asks of all forms and offices, and has no place for notes.
    assert [one.label for one in test.selectbox] == ["Jurisdiction", "From", "To"]
    assert list(test.text_area) == []
    made(test)
    assert labels(test) == ["Workbook (XLSX)"]
    read = openpyxl.load_workbook(io.BytesIO(kept["greta-round-3-QVE.xlsx"]))
    _, *traced = read["Cells"].iter_rows(values_only=True)
    blank = {str(why) for *_, why in traced if why}
    by_table, left = (one for one in frames(test) if "Left empty" in one.columns)
    assert set(left["Reason"]) == blank
    counted = by_table[["Cells", "Left empty"]].astype(int).sum()
    assert list(counted) == [len(traced), sum(bool(why) for *_, why in traced)]
    [told] = [one.value for one in test.text]
    assert told.startswith(f"{counted['Cells'] - counted['Left empty']} of {len(traced)} cells")
    assert "Check the workbook before you send it." in text(test)


@pytest.mark.usefixtures("children")
def test_work_that_is_cancelled_leaves_nothing(made_up: str) -> None:
    test = page("report", **CHOICE, report="annex")
    test.button(key="report.make").click().run()
    test.button(key="report.cancel").click().run()
    finished(test)
    assert "Cancelled. No report was created." in text(test)
    assert labels(test) == []
