"""Who may store records on a server, and what is told whoever comes as another role."""

from sqlalchemy import Connection, Table, bindparam, func, select, text

from schemas.errors import UserError
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


def may_add_to(connection: Connection, one: Table) -> bool:
    """Whether who is connected may store rows of the table."""
    return bool(connection.execute(select(func.has_table_privilege(one.name, "INSERT"))).scalar())


def refuse_other_readers(connection: Connection, place: str) -> None:
    """UserError where the database at `place` hides records from who is connected."""
    _refuse(connection, place, "does not see every record of", "does")


def refuse_other_writers(connection: Connection, place: str) -> None:
    """The same before something is written: a right that lacks is no fault of the server's."""
    _refuse(connection, place, "may not write into", "may")


def _refuse(connection: Connection, place: str, what: str, other: str) -> None:
    # A file hides no record, nor does a server's database that was not set up.
    if connection.dialect.name != POSTGRESQL:
        return
    if (hidden := connection.execute(HIDDEN).first()) is not None:
        name, importer = hidden
        raise UserError(
            f"Role [{name}] {what} the {place}. Nothing was changed. Come as [{importer}], which"
            f" {other}: --database postgresql://{importer}@HOST/NAME."
        )
