"""A file that an earlier version made, brought up to date; what it was stays beside it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from schemas.errors import DatabaseOlder, DatabaseUnavailable
from schemas.store import audit, database, embedded, recognised, versions
from schemas.store.address import address_of
from schemas.store.file_lock import said_of, said_of_copying
from schemas.store.finishing import put_in_place
from schemas.store.trial_folder import trial_folder


def upgrade_file(url: str) -> Path | None:
    """Bring the older file at `url` to the newest version; the copy of what it was, beside it.

    In one step, as every write: interrupted, the file is as it was, and it is done when it is next
    asked for. None where another process did it meanwhile. Raises DatabaseUnavailable.
    """
    # Alembic takes a tenth of a second to import.
    from schemas.store import migrations

    path = address_of(url)
    assert isinstance(path, Path), "a server is brought up to date by its owner"
    with (
        audit.audited(url, audit.Action.SET_UP),
        embedded.replacing(path, "bring up to date") as connection,
    ):
        if versions.standing(connection) is not versions.Standing.BEHIND:
            connection.rollback()
            return None
        kept = _kept(path, versions.version(connection))
        migrations.upgrade(connection)
        if recognised.is_empty(connection, str(path)):
            raise DatabaseUnavailable(recognised.foreign(str(path)))
        _keep(path, kept)
    return kept


@contextmanager
def as_of_now(path: Path) -> Iterator[str]:
    """The address at which the file's records are read by this version; the file stays as it is.

    Of one that an earlier version made, such as an old backup, it is that of a copy, with what lies
    beside it by its name: marks and the audit log. Raises DatabaseUnavailable.
    """
    own = f"duckdb:///{path}"
    try:
        database.reading(own)
    except DatabaseOlder:
        with trial_folder() as folder:
            with said_of_copying(path):
                for one in path.parent.glob(f"{path.name}*"):
                    shutil.copyfile(one, folder / one.name)
            url = f"duckdb:///{folder / path.name}"
            upgrade_file(url)
            yield url
            database.let_go()
    else:
        yield own


def _kept(path: Path, version: str | None) -> Path:
    """The name for the copy of a file of that version; one that is there is never written over."""
    for number in count(1):
        again = f"-{number}" if number > 1 else ""
        kept = path.with_name(f"{path.stem}.of-version-{version}{again}{path.suffix}")
        if not kept.exists() or kept.samefile(path):
            return kept
    raise AssertionError("there are numbers without end")


def _keep(path: Path, kept: Path) -> None:
    """Keep what the file is: another takes its place, and nobody writes into this one."""
    if kept.exists():
        return
    with said_of(kept):
        try:
            os.link(path, kept)
        except OSError:
            # Not all disks let a file have two names.
            copy = kept.with_name(f".{kept.name}.copying")
            os.close(os.open(copy, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
            shutil.copyfile(path, copy)
            put_in_place(copy, kept)
