"""A submission is stored whole or not at all, is known again, and can be undone."""

import threading
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, insert, select

from schemas import errors, scopes, tables
from schemas.store import bookkeeping, database
from seed import batches, readers
from seed.batches import provenance
from tests.submissions import CASES, MADE_UP, SUSPECTS, count_nothing, row_counts, small, store

NO_SUCH_FORM = "case_id,scope,form\nk7,charged_as_trafficking,slave_ship\n"
LATER_SUSPECTS = "case_id,person_id,kind\nm2,q4,natural\n"


def listed(url: str) -> list[dict[str, object]]:
    with database.reading(url).connect() as connection:
        return batches.all_batches(connection, scopes.EVERYTHING).rows(named=True)


def refuse_all(connection: Connection) -> None:
    """A refresh that finds a bug."""
    raise ZeroDivisionError


def test_a_submission_is_stored_with_where_it_came_from(database_url: str, tmp_path: Path) -> None:
    submission = small(tmp_path / "spring", 'note = "first"', "extracted_on = 2024-01-31", MADE_UP)
    [receipt] = store(database_url, submission)
    assert (receipt.status, receipt.batch_id, receipt.source) == ("stored", 1, "spring")
    assert (receipt.rows_read, receipt.rows_stored, receipt.rows_refused) == (3, 3, 0)
    assert row_counts(database_url) == {"cases": 2, "suspects": 1}
    [batch] = listed(database_url)
    expected = {
        "batch_id": 1,
        "source": "spring",
        "jurisdiction": "XAA",
        "content_hash": submission.content_hash,
        "made_up": True,
        "extracted_on": date(2024, 1, 31),
        "latest_event_on": date(2023, 5, 2),
        "note": "first",
        "rows_read": 3,
        "rows_stored": 3,
        "accepted_share": 1.0,
        "undone_at": None,
    }
    assert expected.items() <= batch.items()
    with database.reading(database_url).connect() as connection:
        files = batches.files_of(connection, scopes.EVERYTHING, 1)
        row = connection.execute(select(tables.suspects)).one()
    assert {(file, table, stored) for file, _, table, _, stored in files.rows()} == {
        ("cases.csv", "cases", 2),
        ("suspects.csv", "suspects", 1),
    }
    assert set(files["sha256"]) == {text.sha256 for text in submission.texts}
    assert (row.batch_id, row.row_number, row.jurisdiction) == (1, 2, "XAA")


def test_the_same_bytes_are_known_again(database_url: str, tmp_path: Path) -> None:
    one = small(tmp_path / "spring")
    receipts = store(database_url, one, one)
    assert [(r.status, r.batch_id) for r in receipts] == [("stored", 1), ("already_stored", 1)]
    version = database.data_version(database_url)
    [receipt] = store(database_url, small(tmp_path / "again" / "spring"))
    assert (receipt.status, receipt.batch_id, receipt.rows_stored) == ("already_stored", 1, 0)
    assert database.data_version(database_url) == version
    assert row_counts(database_url) == {"cases": 2, "suspects": 1}


def test_what_has_a_file_that_is_not_read_is_not_known_again(
    database_url: str, tmp_path: Path
) -> None:
    """Its other files may be all that a stored batch was made of."""
    store(database_url, small(tmp_path / "spring", cases=CASES))
    [receipt] = store(database_url, small(tmp_path / "again", cases=CASES, suspects='case_id\n"k7'))
    assert [finding.rule for finding in receipt.findings] == ["csv.unclosed_quote"]
    assert receipt.status == "refused"


def test_other_bytes_with_the_same_rows_are_nothing_new(database_url: str, tmp_path: Path) -> None:
    store(database_url, small(tmp_path / "spring", cases=CASES))
    header, first, second = CASES.splitlines()
    turned = "\n".join([header, second, first])
    [receipt] = store(database_url, small(tmp_path / "turned", cases=turned))
    assert (receipt.status, receipt.batch_id) == ("already_stored", None)
    assert len(listed(database_url)) == 1


