"""Frames of queries have types, and a statement that is kept answers for the values given."""

from pathlib import Path

import pytest
from sqlalchemy import Integer, MetaData, Select, bindparam, func, insert, literal, select

from metrics.release import archive
from schemas import tables
from schemas.store import bookkeeping, database

SETTING = bookkeeping.settings.c


def counted(word: str) -> Select:
    """How many settings of a name say something, beside a word with a sign of formats in it."""
    return (
        select(func.count().label("settings"), literal(word).label("word"))
        .where(SETTING.name.in_([bindparam("name", "a")]), SETTING.value.in_(["yes", "no"]))
        .where(bindparam("least", 0, Integer) <= func.length(SETTING.name))
        .where(SETTING.name.not_like("%(x)s%"))
    )


def test_the_same_statement_is_asked_with_other_values(database_url: str) -> None:
    made: list[str] = []

    @database.cache_compiled_sql
    def statement(word: str) -> Select:
        made.append(word)
        return counted(word)

    with database.writing(database_url) as connection:
        stored = [{"name": name, "value": "yes"} for name in ("a", "bb", "c")]
        connection.execute(insert(bookkeeping.settings), [*stored, {"name": "d", "value": "maybe"}])
    with database.reading(database_url).connect() as connection:
        asked = [{}, {"name": "bb"}, {"name": "bb", "least": 3}, {"name": "d", "unused": 1}]
        answers = [
            database.read_precompiled(connection, statement(word), values).rows()
            for word in ("50%", "%s")
            for values in asked
        ]
    assert answers == [[(n, word)] for word in ("50%", "%s") for n in (1, 1, 0, 0)]
    # Each is put together once, and asked as its text from then on.
    assert made == ["50%", "%s"]


@pytest.mark.parametrize("of", [tables.METADATA, archive.METADATA, archive.RETURNED])
def test_each_stored_table_can_be_read(database_url: str, of: MetaData) -> None:
    with database.writing(database_url) as connection:
        database.create_tables(connection, of)
        for table in of.sorted_tables:
            assert database.read_frame(connection, select(table)).columns == table.c.keys()


def test_a_column_without_a_type_is_refused_though_one_database_tells_it(database_url: str) -> None:
    with database.writing(database_url) as connection, pytest.raises(TypeError, match="no type"):
        database.read_frame(connection, select(func.bool_or(SETTING.value == "yes").label("any")))


def test_a_link_that_leads_to_other_records_is_another_version(tmp_path: Path) -> None:
    link = tmp_path / "records.duckdb"
    versions = []
    for name in ("one.duckdb", "two.duckdb"):
        with database.writing(str(tmp_path / name)):
            pass
        link.unlink(missing_ok=True)
        link.symlink_to(tmp_path / name)
        versions.append(database.data_version(f"duckdb:///{link}"))
    assert versions == [
        database.data_version(str(tmp_path / name)) for name in ("one.duckdb", "two.duckdb")
    ]
    assert versions[0] != versions[1]
