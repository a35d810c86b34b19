"""Items 52, 57, 59, 62 and 64: what several submissions make of each other, both ways in."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard import untrusted_text
from dashboard.jobs import upload_jobs
from schemas import errors, scopes
from schemas.store import audit, database
from seed import batches
from seed.submission import no_progress
from tests.battery import ways
from tests.battery.ways import Send
from tests.command_line import run
from tests.soak import everyday
from tests.submissions import write

FOREIGN = "submission.another_jurisdiction"
CASES = "case_id,scope\nk7,charged_as_trafficking\n"
VICTIM = "victim_id,case_id,status,age_group\nv417,k7,identified,{}\n"
SCOPES = ("jurisdiction:XBB", "jurisdiction:", "office:XAA:o1", "release", "nothing", "")
OTHER = "case_id,scope,form\nk7,charged_as_trafficking,{}\n"


def either_way(test: Callable[..., None]) -> Callable[..., None]:
    """By the command line, and by the upload, whose child is a thread, in a soak alone."""
    return pytest.mark.usefixtures("in_this_process")(ways.either_way(test))


def measured(capsys: pytest.CaptureFixture[str], url: str, measure: str) -> dict[str, object]:
    """The value of a measure in each jurisdiction."""
    rows = json.loads(run(capsys, "--database", url, "measures", measure, "--format", "json").out)
    return {row["jurisdiction"]: row["value"] for row in rows}


@either_way
@pytest.mark.usefixtures("nothing_counted")
def test_item_52_what_a_spreadsheet_opens_holds_no_formula(tmp_path: Path, send: Send) -> None:
    url = str(tmp_path / "records.duckdb")
    # What a sender chooses freely is the submission's name; cells that begin so are refused.
    path = write(tmp_path / "=HYPERLINK(1)", cases=CASES)
    assert send(url, path, ()).status == "stored"
    with database.reading(url).connect() as connection:
        listed = batches.all_batches(connection, scopes.EVERYTHING).to_pandas()
    assert listed["source"].to_list() == ["=HYPERLINK(1)"]
    lines = csv.reader(untrusted_text.csv_bytes(listed).decode("utf-8-sig").splitlines())
    assert [cell for line in lines for cell in line if cell.startswith(("=", "+", "@"))] == []


@either_way
def test_item_57_the_same_pseudonym_in_two_countries_is_two_persons(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, send: Send
) -> None:
    url = str(tmp_path / "records.duckdb")
    said = []
    for code, age in (("XAA", "child"), ("XBB", "adult")):
        path = write(
            tmp_path / code, f'jurisdiction = "{code}"', cases=CASES, victims=VICTIM.format(age)
        )
        said.append(send(url, path, ()))
    assert [answer.status for answer in said] == ["stored", "stored"]
    assert "XAA" not in said[1].said
    assert measured(capsys, url, "C04") == {"XAA": 1, "XBB": 1}


@either_way
@pytest.mark.usefixtures("nothing_counted")
def test_item_59_the_same_bytes_again_are_known_by_their_batch(tmp_path: Path, send: Send) -> None:
    url = str(tmp_path / "records.duckdb")
    path = write(tmp_path / "spring", cases=CASES)
    assert send(url, path, ()).status == "stored"
    again = send(url, path, ())
    assert (again.status, again.batch_id) == ("already_stored", 1)


@either_way
@pytest.mark.usefixtures("nothing_counted")
def test_item_59_other_content_is_refused_unless_it_supersedes(tmp_path: Path, send: Send) -> None:
    url = str(tmp_path / "records.duckdb")
    send(url, write(tmp_path / "spring", cases=OTHER.format("mixed")), ())
    path = write(tmp_path / "summer", cases=OTHER.format("other"))
    refused = send(url, path, ())
    assert refused.status == "refused"
    [finding] = [one for one in refused.findings if one["severity"] == "error"]
    assert (finding["rule"], finding["column"]) == ("id.already_stored", "case_id")
    assert "supersedes = [1]" in finding["wording"]
    assert ways.held(url).rows["cases"]["form"].to_list() == ["mixed"]
    assert send(url, path, [1]).status == "stored"
    assert ways.held(url).rows["cases"]["form"].to_list() == ["other"]


@either_way
def test_item_62_a_person_in_two_cases_is_one_person_and_two_suspicions(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, send: Send
) -> None:
    url = str(tmp_path / "records.duckdb")
    cases = CASES + "m2,charged_as_trafficking\n"
    suspects = (
        "case_id,person_id,kind,charged,charged_on,decided_on,outcome\n"
        "k7,p417,natural,yes,2023-01-10,2023-05-01,convicted_trafficking\n"
        "m2,p417,natural,yes,2023-01-10,2023-05-01,convicted_trafficking\n"
    )
    charges = (
        "charge_id,case_id,person_id,offence\nc1,k7,p417,trafficking\nc2,m2,p417,trafficking\n"
    )
    sent = {"cases": cases, "suspects": suspects, "charges": charges}
    send(url, write(tmp_path / "spring", **sent), ())
    assert measured(capsys, url, "C03") == {"XAA": 1}
    rows = json.loads(run(capsys, "--database", url, "measures", "P02", "--format", "json").out)
    assert [(row["numerator"], row["denominator"]) for row in rows] == [(2, 2)]


@pytest.mark.parametrize("partial", everyday(batches.Partial.ACCEPT, rest=[batches.Partial.REFUSE]))
def test_item_64_who_answers_for_another_jurisdiction_is_refused_and_written_down(
    tmp_path: Path, partial: batches.Partial
) -> None:
    url = str(tmp_path / "records.duckdb")
    folder = write(tmp_path / "spring", cases=CASES + "k8,nothing_else\n")
    request = upload_jobs.UploadRequest(folder, url, partial=partial, apart=False)
    for scope in SCOPES:
        with audit.act_as(audit.Actor("ana", scope)):
            [seen] = upload_jobs.dry_run_upload(request, no_progress).receipts
            [sent] = upload_jobs.store_upload(request, no_progress).receipts
        for receipt in (seen, sent):
            assert receipt.status == "refused"
            assert FOREIGN in {one.rule for one in receipt.findings}
            assert not receipt.may_be_stored_in_part
        [end, begun, tried] = audit.last_entries(url, 3)
        assert [one.outcome for one in (tried, begun, end)] == ["refused", "begun", "refused"]
        assert {one.on.get("because") for one in (tried, end)} == {
            "submission.another_jurisdiction"
        }
        assert (end.who, end.scope) == ("ana", scope)
    with pytest.raises(errors.DatabaseMissing):
        database.reading(url)


def test_item_64_who_answers_for_the_jurisdiction_may_send(tmp_path: Path) -> None:
    url = str(tmp_path / "records.duckdb")
    request = upload_jobs.UploadRequest(write(tmp_path / "spring", cases=CASES), url, apart=False)
    with audit.act_as(audit.Actor("ana", "jurisdiction:XAA")):
        [receipt] = upload_jobs.store_upload(request, no_progress).receipts
    assert receipt.status == "stored"
