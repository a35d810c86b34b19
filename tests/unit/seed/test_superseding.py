"""Corrections take the place of stored rows, keep them as history, and can be taken back."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from metrics import records_state
from schemas import errors, scopes, tables
from schemas.store import bookkeeping, database
from seed import batches
from tests.submissions import CASES, SUSPECTS, count_nothing, row_counts, small, store

CHANGED = CASES.replace("2023-03-04", "2023-03-05")
MORE = "z5,charged_as_trafficking,no,2024-01-01\n"
SUPERSEDES = "supersedes = [{}]".format
UPDATES = "updates = true"
LINKS = "case_id,person_id,link,location\nk7,p9,recruiter,origin\nk7,,recruiter,{}\n".format
VICTIMS = "victim_id,case_id,sex\nv1,k7,female\n"


def everything(url: str) -> dict[str, list[tuple[object, ...]]]:
    """All rows of records, of what was superseded, and of the batches that stand."""
    held = (*tables.RECORD_TABLES, *tables.HISTORY.values())
    told = bookkeeping.batches
    with database.reading(url).connect() as connection:
        filled = database.non_empty_tables(connection, held)
        rows = {
            t.name: sorted(map(tuple, connection.execute(select(t))), key=repr)
            for t in held
            if t.name in filled
        }
        standing = select(told).where(told.c.undone_at.is_(None)).order_by(told.c.batch_id)
        rows["batches"] = [tuple(row) for row in connection.execute(standing)]
    return rows


def undo(url: str, batch_id: int) -> batches.Undone:
    return batches.undo(url, batch_id, refresh=count_nothing)


def store_spring(url: str, folder: Path) -> None:
    texts = {"cases": CASES, "suspects": SUSPECTS, "links": LINKS("origin"), "victims": VICTIMS}
    [receipt] = store(url, small(folder / "spring", **texts))
    assert (receipt.status, receipt.rows_stored) == ("stored", 6)


def rules(receipt: batches.Receipt) -> list[str]:
    return [finding.rule for finding in receipt.findings]


def test_other_content_is_refused_with_how_to_say_that_it_corrects(
    database_url: str, tmp_path: Path
) -> None:
    store_spring(database_url, tmp_path)
    [receipt] = store(database_url, small(tmp_path / "later", cases=CHANGED + MORE))
    assert (receipt.status, rules(receipt)) == ("refused", ["id.already_stored"])
    [finding] = receipt.findings
    assert "by import 1" in finding.wording
    assert "updates = true in submission.toml or use --updates" in finding.wording
    assert "supersedes = [1] in submission.toml or use --supersedes 1" in finding.wording
    assert "2023" not in finding.wording


def test_an_update_changes_and_adds_removes_nothing_and_is_undone_exactly(
    database_url: str, tmp_path: Path
) -> None:
    store_spring(database_url, tmp_path)
    before = everything(database_url)
    correction = small(tmp_path / "later", UPDATES, cases=CHANGED + MORE, links=LINKS("transit"))
    [receipt] = store(database_url, correction)
    assert (receipt.status, receipt.batch_id, receipt.supersedes) == ("stored", 2, (1,))
    tables_ = [
        {"table_name": "cases", "read": 3, "new": 1, "changed": 1, "unchanged": 1},
        {"table_name": "links", "read": 2, "new": 1, "changed": 0, "unchanged": 1},
    ]
    with database.reading(database_url).connect() as connection:
        listed = batches.all_batches(connection, scopes.EVERYTHING)
        assert batches.tables_of(connection, scopes.EVERYTHING, 2).rows(named=True) == [
            told | {"refused": 0, "removed": 0} for told in tables_
        ]
    assert listed["rows_stored"].to_list() == [5, 3]
    assert listed["latest_event_on"].to_list() == [date(2023, 5, 2), date(2024, 1, 1)]
    assert row_counts(database_url, ["cases", "links"]) == {"cases": 3, "links": 3}
    assert len(everything(database_url)["cases_superseded"]) == 1
    undone = undo(database_url, 2)
    assert (undone.rows, undone.restored) == (3, 1)
    assert everything(database_url) == before
    with database.reading(database_url).connect() as connection:
        log = batches.corrections(connection, scopes.EVERYTHING)
    asked = ("batch_id", "source", "jurisdiction", "kind", "of_batch", "table_name", "rows")
    assert set(log.select(asked).rows()) == {
        (2, "later", "XAA", "undone", 2, "cases", 2),
        (2, "later", "XAA", "undone", 2, "links", 1),
        (2, "later", "XAA", "superseded", 1, "cases", 1),
    }
    assert log["happened_at"].is_sorted(descending=True)


def test_a_blank_part_of_a_key_gives_way_too(database_url: str, tmp_path: Path) -> None:
    links = "case_id,person_id,link,location,coded_from\nk7,,recruiter,origin,{}\n"
    store(database_url, small(tmp_path / "a", cases=CASES, links=links.format("analyst")))
    before = everything(database_url)
    later = small(tmp_path / "b", UPDATES, links=links.format("judgment"))
    [receipt] = store(database_url, later)
    assert receipt.status == "stored", receipt.findings
    assert row_counts(database_url, ["links", "links_superseded"]) == {
        "links": 1,
        "links_superseded": 1,
    }
    undo(database_url, 2)
    assert everything(database_url) == before


def test_a_superseded_batch_is_undone_after_what_superseded_it(
    database_url: str, tmp_path: Path
) -> None:
    states = []
    for number, day in enumerate(("2023-03-04", "2023-03-05", "2023-03-06")):
        supersedes = [SUPERSEDES(number)] if number else []
        text = CASES.replace("2023-03-04", day)
        store(database_url, small(tmp_path / day, *supersedes, cases=text))
        states.append(everything(database_url))
    for batch_id, later in ((1, 2), (2, 3)):
        with pytest.raises(errors.UserError, match=rf"replaced rows of it\. Undo import {later} "):
            undo(database_url, batch_id)
    for batch_id in (3, 2):
        undo(database_url, batch_id)
        assert everything(database_url) == states[batch_id - 2]


@pytest.mark.parametrize(("parent", "holds"), [("m2", 1), ("z5", 2)], ids=["superseded", "new"])
def test_the_batch_of_a_parent_is_held_and_no_other(
    parent: str, holds: int, database_url: str, tmp_path: Path
) -> None:
    store_spring(database_url, tmp_path)
    store(database_url, small(tmp_path / "cases", UPDATES, cases=CHANGED + MORE))
    person = f"case_id,person_id,kind\n{parent},q,legal\n"
    store(database_url, small(tmp_path / "later", suspects=person))
    if holds == 1:
        # Its own parent is then the first batch's again.
        undo(database_url, 2)
        assert row_counts(database_url) == {"cases": 2, "suspects": 2}
    with pytest.raises(
        errors.UserError, match=r"has rows that belong .* Undo import 3 \(later\) first"
    ):
        undo(database_url, holds)


def test_the_first_content_again_is_a_no_op_unless_it_is_to_come_back(
    database_url: str, tmp_path: Path
) -> None:
    store(database_url, small(tmp_path / "first", cases=CASES))
    correction = small(tmp_path / "later", SUPERSEDES(1), cases=CHANGED)
    store(database_url, correction)
    version = database.data_version(database_url)
    # Nor is the correction anything new.
    [same] = store(database_url, correction)
    assert (same.status, same.batch_id) == ("already_stored", 2)
    assert database.data_version(database_url) == version
    [again] = store(database_url, small(tmp_path / "again", cases=CASES))
    assert (again.status, again.batch_id, rules(again)) == (
        "already_stored",
        1,
        ["supersedes.since"],
    )
    assert "--supersedes 2" in again.findings[0].wording
    [back] = store(database_url, small(tmp_path / "back", SUPERSEDES(2), cases=CASES))
    assert (back.status, back.batch_id, back.supersedes) == ("stored", 3, (2,))
    assert len(everything(database_url)["cases_superseded"]) == 4


def test_a_file_without_a_column_that_is_stored_does_not_supersede(
    database_url: str, tmp_path: Path
) -> None:
    store(database_url, small(tmp_path / "first", cases=CASES))
    text = "case_id,scope,charged\nk7,charged_as_trafficking,no\n"
    [receipt] = store(database_url, small(tmp_path / "later", SUPERSEDES(1), cases=text))
    assert (receipt.status, rules(receipt)) == ("refused", ["supersedes.incomplete"])
    assert "Row 2: The stored rows have values in opened_on" in receipt.findings[0].wording


def test_a_batch_that_cannot_be_superseded_is_said(database_url: str, tmp_path: Path) -> None:
    store(database_url, small(tmp_path / "a", cases=CASES))
    store(database_url, small(tmp_path / "b", 'jurisdiction = "XBB"', cases=CASES))
    for number in (2, 7):
        later = small(tmp_path / f"later{number}", SUPERSEDES(number), cases=CASES + MORE)
        [receipt] = store(database_url, later, partial=batches.Partial.ACCEPT)
        assert (receipt.status, rules(receipt)) == ("refused", ["supersedes.unknown"])
    undo(database_url, 1)
    [receipt] = store(database_url, small(tmp_path / "c", SUPERSEDES(1), cases=CASES))
    assert rules(receipt) == ["supersedes.unknown"]


def test_only_named_batches_give_way(database_url: str, tmp_path: Path) -> None:
    store(database_url, small(tmp_path / "a", cases=CASES))
    store(database_url, small(tmp_path / "b", cases="case_id,scope\nz5,charged_as_trafficking\n"))
    text = CHANGED + "z5,trafficking_elements,no,\n"
    [refused] = store(database_url, small(tmp_path / "c", SUPERSEDES(1), cases=text))
    assert (refused.status, "by import 2" in str(refused.findings)) == ("refused", True)
    [stored] = store(database_url, small(tmp_path / "c", "supersedes = [1, 2]", cases=text))
    assert (stored.status, stored.supersedes) == ("stored", (1, 2))


def test_batches_of_one_write_may_supersede_each_other(database_url: str, tmp_path: Path) -> None:
    first, second = (
        small(tmp_path / "a", cases=CASES, suspects=SUSPECTS),
        small(tmp_path / "b", SUPERSEDES(1), cases=CHANGED, suspects=SUSPECTS),
    )
    receipts = store(database_url, first, second)
    assert [(r.status, r.supersedes) for r in receipts] == [("stored", ()), ("stored", (1,))]
    assert row_counts(database_url) == {"cases": 2, "suspects": 1}


def of_day(day: str, *more: str) -> tuple[str, ...]:
    return (f"extracted_on = {day}", *more)


def test_rows_of_a_newer_extract_do_not_give_way_to_an_older_one(
    database_url: str, tmp_path: Path
) -> None:
    store(database_url, small(tmp_path / "june", *of_day("2024-06-30"), cases=CASES))
    for number, how in enumerate((UPDATES, SUPERSEDES(1))):
        older = small(tmp_path / f"{number}", *of_day("2024-01-31", how), cases=CHANGED)
        [receipt] = store(database_url, older)
        assert (receipt.status, rules(receipt)) == ("refused", ["supersedes.older"])
        assert "2024-01-31" in receipt.findings[0].wording
        assert "import 1, extracted on 2024-06-30" in receipt.findings[0].wording

    less = CASES.rstrip("\n").rpartition("\n")[0] + "\n"
    fewer = small(tmp_path / "less", *of_day("2024-01-31", SUPERSEDES(1)), cases=less)
    [receipt] = store(database_url, fewer)
    assert "supersedes.older" in rules(receipt)
    # What replaces nothing of a newer day, and what says no day, is stored.
    new = small(tmp_path / "new", *of_day("2024-01-31", UPDATES), cases=CASES + MORE)
    [receipt] = store(database_url, new)
    assert (receipt.status, receipt.rows_stored) == ("stored", 1)
    [receipt] = store(database_url, small(tmp_path / "dayless", UPDATES, cases=CHANGED))
    assert receipt.status == "stored"


@pytest.mark.parametrize("how", [UPDATES, SUPERSEDES(1)])
def test_a_newer_day_is_stored_where_no_row_changed(
    database_url: str, tmp_path: Path, how: str
) -> None:
    store(database_url, small(tmp_path / "june", *of_day("2024-06-30"), cases=CASES))
    before = everything(database_url)
    same = small(tmp_path / "same", *of_day("2024-06-29", how), cases=CASES)
    assert store(database_url, same)[0].status == "already_stored"
    july = small(tmp_path / "july", *of_day("2024-07-31", how), cases=CASES)
    [receipt] = store(database_url, july)
    assert (receipt.status, receipt.batch_id, receipt.rows_stored) == ("stored", 2, 0)
    assert "Only the extraction date changes" in receipt.day_in_words
    with database.reading(database_url).connect() as connection:
        days = records_state.reference_dates(connection, scopes.EVERYTHING)
        assert days.for_jurisdiction("XAA") == date(2024, 7, 31)
    assert {**everything(database_url), "batches": before["batches"]} == before
    july = small(tmp_path / "july", *of_day("2024-07-31", how), cases=CASES)
    assert store(database_url, july)[0].status == "already_stored"
    # The rows are still those of import 1, and give way with it.
    august = small(tmp_path / "august", *of_day("2024-08-31", SUPERSEDES(1)), cases=CHANGED)
    assert store(database_url, august)[0].status == "stored"
    undo(database_url, 3)
    undo(database_url, 2)
    assert everything(database_url) == before


def test_stored_values_that_become_blank_are_counted(database_url: str, tmp_path: Path) -> None:
    store_spring(database_url, tmp_path)
    victims = VICTIMS.replace("female", "")
    [receipt] = store(database_url, small(tmp_path / "blank", UPDATES, victims=victims))
    [finding] = [one for one in receipt.findings if one.rule == "supersedes.blank"]
    assert (finding.column, finding.occurrences) == ("sex", 1)
    assert finding.severity.value == "warning"
    assert "The column is blank in every row" in finding.wording
    back = VICTIMS + "v2,k7,\n"
    [receipt] = store(database_url, small(tmp_path / "back", UPDATES, victims=back))
    assert "supersedes.blank" not in rules(receipt)
    again = VICTIMS.replace("female", "") + "v2,k7,male\n"
    [receipt] = store(database_url, small(tmp_path / "again", UPDATES, victims=again))
    [finding] = [one for one in receipt.findings if one.rule == "supersedes.blank"]
    assert "every row" not in finding.wording
