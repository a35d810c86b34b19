"""A PostgreSQL server that fails in the middle leaves a clean error and no half write."""

import polars as pl
import psycopg
import pytest
from sqlalchemy import func, make_url, select

from schemas import columns, errors, tables
from schemas.store import database, postgresql


def plain(url: str) -> str:
    return url.replace("+psycopg", "")


def kill_all_connections(url: str) -> None:
    """What a server does that restarts."""
    with psycopg.connect(plain(url), autocommit=True) as own:
        own.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def case() -> pl.DataFrame:
    codes = [c.name for c in tables.cases.c if columns.field_of(c).kind is columns.Kind.CODE]
    values = {"jurisdiction": "XAA", "batch_id": 1, "row_number": 2, "case_id": "a"}
    return pl.DataFrame([dict.fromkeys(codes, "unknown") | values])


def write_while_the_server_restarts(url: str) -> None:
    with database.writing(url) as connection:
        database.insert_frame(connection, tables.cases, case())
        kill_all_connections(url)
        connection.execute(select(1))


def number_of_cases(url: str) -> int | None:
    with database.reading(url).connect() as connection:
        return connection.execute(select(func.count()).select_from(tables.cases)).scalar()


@pytest.mark.parametrize(
    ("address", "elsewhere", "on"),
    [
        ("postgresql://quality:word@db.gov:5433/quality", "", "[db.gov]"),
        ("postgresql:///quality", "", "this computer's socket"),
        ("postgresql:///quality?host=/run/postgresql", "db.gov", "this computer's socket"),
        ("postgresql:///quality?host=db.gov", "", "[db.gov]"),
        ("postgresql:///quality", "db.gov", "[db.gov]"),
    ],
)
def test_an_address_without_a_host_is_told_as_it_is_meant(
    monkeypatch: pytest.MonkeyPatch, address: str, elsewhere: str, on: str
) -> None:
    monkeypatch.setenv("PGHOST", elsewhere)
    assert database.display_name(address) == f"PostgreSQL database [quality] on {on}"


def test_a_connection_cut_in_a_write_changes_nothing_and_may_be_tried_again(
    postgres_database: str,
) -> None:
    with database.writing(postgres_database):
        pass
    with pytest.raises(errors.DatabaseUnavailable, match="Nothing was changed"):
        write_while_the_server_restarts(postgres_database)
    assert number_of_cases(postgres_database) == 0
    with database.writing(postgres_database) as connection:
        database.insert_frame(connection, tables.cases, case())
    assert number_of_cases(postgres_database) == 1


def test_readers_outlive_a_restart_of_the_server(postgres_database: str) -> None:
    with database.writing(postgres_database):
        pass
    assert number_of_cases(postgres_database) == 0
    kill_all_connections(postgres_database)
    assert number_of_cases(postgres_database) == 0


def test_a_role_that_may_not_write_is_said(postgres_database: str) -> None:
    with psycopg.connect(plain(postgres_database), autocommit=True) as own:
        own.execute("DROP ROLE IF EXISTS visitor")
        own.execute("CREATE ROLE visitor LOGIN PASSWORD 'hidden-word'")
    url = make_url(postgres_database).set(username="visitor", password="hidden-word")
    asked = url.render_as_string(hide_password=False)
    with (
        pytest.raises(errors.DatabaseUnavailable, match="permission denied") as caught,
        database.writing(asked),
    ):
        pass
    assert "hidden-word" not in str(caught.value)


def test_rows_that_are_gone_are_not_said_to_be_there_where_files_were_not_written_anew(
    postgres_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "LOCK_SECONDS", 0.5)
    with database.writing(postgres_database):
        pass
    with database.reading(postgres_database).connect() as reader:
        reader.execute(select(tables.cases))
        with (
            pytest.raises(
                errors.DatabaseUnavailable, match=r"rows were deleted .* VACUUM"
            ) as caught,
            database.rewriting(postgres_database, purpose="erasure"),
        ):
            pass
    assert "Nothing was changed" not in str(caught.value)
