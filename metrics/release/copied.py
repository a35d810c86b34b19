"""Releases, and what is remembered of their making, brought beside a copy of the records."""

from collections.abc import Sequence

from metrics.release import remembered, stored
from metrics.release.tables import MEMORY, METADATA, REMEMBERED, STORE
from schemas import errors
from schemas.store import copying


def copy(source: str, releases: str, target: str, to_releases: str) -> tuple[stored.Release, ...]:
    """Bring the releases at `releases` of the records at `source` to those of `target`.

    Each is looked at before and after: a copy of what is not as it was made is none. Those that
    were copied; none where none was made. Raises UserError where a release does not match its hash
    or others are there already, and DatabaseUnavailable.
    """
    known = stored.known(releases)
    if not known:
        return ()
    _look_at(releases, known)
    if others := set(stored.known(to_releases)) - set(known):
        raise errors.UserError(
            f"[{STORE.shown(to_releases)}] has other releases already ({len(others)}). Nothing was"
            " changed; name another database of releases with --releases."
        )
    # What they were made of first: without it no further one can be made.
    with (
        REMEMBERED.reading(remembered.address(source)).connect() as read,
        REMEMBERED.writing(remembered.address(target), purpose="copy") as write,
    ):
        copying.copy_tables(read, write, MEMORY.sorted_tables)
    with (
        STORE.reading(releases).connect() as read,
        STORE.writing(to_releases, purpose="copy") as write,
    ):
        copying.copy_tables(read, write, METADATA.sorted_tables)
    _look_at(to_releases, known)
    return known


def _look_at(releases: str, known: Sequence[stored.Release]) -> None:
    with STORE.reading(releases).connect() as connection:
        for release in known:
            stored.content(connection, release)
