"""What differs since an earlier state of the records, in the words of a dry run."""

from collections.abc import Collection
from pathlib import Path

from schemas import scopes
from schemas.store import bookkeeping, database
from seed import batches
from seed.batches import provenance, undo_and_erase
from tests.submissions import CASES, count_nothing, small, store

UPDATES, ALL = "updates = true", 'supersedes = "all"'
CHANGED = CASES.replace("2023-03-04", "2023-03-05")
MORE = "z5,charged_as_trafficking,no,2024-01-01\n"
# A link may name nobody: a blank is a part of its key, and its place is another.
LINKS = "case_id,person_id,link,location\nk7,p9,recruiter,origin\nk7,,recruiter,{}\n".format
SUSPECTS = "case_id,person_id,kind\nk7,p9,natural\n"


def since(url: str, then: Collection[int]) -> list[tuple[object, ...]]:
    with database.reading(url).connect() as connection:
        return provenance.changes_since(connection, scopes.EVERYTHING, then).rows()


def rest_hash(url: str) -> str:
    with database.reading(url).connect() as connection:
        return provenance.hash_without_batches(connection, scopes.EVERYTHING)


def spring(url: str, folder: Path) -> None:
    sent = small(folder / "spring", cases=CASES, suspects=SUSPECTS, links=LINKS("origin"))
    store(url, sent)


def test_what_came_changed_and_left_is_counted_by_table(database_url: str, tmp_path: Path) -> None:
    spring(database_url, tmp_path)
    assert since(database_url, [1]) == []
    store(
        database_url,
        small(tmp_path / "summer", UPDATES, cases=CHANGED + MORE, links=LINKS("transit")),
    )
    assert since(database_url, [1]) == [
        ("XAA", "cases", 1, 1, 0),
        ("XAA", "links", 1, 0, 0),
    ]
    assert since(database_url, [1, 2]) == []
    # It takes the place of both, and lacks the suspect and the first links.
    links = "case_id,person_id,link,location\nk7,,recruiter,transit\n"
    store(database_url, small(tmp_path / "autumn", ALL, cases=CASES + MORE, links=links))
    assert since(database_url, [1]) == [
        ("XAA", "cases", 1, 0, 0),
        ("XAA", "suspects", 0, 0, 1),
        ("XAA", "links", 1, 0, 2),
    ]
    assert since(database_url, [1, 2]) == [
        ("XAA", "cases", 0, 1, 0),
        ("XAA", "suspects", 0, 0, 1),
        ("XAA", "links", 0, 0, 2),
    ]
    # Batch 3 alone is in force: what the others brought is in the history of that state too.
    assert since(database_url, [3]) == []
    # Rows that come back with an undo are no difference.
    for batch_id in (3, 2):
        batches.undo(database_url, batch_id, refresh=count_nothing)
    assert since(database_url, [1]) == []


def test_other_jurisdictions_are_counted_apart(database_url: str, tmp_path: Path) -> None:
    spring(database_url, tmp_path)
    store(database_url, small(tmp_path / "abroad", 'jurisdiction = "XAB"', cases=CASES))
    store(database_url, small(tmp_path / "summer", UPDATES, cases=CASES + MORE))
    assert since(database_url, [1]) == [("XAA", "cases", 1, 0, 0), ("XAB", "cases", 2, 0, 0)]


def test_an_erasure_and_a_setting_make_another_state_beside_the_batches(
    database_url: str, tmp_path: Path
) -> None:
    spring(database_url, tmp_path)
    first = rest_hash(database_url)
    store(database_url, small(tmp_path / "summer", UPDATES, cases=CASES + MORE))
    assert rest_hash(database_url) == first
    batches.set_dates(database_url, "month", refresh=count_nothing)
    by_month = rest_hash(database_url)
    undo_and_erase.erase(
        database_url,
        undo_and_erase.OfCase("XAA", "z5"),
        undo_and_erase.ErasureReason.SEALED,
        refresh=count_nothing,
    )
    assert len({first, by_month, rest_hash(database_url)}) == 3


def test_each_table_beside_the_records_is_in_the_state_or_moves_no_figure_of_them() -> None:
    of_batches = {one.name for one in bookkeeping.BOOKKEEPING_TABLES if "batch_id" in one.c}
    others = {one.name for one in bookkeeping.BOOKKEEPING_TABLES} - of_batches
    assert others - {one.name for one in provenance.SET_BESIDE} == {"mapping_profiles", "published"}
