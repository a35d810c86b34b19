"""The commands `backup`, `restore` and `copy`: copy everything of a database to another place."""

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
from dashboard.cli.console import progress_bar, say, say_number
from dashboard.cli.release import RELEASES_OPTION
from dashboard.released_data import RELEASES
from metrics.release import archive, release_memory
from schemas import errors
from schemas.language import count, marked
from schemas.store import atomic_write, audit, database, database_copy, not_applicable_steps

RECORDS_FILE, RELEASES_FILE, CONTENTS = "records.duckdb", "releases.duckdb", "contents.json"
# The suffix of folders with a backup in progress or interrupted.
PART = ".backup-part"
LOCK = ".lock"
TAKEN = {errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR}


@click.command(
    help="Back up the database to a new FOLDER.\n\nA backup has the records, replaced rows,"
    " settings, lists, mappings, marks, the audit log, releases, the exact counts behind releases,"
    " and returns. It has no keys: keep a copy of each key in another place."
)
@click.argument("folder", type=click.Path(path_type=Path))
@RELEASES_OPTION
@click.pass_obj
def backup(url: str, folder: Path, named: str | None) -> None:
    if folder.exists():
        raise _folder_taken_error(folder)
    _refuse_not_there(named)
    with (
        audit.audited(url, audit.Action.BACK_UP) as act,
        progress_bar() as progress,
        _temporary_then_renamed(folder) as part,
    ):
        releases = _releases_address(url, named)
        rows = _copy_records(url, releases, _file(part, RECORDS_FILE), progress)
        kept = (
            ()
            if releases is None
            else release_memory.copy_releases(url, releases, *_backup_addresses(part))
        )
        # The copied log has only the beginning of this act, so its end is added.
        audit.log_end(_file(part, RECORDS_FILE), act)
        database.close_readers()
        contents = {
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "version": version("prosecution-quality"),
            "rows": rows,
            "releases": {str(one.number): one.content_hash for one in kept},
            # The list shows whether a copy of the backup lacks files.
            "files": {one.name: _file_hash(one) for one in part.iterdir() if one.suffix != LOCK},
        }
        text = f"{json.dumps(contents, indent=1)}\n"
        atomic_write.write_new_private(part / CONTENTS, text.encode())
    say(
        "The backup is in {folder}. Rows: {rows}. Releases: {releases}.",
        folder=folder,
        rows=count(sum(rows.values())),
        releases=len(kept),
    )
    if releases is None:
        say("No database of releases was named (--releases or {name}).", name=RELEASES)
    elif not kept and release_memory.has_exact_counts(url):
        say(
            "The records have exact counts behind a release, but the backup has no release. If"
            " releases are in another database, name it (--releases or {name}).",
            name=RELEASES,
        )
    if rows:
        _warn_of_marks(url)
    _warn_of_parts(folder)


def _copy_records(
    url: str, releases: str | None, target: str, progress: database_copy.Progress
) -> dict[str, int]:
    """Copy the records with the audit log, and return the number of rows by table.

    A body that only collects returns has no records: then only the log is copied, and the result is
    empty.
    """
    if releases and release_memory.has_returns(releases) and not database.is_anything_stored(url):
        audit.begin_copy(url, target)
        return {}
    return database_copy.copy(url, target, refresh=_count_nothing, progress=progress)


@contextmanager
def _temporary_then_renamed(folder: Path) -> Iterator[Path]:
    """Yield a new folder that becomes `folder` after the block, or is removed on an error.

    Its name is unique, because other folders next to it may belong to another backup.
    """
    place = folder.absolute()
    with _folder_errors(folder):
        place.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(PART, f"{place.name}.", place.parent))
    try:
        yield part
        with _folder_errors(folder), atomic_write.ignore_sigint():
            atomic_write.replace_durably(part, place)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


@contextmanager
def _folder_errors(folder: Path) -> Iterator[None]:
    """Turn errors of the operating system into errors about the backup's folder."""
    try:
        yield
    except OSError as error:
        if error.errno in TAKEN and folder.exists():
            raise _folder_taken_error(folder) from error
        raise errors.DatabaseUnavailable(
            "Cannot write the backup {folder} ({reason}). Nothing was backed up. Check the"
            " permissions and the free space of the folder above it.",
            folder=folder,
            reason=error.strerror or error,
        ) from error


