"""Erasure takes rows out for good: out of records, history and the file's bytes."""

from pathlib import Path
from random import Random

import pytest
from sqlalchemy import (
    Connection,
    NullPool,
    String,
    Table,
    case,
    create_engine,
    func,
    make_url,
    select,
)

from schemas import errors, scopes, tables
from schemas.store import bookkeeping, database
from seed import batches, readers
from seed.batches import undo_and_erase
from tests.submissions import CASES, SUSPECTS, count_nothing, row_counts, small, store

# Long and odd enough to be found among the bytes of a file.
SECRET = "zq7f3b9d1e5a8c2460"
SEALED = undo_and_erase.ErasureReason.SEALED
SUPERSEDES = "supersedes = [{}]".format
CASES_OF = f"case_id,scope,charged,opened_on\n{SECRET},charged_as_trafficking,yes,{{}}\n".format
SECRET_CASE = {
    "cases": CASES_OF("2023-01-10") + "m2,charged_as_trafficking,no,2023-03-04\n",
    "suspects": f"case_id,person_id,kind,charged\n{SECRET},p1,natural,yes\nm2,p2,natural,no\n",
    "victims": f"victim_id,case_id,sex\nv1,{SECRET},female\nv2,m2,male\nv3,,female\n",
    "protections": "victim_id,kind\nv1,screen\nv2,screen\n",
    "claims": f"claim_id,victim_id,case_id,result\nc1,v1,{SECRET},granted\nc2,v2,m2,pending\n",
    "payments": "payment_id,claim_id,paid,currency\ny1,c1,10,EUR\n",
}
WITHOUT_K7 = "".join(line for line in CASES.splitlines(True) if not line.startswith("k7"))
LEFT = {"cases": 1, "suspects": 1, "victims": 2, "protections": 1, "claims": 1, "payments": 0}


def erase(url: str, target: undo_and_erase.ErasureTarget) -> undo_and_erase.Erased:
    return undo_and_erase.erase(url, target, SEALED, refresh=count_nothing)


def the_case(jurisdiction: str = "XAA") -> undo_and_erase.OfCase:
    return undo_and_erase.OfCase(jurisdiction, SECRET)


def places_of(url: str, text: str) -> list[str]:
    """The columns of all tables, history and bookkeeping among them, in which the text stands."""
    with database.reading(url).connect() as connection:
        filled = database.non_empty_tables(connection, tuple(tables.METADATA.tables.values()))
        return [
            f"{table.name}.{name}"
            for table in tables.METADATA.tables.values()
            if table.name in filled
            for name in _standing_in(connection, table, text)
        ]


def _standing_in(connection: Connection, table: Table, text: str) -> list[str]:
    """Those columns of a table, asked of all at once: there are hundreds."""
    texts = [column for column in table.c if isinstance(column.type, String)]
    if not texts:
        return []
    rows = (func.max(case((column.contains(text), 1), else_=0)) for column in texts)
    found = connection.execute(select(*rows)).one()
    return [column.name for column, stands in zip(texts, found, strict=True) if stands]


def logged(url: str) -> list[tuple[object, ...]]:
    with database.reading(url).connect() as connection:
        log = undo_and_erase.erasure_log(connection, scopes.EVERYTHING)
    return log.select("jurisdiction", "batch_id", "reason", "rows").rows()


def test_a_case_goes_with_all_that_belongs_to_it(database_url: str, tmp_path: Path) -> None:
    store(database_url, small(tmp_path / "spring", **SECRET_CASE))
    erased = erase(database_url, the_case())
    expected = {"cases": 1, "suspects": 1, "victims": 1, "protections": 1}
    assert erased.rows == expected | {"claims": 1, "payments": 1}
    assert row_counts(database_url, LEFT) == LEFT
    assert places_of(database_url, SECRET) == []
    assert logged(database_url) == [("XAA", None, "sealed_by_court", 6)]


def test_what_was_superseded_of_a_case_goes_too(database_url: str, tmp_path: Path) -> None:
    store(database_url, small(tmp_path / "spring", **SECRET_CASE))
    changed = SECRET_CASE["cases"].replace("2023-01-10", "2023-01-11")
    later = small(tmp_path / "later", SUPERSEDES(1), **(SECRET_CASE | {"cases": changed}))
    [receipt] = store(database_url, later)
    assert receipt.status == "stored"
    assert "cases_superseded.case_id" in places_of(database_url, SECRET)
    erase(database_url, the_case())
    assert places_of(database_url, SECRET) == []


