"""`server releases`: a database of releases, which the public sees and cannot change."""

from pathlib import Path

import click

from dashboard.released import RELEASES
from metrics.release import archive
from schemas import errors
from schemas.store import audit, server

PASSFILE = click.option(
    "--passfile",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Give each role a password: read from this file, or made and written to it as PGPASSFILE"
    " has them.",
)


@click.group("releases")
def of_releases() -> None:
    """Set up a database of releases, apart from records, and look after it."""


@of_releases.command("init")
@PASSFILE
@click.pass_obj
def init(url: str, passfile: Path | None) -> None:
    """Make the roles, tables and rights of a database of releases: `--database` names it.

    Its user may make roles and owns the database. Run again it makes what is lacking,
    also where it was interrupted. Releases stay as they are.
    """
    own = server.role_names(url, server.ReleaseRoles)
    server.refuse_powerless(url, own)
    kind = server.ReleaseRoles
    given = None if passfile is None else server.passwords(passfile, url, kind)
    with audit.audited(url, audit.Action.SET_UP):
        lines = archive.init_on_server(url, given)
    click.echo("\n".join(lines))
    click.echo(
        f"Publish with --releases as {own.publisher}. Serve to the public with {RELEASES} as"
        f" {own.public}."
    )


@of_releases.command("check")
@click.pass_obj
def check(url: str) -> None:
    """Say what keeps the public dashboard from serving, asked as the role that it is to serve as.

    Each release has to have the hash that it was made with. Exit codes are those of `server check`.
    """
    server.role_names(url, server.ReleaseRoles)
    if problems := archive.server_problems(url):
        raise errors.UserError("\n".join(problems))
    click.echo("All is as it was set up: the public dashboard can serve from this database.")
