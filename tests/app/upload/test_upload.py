"""Add records: files in, an outcome, then accept or leave; every state has its words."""

import re
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import metrics
from dashboard import access, data
from dashboard.jobs import runner, upload_jobs
from dashboard.jobs.runner import Limits, Progress
from dashboard.pages import all_pages
from dashboard.pages.upload.views import choose_files, step_frame, upload_session
from schemas import errors
from schemas.store import database
from seed import batches, readers
from tests.app import written_files
from tests.app.test_overview import TIMEOUT, markup, text
from tests.fixtures.made_up import path_of
from tests.fixtures.surroundings import ROOT
from tests.prepared import dies, rest
from tests.quick_pages import turn_to
from tests.submissions import CASES, SUSPECTS, row_counts

pytestmark = pytest.mark.usefixtures("in_this_process", "nothing_counted")
MANIFEST = b'jurisdiction = "XUP"\nmade_up = true\n'
GOOD = {"submission.toml": MANIFEST, "cases.csv": CASES.encode(), "suspects.csv": SUSPECTS.encode()}
REFUSED_DATE = "31/12/2023"
PARTLY = GOOD | {"cases.csv": CASES.replace("2023-03-04", REFUSED_DATE).encode()}
CHANGED = GOOD | {"cases.csv": CASES.replace(",no,", ",yes,").encode()}
HALF = CASES.splitlines(keepends=True)[:2]
FEWER = {"submission.toml": MANIFEST, "cases.csv": "".join(HALF).encode()}
WAIT = 60


@pytest.fixture
def url(two_made_up_cases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A copy of a database of three rows, shown by our server.

    What is tried out beside it takes a moment.
    """
    copy = tmp_path / "records.duckdb"
    shutil.copy(two_made_up_cases, copy)
    monkeypatch.setenv("PROSECUTION_QUALITY_DATABASE", f"duckdb:///{copy}")
    headers = {access.MARK_HEADER: access.MARK}
    monkeypatch.setattr("streamlit.context.__class__.headers", property(lambda _: headers))
    return f"duckdb:///{copy}"


def send(folder: Path, url: str, files: Mapping[str, bytes]) -> None:
    """Store the files as somebody does without this page."""
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    sent = replace(readers.read_submission(folder), source="cases.csv and 1 more")
    batches.store(url, [sent], partial=batches.Partial.REFUSE, refresh=metrics.refresh)


@pytest.fixture(scope="module")
def with_good(two_made_up_cases: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the same database with GOOD as its second batch."""
    home = tmp_path_factory.mktemp("with-good")
    copy = Path(shutil.copy(two_made_up_cases, home / "records.duckdb"))
    send(home / "good", f"duckdb:///{copy}", GOOD)
    return copy


@pytest.fixture
def second(url: str, with_good: Path) -> str:
    """The shown database once GOOD is stored in it."""
    shutil.copy(with_good, path_of(url))
    return url


def opened() -> AppTest:
    test = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=TIMEOUT)
    return turn_to(test, "upload").run()


def press(test: AppTest, label: str) -> AppTest:
    """Press a button; the work that follows is done when this returns."""
    [button] = [one for one in test.button if one.label.startswith(label)]
    button.click().run()
    return settled(test)


def settled(test: AppTest) -> AppTest:
    deadline = time.monotonic() + WAIT
    while (job := desk(test).job) is not None:
        assert time.monotonic() < deadline
        job.wait()
        test.run()
    assert not test.exception
    return test


def desk(test: AppTest) -> upload_session.UploadSession:
    found = test.session_state[upload_session.KEY]
    assert isinstance(found, upload_session.UploadSession)
    return found


def sent(test: AppTest, files: Mapping[str, bytes]) -> AppTest:
    """Choose the files and have them checked."""
    test.file_uploader[0].set_value([(name, data, "text/csv") for name, data in files.items()])
    return press(test.run(), "Check the files")


def labels(test: AppTest) -> list[str]:
    return [button.label for button in test.button]


def test_files_are_checked_before_anything_is_stored_and_go_when_a_person_leaves(
    url: str,
) -> None:
    before = row_counts(url)
    test = sent(opened(), GOOD)
    assert "cases.csv and 1 more can be stored." in text(test)
    assert "3 rows: 3 new, 0 changed, 0 unchanged and 0 rejected." in text(test)
    assert 'data-outcome="checked"' in markup(test)
    assert 'data-move="' in markup(test)
    assert labels(test) == ["Accept and store", "Leave"]
    # Where made-up records stand, made-up ones are asked nothing.
    assert not test.radio
    kept = desk(test).kept
    assert kept is not None
    assert kept.path.parent.exists()
    press(test, "Leave")
    assert not kept.path.parent.exists()
    assert "Choose files" in [header.value for header in test.header]
    assert row_counts(url) == before