def test_a_refused_submission_leaves_nothing(database_url: str, tmp_path: Path) -> None:
    store(database_url, small(tmp_path / "spring", cases=CASES))
    version = database.data_version(database_url)
    [receipt] = store(database_url, small(tmp_path / "bad", cases=NO_SUCH_FORM.replace("k7", "x1")))
    assert (receipt.status, receipt.batch_id, receipt.rows_stored) == ("refused", None, 0)
    assert receipt.findings
    assert database.data_version(database_url) == version


def test_one_refused_submission_stops_all_of_its_write(database_url: str, tmp_path: Path) -> None:
    good = small(tmp_path / "good")
    bad = small(tmp_path / "bad", 'jurisdiction = "XBB"', cases=NO_SUCH_FORM)
    receipts = store(database_url, good, bad)
    assert [(r.status, r.batch_id, r.rows_stored) for r in receipts] == [
        ("checked", None, 0),
        ("refused", None, 0),
    ]
    with pytest.raises(errors.DatabaseMissing):
        database.reading(database_url)


def test_submissions_of_one_write_may_belong_to_each_other(
    database_url: str, tmp_path: Path
) -> None:
    first = small(tmp_path / "cases", cases=CASES)
    second = small(tmp_path / "suspects", suspects=SUSPECTS)
    receipts = store(database_url, first, second)
    assert [(r.status, r.batch_id) for r in receipts] == [("stored", 1), ("stored", 2)]
    assert row_counts(database_url) == {"cases": 2, "suspects": 1}
    with database.reading(database_url).connect() as connection:
        files = batches.files_of(connection, scopes.EVERYTHING, 2)
    assert files["table_name"].to_list() == ["suspects"]


def test_who_waits_is_told_how_far_it_is(database_url: str, tmp_path: Path) -> None:
    told = list[tuple[str, int, int]]()
    batches.store(
        database_url,
        [small(tmp_path / "spring")],
        partial=batches.Partial.REFUSE,
        refresh=count_nothing,
        progress=lambda *step: told.append(step),
    )
    assert told[-3:] == [
        ("Storing", 3, 3),
        ("Counting", 0, 1),
        ("Counting", 1, 1),
    ]


def test_the_refresh_runs_in_the_write_and_its_failure_undoes_it(
    database_url: str, tmp_path: Path
) -> None:
    def mark(connection: Connection) -> None:
        number = connection.execute(select(func.count()).select_from(tables.cases)).scalar()
        row = {"batch_id": 1, "file": "refresh", "column_name": str(number)}
        connection.execute(insert(bookkeeping.batch_not_read).values(row))

    one, other = small(tmp_path / "spring"), small(tmp_path / "later", suspects=LATER_SUSPECTS)
    batches.store(database_url, [one], partial=batches.Partial.REFUSE, refresh=mark)
    with database.reading(database_url).connect() as connection:
        assert batches.unread_columns_of(connection, scopes.EVERYTHING, 1).rows() == [
            ("refresh", "2")
        ]
    with pytest.raises(ZeroDivisionError):
        batches.store(database_url, [other], partial=batches.Partial.REFUSE, refresh=refuse_all)
    with pytest.raises(ZeroDivisionError):
        batches.undo(database_url, 1, refresh=refuse_all)
    assert row_counts(database_url) == {"cases": 2, "suspects": 1}


def test_real_and_made_up_records_side_by_side_are_warned_of(
    database_url: str, tmp_path: Path
) -> None:
    [first] = store(database_url, small(tmp_path / "real"))
    made_up = small(tmp_path / "play", 'jurisdiction = "XBB"', MADE_UP)
    [second] = store(database_url, made_up)
    rule = "batch.made_up_beside_real"
    assert rule not in {finding.rule for finding in first.findings}
    assert second.status == "stored"
    assert rule in {finding.rule for finding in second.findings}


