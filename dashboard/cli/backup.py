"""The commands `backup`, `restore` and `copy`: everything of a database, brought elsewhere."""

import errno
import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TypeGuard

import click

import metrics
from dashboard import real_database
from dashboard.cli.console import progress_bar, rows_of
from dashboard.cli.release import RELEASES_OPTION
from dashboard.released import RELEASES
from metrics.release import archive, copies
from schemas import errors
from schemas.store import atomic_write, audit, database, database_copy, marks

RECORDS_FILE, RELEASES_FILE, CONTENTS = "records.duckdb", "releases.duckdb", "contents.json"
# How the name of a folder ends in which a backup is being made, or was cut off.
PART = ".backup-part"
LOCK = ".lock"
TAKEN = {errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR}


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@RELEASES_OPTION
@click.pass_obj
def backup(url: str, folder: Path, named: str | None) -> None:
    """Back up the database to a new FOLDER.

    Records, what was superseded, settings, lists, mappings, marks, the audit log, releases and the
    exact counts that they were made of. Keys are in none of it: keep a copy of each apart.
    """
    if folder.exists():
        raise _taken(folder)
    _refuse_not_there(named)
    with (
        audit.audited(url, audit.Action.BACK_UP) as act,
        progress_bar() as progress,
        _whole(folder) as part,
    ):
        rows = database_copy.copy(
            url, _file(part, RECORDS_FILE), refresh=_nothing, progress=progress
        )
        releases = _releases(url, named)
        kept = () if releases is None else copies.copy_releases(url, releases, *_places(part))
        # The log in it has the beginning of this act, and is there only where it was done.
        audit.write_end(_file(part, RECORDS_FILE), act)
        database.close()
        contents = {
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "version": version("prosecution-quality"),
            "rows": rows,
            "releases": {str(one.number): one.content_hash for one in kept},
            # Copied elsewhere in part, it would be brought back without the others.
            "files": {one.name: _digest(one) for one in part.iterdir() if one.suffix != LOCK},
        }
        text = f"{json.dumps(contents, indent=1)}\n"
        atomic_write.write_new_private(part / CONTENTS, text.encode())
    click.echo(f"{rows_of(sum(rows.values()))} and {len(kept)} releases are in [{folder}].")
    if releases is None:
        click.echo(f"No database of releases was named (--releases or {RELEASES}).")
    elif not kept and copies.was_counted(url):
        click.echo(
            "The exact counts of a release lie with the records, and no release is in the backup:"
            f" where they lie elsewhere, name their database (--releases or {RELEASES})."
        )
    _say_of_marks(url)
    _say_of_left(folder)


@contextmanager
def _whole(folder: Path) -> Iterator[Path]:
    """A new folder that takes the place of `folder` behind the block, or is gone.

    Its name is its own: what lies beside it may be somebody's, or another backup at work.
    """
    place = folder.absolute()
    with _said_of(folder):
        place.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(PART, f"{place.name}.", place.parent))
    try:
        yield part
        with _said_of(folder), atomic_write.ignore_sigint():
            atomic_write.replace_durably(part, place)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


@contextmanager
def _said_of(folder: Path) -> Iterator[None]:
    """An error of the operating system, as one of the folder of the backup."""
    try:
        yield
    except OSError as error:
        if error.errno in TAKEN and folder.exists():
            raise _taken(folder) from error
        raise errors.DatabaseUnavailable(
            f"The backup [{folder}] cannot be written ({error.strerror or error}). Nothing was"
            " backed up; see to the permissions and the space of the folder in which it is to lie."
        ) from error


def _taken(folder: Path) -> errors.UserError:
    return errors.UserError(f"[{folder}] is there already: name a new folder for each backup.")


def _say_of_left(folder: Path) -> None:
    """What was cut off stays, as by a power cut, for a person to remove: it may be at work."""
    if left := sorted(one.name for one in folder.absolute().parent.glob(f"*{PART}")):
        click.echo(
            f"Beside it lies [{', '.join(left)}], of a backup that was cut off or is being made:"
            " remove what none is making."
        )


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@RELEASES_OPTION
@click.pass_obj
def restore(url: str, folder: Path, named: str | None) -> None:
    """Bring a backup into the database, which has to be new or empty, and count it anew."""
    hashes, releases = _contents(folder), _releases(url, named)
    if hashes and releases is None:
        raise errors.UserError(
            f"The backup has releases, which lie apart from records: name their database with"
            f" --releases or {RELEASES}. Nothing was changed."
        )
    number = _refuse_unlike(folder, hashes, url, releases)
    lacking = releases is not None and len(archive.known(releases)) < number
    # A backup that an earlier version made stays as it is.
    with database_copy.upgraded_copy(folder.absolute() / RECORDS_FILE) as of_now:
        if not number or not database_copy.is_copy(of_now, url):
            _copy(of_now, url)
        elif lacking:
            click.echo(f"The records of [{folder}] are there already. Its releases are brought.")
        else:
            raise errors.UserError(
                f"The database [{database.display_name(url)}] holds records already: those of the"
                " backup. Its releases are there as well. Nothing was changed."
            )
    if releases is not None:
        _bring_releases(folder, url, releases)
    click.echo(f"{number} releases are as they were made.")


