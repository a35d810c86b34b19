"""The commands `backup`, `restore` and `copy`: everything of a database, brought elsewhere."""

import json
import shutil
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import click

import metrics
from dashboard import own_records
from dashboard.cli import asked_of
from dashboard.cli.progress import progress_bar
from dashboard.cli.wording import rows_of
from dashboard.released import RELEASES
from metrics.release import copied, stored
from schemas import errors
from schemas.store import audit, copying, database, upgrading

RECORDS_FILE, RELEASES_FILE, CONTENTS = "records.duckdb", "releases.duckdb", "contents.json"


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@asked_of.releases
@click.pass_obj
def backup(url: str, folder: Path, named: str | None) -> None:
    """Write everything of the database into the new FOLDER, from which `restore` brings it back.

    Records, what was superseded, settings, lists, mappings, marks, the audit log, releases and the
    exact counts that they were made of. Keys are in none of it: keep a copy of each apart.
    """
    if folder.exists():
        raise errors.UserError(f"[{folder}] is there already: name a new folder for each backup.")
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700, parents=True)
    try:
        with audit.audited(url, audit.Action.BACK_UP), progress_bar() as progress:
            rows = copying.copy(url, _file(part, RECORDS_FILE), refresh=_nothing, progress=progress)
            places = _file(part, RECORDS_FILE), _file(part, RELEASES_FILE)
            releases = _releases(url, named)
            kept = () if releases is None else copied.copy(url, releases, *places)
            database.let_go()
            contents = {
                "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
                "version": version("prosecution-quality"),
                "rows": rows,
                "releases": {str(one.number): one.content_hash for one in kept},
            }
            (part / CONTENTS).write_text(f"{json.dumps(contents, indent=1)}\n")
            part.replace(folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    click.echo(f"{rows_of(sum(rows.values()))} and {len(kept)} releases are in [{folder}].")
    if releases is None:
        click.echo(f"No database of releases was named (--releases or {RELEASES}).")


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@asked_of.releases
@click.pass_obj
def restore(url: str, folder: Path, named: str | None) -> None:
    """Bring a backup into the database, which has to be new or empty, and count it anew."""
    contents, releases = _contents(folder), _releases(url, named)
    if contents["releases"] and releases is None:
        raise errors.UserError(
            f"The backup has releases, which lie apart from records: name their database with"
            f" --releases or {RELEASES}. Nothing was changed."
        )
    places = _file(folder, RECORDS_FILE), _file(folder, RELEASES_FILE)
    # A backup that an earlier version made stays as it is.
    with upgrading.as_of_now(folder.absolute() / RECORDS_FILE) as of_now:
        _copy(of_now, url)
    kept: tuple[stored.Release, ...] = ()
    if releases is not None:
        with audit.audited(url, audit.Action.RESTORE):
            kept = copied.copy(*places, url, releases)
    if {str(one.number): one.content_hash for one in kept} != contents["releases"]:
        raise errors.UserError(
            f"The records are restored, but the releases in [{folder}] are not those that were"
            " backed up. Bring the folder back from another copy."
        )
    click.echo(f"{len(kept)} releases are as they were made.")


@click.command()
@click.argument("target", metavar="URL")
@click.pass_obj
def copy(url: str, target: str) -> None:
    """Copy the records to another database, new or empty: from a file to a server, or back.

    With their history, settings, lists, marks and audit log. Releases stay where they are.
    """
    _copy(url, target)


def _copy(source: str, target: str) -> None:
    with progress_bar() as progress:
        rows = copying.copy(source, target, refresh=metrics.refresh, progress=progress)
    click.echo(f"{rows_of(sum(rows.values()))} are in [{database.shown(target)}], counted anew.")


def _contents(folder: Path) -> dict[str, dict[str, str]]:
    try:
        contents: dict[str, dict[str, str]] = json.loads((folder / CONTENTS).read_text())
    except (OSError, ValueError) as error:
        raise errors.UserError(
            f"[{folder}] is no backup: it has no [{CONTENTS}] that can be read."
        ) from error
    return contents


def _file(folder: Path, name: str) -> str:
    return f"{own_records.EMBEDDED}{(folder / name).absolute()}"


def _releases(url: str, named: str | None) -> str | None:
    """The database of releases; None beside records on a server, where none is named."""
    return named or (
        stored.address(url, None) if own_records.is_embedded(database.absolute(url)) else None
    )


def _nothing(_connection: object) -> None:
    """A backup's figures are counted when it is brought back, or opened."""
