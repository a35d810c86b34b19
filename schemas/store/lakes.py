"""A DuckLake: tables as Parquet in a folder, whose states a catalogue on PostgreSQL keeps.

Whoever writes changes nothing of what others read: each commit is a snapshot, which stays until it
is forgotten. The files are encrypted, and their keys are in the catalogue alone.
"""

import importlib.util
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import duckdb
from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, Connection, Dialect, Table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateColumn

from schemas.errors import DatabaseUnavailable, UserError
from schemas.store import postgresql, present, recognised
from schemas.store.address import address_of
from schemas.store.duckdb_files import CATALOG, engine_on
from schemas.store.trial_folder import closed_to_others

SCHEME = "ducklake:"
# The first one brings what files are encrypted by.
EXTENSIONS = ("httpfs", "postgres_scanner", "ducklake")
# Whose snapshots they are, of all that a catalogue may hold.
PROGRAM = "prosecution-quality"
# What the later one of two writers is told.
CONFLICT = "Transaction conflict"
# What a fault's text holds, and so what it means.
NO_ROOM = ("No space left on device", "Disk quota exceeded")
NOT_MADE = ("creating a new DuckLake is explicitly disabled",)
ELSEWHERE = ("does not match existing data path",)
CLOSED = ("Permission denied", "Failed to create directory", "Read-only file system")
# A count that was killed has left files that no snapshot knows; so has one that is at work.
LEFT_BEHIND = "INTERVAL 1 DAY"
# Else whoever asks for what there is makes it, in whatever database was named.
IF_THERE = ", CREATE_IF_NOT_EXISTS false"
THEN = "bring that snapshot back with the version that made it."


class LakeUnavailable(DatabaseUnavailable):
    """The lake did not do its part; nothing was changed."""


class Conflict(Exception):
    """Another writer changed the lake meanwhile: what was done is to be done again as a whole."""


class Snapshot(NamedTuple):
    """A state of the lake: its number, when it was made (UTC), and by which version."""

    number: int
    made_at: datetime
    made_by: str


def is_lake(engine: str) -> bool:
    """Whether the address is that of a lake: `ducklake:postgresql://HOST/NAME`."""
    return engine.startswith(SCHEME)


def shown(engine: str) -> str:
    """The address as a person may see it: without user and password."""
    return f"DuckLake of the {postgresql.shown(_catalogue(engine))}"


@contextmanager
def writing(engine: str, folder: str) -> Iterator[Connection]:
    """One transaction on the lake, which becomes a snapshot at the end of the block.

    Left by an exception, it leaves nothing that anybody reads. Raises Conflict where another
    writer's snapshot came between, and LakeUnavailable.
    """
    with _opened(engine, folder) as connection:
        connection.exec_driver_sql(
            f"CALL {CATALOG}.set_commit_message(?, ?)", (PROGRAM, version(PROGRAM))
        )
        yield connection
        try:
            connection.commit()
        except DBAPIError as error:
            if CONFLICT in str(error.orig):
                raise Conflict from error
            raise unavailable(engine, folder, error) from None


@contextmanager
def past(engine: str, folder: str, snapshot: int) -> Iterator[Connection]:
    """The lake as it stood in a snapshot, to be read. Raises LakeUnavailable, also without it."""
    if snapshot not in {one.number for one in snapshots(engine, folder)}:
        raise UserError(
            f"The {shown(engine)} has no snapshot [{snapshot}]: `lake snapshots` names those that"
            " there are."
        )
    with _opened(engine, folder, f", SNAPSHOT_VERSION {int(snapshot)}") as connection:
        recognised.is_empty(connection, f"{shown(engine)}, snapshot {snapshot}", anew=THEN)
        yield connection


def snapshots(engine: str, folder: str) -> list[Snapshot]:
    """The states that counts have left and that are not forgotten, the latest first."""
    query = (
        f"SELECT snapshot_id, snapshot_time AT TIME ZONE 'UTC', commit_message FROM"
        f" {CATALOG}.snapshots() WHERE author = ? ORDER BY snapshot_id DESC"
    )
    with _opened(engine, folder, IF_THERE) as connection:
        return [Snapshot(*row) for row in connection.exec_driver_sql(query, (PROGRAM,))]


def compact(engine: str, folder: str, forget_before: datetime | None) -> None:
    """Put small files together, and take away what no snapshot needs.

    Snapshots before `forget_before` (UTC) are forgotten first, all but the latest; None forgets
    none. Raises LakeUnavailable.
    """
    calls = [
        f"ducklake_rewrite_data_files('{CATALOG}')",
        f"ducklake_merge_adjacent_files('{CATALOG}')",
        f"ducklake_cleanup_old_files('{CATALOG}', cleanup_all => true)",
        f"ducklake_delete_orphaned_files('{CATALOG}', older_than => now() - {LEFT_BEHIND})",
    ]
    with _opened(engine, folder, IF_THERE) as connection:
        if forget_before is not None and (old := _before(connection, forget_before)):
            calls.insert(0, f"ducklake_expire_snapshots('{CATALOG}', versions => {old})")
        for call in calls:
            try:
                connection.exec_driver_sql(f"CALL {call}")
                connection.commit()
            except DBAPIError as error:
                raise unavailable(engine, folder, error) from None


