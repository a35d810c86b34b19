"""On a server that was set up the database itself hands out the rows of a scope, and no others."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text

import metrics
from dashboard.cli.server import non_record_tables
from metrics import worklist
from metrics.units.unit_columns import METADATA
from schemas import scopes
from schemas.store import database, postgresql, row_scope
from schemas.store.row_scope import desk_role
from schemas.store.server import setup
from tests.every_read import EVERY, differing, told
from tests.fixtures.databases import postgres_database_on, roles_dropped
from tests.postgres_server import plain
from tests.properties.agreeing import store, worlds_of
from tests.soak import EVERYDAY_PART, soak_size

pytestmark = pytest.mark.postgres
PLACE, OFFICE, SEED = "QMA", "O1", 11
SCOPES = (
    scopes.EVERYTHING,
    scopes.jurisdiction_scope(PLACE),
    scopes.jurisdiction_scope("QMB"),
    scopes.office_scope(PLACE, OFFICE),
    scopes.office_scope("QMB", "O2"),
)
PARTS = 1 if soak_size(2) > 1 else EVERYDAY_PART
QUESTIONS, AT_ONCE, CONNECTIONS = soak_size(1_600), 16, 5
CLOSED = [one for one in setup.tables_of(METADATA) if one.name not in setup.OPEN]

# Of no record, and made of the records of several offices or of none.
OF_EVERYBODY = {"settings", "rates", "published", "mapping_profiles"}
OF_NO_OFFICE = (
    *("inspections", "disclosures", "per_inspection", "per_disclosure", "per_network"),
    *("per_convicted_network", "per_residents"),
)


class Server:
    """A database that was set up, with records, and the addresses of its roles."""

    def __init__(self, url: str, key: bytes) -> None:
        self.name, self.admin, self.key = str(make_url(url).database), url, key
        passwords = setup.new_passwords(setup.Roles)
        self.lines = setup.init(url, non_record_tables(), key, passwords)
        self.roles = setup.role_names(url, setup.Roles)
        self._passwords = dict(zip(self.roles, passwords, strict=True))
        self.importer = self.url(self.roles.importer)
        self.application = self.url(self.roles.application)

    def url(self, role: str) -> str:
        address = make_url(self.admin).set(username=role, password=self._passwords[role])
        return address.render_as_string(hide_password=False)

    @contextmanager
    def as_application(self, token: str | None) -> Iterator[psycopg.Connection]:
        """A connection of whoever got hold of the application's, with a text of his own."""
        with psycopg.connect(plain(self.application)) as connection:
            if token is not None:
                connection.execute("SELECT set_config(%s, %s, false)", (row_scope.SETTING, token))
            yield connection

    def rows(self, token: str | None) -> dict[str, int]:
        """How many rows of each closed table are seen, of those that have one, also as a desk."""
        seen = dict.fromkeys((table.name for table in CLOSED), 0)
        for role in (self.roles.application, desk_role(self.roles.application)):
            with self.as_application(token) as connection:
                connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
                for name in seen:
                    counted = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))
                    seen[name] += connection.execute(counted).fetchall()[0][0]
        return {name: rows for name, rows in seen.items() if rows}


@contextmanager
def set_up(postgres_url: str, folder: Path) -> Iterator[Server]:
    """A database of its own that was set up, whose key lies in the folder and is this process's."""
    key_file = folder / "scope.key"
    with (
        pytest.MonkeyPatch.context() as patch,
        postgres_database_on(postgres_url) as url,
        roles_dropped(url),
    ):
        patch.setenv(row_scope.KEY_FILE, str(key_file))
        yield Server(url, row_scope.new_key(key_file))
        database.close_readers()


