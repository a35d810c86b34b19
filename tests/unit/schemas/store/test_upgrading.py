"""A database of the first version is read, and brought up to date by whoever opens it first."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, select, text, update
from sqlalchemy.schema import DropTable

from schemas import columns, errors, tables
from schemas.store import bookkeeping, database
from seed import batches
from tests.submissions import CASES, MADE_UP, count_nothing, row_counts, small, store

LATER = (*bookkeeping.LATER_TABLES, tables.assistance, *tables.HISTORY.values())
HALF_GOOD = CASES + "x7y,nothing_else,no,2024-01-01\nz5,charged_as_trafficking,no,2024-01-01\n"


def as_the_first_version_left_it(url: str) -> None:
    """Take away what later versions added."""
    with database.writing(url) as connection:
        for table in LATER:
            connection.execute(DropTable(table))
        # It told a blank and an unknown charge apart in neither table.
        for table in (tables.cases, tables.suspects):
            blank = table.c.charged == columns.NOT_STATED
            connection.execute(update(table).where(blank).values(charged=columns.UNKNOWN))
        if connection.dialect.name == "postgresql":
            for table, name in foreign_keys(connection):
                connection.execute(
                    text(f'ALTER TABLE "{table}" ALTER CONSTRAINT "{name}" NOT DEFERRABLE')
                )
    database.let_go()


def foreign_keys(connection: Connection, **options: object) -> list[tuple[str, str | None]]:
    """The tables and names of the constraints with these options."""
    asked = inspect(connection)
    return [
        (table.name, key["name"])
        for table in tables.RECORD_TABLES
        if asked.has_table(table.name)
        for key in asked.get_foreign_keys(table.name)
        if options.items() <= key["options"].items()
    ]


@pytest.fixture
def old_url(database_url: str, tmp_path: Path) -> str:
    """The address of a database of the first version: three batches, the last of them undone."""
    store(database_url, small(tmp_path / "first", MADE_UP))
    half = small(tmp_path / "half", MADE_UP, cases=HALF_GOOD)
    store(database_url, half, partial=batches.Partial.ACCEPT)
    store(database_url, small(tmp_path / "other", MADE_UP, 'jurisdiction = "XBB"'))
    batches.undo(database_url, 3, refresh=count_nothing)
    as_the_first_version_left_it(database_url)
    return database_url


def test_it_is_read_as_it_was(old_url: str) -> None:
    assert row_counts(old_url) == {"cases": 3, "suspects": 1}
    with database.reading(old_url).connect() as connection:
        assert batches.listing(connection)["rows_stored"].to_list() == [3, 1, 3]
        assert connection.execute(select(bookkeeping.settings)).all() == []


def test_it_is_written_first(old_url: str, tmp_path: Path) -> None:
    later = small(tmp_path / "later", MADE_UP, suspects="case_id,person_id,kind\nm2,q4,natural\n")
    assert [receipt.status for receipt in store(old_url, later)] == ["stored"]
    assert row_counts(old_url) == {"cases": 3, "suspects": 2}


def test_a_blank_charge_that_was_stored_as_unknown_stays_a_blank(
    database_url: str, tmp_path: Path
) -> None:
    blank = "case_id,person_id,kind\nm2,q4,natural\n"
    store(database_url, small(tmp_path / "first", MADE_UP, cases=CASES, suspects=blank))
    as_the_first_version_left_it(database_url)
    with database.reading(database_url).connect() as connection:
        charged = set(connection.execute(select(tables.suspects.c.charged)).scalars())
    assert charged == {columns.NOT_STATED}


def test_what_it_says_of_batches_fills_the_new_tables(old_url: str) -> None:
    with database.reading(old_url).connect() as connection:
        told = {number: batches.tables_of(connection, number).rows() for number in (1, 2)}
        log = batches.corrections(connection)
    assert sorted(told[1]) == [("cases", 2, 2, 0, 0, 0, 0), ("suspects", 1, 1, 0, 0, 0, 0)]
    # Two were stored before, and one was refused: the first version did not say which.
    assert told[2] == [("cases", 4, 1, 0, None, None, 0)]
    assert log.select("batch_id", "kind", "table_name", "rows").rows() == [
        (3, "undone", "cases", 2),
        (3, "undone", "suspects", 1),
    ]


def test_what_may_have_come_again_holds_a_batch(old_url: str) -> None:
    with pytest.raises(errors.UserError, match="Undo batch 2 first"):
        batches.undo(old_url, 1, refresh=count_nothing)


def test_its_rows_may_be_superseded(old_url: str, tmp_path: Path) -> None:
    changed = CASES.replace("2023-03-04", "2023-03-05")
    later = small(tmp_path / "later", MADE_UP, "updates = true", cases=changed)
    [receipt] = store(old_url, later)
    assert (receipt.status, receipt.supersedes) == ("stored", (1,))
    with database.reading(old_url).connect() as connection:
        put_off = foreign_keys(connection, deferrable=True)
        assert len(put_off) == len(foreign_keys(connection))


def test_it_is_brought_up_to_date_once(old_url: str) -> None:
    database.reading(old_url)
    version = database.data_version(old_url)
    database.reading(old_url)
    assert database.data_version(old_url) == version


def test_one_that_lacks_a_table_of_the_first_version_is_another_programs(old_url: str) -> None:
    with database.writing(old_url) as connection:
        connection.execute(DropTable(bookkeeping.batch_files))
    database.let_go()
    with pytest.raises(errors.DatabaseUnavailable, match="another version"):
        database.reading(old_url)
