"""Keys stand on PostgreSQL alone. Derived tables are emptied; readers keep what they look at."""

import duckdb
import polars as pl
import pytest
from sqlalchemy import Column, Integer, MetaData, Table, delete, insert, inspect, select

from schemas import columns, tables
from schemas.store import database, ddl

JURISDICTION = "XAA"


def row(name: str, **values: object) -> pl.DataFrame:
    """One row of a table, its codes unknown where nothing is said."""
    table = tables.METADATA.tables[name]
    codes = {c.name for c in table.c if columns.field_of(c).kind is columns.Kind.CODE}
    start = {"jurisdiction": JURISDICTION, "batch_id": 1, "row_number": 2}
    return pl.DataFrame([start | dict.fromkeys(codes, "unknown") | values])


def store(url: str, *rows: tuple[str, pl.DataFrame]) -> None:
    with database.writing(url) as connection:
        for name, frame in rows:
            database.insert_frame(connection, tables.METADATA.tables[name], frame)


CASE = ("cases", row("cases", case_id="a"))
LINK = ("links", row("links", case_id="a", link="recruiter"))
ORPHAN = ("evidence", row("evidence", case_id="b", kind="digital"))


@pytest.mark.parametrize(
    "broken", [(CASE, CASE), (CASE, LINK, LINK), (ORPHAN,)], ids=["key", "blank key", "parent"]
)
def test_postgresql_refuses_what_the_gate_let_through(
    postgres_database: str, broken: tuple[tuple[str, pl.DataFrame], ...]
) -> None:
    with pytest.raises(AssertionError, match=r"a breach of (cases|links|evidence)_") as caught:
        store(postgres_database, *broken)
    assert "XAA" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_blank_parent_is_no_parent(database_url: str) -> None:
    store(database_url, CASE, LINK)


def test_duckdb_holds_no_keys(tmp_path: object) -> None:
    store("records.duckdb", CASE, CASE, LINK, LINK)
    with duckdb.connect("records.duckdb", read_only=True) as plain:
        held = plain.execute("SELECT DISTINCT constraint_type FROM duckdb_constraints()").fetchall()
    assert held == [("NOT NULL",)]


def test_child_and_parent_go_in_one_transaction(database_url: str) -> None:
    store(database_url, CASE, LINK)
    with database.writing(database_url) as connection:
        for table in (tables.links, tables.cases):
            assert connection.execute(delete(table)).rowcount == 1


def test_postgresql_finds_children_without_reading_them_all(postgres_database: str) -> None:
    store(postgres_database, CASE)
    with database.reading(postgres_database).connect() as connection:
        inspector = inspect(connection)
        for table in tables.RECORD_TABLES:
            keys = [tuple(index["column_names"]) for index in inspector.get_indexes(table.name)]
            primary = inspector.get_pk_constraint(table.name)["constrained_columns"]
            for parent in tables.parents_of(table):
                wanted = ("jurisdiction", *parent.columns)
                assert any(key[: len(wanted)] == wanted for key in [*keys, tuple(primary)])


OWN = MetaData()
UNITS = Table("units_of_a_test", OWN, Column("number", Integer))


def fill(url: str, *numbers: int) -> None:
    with database.writing(url) as connection:
        ddl.empty_tables(connection, OWN)
        connection.execute(insert(UNITS), [{"number": number} for number in numbers])


def test_what_was_there_is_gone(database_url: str) -> None:
    fill(database_url, 1, 2)
    fill(database_url, 3)
    with database.reading(database_url).connect() as connection:
        assert connection.execute(select(UNITS.c.number)).scalars().all() == [3]


def test_another_version_s_columns_do_not_outlive_it(database_url: str) -> None:
    earlier = MetaData()
    Table(UNITS.name, earlier, Column("number", Integer), Column("of_old", Integer))
    with database.writing(database_url) as connection:
        ddl.empty_tables(connection, earlier)
    fill(database_url, 3)
    with database.reading(database_url).connect() as connection:
        asked = connection.exec_driver_sql(f"SELECT * FROM {UNITS.name}")
        assert list(asked.keys()) == ["number"]


@pytest.mark.parametrize("has_read", [True, False])
@pytest.mark.postgres
def test_a_reader_sees_the_state_that_he_began_with(
    postgres_database: str, *, has_read: bool
) -> None:
    fill(postgres_database, 1, 2)
    with database.reading(postgres_database).connect() as connection:
        asked = select(UNITS.c.number).order_by(UNITS.c.number)
        # What was read holds a lock that a writer who drops tables would wait for.
        connection.execute(asked if has_read else select(1))
        fill(postgres_database, 3)
        assert connection.execute(asked).scalars().all() == [1, 2]
