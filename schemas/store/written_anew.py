"""Write a server's tables anew: what was deleted stands in their files until then.

Only who owns a table may do so, and whoever erases owns none: the owner's function of a database
that was set up does it, whose user sees no row by that.
"""

from collections.abc import Iterable

from sqlalchemy import URL, Connection, text

from schemas.errors import DatabaseUnavailable
from schemas.store import postgresql

# PostgreSQL only warns of what it passes over.
FILES = text(
    "SELECT relname, pg_relation_filenode(oid) AS file FROM pg_class WHERE relkind = 'r'"
    " AND relnamespace = CAST('public' AS regnamespace) AND relname = ANY(:names)"
)
FUNCTION = text("SELECT to_regprocedure('access.write_anew(text)') IS NOT NULL")
BY_OWNER = text("SELECT access.write_anew(:name)")


def deleted_from(connection: Connection) -> set[str]:
    """The tables of which the transaction has deleted or changed a row."""
    asked = text(
        "SELECT relname FROM pg_stat_xact_user_tables WHERE schemaname = 'public'"
        " AND n_tup_del + n_tup_upd > 0"
    )
    return set(connection.execute(asked).scalars())


def write(url: URL, names: Iterable[str]) -> None:
    """Write the tables of these names anew, those that are there.

    Raises DatabaseUnavailable, in words for those whose rows are deleted already.
    """
    asked = {"names": sorted(names)}
    try:
        with postgresql.by_itself(url) as connection:
            before = _files(connection, asked)
            has_function = connection.execute(FUNCTION).scalar_one()
            for name in before:
                _write(connection, name, by_owner=has_function)
            after = _files(connection, asked)
    except DatabaseUnavailable as error:
        raise _left(url) from error
    if before.items() & after.items():
        raise _left(url)


def _files(connection: Connection, asked: dict[str, list[str]]) -> dict[str, int]:
    return {one.relname: one.file for one in connection.execute(FILES, asked)}


def _write(connection: Connection, name: str, *, by_owner: bool) -> None:
    if by_owner:
        connection.execute(BY_OWNER, {"name": name})
    else:
        quote = connection.dialect.identifier_preparer.quote
        connection.exec_driver_sql(f"VACUUM (FULL) {quote(name)}")


def _left(url: URL) -> DatabaseUnavailable:
    return DatabaseUnavailable(
        f"The rows are taken out of the {postgresql.shown(url)}, and this is not undone. But its"
        " tables could not be written anew, so that the bytes of these rows may stand in the"
        " server's files still: let their owner run VACUUM (FULL) on it when nobody reads."
    )