def test_accepting_stores_and_undoing_takes_it_out_where_it_was_stored(
    url: str, tmp_path: Path
) -> None:
    before = row_counts(url)
    test = press(sent(opened(), GOOD), "Accept and store")
    assert "is stored as import 2. It has 3 rows: 3 new, 0 changed" in text(test)
    assert row_counts(url)["cases"] == before["cases"] + 2
    # Another session may have the server open another database meanwhile.
    other = f"duckdb:///{tmp_path / 'other.duckdb'}"
    shutil.copy(path_of(url), path_of(other))
    data.switch_database(other)
    press(test, "Undo import 2")
    assert "Import 2 (cases.csv and 1 more) was undone: 3 rows were removed." in text(test)
    assert row_counts(url) == before
    assert row_counts(other)["cases"] == before["cases"] + 2
    press(test, "Add more records")
    assert "Choose files" in [header.value for header in test.header]


def test_refused_rows_are_named_without_their_values_and_may_be_left_out(url: str) -> None:
    test = sent(opened(), PARTLY)
    words = text(test)
    assert "cannot be stored as it is, because it has 1 error. 1 of 3 rows would be" in words
    assert "cases.csv, column opened_on, row 3" in words
    assert REFUSED_DATE not in words
    assert "1 of 2 cases is left out with all its rows" in words
    assert labels(test)[:2] == [
        "Check again without 1 incomplete case (67% of rows accepted)",
        "Leave",
    ]
    press(test, "Check again without")
    rows = "It has 3 rows: 2 new, 0 changed, 0 unchanged and 1 rejected."
    assert f"can be stored without its rejected rows. {rows}" in text(test)
    assert "1 of 2 cases is left out" in text(test)
    press(test, "Accept without 1 incomplete case")
    assert f"is stored as import 2. {rows}" in text(test)


def test_whole_files_that_are_refused_leave_no_way_but_to_leave(url: str) -> None:
    test = opened()
    # Files that are too large together are refused before anything is read.
    half = b"x" * (13 << 20)
    test.file_uploader[0].set_value([(f"{name}.csv", half, "text/csv") for name in "ab"])
    test.run()
    assert "26 MB in total. This page accepts at most 25 MB." in text(test)
    assert "Check the files" not in labels(test)
    sent(test, {"names.csv": b"name\nx\n", "submission.toml": MANIFEST})
    assert "names.csv cannot be stored as it is, because it has 1 error. Nothing" in text(test)
    assert labels(test) == ["Leave"]


def kind(test: AppTest, name: str) -> AppTest:
    """Choose what the submission is to stored records."""
    [choice] = [one for one in test.radio if one.label == "These files are"]
    assert [one.partition(":")[0] for one in choice.options] == [
        "New",
        "Update",
        "Replacement",
    ]
    return choice.set_value(name).run()


@pytest.mark.soak
def test_what_a_correction_lacks_leaves_by_the_page_and_comes_back(second: str) -> None:
    before = row_counts(second)
    test = sent(opened(), GOOD)
    assert "is already stored, as import 2. There is nothing to do." in text(test)
    assert labels(test) == ["Show what this changes", "Leave"]
    test = sent(press(test, "Leave"), FEWER)
    assert "are already stored. There is nothing to do." in text(test)
    kind(test, "replaces").multiselect[0].select(2).run()
    press(test, "Show what this changes")
    assert "1 row: 0 new, 0 changed, 1 unchanged and 0 rejected. 2 stored rows" in text(test)
    press(test, "Accept and store")
    assert row_counts(second) == {name: rows - 1 for name, rows in before.items()}
    press(test, "Undo import 3")
    assert row_counts(second) == before


@pytest.mark.soak
def test_an_update_changes_and_removes_nothing_and_its_undo_elsewhere_is_said(second: str) -> None:
    before = row_counts(second)
    test = sent(opened(), CHANGED)
    assert "cannot be stored as it is" in text(test)
    kind(test, "updates")
    press(test, "Show what this changes")
    assert "3 rows: 0 new, 1 changed, 2 unchanged and 0 rejected." in text(test)
    press(test, "Accept and store")
    assert "is stored as import 3" in text(test)
    assert row_counts(second) == before
    # A child that was to undo it died after it was done.
    batches.undo(second, 3, refresh=metrics.refresh)
    desk(test).job = runner.start_job(dies, None)
    settled(test.run())
    assert "Import 3 (cases.csv and 1 more) was undone: " in text(test)