def _before(connection: Connection, moment: datetime) -> list[int]:
    """The snapshots of before, but not the latest count: one of a compaction comes after it."""
    query = (
        f"SELECT snapshot_id FROM {CATALOG}.snapshots()"
        " WHERE snapshot_time AT TIME ZONE 'UTC' < ? AND snapshot_id <"
        f" (SELECT max(snapshot_id) FROM {CATALOG}.snapshots() WHERE author = ?)"
    )
    return [row[0] for row in connection.exec_driver_sql(query, (moment, PROGRAM))]


def package_of(extension: str) -> str:
    """The package that brings an extension of DuckDB."""
    return f"duckdb_extension_{extension}"


def make_tables(connection: Connection, tables: Sequence[Table]) -> None:
    """Let the lake have these tables, with the columns that they declare and without keys.

    One that another version made with other columns is made anew; snapshots before keep it.
    """
    there: dict[str, set[str]] = {}
    for name, column in present.columns_in(connection):
        there.setdefault(name, set()).add(column)
    for table in tables:
        if there.get(table.name) == set(table.c.keys()):
            continue
        connection.exec_driver_sql(f'DROP TABLE IF EXISTS "{table.name}"')
        connection.exec_driver_sql(_made(table, connection.dialect))


def _made(table: Table, dialect: Dialect) -> str:
    """A lake knows no keys."""
    columns = ", ".join(
        str(CreateColumn(column).compile(dialect=dialect))
        for column in table.to_metadata(type(table.metadata)()).c
    )
    return f'CREATE TABLE "{table.name}" ({columns})'


@contextmanager
def _opened(engine: str, folder: str, more: str = "") -> Iterator[Connection]:
    instance = duckdb.connect(
        # No request leaves for anywhere but the catalogue.
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    )
    try:
        for name in EXTENSIONS:
            instance.execute(f"LOAD '{_extension(name)}'")
        instance.execute("SET enable_progress_bar = false")
        place = folder if "://" in folder else str(Path(folder).absolute())
        settings = f"DATA_PATH '{_text(place)}', ENCRYPTED, DATA_INLINING_ROW_LIMIT 0{more}"
        catalogue = f"postgres:{told_to_libpq(_catalogue(engine))}"
        try:
            instance.execute(f"ATTACH 'ducklake:{_text(catalogue)}' AS {CATALOG} ({settings})")
        except duckdb.Error as error:
            # Never with its cause: that holds the password.
            raise unavailable(engine, folder, error) from None
        lake = engine_on(instance, lambda error: unavailable(engine, folder, error))
        try:
            with closed_to_others(), lake.connect() as connection:
                yield connection
        finally:
            lake.dispose()
    finally:
        instance.close()


def _extension(name: str) -> str:
    """The file of an extension, which comes with a package: nothing is downloaded."""
    package = importlib.util.find_spec(package_of(name))
    places = [] if package is None else package.submodule_search_locations or []
    file = f"extensions/v{duckdb.__version__}/{name}.duckdb_extension"
    for place in places:
        if (path := Path(place) / file).exists():
            return _text(str(path))
    raise UserError(
        "A DuckLake needs the extra [lake], which brings a DuckDB of its own version; in the"
        " project's folder: .venv/bin/pip install --editable '.[lake]' (docs/lake.md). Here is"
        f" DuckDB {duckdb.__version__}."
    )


def _catalogue(engine: str) -> URL:
    address = address_of(engine.removeprefix(SCHEME))
    if isinstance(address, URL):
        return address
    raise UserError(
        f"[{address.name}] is no catalogue of a lake: expected is"
        f" {SCHEME}postgresql://USER@HOST:PORT/NAME."
    )


def told_to_libpq(url: URL) -> str:
    named = url.translate_connect_args(username="user", database="dbname")
    options = {name: value for name, value in url.query.items() if isinstance(value, str)}
    return make_conninfo("", **{name: str(value) for name, value in named.items()}, **options)


def _text(value: str) -> str:
    return value.replace("'", "''")


def unavailable(engine: str, folder: str, error: BaseException) -> LakeUnavailable:
    """Its text says the kind of a fault alone: the database's own repeats the password."""
    text = str(error)
    meanings = {
        NO_ROOM: f"has no room left in its folder [{folder}]",
        NOT_MADE: "is not there: no count has made it",
        ELSEWHERE: f"keeps its files elsewhere than in [{folder}]",
        CLOSED: f"cannot write into its folder [{folder}]",
    }
    what = next(
        (meaning for words, meaning in meanings.items() if any(word in text for word in words)),
        "does not answer, or has ended meanwhile",
    )
    return LakeUnavailable(
        f"The {shown(engine)} {what}. Nothing was changed; put it right and run the same command"
        " again."
    )
