"""Mapping profiles that are saved in the database, by name, for the next export of a source."""

import hashlib
import re
from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select

from schemas import errors, scopes
from schemas.store import audit, bookkeeping, database
from seed.readers import database as source_database

mapping_profiles = bookkeeping.mapping_profiles
# A name never becomes a path, but stands in the address of a page and on the command line.
LONGEST_NAME = 64
NAME = re.compile(rf"[a-z0-9][a-z0-9_-]{{0,{LONGEST_NAME - 1}}}")
LONGEST_TEXT = 1 << 20


def saved(connection: Connection, scope: scopes.Scope) -> dict[str, str]:
    """The texts of the saved profiles by name.

    They tell of sources whatever jurisdiction these are of: who does not read all reads none.
    """
    if not scope.reads_all:
        return {}
    profile = mapping_profiles.c
    query = select(profile.name, profile.text).order_by(profile.name)
    return {row.name: row.text for row in connection.execute(query)}


def save(url: str, name: str, text: str) -> None:
    """Keep a profile under `name`, in place of one that has it; its text is not checked here.

    Raises UserError where the name cannot be one, the text is longer than 1 MB, or the password of
    a database stands in it, be it in a comment.
    """
    if not NAME.fullmatch(name):
        raise errors.UserError(
            "A profile's name is 1 to 64 of a-z 0-9 _ -, and begins with a letter or digit."
        )
    if len(text) > LONGEST_TEXT:
        raise errors.UserError("The profile is longer than a million characters.")
    if source_database.holds_password(text):
        raise errors.UserError(f"In the profile: {source_database.IN_THE_ENVIRONMENT}")
    digest = hashlib.sha256(text.encode()).hexdigest()
    with (
        audit.audited(url, audit.Action.SAVE_MAPPING, sha256=digest),
        database.writing(url, purpose="saving of a mapping profile") as connection,
    ):
        _remove(connection, name)
        connection.execute(
            insert(mapping_profiles).values(
                name=name,
                text=text,
                sha256=digest,
                saved_at=datetime.now(UTC).replace(tzinfo=None),
            )
        )


def old_name(name: str, taken: Collection[str]) -> str:
    """The name under which what a profile was is kept, where another takes its place."""
    stem, number = name[: LONGEST_NAME - len("-old-99")], 1
    kept = f"{stem}-old"
    while kept in taken:
        number += 1
        kept = f"{stem}-old-{number}"
    return kept


def forget(url: str, name: str) -> None:
    """Remove the profile of that name; batches that it made stay. UserError where there is none."""
    # Asked first, so that a mistyped address does not make a new database.
    database.reading(url)
    with (
        audit.audited(url, audit.Action.FORGET_MAPPING),
        database.writing(url, purpose="removal of a mapping profile") as connection,
    ):
        if not _remove(connection, name):
            known = ", ".join(saved(connection, scopes.EVERYTHING)) or "none yet"
            raise errors.UserError(f"No profile [{name}] is saved. Saved are: {known}.")


def _remove(connection: Connection, name: str) -> bool:
    removed = connection.execute(delete(mapping_profiles).where(mapping_profiles.c.name == name))
    return removed.rowcount > 0