def _folder_taken_error(folder: Path) -> errors.UserError:
    return errors.UserError("Folder already exists: {folder}. Choose a new folder.", folder=folder)


def _warn_of_parts(folder: Path) -> None:
    """Print the names of unfinished backups. They are not removed: one may still be in progress."""
    if left := sorted(one.name for one in folder.absolute().parent.glob(f"*{PART}")):
        say(
            "The same folder has unfinished backups: {names}. Remove those that were interrupted.",
            names=", ".join(left),
        )


@click.command(
    help="Restore a backup into a new or empty database, and calculate its figures again."
)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@RELEASES_OPTION
@click.pass_obj
def restore(url: str, folder: Path, named: str | None) -> None:
    (hashes, has_records), releases = _check_backup(folder), _releases_address(url, named)
    if hashes and releases is None:
        raise errors.UserError(
            "The backup has releases. Name a database for them with --releases or {name}."
            " Nothing was changed.",
            name=RELEASES,
        )
    number = _count_equal_releases(folder, hashes, url, releases)
    lacking = releases is not None and len(archive.all_releases(releases)) < number
    if has_records:
        # A backup of an earlier version is not changed; a copy of it is upgraded.
        with database_copy.upgraded_copy(folder.absolute() / RECORDS_FILE) as of_now:
            if not number or not database_copy.is_copy(of_now, url):
                _copy(of_now, url)
            elif lacking:
                say(
                    "The records of {folder} are already in the database. Restoring its releases.",
                    folder=folder,
                )
            else:
                raise _already_restored_error(url)
    elif lacking:
        audit.begin_copy(_file(folder, RECORDS_FILE), url)
    else:
        raise _already_restored_error(url)
    if releases is not None:
        _copy_releases_back(folder, url, releases)
    say_number("{count} release was restored.", "{count} releases were restored.", number)


def _already_restored_error(url: str) -> errors.UserError:
    """Return the error which says that the database already has everything of this backup."""
    return errors.UserError(
        "The database {database} already has the records and releases of this backup. Nothing"
        " was changed.",
        database=database.display_name(url),
    )


def _count_equal_releases(
    folder: Path, hashes: dict[str, str], url: str, releases: str | None
) -> int:
    """Return how many releases the backup has. Raises UserError if one differs from `hashes`."""
    kept = (
        ()
        if releases is None
        else release_memory.try_copy(*_backup_addresses(folder), url, releases)
    )
    if {str(one.number): one.content_hash for one in kept} != hashes:
        raise errors.UserError(
            "The releases in {folder} were changed after the backup. Nothing was restored. Use"
            " another copy of the backup.",
            folder=folder,
        )
    return len(kept)


def _copy_releases_back(folder: Path, url: str, releases: str) -> None:
    """Copy the releases of a backup. On an error, say that the records were restored before."""
    is_done = False
    try:
        with audit.audited(url, audit.Action.RESTORE):
            release_memory.copy_releases(*_backup_addresses(folder), url, releases)
            is_done = True
    except (errors.UserError, KeyboardInterrupt) as error:
        if is_done or isinstance(error, errors.PerhapsDone):
            raise
        # The error may say that nothing was changed, but the records were restored already.
        reason = (str(error.__cause__ or error) or "interrupted").splitlines()[0]
        raise errors.DatabaseUnavailable(
            "The records of {folder} are in {database}. Its releases are not yet in {releases}"
            " ({reason}). Solve that problem, then run the same command again to restore the"
            " releases.",
            folder=folder,
            database=database.display_name(url),
            releases=database.display_name(releases),
            reason=reason,
        ) from error


@click.command(
    help="Copy the records to another database, new or empty: from a file to a server, or"
    " back.\n\nHistory, settings, lists, marks and the audit log are copied too. Releases are not"
    " copied."
)
@click.argument("target", metavar="URL")
@click.pass_obj
def copy(url: str, target: str) -> None:
    _copy(url, target)
    _warn_of_marks(url)


