"""What a role may do in a database beyond what it was given, whoever made it or let it in."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, text

from schemas.store.server.roles import QUOTE

# Schemas of PostgreSQL's own, in which every role can look things up.
SYSTEM = "(nspname LIKE 'pg\\_%' OR nspname = 'information_schema')"
ANY_RIGHT = "SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER"
# Whatever rows can be asked of: a view or a copy shows those of the tables that are closed.
KINDS = "('r', 'p', 'v', 'm', 'f')"
# What PostgreSQL or an extension has given to everybody when it was installed, and to nobody.
TO_ALL = (
    "EXISTS (SELECT FROM pg_init_privs, aclexplode(initprivs) AS first WHERE first.grantee = 0"
    " AND classoid = CAST('pg_class' AS regclass) AND objoid = pg_class.oid)"
)
FIRST = (
    "EXISTS (SELECT FROM pg_init_privs WHERE classoid = CAST('pg_class' AS regclass)"
    " AND objoid = pg_class.oid)"
)
RELATIONS = text(
    "SELECT quote_ident(nspname) || '.' || quote_ident(relname),"
    " CAST(pg_get_userbyid(relowner) AS text),"
    " pg_has_role(relowner, 'USAGE'),"
    " nspname = 'public' AND relname = ANY(:given),"
    " has_table_privilege(:role, pg_class.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')"
    " OR has_any_column_privilege(:role, pg_class.oid, 'INSERT, UPDATE')"
    " FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace"
    f" WHERE relkind IN {KINDS} AND NOT {TO_ALL} AND (NOT {SYSTEM} OR {FIRST})"
    f" AND (has_table_privilege(:role, pg_class.oid, '{ANY_RIGHT}')"
    " OR has_any_column_privilege(:role, pg_class.oid, 'SELECT, INSERT, UPDATE, REFERENCES')"
    " OR pg_get_userbyid(relowner) = :role) ORDER BY 1"
)
# Such a function does what its owner may, for whoever calls it. A trigger's cannot be called.
FUNCTIONS = text(
    "SELECT named, owner, is_ours FROM (SELECT quote_ident(nspname) || '.' || quote_ident(proname)"
    " || '(' || pg_get_function_identity_arguments(pg_proc.oid) || ')' AS named,"
    " CAST(pg_get_userbyid(proowner) AS text) AS owner,"
    " pg_has_role(proowner, 'USAGE') AS is_ours"
    " FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace"
    f" WHERE prosecdef AND NOT {SYSTEM}"
    " AND NOT prorettype IN (CAST('trigger' AS regtype), CAST('event_trigger' AS regtype))"
    " AND has_function_privilege(:role, pg_proc.oid, 'EXECUTE')) AS callable"
    " WHERE NOT named = ANY(:given) ORDER BY 1"
)
PLACES = text(
    "SELECT 'DATABASE ' || quote_ident(current_database())"
    " WHERE has_database_privilege(:role, current_database(), 'CREATE, TEMPORARY')"
    " UNION ALL SELECT 'SCHEMA ' || quote_ident(nspname) FROM pg_namespace"
    f" WHERE NOT {SYSTEM} AND has_schema_privilege(:role, oid, 'CREATE') ORDER BY 1"
)


class Relation(NamedTuple):
    """A table, view or the like on which a role has a right: quoted, with its owner's name."""

    named: str
    owner: str
    # Whether who is connected stands for its owner.
    is_ours: bool
    # Whether it is one of those that the role was given.
    is_given: bool
    is_changed: bool


class Open(NamedTuple):
    """Something that a role may do beyond what it was given, and what takes it back."""

    what: str
    owner: str
    is_ours: bool
    taken_back: str


def relations(connection: Connection, role: str, given: Sequence[str]) -> list[Relation]:
    """All relations on which the role has any right; `given` are its tables in the schema."""
    found = connection.execute(RELATIONS, {"role": role, "given": [*given]})
    return [Relation(*row) for row in found]


def opened(
    connection: Connection, role: str, given: Sequence[str], functions_given: Sequence[str]
) -> Iterator[Open]:
    """What the role can see, change or call beside its tables and functions."""
    for one in relations(connection, role, given):
        if not one.is_given:
            what = f"{'change' if one.is_changed else 'see'} {one.named}"
            yield Open(what, one.owner, one.is_ours, f"REVOKE ALL ON {one.named} {_from(role)}")
    yield from functions(connection, role, functions_given)


def functions(connection: Connection, role: str, given: Sequence[str]) -> Iterator[Open]:
    """The functions that do for the role what their owner may, beside those that it was given."""
    for named, owner, is_ours in connection.execute(FUNCTIONS, {"role": role, "given": [*given]}):
        what = f"call {named}, which does what {owner} may"
        yield Open(what, owner, is_ours, f"REVOKE ALL ON ROUTINE {named} {_from(role)}")


def _from(role: str) -> str:
    return f"FROM PUBLIC, {QUOTE(role)} CASCADE"


def making(connection: Connection, role: str) -> list[str]:
    """Where the role can make tables or functions of its own, in SQL's words."""
    return list(connection.execute(PLACES, {"role": role}).scalars())


def opened_to(
    connection: Connection,
    each: Sequence[str],
    given: Sequence[str],
    functions_given: Sequence[str],
) -> list[tuple[str, Open]]:
    """The same of several roles; what several of them can is said of the first alone."""
    found = dict[str, tuple[str, Open]]()
    for role in each:
        for one in opened(connection, role, given, functions_given):
            found.setdefault(one.what, (role, one))
    return [*found.values()]


def take_back(
    connection: Connection,
    each: Sequence[str],
    given: Sequence[str],
    functions_given: Sequence[str],
) -> list[str]:
    """Take from the roles what who is connected may; in lines what is another's to take back."""
    for role in each:
        for one in [*opened(connection, role, given, functions_given)]:
            if one.is_ours:
                connection.exec_driver_sql(one.taken_back)
    return [
        f"Left open: role {role} can {one.what}. Let {one.owner} say {one.taken_back};"
        for role, one in opened_to(connection, each, given, functions_given)
    ]