@pytest.fixture(scope="module")
def filled(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with set_up(postgres_url, tmp_path_factory.mktemp("keys")) as made:
        store(made.importer, worlds_of(SEED, 25), refresh=metrics.refresh)
        yield made


def test_each_scope_is_told_what_the_readers_alone_would_tell(filled: Server) -> None:
    ids = EVERY[SEED % PARTS :: PARTS]
    for scope in SCOPES if PARTS == 1 else SCOPES[1:4:2]:
        with database.reading(filled.admin).connect() as connection:
            expected = told(connection, scope, PLACE, ids)
        with database.reading(filled.application).connect() as connection:
            seen = told(database.apply_scope(connection, scope), scope, PLACE, ids)
        assert differing(expected, seen) == [], scope.id


def test_what_no_reader_asked_for_is_not_seen_either(filled: Server) -> None:
    """Rows of all tables by a statement of somebody else's, with the scope of a jurisdiction."""
    of = scopes.jurisdiction_scope(PLACE)
    with filled.as_application(row_scope.scope_token(of, filled.name, filled.key)) as connection:
        for table in (one for one in CLOSED if "jurisdiction" in one.c):
            jurisdictions = sql.SQL("SELECT DISTINCT jurisdiction FROM {}")
            seen = connection.execute(jurisdictions.format(sql.Identifier(table.name))).fetchall()
            assert {jurisdiction for (jurisdiction,) in seen} <= {PLACE}, table.name
        assert connection.execute("SELECT count(*) FROM cases").fetchone() != (0,)


def test_an_office_sees_of_its_jurisdiction_s_cases_its_own(filled: Server) -> None:
    of = scopes.office_scope(PLACE, OFFICE)
    with filled.as_application(row_scope.scope_token(of, filled.name, filled.key)) as connection:
        offices = connection.execute("SELECT DISTINCT jurisdiction, office_id FROM cases")
        assert offices.fetchall() == [(PLACE, OFFICE)]
        for table in ("suspects", "links", "charges", "sanctions", "claims", "assets"):
            others = sql.SQL(
                "SELECT count(*) FROM {} WHERE case_id NOT IN (SELECT case_id FROM cases)"
            ).format(sql.Identifier(table))
            assert connection.execute(others).fetchone() == (0,), table
        for table in OF_NO_OFFICE:
            every = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
            assert connection.execute(every).fetchone() == (0,), table


def test_a_caseload_looks_through_no_table_anew_for_each_row(filled: Server) -> None:
    """No join within a scope may use an index: row by row a large caseload took seconds."""
    plans = []
    engine = database.reading(filled.application)

    def explain(connection: Connection, _cursor: object, asked: str, values: Any, *_: Any) -> None:
        if "open_victim" in asked and not asked.startswith("EXPLAIN"):
            lines = connection.exec_driver_sql(f"EXPLAIN {asked}", values).scalars()
            plans.append("\n".join(lines))

    event.listen(engine, "before_cursor_execute", explain)
    try:
        of = scopes.office_scope(PLACE, OFFICE)
        with engine.connect() as connection:
            worklist.load_caseload(database.apply_scope(connection, of), of, PLACE, OFFICE)
            after = connection.exec_driver_sql("SHOW enable_nestloop").scalar()
    finally:
        event.remove(engine, "before_cursor_execute", explain)
    assert len(plans) == 1
    assert "Hash Join" in plans[0]
    assert "Nested Loop" not in plans[0]
    assert after == "on"


def test_without_a_scope_that_the_key_signed_no_row_is_seen(filled: Server) -> None:
    own, other = filled.key, bytes(len(filled.key))
    everything = row_scope.scope_token(scopes.EVERYTHING, filled.name, own)
    assert filled.rows(everything).keys() >= {"cases", "suspects", "per_case", "cells", "settings"}
    of_place = row_scope.scope_token(scopes.jurisdiction_scope(PLACE), filled.name, own)
    expires, _, _, mac = of_place.split(".")
    desk = scopes.EVERYTHING.id.encode().hex()
    for token in (
        None,
        "",
        "desk",
        "desk' OR '1'='1",
        row_scope.scope_token(scopes.EVERYTHING, filled.name, other),
        row_scope.scope_token(scopes.EVERYTHING, "another", own),
        row_scope.scope_token(scopes.EVERYTHING, filled.name, own, seconds=-1),
        f"{expires}.{desk}..{mac}",
        f"{expires}.{desk}.{mac}",
        f"{int(expires) + 1}.{of_place.partition('.')[2]}",
        f"{expires}.{desk}..{'0' * 64}",
        f"{of_place[: -len(mac) - 1]}{b'ana'.hex()}.{mac}",
        f"{everything}.{everything}",
        everything.upper(),
        "9" * 12 + everything[10:],
    ):
        assert filled.rows(token) == {}, token
    for scope in (scopes.NOTHING, scopes.RELEASE):
        assert filled.rows(row_scope.scope_token(scope, filled.name, own)).keys() <= OF_EVERYBODY


FORBIDDEN = (
    "DELETE FROM cases",
    "INSERT INTO cases SELECT * FROM cases",
    "UPDATE settings SET value = 'x'",
    "TRUNCATE per_case",
    "SELECT * FROM access.scope_key",
    "SELECT * FROM release_counts",
    "SELECT access.count_rows(ARRAY['cases'])",
    "SELECT access.write_anew('cases')",
    "ALTER TABLE cases NO FORCE ROW LEVEL SECURITY",
    "ALTER TABLE cases DISABLE ROW LEVEL SECURITY",
    "CREATE POLICY all_of_it ON cases USING (true)",
    "CREATE OR REPLACE FUNCTION access.scope() RETURNS text LANGUAGE sql AS $$SELECT 'desk'$$",
    "CREATE TEMPORARY TABLE cases (a int)",
    "CREATE TABLE public.mine (a int)",
    "SET ROLE {importer}",
    "SET ROLE {owner}",
    "DELETE FROM audit_log",
    "UPDATE audit_log SET line = ''",
    "SELECT lo_from_bytea(0, 'x')",
    "SELECT lo_create(0)",
)


def test_the_application_s_role_can_do_no_more_than_it_needs(filled: Server) -> None:
    token = row_scope.scope_token(scopes.EVERYTHING, filled.name, filled.key)
    with filled.as_application(token) as connection:
        connection.commit()
        for statement in FORBIDDEN:
            asked = statement.format(importer=filled.roles.importer, owner=filled.roles.owner)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(asked)
            connection.rollback()


def test_the_owner_sees_no_row(filled: Server) -> None:
    with psycopg.connect(plain(filled.url(filled.roles.owner))) as connection:
        assert connection.execute("SELECT count(*) FROM cases").fetchone() == (0,)


def test_of_many_at_once_each_sees_its_own(filled: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A transaction's scope is gone with it: the connection is the next one's, of another scope."""

    def of_few(url: URL, **options: Any) -> Engine:
        return create_engine(url, **options | {"pool_size": CONNECTIONS, "max_overflow": 0})

    # Fewer than those who ask: each connection is waited for, and goes from scope to scope.
    monkeypatch.setattr(postgresql, "create_engine", of_few)
    database.close_readers()
    engine = database.reading(filled.application)
    random, jurisdictions = Random(SEED), [f"QM{letter}" for letter in "ABC"]
    turns = [random.choice([*jurisdictions, None]) for _ in range(QUESTIONS)]
    assert {*turns} == {*jurisdictions, None}
    by = set[int]()

    def ask(jurisdiction: str | None) -> set[str]:
        with engine.connect() as connection:
            if jurisdiction is not None:
                connection = database.apply_scope(
                    connection, scopes.jurisdiction_scope(jurisdiction)
                )
            asked = text("SELECT DISTINCT jurisdiction FROM cases")
            seen = set(connection.execute(asked).scalars())
            by.add(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())
            # What is rolled back is forgotten whatever it was: what is made final has to be too.
            connection.commit()
            return seen

    with ThreadPoolExecutor(AT_ONCE) as threads:
        for jurisdiction, seen in zip(turns, threads.map(ask, turns), strict=True):
            assert seen == ({jurisdiction} if jurisdiction else set())
    assert len(by) <= CONNECTIONS
    database.close_readers()
