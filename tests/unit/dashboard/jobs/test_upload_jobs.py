"""What an upload is asked for in a child: its outcome first, then what was shown, stored."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.jobs import impact_jobs, runner, upload_jobs
from schemas import scopes
from schemas.store import database
from seed import batches
from seed.mapping import draft_export
from tests import soak
from tests.fixtures.made_up import path_of
from tests.submissions import (
    CASES,
    MADE_UP,
    OF_REGISTER,
    count_nothing,
    row_counts,
    small,
    store,
    write,
)

# Children count as people have it; what is stored here is asked for as records alone.
pytestmark = pytest.mark.usefixtures("in_this_process", "nothing_counted")
OTHER = CASES.replace("m2,charged_as_trafficking,no,", "m2,charged_as_trafficking,yes,")
OTHER_CASES = CASES.replace("k7", "k8").replace("m2", "m3")
FAULTY = CASES.replace("2023-03-04", "03/04/2023")
PROFILE = OF_REGISTER + 'opened_on = { source = "opened" }\n'
REGISTER = "number,opened,remark\nk1,2023-01-10,x\nk2,2023-01-11,y\n"


def asked(tmp_path: Path, **texts: str) -> upload_jobs.UploadRequest:
    """A request for a submission of XAA; two cases where nothing else is said."""
    folder = write(tmp_path / "sent", **(texts or {"cases": CASES}))
    return upload_jobs.UploadRequest(
        folder, f"duckdb:///{tmp_path / 'records.duckdb'}", source="spring.zip"
    )


def examined(request: upload_jobs.UploadRequest) -> upload_jobs.Examined:
    ended = runner.run_and_wait(upload_jobs.dry_run_upload, request)
    assert isinstance(ended.result, upload_jobs.Examined), ended.fault
    return ended.result


def accepted(request: upload_jobs.UploadRequest) -> upload_jobs.Accepted:
    ended = runner.run_and_wait(upload_jobs.store_upload, request)
    assert isinstance(ended.result, upload_jobs.Accepted), ended.fault
    return ended.result


def shown(
    request: upload_jobs.UploadRequest, said: upload_jobs.Examined
) -> upload_jobs.UploadRequest:
    """The request to store what was shown."""
    return replace(request, content_hash=said.content_hash, version=said.version)


# To count all of such a database before and after takes as long as ten other tests.
@pytest.mark.parametrize(
    ("cases", "status"), soak.everyday((FAULTY, "refused"), rest=[(CASES, "checked")])
)
def test_the_limits_of_a_child_leave_room_for_a_database_of_some_size(
    children: None, tmp_path: Path, made_up_url: str, cases: str, status: str
) -> None:
    request = asked(tmp_path, cases=cases)
    shutil.copy(path_of(made_up_url), path_of(request.url))
    [receipt] = examined(request).receipts
    assert receipt.status == status


def test_an_undo_of_what_is_no_longer_as_it_was_seen_does_nothing(tmp_path: Path) -> None:
    request = asked(tmp_path)
    accepted(request)
    seen = runner.run_and_wait(
        impact_jobs.preview_undo, upload_jobs.UndoRequest(request.url, 1)
    ).result
    assert isinstance(seen, impact_jobs.UndoPreview)
    store(request.url, small(tmp_path / "more", 'jurisdiction = "XBB"'))
    ended = runner.run_and_wait(
        upload_jobs.undo_import, upload_jobs.UndoRequest(request.url, 1, seen.version)
    )
    assert "The records have changed since." in str(ended.fault)
    assert row_counts(request.url)["cases"] == 4


def test_an_outcome_writes_nothing_and_what_was_shown_is_stored_and_undone(
    children: None, tmp_path: Path
) -> None:
    request = asked(tmp_path)
    said = examined(request)
    [receipt] = said.receipts
    assert (receipt.status, receipt.source, receipt.rows_good) == ("checked", "spring.zip", 2)
    assert said.version == ""
    assert {move.jurisdiction for move in said.moves} == {"XAA"}
    assert len({move.measure for move in said.moves}) > 1
    assert {path.name for path in tmp_path.iterdir()} <= {"sent", "records.duckdb.lock"}
    done = accepted(shown(request, said))
    assert done.anew is None
    assert [(one.status, one.batch_id) for one in done.receipts] == [("stored", 1)]
    assert row_counts(request.url)["cases"] == 2
    ended = runner.run_and_wait(upload_jobs.undo_import, upload_jobs.UndoRequest(request.url, 1))
    assert isinstance(ended.result, batches.Undone)
    assert row_counts(request.url)["cases"] == 0


def test_records_that_changed_meanwhile_are_said_and_nothing_is_stored(tmp_path: Path) -> None:
    request = asked(tmp_path)
    said = examined(request)
    store(request.url, small(tmp_path / "else", 'jurisdiction = "XBB"'))
    done = accepted(shown(request, said))
    assert done.receipts == ()
    assert done.anew is not None
    assert done.anew.receipts[0].status == "checked"
    assert done.anew.version == database.data_version(request.url)
    assert row_counts(request.url)["cases"] == 2
    assert accepted(shown(request, done.anew)).receipts[0].status == "stored"


def test_files_that_changed_meanwhile_are_not_stored(tmp_path: Path) -> None:
    request = asked(tmp_path)
    said = examined(request)
    (request.folder / "cases.csv").write_text(OTHER)
    done = accepted(shown(request, said))
    assert done.receipts == ()
    assert done.anew is not None
    assert not (tmp_path / "records.duckdb").exists()


def test_an_export_is_read_by_its_profile(tmp_path: Path) -> None:
    folder = tmp_path / "sent"
    folder.mkdir()
    (folder / "register.csv").write_text(REGISTER)
    request = upload_jobs.UploadRequest(folder, str(tmp_path / "r.duckdb"), PROFILE, "register")
    said = examined(request)
    assert said.receipts[0].status == "checked"
    assert said.mapped is not None
    assert said.receipts[0].not_read == (("register.csv", "remark"),)
    drafted = runner.run_and_wait(upload_jobs.draft_mapping, request).result
    assert isinstance(drafted, draft_export.Draft)
    [file] = drafted.files
    assert [column.name for column in file.columns] == ["number", "opened", "remark"]


def test_the_first_rows_of_an_export_are_good_ones(tmp_path: Path) -> None:
    folder = tmp_path / "sent"
    folder.mkdir()
    (folder / "register.csv").write_text("number,opened\nk1,Zoe Quux\nk2,2023\nk3,2023-01-11\n")
    request = upload_jobs.UploadRequest(folder, str(tmp_path / "r.duckdb"), PROFILE, "register")
    [receipt] = examined(request).receipts
    [first] = receipt.first_rows
    assert (receipt.status, first.table, first.file) == ("refused", "cases", "register.csv")
    assert first.columns == ("row_number", "case_id", "scope", "opened_on")
    assert first.rows == (
        (3, "k2", "charged_as_trafficking", "2023"),
        (4, "k3", "charged_as_trafficking", "2023-01-11"),
    )


@pytest.mark.parametrize("name", ["none", "empty"])
def test_what_is_no_submission_is_refused_in_words(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    request = upload_jobs.UploadRequest(tmp_path / name, str(tmp_path / "r.duckdb"), source="it")
    [receipt] = examined(request).receipts
    assert receipt.status == "refused"
    assert [(one.file, one.rule) for one in receipt.findings] == [("it", "file.unreadable")]
    assert accepted(request).anew is not None


def test_a_database_that_is_none_is_said(tmp_path: Path) -> None:
    (tmp_path / "records.duckdb").write_text("text")
    ended = runner.run_and_wait(upload_jobs.dry_run_upload, asked(tmp_path))
    assert ended.fault is not None
    assert ended.fault.rule == "upload.stopped"
    assert "cannot be opened as a database" in ended.fault.wording


def test_more_findings_than_anybody_reads_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload_jobs, "FINDINGS_KEPT", 2)
    rows = "".join(f"k{i},charged_as_trafficking,03/04/2023\n" for i in range(1, 6))
    request = asked(tmp_path, cases=f"case_id,scope,opened_on\n{rows}")
    [receipt] = upload_jobs.dry_run_upload(request, lambda *_: None).receipts
    assert [one.rule for one in receipt.findings][-1] == "findings.more"
    assert len(receipt.findings) == 3
    assert "3 more errors and warnings are not listed" in receipt.findings[-1].wording


def test_the_next_export_of_a_source_may_be_called_otherwise(tmp_path: Path) -> None:
    folder = tmp_path / "sent"
    folder.mkdir()
    (folder / "register_of_next_year.csv").write_text(REGISTER)
    request = replace(asked(tmp_path / "other"), folder=folder, profile_text=PROFILE)
    [receipt] = examined(request).receipts
    assert (receipt.status, receipt.rows_good) == ("checked", 2)
    drafted = runner.run_and_wait(upload_jobs.draft_mapping, request).result
    assert isinstance(drafted, draft_export.Draft)
    assert [one.file.file for one in drafted.files] == ["register_of_next_year.csv"]


def second_upload(tmp_path: Path) -> upload_jobs.UploadRequest:
    """A request for real records where made-up ones stand, on a desk with habits of its own."""
    request = asked(tmp_path)
    store(request.url, small(tmp_path / "play", 'jurisdiction = "XBB"', MADE_UP))
    batches.save_profile(request.url, "court", PROFILE)
    batches.set_dates(request.url, "month", refresh=count_nothing)
    return request


def test_the_first_real_records_go_into_a_database_of_their_own_and_later_ones_join(
    tmp_path: Path,
) -> None:
    request = second_upload(tmp_path)
    before = row_counts(request.url)
    said = examined(request)
    own = f"duckdb:///{tmp_path / 'own-records.duckdb'}"
    assert (said.url, said.made_up_url, said.version) == (own, request.url, "")
    assert not (tmp_path / "own-records.duckdb").exists()
    to_store = replace(shown(request, said), url=said.url, made_up_url=said.made_up_url)
    assert accepted(to_store).receipts[0].status == "stored"
    assert row_counts(own)["cases"] == 2
    assert row_counts(request.url) == before
    # What was set on this desk holds in its new database: no day is kept, and no mapping is lost.
    with database.reading(own).connect() as connection:
        assert batches.saved_profiles(connection, scopes.EVERYTHING) == {"court": PROFILE}
        assert batches.stored_date_precision(connection) == "month"
        assert batches.count_dates_with_day(connection) == 0
    again = examined(replace(request, folder=write(tmp_path / "later", cases=OTHER_CASES)))
    assert (again.url, again.version == "") == (said.url, False)
    to_store = replace(shown(request, again), folder=tmp_path / "later")
    assert (
        accepted(replace(to_store, url=again.url, made_up_url=request.url)).receipts[0].batch_id
        == 2
    )


def test_made_up_records_and_those_asked_for_stay(tmp_path: Path) -> None:
    request = second_upload(tmp_path)
    asked_for = replace(request, apart=False)
    said = examined(asked_for)
    assert said.url == request.url
    assert accepted(shown(asked_for, said)).receipts[0].status == "stored"
    assert row_counts(request.url)["cases"] == 4
    made_up = write(tmp_path / "more", 'jurisdiction = "XCC"', MADE_UP, cases=CASES)
    assert examined(replace(request, folder=made_up)).url == request.url