def test_a_case_of_the_same_id_elsewhere_stays(database_url: str, tmp_path: Path) -> None:
    store(
        database_url,
        small(tmp_path / "here", **SECRET_CASE),
        small(tmp_path / "there", 'jurisdiction = "XBB"', **SECRET_CASE),
    )
    erase(database_url, the_case("XBB"))
    assert row_counts(database_url, LEFT) == {name: 2 * LEFT[name] + 1 for name in LEFT}


def test_the_bytes_of_the_file_hold_nothing_of_it(tmp_path: Path) -> None:
    path = tmp_path / "records.duckdb"
    store(str(path), small(tmp_path / "spring", **SECRET_CASE))
    assert SECRET.encode() in path.read_bytes()
    erase(str(path), the_case())
    assert SECRET.encode() not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
    assert [one.name for one in tmp_path.iterdir() if "importing" in one.name] == []


def test_the_files_of_a_server_hold_nothing_of_it(postgres_database: str, tmp_path: Path) -> None:
    store(postgres_database, small(tmp_path / "spring", **SECRET_CASE))
    assert SECRET.encode() in file_of_cases(postgres_database)
    erase(postgres_database, the_case())
    assert SECRET.encode() not in file_of_cases(postgres_database)


def test_days_that_are_dropped_leave_the_bytes_of_the_file_too(tmp_path: Path) -> None:
    path = tmp_path / "records.duckdb"
    store(str(path), small(tmp_path / "spring", cases=CASES))
    # What a plain transaction deletes stays in the file. A text is easier to find than a day.
    lines = Random(1)
    text = "\n".join(f"{SECRET} {lines.random()}" for _ in range(20_000))
    batches.save_profile(str(path), "court", text)
    batches.save_profile(str(path), "after-it", text.replace(SECRET, "nothing"))
    batches.forget_profile(str(path), "court")
    assert SECRET.encode() in path.read_bytes()
    batches.set_dates(str(path), "month", refresh=count_nothing)
    assert SECRET.encode() not in path.read_bytes()


