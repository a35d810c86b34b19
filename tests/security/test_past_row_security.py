"""What is said beside rows, by EXPLAIN, errors or views, tells of no row that is another's."""

from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
import pytest

import metrics
from schemas import scopes
from schemas.store import row_scope
from tests.machine import postgres_folders
from tests.postgres_server import plain, served
from tests.properties.agreeing import store, worlds_of
from tests.security import reading_past
from tests.security.test_row_security import CLOSED, OFFICE, PLACE, Server, set_up
from tests.soak import everyday

pytestmark = [pytest.mark.postgres, pytest.mark.soak]
OTHER, SEED = "QMB", 11
# None is nobody's: a connection that was never told whose it is.
OF = (None, scopes.jurisdiction_scope(PLACE), scopes.office_scope(PLACE, OFFICE))
OLDEST, NEWEST = "oldest", "newest"


@pytest.fixture(scope="module", params=everyday(NEWEST, rest=[OLDEST]))
def of_version(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A database with records on the oldest and on the newest PostgreSQL that is here."""
    folders = postgres_folders()
    if not folders or (request.param == OLDEST and len(folders) == 1):
        pytest.skip("There is no other PostgreSQL here.")
    with ExitStack() as running:
        if request.param == OLDEST:
            url = running.enter_context(served(folders[-1])).url
        else:
            url = request.getfixturevalue("postgres_url")
        made = running.enter_context(set_up(url, tmp_path_factory.mktemp("keys")))
        store(made.importer, worlds_of(SEED, 25), refresh=metrics.refresh)
        with psycopg.connect(plain(made.admin), autocommit=True) as admin:
            # A table without a page is never looked through, whatever is asked.
            admin.execute("VACUUM ANALYZE")
        yield made


def token(server: Server, scope: scopes.Scope | None) -> str | None:
    return None if scope is None else row_scope.scope_token(scope, server.name, server.key)


def ids(server: Server, where: str) -> list[str]:
    with psycopg.connect(plain(server.admin)) as admin:
        asked = f"SELECT case_id FROM cases WHERE {where} ORDER BY 1"
        return [id_ for (id_,) in admin.execute(asked.encode())]


def test_counts_of_an_index_scan_read_no_id(of_version: Server) -> None:
    of_other = {*ids(of_version, f"jurisdiction = '{OTHER}'")}
    with psycopg.connect(plain(of_version.admin)) as admin:
        assert reading_past.ids_read(admin, OTHER) == of_other
    for scope in OF:
        with of_version.as_application(token(of_version, scope)) as connection:
            assert reading_past.ids_read(connection, OTHER) == set(), scope


GUESSES = (
    "SELECT FROM cases WHERE case_id = '{}'",
    "SELECT FROM cases WHERE jurisdiction = '{place}' AND case_id = '{}'",
    "SELECT FROM cases WHERE jurisdiction = '{place}' AND case_id > '{}'",
    "SELECT FROM cases WHERE case_id BETWEEN '{}' AND '{}~'",
    "SELECT FROM cases WHERE case_id LIKE '{}%'",
    "SELECT FROM cases WHERE case_id IN ('{}', '{}x')",
    "SELECT FROM cases WHERE (jurisdiction, case_id) >= ('{place}', '{}')",
    "SELECT min(case_id) FROM cases WHERE case_id >= '{}'",
    "SELECT FROM cases WHERE case_id >= '{}' ORDER BY jurisdiction, case_id LIMIT 1",
    "SELECT FROM suspects JOIN cases USING (jurisdiction, case_id) WHERE case_id = '{}'",
    "SELECT FROM (VALUES ('{}')) AS guess (id) JOIN cases ON case_id = id",
    "SELECT FROM offices WHERE EXISTS (SELECT FROM cases WHERE case_id = '{}')",
    "SELECT FROM victims WHERE case_id = '{}'",
    "SELECT FROM per_case WHERE case_id = '{}'",
    "SELECT FROM cases_superseded WHERE case_id = '{}'",
)


@pytest.mark.parametrize("scope", OF, ids=["nobody", "jurisdiction", "office"])
def test_of_a_row_and_of_none_the_same_is_told(
    of_version: Server, scope: scopes.Scope | None
) -> None:
    """By the planner before, and by what was done: rows, rows left out, pages.

    What is compared with differs from the guess so little that no other row lies between.
    """
    of_office = scope is not None and scope.office is not None
    jurisdiction = PLACE if of_office else OTHER
    hidden = ids(of_version, f"jurisdiction = '{jurisdiction}' AND office_id <> '{OFFICE}'")
    own = ids(of_version, f"jurisdiction = '{PLACE}' AND office_id = '{OFFICE}'")
    guess = next(one for one in hidden if not any(id_.startswith(one) for id_ in own))
    with of_version.as_application(token(of_version, scope)) as connection:
        for way in reading_past.WAYS:
            reading_past.take_way(connection, way)
            for asked in GUESSES:
                told = [
                    reading_past.numbers(
                        reading_past.explained(
                            connection, asked.replace("{place}", jurisdiction).replace("{}", one)
                        )
                    )
                    for one in (guess, f"{guess}!")
                ]
                assert told[0] == told[1], (way, asked)


@pytest.mark.parametrize("mode", ["force_generic_plan", "force_custom_plan"])
def test_a_prepared_statement_tells_no_more(of_version: Server, mode: str) -> None:
    guess = ids(of_version, f"jurisdiction = '{OTHER}'")[0]
    with of_version.as_application(None) as connection:
        connection.execute(f"SET plan_cache_mode = {mode}")
        connection.execute("PREPARE guessed (text) AS SELECT FROM cases WHERE case_id = $1")
        for way in reading_past.WAYS:
            reading_past.take_way(connection, way)
            told = [
                reading_past.numbers(
                    reading_past.explained(connection, f"EXECUTE guessed ('{one}')")
                )
                for one in (guess, f"{guess}!")
            ]
            assert told[0] == told[1], way


# Each would end in an error, or hand out a text, were it asked of a row.
ROWLESS = (
    "SELECT FROM cases WHERE CAST(case_id AS integer) > 0",
    "SELECT FROM cases WHERE 1 / (CASE WHEN case_id > '' THEN 0 ELSE 1 END) = 1",
    "SELECT FROM suspects JOIN cases USING (case_id) WHERE CAST(case_id AS integer) > 0",
    "SELECT max(1 / (CASE WHEN case_id > '' THEN 0 ELSE 1 END)) FROM cases HAVING count(*) > 0",
    "SELECT FROM ts_stat('SELECT to_tsvector(case_id) FROM cases')",
    "SELECT FROM cases TABLESAMPLE SYSTEM (100)",
    "SELECT FROM cases WHERE ctid = '(0,1)'",
    "SELECT FROM query_to_xml('TABLE cases', false, true, '') AS x WHERE x::text LIKE '%case_id%'",
    "SELECT FROM pg_stats WHERE tablename = ANY(%s)",
    "SELECT FROM pg_stats_ext WHERE tablename = ANY(%s)",
    "SELECT FROM pg_stats_ext_exprs WHERE tablename = ANY(%s)",
)


def test_no_error_function_or_view_is_asked_of_a_row(of_version: Server) -> None:
    closed = [table.name for table in CLOSED]
    with of_version.as_application(None) as connection:
        for asked in ROWLESS:
            values = [closed] if "%s" in asked else None
            for way in reading_past.WAYS:
                reading_past.take_way(connection, way)
                assert connection.execute(asked.encode(), values).fetchall() == [], asked
        for asked in ("SELECT FROM pg_statistic", "SELECT FROM pg_statistic_ext_data"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(asked.encode())
            connection.rollback()
