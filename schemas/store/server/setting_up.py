"""Make all that a server's database needs: roles, tables, rights, and who sees which row."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, MetaData, Table, text

from schemas.store import compatibility, migrations, postgresql, row_scope
from schemas.store.audit import server_log
from schemas.store.postgresql import write_transaction
from schemas.store.server import beyond, functions, roles, row_security
from schemas.store.server.roles import QUOTE, OfReleases, Roles


class Beside(NamedTuple):
    """The tables beside the records: what is `ddl` from them, and `secret` from the dashboard.

    Secret are the exact counts that releases were made of.
    """

    derived: MetaData
    secret: MetaData


def init(url: str, beside: Beside, key: bytes, passwords: Roles | None = None) -> list[str]:
    """Set up the database at `url`, whose user may make roles and owns it; what was done, in lines.

    In one transaction: whoever is interrupted has changed nothing. Again it does what is lacking,
    puts the key in the old one's place and leaves records as they are. DatabaseUnavailable where it
    is of another version, UserError where its name is too long to name roles by.
    """
    address = roles.server_at(url)
    own = roles.roles_at(url)
    with write_transaction(address, "set up") as connection:
        roles.refuse_powerless(connection, postgresql.display_name(address), own)
        compatibility.refuse_other_version(connection, address)
        made = roles.make(connection, own, passwords)
        run(connection, roles.close(connection, own))
        _as_owner(connection, own, beside, key)
        given = given_to_readers(beside.derived)
        readers = roles.readers(connection, own.application)
        left = beyond.take_back(connection, readers, given, functions.OF_READERS)
        if roles.is_superuser(connection):
            run(connection, [functions.CLOSE_LEAKPROOF])
        elif open_ := functions.leakproof(connection):
            left.append(f"Left open: {functions.LEFT_LEAKPROOF.format(len(open_))}")
    return [
        *(
            f"{'Made' if name in made else 'Found'} role {name}: {purpose}."
            for name, purpose in zip(own, roles.PURPOSES, strict=True)
        ),
        f"Closed database {address.database} to all others.",
        f"Tables are of version {compatibility.newest_version()}.",
        "Stored the key of scopes, which the owner alone can read.",
        f"Closed {len(tables_of(beside.derived))} tables by row: without a scope no row is seen.",
        *left,
    ]


def refuse_powerless(url: str, own: Roles | OfReleases) -> None:
    """UserError where the user of `url` may not make the roles, or does not own the database."""
    address = roles.server_at(url)
    with postgresql.side_transaction(address) as connection:
        roles.refuse_powerless(connection, postgresql.display_name(address), own)


def migrate(url: str, beside: Beside) -> bool:
    """Bring the tables of a database that was set up to the newest version; whether they were not.

    What is derived is made anew without a row, and has to be counted anew. `url` is the owner's.
    """
    address = roles.server_at(url)
    own = roles.roles_at(url)
    with write_transaction(address, "bring up to date") as connection:
        match compatibility.version_state(connection):
            case compatibility.VersionState.AHEAD:
                compatibility.refuse_other_version(connection, address)
            case compatibility.VersionState.NEWEST | compatibility.VersionState.NONE:
                return False
        run(connection, row_security.open_to_owner(migrations.declared().sorted_tables))
        migrations.upgrade(connection)
        for table in reversed(beside.derived.sorted_tables):
            connection.execute(text(f"DROP TABLE IF EXISTS {table.name}"))
        _secure(connection, own, beside)
        return True


def tables_of(derived: MetaData) -> list[Table]:
    """All tables of a database of records."""
    return [*migrations.declared().sorted_tables, *derived.sorted_tables]


def given_to_readers(derived: MetaData) -> list[str]:
    """The names of the tables that the application may read, of each the rows of its scope."""
    named = (table.name for table in tables_of(derived))
    return [*(name for name in named if name not in roles.AUDIT), compatibility.VERSION_TABLE]


def _as_owner(connection: Connection, own: Roles, beside: Beside, key: bytes) -> None:
    owner = QUOTE(own.owner)
    # A database that was used before it was set up has tables of whoever used it.
    run(connection, given_to(connection, owner))
    run(connection, [f"SET LOCAL ROLE {owner}"])
    migrations.upgrade(connection)
    _secure(connection, own, beside)
    inner, outer = row_scope.pads(key)
    connection.execute(text("DELETE FROM access.scope_key"))
    connection.execute(
        text("INSERT INTO access.scope_key VALUES (:inner, :outer)"),
        {"inner": inner, "outer": outer},
    )
    run(connection, ["RESET ROLE"])


def _secure(connection: Connection, own: Roles, beside: Beside) -> None:
    with postgresql.driver_connection(connection) as driver:
        driver.execute(functions.ACCESS)
    beside.derived.create_all(connection)
    beside.secret.create_all(connection)
    server_log.make_key(connection)
    every = tables_of(beside.derived)
    run(connection, roles.grants_of_importers(beside.secret.sorted_tables, own))
    readers = roles.readers(connection, own.application)
    run(connection, roles.grants(every, own, readers))
    strange = row_security.strange(connection, every, own.application)
    run(connection, [f"DROP POLICY {QUOTE(policy)} ON {table}" for policy, table in strange])
    run(
        connection,
        row_security.statements(every, [QUOTE(one) for one in readers], QUOTE(own.importer)),
    )
    row_security.remember(connection, every)


def given_to(connection: Connection, owner: str) -> list[str]:
    """What gives the tables and functions of the schema to the owner, a quoted name."""
    asked = text(
        "SELECT 'TABLE ' || quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"
        " UNION ALL SELECT 'ROUTINE ' || CAST(oid AS regprocedure) FROM pg_proc"
        " WHERE pronamespace = CAST('public' AS regnamespace)"
    )
    return [f"ALTER {what} OWNER TO {owner}" for what in connection.execute(asked).scalars()]


def run(connection: Connection, statements: Iterable[str]) -> None:
    """Run the statements in the connection's transaction."""
    for statement in statements:
        connection.exec_driver_sql(statement)
