"""The functions that say who may see which row: made from a file, and compared with it."""

import re
from pathlib import Path

from sqlalchemy import Connection, text

from schemas.store.audit import entries

PURPOSES = " ".join(
    f"WHEN '{action.value}' THEN '{purpose.value}'" for action, purpose in entries.PURPOSES.items()
)
OF_PAGES = ", ".join(f"'{action.value}'" for action in entries.OF_DASHBOARD)
FILES = ("access.sql", "sessions.sql")
ACCESS = (
    "\n".join((Path(__file__).parent / name).read_text("utf-8") for name in FILES)
    .replace("--{purposes}", PURPOSES)
    .replace("--{of_dashboard}", OF_PAGES)
    .encode()
)
# What a policy asks, and so whoever is shown rows by one.
ASKED = ("access.scope()", "access.sees_all()", "access.place()", "access.office()")
OF_IMPORTERS = (
    "access.count_rows(text[])",
    "access.write_anew(text)",
    "access.take_turn()",
)
# How the dashboard's role comes to the log and to sessions, on which it has no right itself.
OF_DASHBOARD = (
    "access.write_down(act text, action text, outcome text, told text)",
    "access.last_acts(most integer)",
    "access.reference(named bytea)",
    (
        "access.begin_session(new_key text, told text, until double precision, sid text,"
        " most integer, most_of_one integer)"
    ),
    "access.session(asked text)",
    "access.living_sessions(asked text[])",
    "access.sessions_of(account text, sid text)",
    "access.end_session(asked text)",
    "access.end_expired_sessions()",
    "access.add_note(new_key text, told text, until double precision, most integer)",
    "access.take_note(asked text)",
)
MADE = re.compile(r"CREATE OR REPLACE FUNCTION access\.(\w+)\(.*?\bAS \$\$(.*?)\$\$;?\n", re.DOTALL)
# PostgreSQL keeps what stands between the signs as it was written.
KEPT = text(
    "SELECT proname, prosrc, prosecdef, proconfig FROM pg_proc"
    " WHERE pronamespace = CAST('access' AS regnamespace) ORDER BY 1"
)
OF_READERS = (*ASKED, *OF_DASHBOARD)
# PostgreSQL asks these of a row before it asks whether the row may be seen, and EXPLAIN counts what
# they answered. A dump does not keep that they were closed.
LEAKPROOF = text(
    "SELECT CAST(CAST(oid AS regprocedure) AS text) FROM pg_proc WHERE proleakproof ORDER BY 1"
)
# What a superuser has to say where nobody else may.
CLOSE_LEAKPROOF = (
    "DO $$ DECLARE one regprocedure; BEGIN FOR one IN SELECT oid FROM pg_proc WHERE proleakproof"
    " LOOP EXECUTE 'ALTER FUNCTION ' || one || ' NOT LEAKPROOF'; END LOOP; END $$"
)
LEFT_LEAKPROOF = (
    "{} functions of PostgreSQL are asked of rows of others too, and EXPLAIN counts what they"
    " answered: whoever got hold of the dashboard's role finds out ids of cases by that. Let a"
    f" superuser run `server init` again, or say in this database: {CLOSE_LEAKPROOF};"
)
FOUND_BY = ["search_path=pg_catalog, pg_temp"]


def leakproof(connection: Connection) -> list[str]:
    """The functions that are asked of rows of others as well."""
    return list(connection.execute(LEAKPROOF).scalars())


def replaced(connection: Connection) -> list[str]:
    """The functions of the schema that are not as this version makes them."""
    made = dict(MADE.findall(ACCESS.decode()))
    kept = {name: tuple(how) for name, *how in connection.execute(KEPT)}
    return [
        f"access.{name}" for name, body in made.items() if kept.get(name) != (body, True, FOUND_BY)
    ]