def _refuse_unlike(folder: Path, hashes: dict[str, str], url: str, releases: str | None) -> int:
    """How many releases the backup has, all of which can be brought: asked before anything is."""
    kept = () if releases is None else copies.try_copy(*_places(folder), url, releases)
    if {str(one.number): one.content_hash for one in kept} != hashes:
        raise errors.UserError(
            f"The releases in [{folder}] are not those that were backed up. Nothing was changed."
            " Bring the folder back from another copy."
        )
    return len(kept)


def _bring_releases(folder: Path, url: str, releases: str) -> None:
    is_done = False
    try:
        with audit.audited(url, audit.Action.RESTORE):
            copies.copy_releases(*_places(folder), url, releases)
            is_done = True
    except (errors.UserError, KeyboardInterrupt) as error:
        if is_done or isinstance(error, errors.PerhapsDone):
            raise
        # What it says of nothing that was changed is not true of the records.
        reason = (str(error.__cause__ or error) or "interrupted").splitlines()[0]
        raise errors.DatabaseUnavailable(
            f"The records of [{folder}] are in [{database.display_name(url)}]. Its releases are not"
            f" yet in [{database.display_name(releases)}] ({reason}). See to that, then give the"
            " same command again: it brings the releases alone."
        ) from error


@click.command()
@click.argument("target", metavar="URL")
@click.pass_obj
def copy(url: str, target: str) -> None:
    """Copy the records to another database, new or empty: from a file to a server, or back.

    With their history, settings, lists, marks and audit log. Releases stay where they are.
    """
    _copy(url, target)
    _say_of_marks(url)


def _say_of_marks(url: str) -> None:
    if (place := marks.place(url)) is None:
        click.echo(
            f"Marks of steps are left out: {marks.FOLDER} names no folder for them. If the"
            " dashboard has one, name the same and do it again."
        )
    elif not real_database.is_embedded(database.absolute(url)) and not place.exists():
        click.echo(
            f"No marks of steps are at [{place}]: nobody made one, or the dashboard has them by"
            f" another name. If so, set {marks.FOLDER} and the server's address as there and do it"
            " again."
        )


def _copy(source: str, target: str) -> None:
    with progress_bar() as progress:
        rows = database_copy.copy(source, target, refresh=metrics.refresh, progress=progress)
    click.echo(
        f"{rows_of(sum(rows.values()))} are in [{database.display_name(target)}], counted anew."
    )


def _contents(folder: Path) -> dict[str, str]:
    """The hash of each release of the backup, by its number; all that it had is there."""
    try:
        contents = json.loads((folder / CONTENTS).read_text())
    except (OSError, ValueError) as error:
        raise errors.UserError(
            f"[{folder}] is no backup: it has no [{CONTENTS}] that can be read."
        ) from error
    told = contents if isinstance(contents, dict) else {}
    # Earlier versions did not write of files.
    releases, files = told.get("releases"), told.get("files", {})
    if not (_are_texts(releases) and _are_texts(files)):
        raise _damaged(folder, f"its [{CONTENTS}] is not as `backup` writes it")
    if lacking := [name for name in files if not (folder / name).is_file()]:
        raise _damaged(folder, f"[{', '.join(lacking)}] is not there any more")
    if others := [name for name, digest in files.items() if _digest(folder / name) != digest]:
        raise _damaged(
            folder,
            f"[{', '.join(others)}] is not as it was backed up",
            f" Where somebody opened it by a later version, `--database {folder / RECORDS_FILE}"
            " copy URL` brings its records as they are now.",
        )
    return releases


def _are_texts(told: object) -> TypeGuard[dict[str, str]]:
    return isinstance(told, dict) and all(isinstance(one, str) for one in told.values())


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _damaged(folder: Path, why: str, besides: str = "") -> errors.UserError:
    return errors.UserError(
        f"The backup [{folder}] is damaged: {why}. Nothing was changed. Bring the folder back from"
        f" another copy.{besides}"
    )


def _places(folder: Path) -> tuple[str, str]:
    """Where a backup has its records and its releases."""
    return _file(folder, RECORDS_FILE), _file(folder, RELEASES_FILE)


def _file(folder: Path, name: str) -> str:
    return f"{real_database.EMBEDDED}{(folder / name).absolute()}"


def _releases(url: str, named: str | None) -> str | None:
    """The database of releases; None beside records on a server, where none is named."""
    return named or (
        archive.address(url, None) if real_database.is_embedded(database.absolute(url)) else None
    )


def _refuse_not_there(named: str | None) -> None:
    """DatabaseMissing where a backup would lack the releases that were named."""
    if named is None:
        return
    try:
        archive.reading(named)
    except errors.DatabaseMissing as missing:
        raise errors.DatabaseMissing(
            f"{missing} Nothing was backed up. Name the database that has them, or none (neither"
            f" --releases nor {RELEASES}) where there are none to keep."
        ) from missing


def _nothing(_connection: object) -> None:
    """A backup's figures are counted when it is brought back, or opened."""
