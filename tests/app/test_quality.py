"""Data & quality as a person meets it: its sections, and an undo from question to done."""

import re
import shutil
from functools import cache
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import metrics
from dashboard import real_database
from dashboard.pages.quality.sections import SECTIONS
from seed import batches
from tests import submissions
from tests.app import written_files
from tests.app.test_overview import app, come_through_our_server, markup, text
from tests.app.test_pages import charts, page, tables
from tests.app.test_take_away import opened
from tests.fixtures.in_this_process import without_children
from tests.fixtures.made_up import path_of, url_of

UNDOING = "quality.undoing"


@pytest.fixture
def behind_our_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page as our middleware lets it through."""
    come_through_our_server(monkeypatch)


@pytest.fixture(scope="module")
def two_places(two_made_up_cases: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a database with a batch of XAA and one of XBB."""
    home = tmp_path_factory.mktemp("two-places")
    file = Path(shutil.copy(two_made_up_cases, path_of(url_of(home))))
    other = submissions.small(home / "other", 'jurisdiction = "XBB"', submissions.MADE_UP)
    how = {"partial": batches.Partial.REFUSE, "refresh": metrics.refresh}
    batches.store(url_of(home), [other], **how)
    return file


@pytest.fixture
def own_copy(
    two_places: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    in_this_process: None,
    few_measures: None,
) -> str:
    """The same in a database that this test may change."""
    shutil.copy(two_places, path_of(url_of(tmp_path)))
    monkeypatch.setenv("PROSECUTION_QUALITY_DATABASE", url_of(tmp_path))
    return url_of(tmp_path)


def section(name: str, jurisdiction: str = "QZE") -> AppTest:
    """A section of the page, opened by its address."""
    test = page("quality", j=jurisdiction, see=name)
    assert not test.exception
    return test


@cache
def seen_section(name: str) -> AppTest:
    """A section of Zephrane in the made-up world; once, for all that only look at it."""
    return section(name)


def said(test: AppTest) -> str:
    """All words of the page: cards and plain lines."""
    return "\n".join([text(test), *(line.value for line in test.text)])


@pytest.mark.parametrize("name", SECTIONS)
def test_the_address_opens_a_section_and_no_other_runs(made_up: str, name: str) -> None:
    headings = {
        "missing": "Completeness by column",
        "late": "Delays by office",
        "found": "Errors and warnings, and what to do",
        "sources": "Sources of the records",
        "changes": "What changed with the last import",
        "more": "Add records",
    }
    drawn = [header.value for header in seen_section(name).header]
    assert drawn[0] == headings[name]
    assert not set(headings.values()) - {headings[name]} & set(drawn)


def test_a_table_of_records_is_chosen_and_its_columns_stand_by_year(made_up: str) -> None:
    test = section("missing")
    assert "Zephrane, Cases: " in said(test)
    assert "Declared as not collected: special_techniques." in said(test)
    assert "Payments Declared as not collected" in " ".join(said(test).split())
    test.selectbox(key="quality.table").select("victims").run()
    assert test.query_params["table"] == "victims"
    assert "Zephrane, Victims: " in said(test)
    domain = charts(test)[0]["layer"][0]["encoding"]["y"]["scale"]["domain"]  # type: ignore[index]
    assert domain[:2] == ["victim_id", "case_id"]
    assert "Meaning" in tables(test)


def test_a_batch_is_told_by_table_and_without_our_server_nothing_is_undone(made_up: str) -> None:
    test = seen_section("sources")
    words = said(test)
    assert "Velmora" in words
    assert "demonstration data" in words
    assert "Unchanged" in words
    assert re.search(r"Suspects: .* unique by", words)
    assert "You can undo an import from the command line" in words
    assert not test.button


def test_what_is_collected_is_offered_as_a_file_with_how_to_change_it(made_up: str) -> None:
    test = seen_section("more")
    words = said(test)
    assert "victims.regular_status" in words
    assert "choose import " in words
    labels = written_files.offered_labels(test)
    assert labels == [
        *("Download template workbook", "Download data dictionary (CSV)"),
        "Download data dictionary (web page)",
        "Download coverage.csv",
    ]
    assert "Velmora has not declared what it collects." in said(section("more", "QVE"))


