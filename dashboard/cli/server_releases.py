"""`server releases`: a database of releases, which the public sees and cannot change."""

from pathlib import Path
from typing import TypeVar

import click

from dashboard.released import RELEASES
from metrics.release import on_server
from schemas import errors
from schemas.store import audit, finishing, server

Passwords = TypeVar("Passwords", server.Roles, server.of_releases.OfReleases)
PASSFILE = click.option(
    "--passfile",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Give each role a password, and write them to this new file as PGPASSFILE has them.",
)


@click.group("releases")
def of_releases() -> None:
    """Set up a database of releases, apart from records, and look after it."""


@of_releases.command("init")
@PASSFILE
@click.pass_obj
def init(url: str, passfile: Path | None) -> None:
    """Make the roles, tables and rights of a database of releases: `--database` names it.

    Its user may make roles and owns the database. Run again it makes what is lacking. Releases stay
    as they are.
    """
    own = server.of_releases.roles_at(url)
    server.refuse_powerless(url, own)
    words = server.of_releases.passwords()
    given = None if passfile is None else written(passfile, url, words)
    with audit.audited(url, audit.Action.SET_UP):
        lines = on_server.init(url, given)
    click.echo("\n".join(lines))
    click.echo(
        f"Publish with --releases as {own.publisher}. Serve to the public with {RELEASES} as"
        f" {own.public}."
    )


@of_releases.command("check")
@click.pass_obj
def check(url: str) -> None:
    """Say what keeps the public dashboard from serving, asked as the role that it is to serve as.

    Each release has to have the hash that it was made with.
    """
    server.of_releases.roles_at(url)
    if problems := on_server.problems(url):
        raise errors.DatabaseUnavailable("\n".join(problems))
    click.echo("All is as it was set up: the public dashboard can serve from this database.")


def written(path: Path, url: str, passwords: Passwords) -> Passwords:
    """Passwords, written to a new file as libpq reads them: host:port:database:user:password."""
    lines = server.passfile(url, passwords)
    try:
        finishing.write_new_private(path, "".join(f"{line}\n" for line in lines).encode())
    except FileExistsError as error:
        raise errors.UserError(
            f"[{path}] is there already, and passwords are never written over: name another file."
        ) from error
    return passwords
