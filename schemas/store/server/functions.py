"""The functions that say who may see which row: made from a file, and compared with it."""

import re
from pathlib import Path

from sqlalchemy import Connection, text

ACCESS = (Path(__file__).parent / "access.sql").read_bytes()
# What a policy asks, and so whoever is shown rows by one.
ASKED = ("access.scope()", "access.sees_all()", "access.place()", "access.office()")
OF_IMPORTERS = ("access.count_rows(text[])", "access.write_anew(text)")
MADE = re.compile(r"CREATE OR REPLACE FUNCTION access\.(\w+)\(.*?\bAS \$\$(.*?)\$\$;?\n", re.DOTALL)
# PostgreSQL keeps what stands between the signs as it was written.
KEPT = text(
    "SELECT proname, prosrc, prosecdef, proconfig FROM pg_proc"
    " WHERE pronamespace = CAST('access' AS regnamespace) ORDER BY 1"
)
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
    return [
        f"access.{name}"
        for name, body, is_its_owner_s, settings in connection.execute(KEPT)
        if name in made and (body, is_its_owner_s, settings) != (made[name], True, FOUND_BY)
    ]