def _warn_of_marks(url: str) -> None:
    if (place := not_applicable_steps.marks_file(url)) is None:
        say(
            "Marks of steps are not included, because {variable} is not set. If the dashboard"
            " uses such a folder, set the variable to it and run this command again.",
            variable=not_applicable_steps.FOLDER,
        )
    elif (
        not real_database.is_database_file(database.with_absolute_path(url)) and not place.exists()
    ):
        say(
            "No marks of steps were found at {folder}. If the dashboard has marks, set"
            " {variable} and the server's address as the dashboard has them, and run this"
            " command again.",
            folder=place,
            variable=not_applicable_steps.FOLDER,
        )


def _copy(source: str, target: str) -> None:
    with progress_bar() as progress:
        rows = database_copy.copy(source, target, refresh=metrics.refresh, progress=progress)
    say_number(
        "Copied {count} row to {database} and calculated the figures again.",
        "Copied {count} rows to {database} and calculated the figures again.",
        sum(rows.values()),
        database=database.display_name(target),
    )


def _check_backup(folder: Path) -> tuple[dict[str, str], bool]:
    """Check a backup; return the hash of each of its releases, and whether it has records."""
    try:
        contents = json.loads((folder / CONTENTS).read_text())
    except (OSError, ValueError) as error:
        raise errors.UserError(
            "{folder} is not a backup: its {file} is missing or cannot be read.",
            folder=folder,
            file=CONTENTS,
        ) from error
    written = contents if isinstance(contents, dict) else {}
    # Earlier versions did not list files.
    releases, files = written.get("releases"), written.get("files", {})
    if not (_are_texts(releases) and _are_texts(files)):
        raise errors.UserError(DAMAGED_CONTENTS, folder=folder, file=CONTENTS)
    if lacking := [name for name in files if not (folder / name).is_file()]:
        raise errors.UserError(FILES_MISSING, folder=folder, files=", ".join(lacking))
    if others := [name for name, digest in files.items() if _file_hash(folder / name) != digest]:
        raise errors.UserError(
            FILES_CHANGED, folder=folder, files=", ".join(others), records=folder / RECORDS_FILE
        )
    return releases, RECORDS_FILE in files or not files


DAMAGED_CONTENTS = marked(
    "The backup {folder} is damaged: {file} has an unexpected form. Nothing was changed. Use"
    " another copy of the backup."
)
FILES_MISSING = marked(
    "The backup {folder} is damaged: {files} is missing. Nothing was changed. Use another copy of"
    " the backup."
)
FILES_CHANGED = marked(
    "The backup {folder} is damaged: {files} was changed after the backup. Nothing was changed in"
    " the database. Use another copy of the backup. If a later version opened the backup,"
    " `--database {records} copy URL` copies its current records."
)


def _are_texts(value: object) -> TypeGuard[dict[str, str]]:
    return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())


def _file_hash(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _backup_addresses(folder: Path) -> tuple[str, str]:
    """Return the addresses of the records and of the releases in a backup."""
    return _file(folder, RECORDS_FILE), _file(folder, RELEASES_FILE)


def _file(folder: Path, name: str) -> str:
    """Return the database address of a file in a folder."""
    return f"{real_database.EMBEDDED}{(folder / name).absolute()}"


def _releases_address(url: str, named: str | None) -> str | None:
    """Return the address of releases: `named`, or of the file for `url`; None for a server."""
    return named or (
        archive.address(url, None)
        if real_database.is_database_file(database.with_absolute_path(url))
        else None
    )


def _refuse_not_there(named: str | None) -> None:
    """Raise DatabaseMissing if the named database of releases does not exist."""
    if named is None:
        return
    try:
        archive.reading(named)
    except errors.DatabaseMissing as missing:
        raise errors.DatabaseMissing(
            "{error} Nothing was backed up. Name the database of releases. If there are no"
            " releases, use neither --releases nor {name}.",
            error=missing.args[0],
            name=RELEASES,
        ) from missing


def _count_nothing(_connection: object) -> None:
    """Do nothing: figures of a backup are calculated when it is restored or opened."""
