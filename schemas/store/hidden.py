"""Whether a server hides records from who is connected: what such a role is told lacks them."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, bindparam, text

from schemas.errors import UserError
from schemas.store import database
from schemas.store.address import POSTGRESQL
from schemas.store.recognised import OWN

# The policy by which a role sees every row of a table.
OF_IMPORTERS = "of_importers"
HIDDEN = text(
    "SELECT current_user, (SELECT coalesce(min(CAST(pg_get_userbyid(role) AS text)),"
    " current_database() || '_importer') FROM pg_policy, unnest(polroles) AS role"
    " WHERE polname = :policy) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    " AND relname = ANY(:names) AND row_security_active(oid) AND NOT EXISTS (SELECT FROM pg_policy,"
    " unnest(polroles) AS role WHERE polname = :policy AND polrelid = pg_class.oid"
    " AND pg_has_role(role, 'USAGE')) LIMIT 1"
).bindparams(
    bindparam("policy", OF_IMPORTERS),
    bindparam("names", [table.name for table in OWN]),
)


@contextmanager
def all_records(url: str) -> Iterator[Connection]:
    """A connection to a database, for who is told of all its records.

    Raises what `database.reading` does, and UserError where it hides records from who is connected:
    that none are seen says of no server that it holds none.
    """
    with database.reading(url).connect() as connection:
        _refuse_blind(connection, database.shown(url))
        yield connection


def _refuse_blind(connection: Connection, place: str) -> None:
    """UserError where the database at `place` hides records from who is connected.

    A file hides none, nor does a server's database that was not set up.
    """
    if connection.dialect.name != POSTGRESQL:
        return
    if (hidden := connection.execute(HIDDEN).first()) is not None:
        name, importer = hidden
        raise UserError(
            f"Role [{name}] does not see every record of the {place}. Nothing was changed. Come as"
            f" [{importer}], which does: --database postgresql://{importer}@HOST/NAME."
        )