def file_of_cases(url: str) -> bytes:
    """The bytes of the server's own file of the table, which its owner may read."""
    engine = create_engine(make_url(url), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    path = func.pg_relation_filepath("cases")
    with engine.connect() as connection:
        connection.exec_driver_sql("CHECKPOINT")
        return bytes(connection.execute(select(func.pg_read_binary_file(path))).scalar_one())


def test_a_batch_goes_and_what_it_superseded_comes_back(database_url: str, tmp_path: Path) -> None:
    store(database_url, small(tmp_path / "spring"))
    wrong = CASES.replace("2023-03-04", "2023-03-05") + f"{SECRET},trafficking_elements,no,2023\n"
    manifest = (SUPERSEDES(1), f'note = "from {SECRET}"')
    store(database_url, small(tmp_path / SECRET, *manifest, cases=wrong, suspects=SUSPECTS))
    erased = erase(database_url, 2)
    # A row that gave way to another, and two that the batch held unchanged in its own place.
    assert (erased.batch_id, erased.restored) == (2, 3)
    assert places_of(database_url, SECRET) == []
    assert row_counts(database_url) == {"cases": 2, "suspects": 1}
    assert logged(database_url) == [("XAA", 2, "sealed_by_court", erased.number)]


def test_of_an_erased_batch_its_number_and_day_are_kept_alone_and_it_is_not_undone(
    database_url: str, tmp_path: Path
) -> None:
    store(database_url, small(tmp_path / SECRET))
    erase(database_url, 1)
    with database.reading(database_url).connect() as connection:
        [batch] = batches.all_batches(connection, scopes.EVERYTHING).to_dicts()
        told = [
            connection.execute(select(told).where(told.c.batch_id == 1)).first()
            for told in undo_and_erase.TOLD
        ]
    assert (batch["source"], batch["content_hash"], batch["note"]) == ("erased", "", None)
    assert batch["undone_at"] is not None
    assert set(told) == {None}
    with pytest.raises(errors.UserError, match="was permanently deleted, which cannot be undone"):
        batches.undo(database_url, 1, refresh=count_nothing)


def test_rows_of_a_batch_that_a_correction_replaced_go_and_the_correction_stays(
    database_url: str, tmp_path: Path
) -> None:
    first = CASES.replace("2023-01-10", "2021-01-01")
    store(database_url, small(tmp_path / "first", cases=first))
    store(database_url, small(tmp_path / "wrong", SUPERSEDES(1), cases=CASES))
    right = CASES.replace("2023-01-10", "2022-02-02")
    store(database_url, small(tmp_path / "right", SUPERSEDES(2), cases=right))
    erase(database_url, 2)
    assert row_counts(database_url, ["cases"]) == {"cases": 2}
    # What was before both comes back with the correction's own undo, once.
    batches.undo(database_url, 3, refresh=count_nothing)
    assert opened(database_url, "k7") == ["2021-01-01"]


@pytest.mark.parametrize("held", [True, False], ids=["held before", "lacking before"])
def test_what_a_correction_took_out_stays_out_without_the_batch_that_it_corrected(
    database_url: str, tmp_path: Path, held: bool
) -> None:
    first = CASES.replace("2023-01-10", "2021-01-01")
    lacking = {"cases": WITHOUT_K7.replace("2023-03-04", "2023-03-05")}
    wrong = {"cases": CASES, "suspects": SUSPECTS} if held else lacking
    store(database_url, small(tmp_path / "first", cases=first, suspects=SUSPECTS))
    store(database_url, small(tmp_path / "wrong", SUPERSEDES(1), **wrong))
    store(database_url, small(tmp_path / "right", SUPERSEDES(2), cases=WITHOUT_K7))
    assert erase(database_url, 2).restored == 0
    assert opened(database_url, "k7") == []
    batches.undo(database_url, 3, refresh=count_nothing)
    assert opened(database_url, "k7") == ["2021-01-01"]
    assert row_counts(database_url) == {"cases": 2, "suspects": 1}


def test_rows_that_a_later_batch_repeated_come_back_with_its_files(
    database_url: str, tmp_path: Path
) -> None:
    store(database_url, small(tmp_path / "wrong", cases=CASES + f"{SECRET},{ELSE}"))
    again = small(tmp_path / "quarter", cases=CASES + f"z5,{ELSE}")
    store(database_url, again)
    assert erase(database_url, 1).repeated_by == 2
    assert row_counts(database_url, ["cases"]) == {"cases": 1}
    [receipt] = store(database_url, readers.read_submission(tmp_path / "quarter"))
    assert receipt.status == "stored"
    assert row_counts(database_url, ["cases"]) == {"cases": 3}


ELSE = "trafficking_elements,no,2023-06-01\n"


def opened(url: str, case_id: str) -> list[str]:
    cases = tables.cases
    query = select(cases.c.opened_on).where(cases.c.case_id == case_id)
    with database.reading(url).connect() as connection:
        return [str(day) for day in connection.execute(query).scalars()]


def test_an_undone_batch_can_be_erased_since_its_bytes_may_stand(tmp_path: Path) -> None:
    path = tmp_path / "records.duckdb"
    store(str(path), small(tmp_path / "spring"), small(tmp_path / SECRET, **OTHER))
    batches.undo(str(path), 2, refresh=count_nothing)
    assert places_of(str(path), SECRET)
    erase(str(path), 2)
    assert SECRET.encode() not in path.read_bytes()


OTHER = {"cases": f"case_id,scope,charged\n{SECRET},trafficking_elements,no\n"}


def test_a_batch_with_later_rows_hanging_on_it_is_kept(database_url: str, tmp_path: Path) -> None:
    store(database_url, small(tmp_path / "spring"))
    store(database_url, small(tmp_path / "later", victims="victim_id,case_id\nv1,k7\n"))
    with pytest.raises(
        errors.UserError, match=r"import 2 .* belong to its rows\. Delete that import"
    ):
        erase(database_url, 1)
    assert row_counts(database_url) == {"cases": 2, "suspects": 1}


def test_an_outlook_and_a_case_that_is_not_there_change_nothing(
    database_url: str, tmp_path: Path
) -> None:
    store(database_url, small(tmp_path / "spring", **SECRET_CASE))
    assert undo_and_erase.preview_erasure(database_url, the_case()).number == 6
    with pytest.raises(errors.UserError, match="\\[XBB\\] has no case with this id"):
        erase(database_url, the_case("XBB"))
    assert row_counts(database_url, ["cases"]) == {"cases": 2}
    assert logged(database_url) == []


def test_every_table_of_records_is_reached_from_a_case_or_names_none() -> None:
    def is_reached(table: Table) -> bool:
        above = [tables.METADATA.tables[one.table] for one in tables.parents_of(table)]
        return "case_id" in table.c or any(map(is_reached, above))

    apart = {"jurisdictions", "population", "offices", "coverage", "counting_rules"}
    assert {one.name for one in tables.RECORD_TABLES if not is_reached(one)} == apart
    assert bookkeeping.erasures.c.keys() == [
        *("erased_on", "jurisdiction", "batch_id", "reason", "rows")
    ]
