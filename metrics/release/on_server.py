"""A server's database of releases: set up for who publishes and for the public, and checked."""

from metrics.release import stored
from metrics.release.tables import METADATA, notes, releases, shown_release
from schemas.store import server

# A release is added, and never changed; only that it is withdrawn is written beside it.
ADDED = "INSERT"
RIGHTS = dict.fromkeys(METADATA.tables, ADDED) | {
    releases.name: f"{ADDED}, UPDATE (withdrawn_at, withdrawn_because)",
    shown_release.name: f"{ADDED}, DELETE",
    notes.name: f"{ADDED}, UPDATE (text, removed_on)",
}


def init(url: str, words: "server.of_releases.OfReleases | None") -> list[str]:
    """Set up the database at `url`, as `server.of_releases.init` does; what was done, in lines."""
    return server.of_releases.init(url, METADATA, RIGHTS, words)


def problems(url: str) -> list[str]:
    """Why the public dashboard must not serve from the database at `url`; none is good.

    Raises DatabaseMissing and DatabaseUnavailable where it cannot be read.
    """
    with stored.reading(url).connect() as connection:
        of_roles = server.of_releases.problems(connection, [*METADATA.tables])
    return [*of_roles, *stored.problems(url)]
