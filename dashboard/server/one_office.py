"""A file is no server for several: this program alone would part their records."""

from functools import lru_cache

from dashboard import own_records
from dashboard.server import access
from dashboard.server.signing import settings
from metrics import results
from schemas import errors
from schemas.store import database

# Of a database in a few states.
STATES_KEPT = 4
REFUSED = (
    "People sign in here, and this database is a file with real records of several jurisdictions "
    "or offices: nothing but this program would part them. Serve them from PostgreSQL (--database "
    "postgresql://...), or give each office a file and a server of its own."
)


def refuse_many(url: str) -> None:
    """UserError where people sign in to a file of several; made-up records may be anybody's."""
    if settings.is_on() and own_records.is_embedded(database.absolute(url)):
        version = database.data_version(url)
        if _is_of_many(url, version):
            raise errors.UserError(REFUSED)


# Asked for in each run; records may come in while people look.
@lru_cache(maxsize=STATES_KEPT)
def _is_of_many(url: str, version: str) -> bool:  # noqa: ARG001 - part of the key
    everything = access.scope(access.DESK)
    with database.reading(url).connect() as connection:
        places = results.jurisdictions(connection, everything)
        offices = results.offices(connection, everything)
    is_real = not places["made_up"].all()
    return is_real and max(len(places), len(offices)) > 1
