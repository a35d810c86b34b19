"""A server's database that somebody opened, erased from, or made with other letters."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

import metrics
from dashboard.cli.server import non_record_tables
from schemas.errors import DatabaseUnavailable
from schemas.store import database, server
from schemas.store.row_scope import desk_role
from seed import batches
from seed.batches import undo_and_erase
from seed.submission import Submission
from tests.fixtures.databases import postgres_database_on
from tests.postgres_server import plain
from tests.security.test_row_security import Server, set_up
from tests.soak import everyday
from tests.submissions import small

pytestmark = [pytest.mark.postgres, pytest.mark.soak]
SECRET = "zq7f3b9d1e5a8c2460"
CASES = "case_id,scope,charged\n{},trafficking_elements,yes\n{},trafficking_elements,no\n".format


def store(url: str, sent: Submission) -> None:
    """Store and count, as an import does."""
    batches.store(url, [sent], partial=batches.Partial.REFUSE, refresh=metrics.refresh)


@pytest.fixture(scope="module")
def at_work(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with set_up(postgres_url, tmp_path_factory.mktemp("keys")) as made:
        sent = small(tmp_path_factory.mktemp("sent"), cases=CASES(SECRET, "m2"))
        store(made.importer, sent)
        yield made


OPENED = {
    "GRANT {importer} TO {application}": "application stands for",
    "CREATE POLICY seen_by_all ON cases USING (true)": "policy seen_by_all of cases",
    "ALTER POLICY of_the_scope ON cases USING (true)": "policy of_the_scope of cases",
    "ALTER POLICY of_importers ON cases TO {application}": "policy of_importers of cases",
    "GRANT SELECT ON release_counts TO PUBLIC": "application may SELECT public.release_counts",
    "GRANT SELECT (key) ON release_aliases TO {application}": "may SELECT public.release_aliases",
    "GRANT UPDATE (scope) ON cases TO {application}": "may UPDATE public.cases",
    "GRANT INSERT ON settings TO {application}": "may INSERT public.settings",
    "GRANT INSERT ON audit_log TO {application}": "may INSERT public.audit_log",
    "GRANT SELECT ON audit_key TO {application}": "may SELECT public.audit_key",
    "GRANT EXECUTE ON FUNCTION pg_catalog.pg_advisory_lock(bigint) TO PUBLIC": "others from work",
    "GRANT EXECUTE ON FUNCTION access.take_turn() TO {application}": "may call access.take_turn",
    "ALTER ROLE {application} CONNECTION LIMIT -1": "can take every connection",
    "DROP FUNCTION access.last_acts": "no longer true: function access.last_acts",
    "GRANT UPDATE ON data_version TO {application}": "may UPDATE public.data_version",
    "GRANT SELECT ON access.scope_key TO {application}": "may SELECT access.scope_key",
    "ALTER TABLE victims DISABLE ROW LEVEL SECURITY": "no longer true: table victims is closed",
    "ALTER FUNCTION pg_catalog.texteq(text, text) LEAKPROOF": "asked of rows of others",
    "ALTER POLICY of_the_desk ON cases TO {application}": "policy of_the_desk of cases",
    "ALTER POLICY of_the_desk ON cases USING (true)": "policy of_the_desk of cases",
    "GRANT INSERT ON settings TO {desk}": "desk may INSERT public.settings",
    "REVOKE {desk} FROM {application}": "takes the role of a desk",
    "ALTER ROLE {desk} BYPASSRLS": "takes the role of a desk",
    "DELETE FROM access.as_set_up": "by another version of this program",
}
OFTEN = tuple(OPENED)[:2]


@pytest.mark.parametrize("statement", everyday(*OFTEN, rest=OPENED.keys() - set(OFTEN)))
def test_what_somebody_opened_is_found_and_closed_again(at_work: Server, statement: str) -> None:
    def found() -> list[str]:
        return server.setup_problems(at_work.application, at_work.key)

    of_desk = {"desk": desk_role(at_work.roles.application)}
    by_name = at_work.roles._asdict() | of_desk
    names = {name: sql.Identifier(role) for name, role in by_name.items()}
    assert found() == []
    with psycopg.connect(plain(at_work.admin), autocommit=True) as admin:
        admin.execute(sql.SQL(statement).format(**names))
        told = found()
        assert any(OPENED[statement] in one for one in told), told
        if "stands for" in OPENED[statement]:
            # To become another role is nobody's by what is set up: docs/server.md says how it ends.
            admin.execute(sql.SQL("REVOKE {importer} FROM {application}").format(**names))
        else:
            server.init(at_work.admin, non_record_tables(), at_work.key)
    assert found() == []


# Each is a way past the scope of a row: whatever is made, by whomever, and for whomever.
PAST = {
    "CREATE VIEW seen AS SELECT * FROM cases; GRANT SELECT ON seen TO {application}": (
        "may SELECT public.seen"
    ),
    "CREATE MATERIALIZED VIEW kept AS SELECT * FROM cases; GRANT SELECT ON kept TO PUBLIC": (
        "application may SELECT public.kept"
    ),
    "CREATE TABLE copied AS SELECT * FROM cases; GRANT SELECT (case_id) ON copied TO PUBLIC": (
        "application may SELECT public.copied"
    ),
    "CREATE FUNCTION told() RETURNS SETOF cases LANGUAGE sql SECURITY DEFINER AS"
    " 'SELECT * FROM public.cases'": "application may call public.told()",
    "ALTER POLICY of_the_scope ON cases USING ((SELECT access.scope()) IS NOT NULL OR true)": (
        "OR true) and takes nothing. This is more than was set up"
    ),
    "CREATE OR REPLACE FUNCTION access.sees_all() RETURNS boolean LANGUAGE sql STABLE"
    " SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'SELECT true'": (
        "no longer true: function access.sees_all() is"
    ),
    "GRANT CREATE ON SCHEMA public TO {application}": "may make tables in schema public",
    "GRANT TEMPORARY ON DATABASE {database} TO {application}": "may make tables in the database",
    "GRANT TRIGGER ON cases TO {application}": "may TRIGGER public.cases",
}
# These lie where nothing of ours does: docs/server.md says who takes them back, and how.
ELSEWHERE = {
    "CREATE SCHEMA elsewhere CREATE TABLE noted (a int); GRANT USAGE ON SCHEMA elsewhere TO PUBLIC;"
    " GRANT INSERT ON elsewhere.noted TO {application}": "may INSERT elsewhere.noted",
    "GRANT SELECT ON pg_statistic TO {application}": "may SELECT pg_catalog.pg_statistic",
}
TAKEN_BACK = (
    "REVOKE ALL ON elsewhere.noted, pg_statistic FROM PUBLIC, {application};"
    " DROP VIEW seen; DROP MATERIALIZED VIEW kept; DROP TABLE copied; DROP FUNCTION told;"
    " DROP SCHEMA elsewhere CASCADE"
)


def test_no_view_copy_or_function_shows_rows_without_a_scope(at_work: Server) -> None:
    names = {**at_work.roles._asdict(), "database": at_work.name}
    quoted = {name: sql.Identifier(role) for name, role in names.items()}

    def found(words: str) -> int:
        return sum(words in one for one in server.setup_problems(at_work.application, at_work.key))

    with psycopg.connect(plain(at_work.admin), autocommit=True) as admin:
        for statement in (*PAST, *ELSEWHERE):
            admin.execute(sql.SQL(statement).format(**quoted))
        for words in (*PAST.values(), *ELSEWHERE.values()):
            assert found(words) == 1, (
                words,
                server.setup_problems(at_work.application, at_work.key),
            )
        lines = server.init(at_work.admin, non_record_tables(), at_work.key)
        left = [one for one in lines if "Still open" in one]
        assert [words in one for words in sorted(ELSEWHERE.values()) for one in left].count(
            True
        ) == 2
        assert len(left) == len(ELSEWHERE)
        assert found("") == len(ELSEWHERE)
        with at_work.as_application(None) as connection:
            for relation in ("seen", "kept", "copied", "told()"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    connection.execute(f"SELECT * FROM {relation}")
                connection.rollback()
        admin.execute(sql.SQL(TAKEN_BACK).format(**quoted))
        assert found("") == 0


def test_a_condition_is_read_alike_whatever_a_role_s_path(at_work: Server) -> None:
    role = sql.Identifier(at_work.roles.application)
    with psycopg.connect(plain(at_work.admin), autocommit=True) as admin:
        admin.execute(sql.SQL("ALTER ROLE {} SET search_path = public, access").format(role))
        database.close_readers()
        assert server.setup_problems(at_work.application, at_work.key) == []
        admin.execute(sql.SQL("ALTER ROLE {} RESET search_path").format(role))
    database.close_readers()


def test_another_role_is_told_as_which_to_ask(at_work: Server) -> None:
    for role in (at_work.importer, at_work.url(at_work.roles.owner), at_work.admin):
        [told] = server.setup_problems(role, at_work.key)
        assert f"Check and serve as {at_work.roles.application}" in told


def test_what_an_importer_erased_is_in_none_of_the_files(at_work: Server) -> None:
    assert {"cases", "per_case"} <= holding(at_work.admin, SECRET)
    erased = undo_and_erase.erase(
        at_work.importer,
        undo_and_erase.OfCase("XAA", SECRET),
        undo_and_erase.ErasureReason.OTHER,
        refresh=metrics.refresh,
    )
    assert erased.number
    assert holding(at_work.admin, SECRET) == set()
    with psycopg.connect(plain(at_work.admin)) as admin:
        ordered = admin.execute("SELECT count(*) FROM pg_index WHERE indisclustered")
        assert ordered.fetchone() == (0,)
        assert admin.execute("SELECT to_regclass('public.written_anew')").fetchone() == (None,)


def holding(url: str, word: str) -> set[str]:
    """The tables in whose files the word stands."""
    with psycopg.connect(plain(url), autocommit=True) as admin:
        admin.execute("CHECKPOINT")
        files = admin.execute(
            "SELECT relname, pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        return {name for name, content in files if word.encode() in content}


def test_rows_that_their_owner_alone_can_write_anew_are_not_said_to_be_gone(
    at_work: Server, tmp_path: Path
) -> None:
    """As where a version that had not that function set the database up."""
    sent = small(tmp_path / "later", cases=CASES("m3", "m4"))
    store(at_work.importer, sent)
    with psycopg.connect(plain(at_work.admin), autocommit=True) as admin:
        admin.execute("DROP FUNCTION access.write_anew(text)")
    with pytest.raises(DatabaseUnavailable, match=r"were deleted .* owner"):
        undo_and_erase.erase(
            at_work.importer,
            undo_and_erase.OfCase("XAA", "m3"),
            undo_and_erase.ErasureReason.OTHER,
            refresh=metrics.refresh,
        )
    server.init(at_work.admin, non_record_tables(), at_work.key)


@pytest.mark.parametrize("encoding", everyday("SQL_ASCII", rest=["LATIN1"]))
def test_a_database_of_other_letters_is_refused(postgres_url: str, encoding: str) -> None:
    with postgres_database_on(postgres_url) as url:
        name = sql.Identifier(f"{make_url(url).database}_other")
        with psycopg.connect(plain(url), autocommit=True) as admin:
            made = "CREATE DATABASE {} ENCODING {} TEMPLATE template0 LOCALE 'C'"
            admin.execute(sql.SQL(made).format(name, sql.Literal(encoding)))
        other = make_url(url).set(database=f"{make_url(url).database}_other")
        of_others = other.render_as_string(hide_password=False)
        try:
            with pytest.raises(DatabaseUnavailable, match=encoding):
                database.reading(of_others)
            with (
                pytest.raises(DatabaseUnavailable, match="createdb --encoding UTF8"),
                database.writing(of_others),
            ):
                pass
        finally:
            with psycopg.connect(plain(url), autocommit=True) as admin:
                admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
