"""Which rows of each table the application sees: those of the scope that its transaction has.

As `schemas.scopes` has it, and the readers, which filter by the scope too: whatever a reader
forgot, and whatever somebody made it ask, the database does not hand out.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Connection, Table, text

from schemas.store import postgresql
from schemas.store.audit import server_log
from schemas.store.compatibility import OF_IMPORTERS, VERSION_TABLE

# Said of a whole jurisdiction: its offices see it as well. What was sent of which table is part of
# it: of what was never sent, an office's blanks are no answer.
OF_A_PLACE = frozenset(
    {"jurisdictions", "population", "offices", "counting_rules", "targets", "events", "wages"}
    | {"home_currencies", "yearly_rates", "stored_state", "batches", "never_filled"}
)
SENT = frozenset({"batch_files", "batch_tables", "replacements"})
# Of no record: who has any scope sees them.
OF_EVERYBODY = frozenset({"settings", "rates", "published", "mapping_profiles"})
# What no office is told: made of the records of several, or of none.
OF_NO_OFFICE = frozenset(
    {"inspections", "disclosures", "per_inspection", "per_disclosure", "per_network"}
    | {"per_convicted_network", "per_residents"}
)
# Not of records, and needed before there is a scope.
OPEN = frozenset({postgresql.MARK.name, VERSION_TABLE, *server_log.OWN.tables})
OF_SCOPE = "of_the_scope"
OF_DESK = "of_the_desk"
OFFICE = ("office", "office_id")
# By what a row belongs to one that has an office: the first that it has.
PARENTS = {"case_id": "cases", "victim_id": "victims", "claim_id": "claims"}
IN_PLACE = "{name}.jurisdiction = (SELECT access.place())"
SEES_ALL = "(SELECT access.sees_all())"
OF_WHOLE = "(SELECT access.office()) IS NULL"
POLICIES = text(
    "SELECT polname, relname, pg_get_expr(polqual, polrelid),"
    " obj_description(pg_policy.oid, 'pg_policy'),"
    " ARRAY(SELECT CAST(CASE one WHEN 0 THEN 'public' ELSE pg_get_userbyid(one) END AS text)"
    " FROM unnest(polroles) AS one)"
    " FROM pg_policy JOIN pg_class ON pg_class.oid = polrelid"
    " JOIN pg_namespace ON pg_namespace.oid = relnamespace"
    " WHERE nspname = 'public' AND relname = ANY(:names) ORDER BY 1, 2"
)


class Policy(NamedTuple):
    """A policy of a table of ours as the database has it."""

    name: str
    table: str
    # As PostgreSQL words it, which is not as it was written.
    condition: str | None
    comment: str | None
    roles: list[str]


def statements(tables: Iterable[Table], readers: Sequence[str], importer: str) -> Iterator[str]:
    """What closes the tables to everybody, and opens the rows of a scope to the application.

    The roles are quoted names, of readers the application and its desk. Who stores records sees
    all; the owner sees none. A scope of everything has a role of its own: two policies of one role
    are joined by OR, which no index answers, and EXPLAIN would count the rows that are left out.
    """
    for table in tables:
        if table.name in OPEN:
            continue
        name = table.name
        yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"
        for policy in (OF_SCOPE, OF_DESK, OF_IMPORTERS):
            yield f"DROP POLICY IF EXISTS {policy} ON {name}"
        yield f"CREATE POLICY {OF_IMPORTERS} ON {name} TO {importer} USING (true) WITH CHECK (true)"
        for policy, role in zip((OF_SCOPE, OF_DESK), readers, strict=False):
            yield (
                f"CREATE POLICY {policy} ON {name} FOR SELECT TO {role} USING"
                f" ({_condition(table, policy)})"
            )


def remember(connection: Connection, tables: Iterable[Table]) -> None:
    """Let each policy of a scope say what it was made of: who asks later cannot make it anew.

    A comment goes with its policy, and only the table's owner can change either.
    """
    by_name = {table.name: table for table in tables}
    for one in _policies(connection, by_name):
        if one.name in (OF_SCOPE, OF_DESK) and one.table in by_name:
            made_of = _made_of(one, by_name[one.table])
            connection.exec_driver_sql(
                f"COMMENT ON POLICY {one.name} ON {one.table} IS '{made_of}'"
            )


def strange(
    connection: Connection, tables: Iterable[Table], application: str
) -> list[tuple[str, str]]:
    """The policies of these tables that are not as they are made here, each with its table.

    Of several the rows of each are seen. What ours let through is a question of the scope.
    """
    by_name = {table.name: table for table in tables}
    return [
        (one.name, one.table)
        for one in _policies(connection, by_name)
        if not _is_ours(one, by_name[one.table], application)
    ]


def _is_ours(policy: Policy, table: Table, application: str) -> bool:
    if policy.name == OF_IMPORTERS:
        return not {application, "public"} & {*policy.roles}
    if policy.name == OF_DESK and {application, "public"} & {*policy.roles}:
        return False
    return policy.name in (OF_SCOPE, OF_DESK) and policy.comment == _made_of(policy, table)


def _policies(connection: Connection, names: Iterable[str]) -> list[Policy]:
    with _every_name_in_full(connection):
        return [Policy(*row) for row in connection.execute(POLICIES, {"names": [*names]})]


@contextmanager
def _every_name_in_full(connection: Connection) -> Iterator[None]:
    """Let PostgreSQL word conditions alike for all: by the path of a role it leaves schemas out."""
    path = connection.execute(text("SELECT current_setting('search_path')")).scalar()
    given = text("SELECT set_config('search_path', :path, true)")
    connection.execute(given, {"path": "pg_catalog"})
    yield
    connection.execute(given, {"path": path})


def _made_of(policy: Policy, table: Table) -> str:
    """What a policy says that was made of its condition here and is stored in its words."""
    made = f"{_condition(table, policy.name)}\n{policy.condition}"
    return hashlib.sha256(made.encode()).hexdigest()


def open_to_owner(tables: Iterable[Table]) -> Iterator[str]:
    """What lets the owner see the rows that a new version changes, until they are closed again."""
    for table in tables:
        yield f"ALTER TABLE IF EXISTS {table.name} NO FORCE ROW LEVEL SECURITY"


def _condition(table: Table, policy: str) -> str:
    return SEES_ALL if policy == OF_DESK else _seen(table)


def _seen(table: Table) -> str:
    name = table.name
    if name in OF_EVERYBODY:
        return "(SELECT access.scope()) IS NOT NULL"
    if "jurisdiction" not in table.c:
        return f"EXISTS (SELECT FROM batches WHERE {_of_batch(name)})"
    in_place = IN_PLACE.format(name=name)
    if name in OF_A_PLACE:
        return in_place
    return f"{in_place} AND ({OF_WHOLE}{_or_of_office(table)})"


def _of_batch(name: str) -> str:
    """What is kept of a batch is seen with it, by an office that of its own batches."""
    same = f"batches.batch_id = {name}.batch_id"
    if name in SENT:
        return same
    return f"{same} AND ({OF_WHOLE} OR batches.office_id = (SELECT access.office()))"


def _or_of_office(table: Table) -> str:
    name = table.name
    if name.removesuffix("_superseded") in OF_NO_OFFICE:
        return ""
    if name == "coverage":
        # What names no office is said of each.
        return " OR coverage.office_id IS NULL OR coverage.office_id = (SELECT access.office())"
    for office in (one for one in OFFICE if one in table.c):
        return f" OR {name}.{office} = (SELECT access.office())"
    if name.endswith("_superseded"):
        # Its parent may be superseded as well, or gone.
        return ""
    for key, parent in PARENTS.items():
        if key in table.c and parent != name:
            return (
                f" OR EXISTS (SELECT FROM {parent} WHERE {parent}.{key} = {name}.{key}"
                f" AND {parent}.jurisdiction = {name}.jurisdiction)"
            )
    return ""