def finish(test: AppTest) -> AppTest:
    """Wait for the child process, and run the page again as the browser does."""
    job = test.session_state[UNDOING].job
    if job is not None:
        job.wait()
    return test.run()


@pytest.mark.soak
def test_an_undo_is_asked_left_asked_again_and_done(own_copy: str, behind_our_server: None) -> None:
    test = section("sources", "XBB")
    finish(test.button(key="quality.undo").click().run())
    words = said(test)
    assert "Undoing import 2" in words
    assert "no longer shown" in words
    # Who leaves it changes nothing.
    test.button(key="quality.undo.no").click().run()
    assert not test.exception
    assert "Undoing import" not in said(test)
    assert "No import was corrected or undone" in said(section("changes", "XBB"))
    finish(test.button(key="quality.undo").click().run())
    finish(test.button(key="quality.undo.yes").click().run())
    assert not test.exception
    assert "Import 2 (other) was undone: " in said(test)
    assert "To bring it back, import the same files again." in said(test)
    assert "Import 2 (other) was undone" in said(section("changes", "XBB"))
    # That of the last import ends on what was done.
    test.selectbox(key="quality.batch.sources").select(1).run()
    finish(test.button(key="quality.undo").click().run())
    finish(test.button(key="quality.undo.yes").click().run())
    assert not test.exception
    assert re.search(
        r"Import 1 \(spring\) was undone on \d+ \w+ \d+: \d+ rows removed\.", said(test)
    )
    assert "This database has no records left. Import the same files again" in said(test)


def test_where_the_database_lets_nothing_in_the_pages_say_who_imports(
    own_copy: str, behind_our_server: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schemas.store.database.may_write", lambda _: False)
    by_importer = real_database.BY_IMPORTER
    batch, added = section("sources", "XBB"), section("more", "XBB")
    assert by_importer in said(batch)
    assert "quality.undo" not in {button.key for button in batch.button}
    assert by_importer in said(added)
    assert "Add records on this computer" not in markup(added)
    upload = page("upload")
    assert not upload.exception
    assert by_importer in said(upload)
    assert not upload.get("file_uploader")


@pytest.fixture
def twice(imported_twice: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database of XAA in two imports, in the second of which the money is followed."""
    shutil.copy(imported_twice, path_of(url_of(tmp_path)))
    monkeypatch.setenv("PROSECUTION_QUALITY_DATABASE", url_of(tmp_path))
    without_children(monkeypatch)
    return url_of(tmp_path)


@pytest.mark.soak
def test_overview_leads_to_what_moved_with_the_last_import_which_is_counted_when_asked(
    twice: str, behind_our_server: None
) -> None:
    overview = markup(app(j="XAA"))
    assert re.search(r"data-moved>The last import was number 2, on [^<]*\. <a href", overview)
    assert 'href="quality?see=changes&amp;j=XAA"' in overview
    test = section("changes", "XAA")
    assert ": cases: 12 new; all tables: 12 new." in said(test)
    assert "earlier confidence interval" not in said(test)
    test.button(key="quality.moved.ask").click().run()
    if (job := test.session_state["quality.moved"].job) is not None:
        job.wait()
    test.run()
    assert not test.exception
    assert "earlier confidence interval" in said(test)
    assert "Import 2 (autumn, stored on " in said(test)
    assert re.search(r'href="measure\?[^"]*m=F01"[^>]*>F01 Financial investigation', markup(test))
    opened(test, "moved")
    assert {"Table (XLSX)", "Table (CSV)"} <= set(written_files.offered_labels(test))
    # What was counted is of the records as they were: of others it is asked anew.
    batches.undo(twice, 2, refresh=metrics.refresh)
    again = said(test.run())
    assert "earlier confidence interval" not in again
    assert "There is nothing earlier to compare it with." in again
    assert "data-moved" not in markup(app(j="XAA"))


def test_without_our_server_what_moved_is_told_by_the_command_line(twice: str) -> None:
    test = section("changes", "XAA")
    assert "To see which results changed, run this command:" in said(test)
    # A command stands by itself: text would break it at its hyphens.
    commands = [code.value for code in test.code]
    assert "prosecution-quality report changes --jurisdiction XAA" in commands
    assert "prosecution-quality erase --help" in commands
