"""A statement that is kept answers each time for the values that it is given."""

from pathlib import Path

from sqlalchemy import Integer, Select, bindparam, func, insert, literal, select

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