def test_an_undone_batch_may_be_stored_again_and_is_not_undone_again(
    database_url: str, tmp_path: Path
) -> None:
    with pytest.raises(errors.DatabaseMissing):
        batches.undo(database_url, 1, refresh=count_nothing)
    store(database_url, small(tmp_path / "spring"))
    with pytest.raises(errors.UserError, match=r"no import \[7\]\. Imports are numbered 1 to 1"):
        batches.undo(database_url, 7, refresh=count_nothing)
    undone = batches.undo(database_url, 1, refresh=count_nothing)
    assert (undone.batch_id, undone.source, undone.rows) == (1, "spring", 3)
    assert row_counts(database_url) == {"cases": 0, "suspects": 0}
    with pytest.raises(errors.UserError, match=r"Import \[1\] \(spring\) was already undone"):
        batches.undo(database_url, 1, refresh=count_nothing)
    [receipt] = store(database_url, readers.read_submission(tmp_path / "spring"))
    assert (receipt.status, receipt.batch_id) == ("stored", 2)
    assert [batch["undone_at"] is None for batch in listed(database_url)] == [False, True]


def test_a_batch_that_later_rows_hang_on_is_not_undone(database_url: str, tmp_path: Path) -> None:
    store(database_url, small(tmp_path / "spring"))
    [receipt] = store(database_url, small(tmp_path / "later", suspects=LATER_SUSPECTS))
    assert (receipt.status, receipt.batch_id) == ("stored", 2)
    assert row_counts(database_url) == {"cases": 2, "suspects": 2}
    with pytest.raises(
        errors.UserError, match=r"has rows that belong .* Undo import 2 \(later\) first"
    ):
        batches.undo(database_url, 1, refresh=count_nothing)
    for batch_id in (2, 1):
        batches.undo(database_url, batch_id, refresh=count_nothing)
    assert row_counts(database_url) == {"cases": 0, "suspects": 0}


def test_a_batch_whose_rows_came_again_is_not_undone(database_url: str, tmp_path: Path) -> None:
    store(database_url, small(tmp_path / "spring", cases=CASES))
    more = CASES + "z5,charged_as_trafficking,no,2024-01-01\n"
    [receipt] = store(database_url, small(tmp_path / "later", cases=more))
    assert (receipt.rows_read, receipt.rows_stored) == (3, 1)
    with pytest.raises(errors.UserError, match=r"Undo import 2 \(\w+\) first"):
        batches.undo(database_url, 1, refresh=count_nothing)


def test_other_jurisdictions_do_not_hold_a_batch_back(database_url: str, tmp_path: Path) -> None:
    store(database_url, small(tmp_path / "a"))
    store(database_url, small(tmp_path / "b", 'jurisdiction = "XBB"'))
    batches.undo(database_url, 1, refresh=count_nothing)
    assert row_counts(database_url) == {"cases": 2, "suspects": 1}


def test_of_two_equal_imports_at_one_moment_one_is_stored(
    database_url: str, tmp_path: Path
) -> None:
    submission = small(tmp_path / "spring")
    statuses = list[str]()
    start = threading.Barrier(2)

    def import_it() -> None:
        start.wait()
        statuses.append(store(database_url, submission)[0].status)

    both = [threading.Thread(target=import_it) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(statuses) == ["already_stored", "stored"]
    assert row_counts(database_url) == {"cases": 2, "suspects": 1}


def test_long_names_and_many_findings_are_kept_within_bounds(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provenance, "FINDINGS_KEPT", 10)
    rows = "\n".join(f"c-{n}x{n * 7 % 13},nothing_else,yes" for n in range(30))
    text = f"case_id,scope,charged\nk7,charged_as_trafficking,yes\n{rows}\n"
    submission = small(tmp_path / ("n" * 220), cases=text)
    [receipt] = store(database_url, submission, partial=batches.Partial.ACCEPT)
    assert (receipt.rows_stored, receipt.rows_refused) == (1, 30)
    with database.reading(database_url).connect() as connection:
        found = batches.findings_of(connection, scopes.EVERYTHING, 1)
        [listed] = batches.all_batches(connection, scopes.EVERYTHING).rows(named=True)
    more = found.filter(found["rule"] == "findings.more")
    assert found.height == 10 + more.height
    assert set(more["severity"]) == {"error", "warning"}
    every = sum(finding.occurrences for finding in receipt.findings)
    assert listed["findings"] == found["occurrences"].sum() == every > found.height
