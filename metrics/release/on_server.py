"""A server's database of releases: set up for who publishes and for the public, and checked."""

from metrics.release import stored
from metrics.release.tables import METADATA
from schemas.store import server


def init(url: str, passwords: "server.ReleaseRoles | None") -> list[str]:
    """Set up the database at `url`, as `server.init_releases` does; what was done, in lines."""
    return server.init_releases(url, METADATA, passwords)


def problems(url: str) -> list[str]:
    """Why the public dashboard must not serve from the database at `url`; none is good.

    Raises DatabaseMissing and DatabaseUnavailable where it cannot be read.
    """
    with stored.reading(url).connect() as connection:
        of_roles = server.release_problems(connection, METADATA)
    return [*of_roles, *stored.problems(url)]