@pytest.mark.soak
def test_records_that_changed_meanwhile_are_said_with_the_outcome_as_it_is(
    url: str, tmp_path: Path
) -> None:
    test = sent(opened(), GOOD)
    other = {**GOOD, "submission.toml": MANIFEST.replace(b"XUP", b"XUQ")}
    send(tmp_path / "other", url, other)
    press(test, "Accept and store")
    assert step_frame.CHANGED_NOTE in text(test)
    assert labels(test) == ["Accept and store", "Leave"]
    assert desk(test).outcome.version == database.data_version(url)


def test_a_jurisdiction_may_be_said_where_no_file_does(url: str) -> None:
    test = opened()
    test.text_input[0].set_value("XU").run()
    sent(test, {"cases.csv": CASES.encode()})
    assert "The code of a jurisdiction has three capital letters" in text(test)
    test.text_input[0].set_value("XUP").run()
    press(test, "Check the files")
    assert "cases.csv can be stored. It has 2 rows: 2 new" in text(test)


def busy(_request: object, _progress: Progress) -> None:
    raise errors.DatabaseUnavailable("The database is being written by [process 7, undo].")


def begun(work: Callable[..., None], limits: Limits = runner.UPLOAD) -> AppTest:
    """The page while the work is done in a child."""
    test = opened()
    desk(test).job = runner.start_job(work, None, limits)
    return test.run()


def test_work_says_what_it_does_and_how_far_it_is_and_can_be_cancelled(url: str) -> None:
    test = begun(rest)
    job = desk(test).job
    assert job is not None
    deadline = time.monotonic() + WAIT
    while job.step is None:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    test.run()
    [bar] = test.get("progress")
    assert bar.proto.text == "Checking the rules: 3 of 8"
    press(test, "Cancel")
    assert "Cancelled. Nothing was stored, and no files are left." in text(test)
    assert "Choose files" in [header.value for header in test.header]


def test_a_writer_that_is_cancelled_leaves_no_copy_of_the_records(url: str, tmp_path: Path) -> None:
    test = sent(opened(), GOOD)
    copy = tmp_path / ".records.duckdb.importing"
    copy.touch()
    desk(test).request = None
    job = runner.start_job(
        rest, None, tidy=partial(upload_jobs.clean_up_killed, url, database.data_version(url))
    )
    desk(test).job = job
    test.run()
    press(test, "Cancel")
    assert not copy.exists()


def test_a_child_that_dies_and_a_busy_database_are_said_and_the_page_goes_on(url: str) -> None:
    test = settled(begun(dies))
    assert "The files could not be read." in text(test)
    desk(test).job = runner.start_job(busy, None)
    words = text(settled(test.run()))
    assert "This is not possible now. The database is being written by [process 7, undo]." in words
    assert sent(test, GOOD)


def test_what_may_be_sent_goes_by_what_the_files_hold(url: str) -> None:
    test = opened()
    offered = set(written_files.offered_labels(test))
    assert offered >= {"Template (.xlsx)", "Data dictionary (.csv)"}
    assert choose_files.OF_TEMPLATE in markup(test)
    test.selectbox(key="upload.profile").select("Other columns: I map them here").run()
    assert choose_files.OF_TEMPLATE not in markup(test)
    assert choose_files.OF_OTHERS in markup(test)
    # Whose records they are is said once, before or where the columns are mapped.
    test.text_input(key="upload.jurisdiction").set_value("XUS").run()
    test.file_uploader[0].set_value([("register.csv", b"Docket,Filed\nK-1,x\n", "text/csv")]).run()
    test = press(test, "Check the files")
    assert test.text_input(key="upload.mapping.1.jurisdiction").value == "XUS"


def test_an_empty_database_takes_records_on_the_page_and_explains_itself(url: str) -> None:
    batches.undo(url, 1, refresh=metrics.refresh)
    test = opened()
    assert re.search(r"Import 1 \(spring\) was undone on [^:]+: 3 rows removed\.", text(test))
    assert "This database has no records left." in text(test)
    for declared in all_pages():
        page = turn_to(test, declared.url_path).run()
        assert (len(page.exception), len(page.title)) == (0, not declared.needs_records), declared
    press(sent(opened(), GOOD), "Accept and store")
    assert row_counts(url)["cases"] == 2
