"""The command `server`: a PostgreSQL database that several people use."""

from pathlib import Path

import click

import metrics
from dashboard.cli.refresh import bring_up_to_date, count_on
from dashboard.cli.release import RELEASES_OPTION
from dashboard.released import RELEASES
from metrics.release import archive, key
from schemas import errors
from schemas.store import audit, row_scope, server

PASSFILE = click.option(
    "--passfile",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Give each role a password: read from this file, or made and written to it as PGPASSFILE"
    " has them.",
)


@click.group("releases")
def releases_group() -> None:
    """Set up a database of releases, apart from records, and look after it."""


@releases_group.command("init")
@PASSFILE
@click.pass_obj
def init_releases(url: str, passfile: Path | None) -> None:
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


@releases_group.command("check")
@click.pass_obj
def check_releases(url: str) -> None:
    """Say what keeps the public dashboard from serving, asked as the role that it is to serve as.

    Each release has to have the hash that it was made with. Exit codes are those of `server check`.
    """
    server.role_names(url, server.ReleaseRoles)
    if problems := archive.server_problems(url):
        raise errors.UserError("\n".join(problems))
    click.echo("All is as it was set up: the public dashboard can serve from this database.")


AS_IMPORTER = "prosecution-quality --database postgresql://{}@HOST/NAME server count"


@click.group("server")
def server_group() -> None:
    """Set up a PostgreSQL database for several people, and look after it."""


server_group.add_command(releases_group)


@server_group.command("init")
@click.option(
    "--scope-key",
    "key_file",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The key that signs who sees which row: read from the file, or made and written to it.",
)
@PASSFILE
@click.pass_obj
def init(url: str, key_file: Path, passfile: Path | None) -> None:
    """Make the roles, tables and rights of a database, and close its tables by row.

    Its user may make roles and owns it: `--database postgresql://postgres@HOST/NAME server init`.
    Run again it makes what is lacking, also where it was interrupted. Records stay as they are.
    """
    own = server.role_names(url, server.Roles)
    server.refuse_powerless(url, own)
    passwords = None if passfile is None else server.passwords(passfile, url, server.Roles)
    is_known = key_file.exists()
    scope_key = row_scope.read_key(key_file) if is_known else row_scope.new_key(key_file)
    with audit.audited(url, audit.Action.SET_UP):
        lines = server.init(url, own_tables(), scope_key, passwords)
    click.echo("\n".join(lines))
    click.echo(
        f"Import as {own.importer}. Serve as {own.application}, with"
        f" {row_scope.KEY_FILE}={key_file}."
    )


@server_group.command("check")
@RELEASES_OPTION
@click.pass_obj
def check(url: str, named: str | None) -> None:
    """Check whether the dashboard can start with this database role.

    With --releases also whether each release that was made is as it was made. The exit code is 1
    where somebody has to put something right, 3 where a database cannot be asked or is not there.
    """
    problems = server.problems(url, row_scope.load_process_scope_key())
    if named is not None:
        problems += archive.problems(named)
    problems += key.problems()
    if problems:
        raise errors.UserError("\n".join(problems))
    click.echo("All is as it was set up: the dashboard can serve from this database.")


@server_group.command("migrate")
@click.pass_obj
def migrate(url: str) -> None:
    """Bring the tables to this version, as their owner. Records and releases stay as they are."""
    own = server.role_names(url, server.Roles)
    with audit.audited(url, audit.Action.SET_UP):
        is_done = server.migrate(url, own_tables())
    if not is_done:
        click.echo("The tables are of this version already.")
        return
    click.echo("The tables are of this version now. Their figures are to be counted anew:")
    click.echo(AS_IMPORTER.format(own.importer))


@server_group.command("count")
@click.option(
    "--engine",
    metavar="ADDRESS",
    help="Count on a cluster of Spark (sc://HOST:PORT, its Connect server), also figures that this"
    " version counted.",
)
@click.option(
    "--lake",
    metavar="FOLDER",
    help="A folder or a place in an object store that all machines of the cluster read and write.",
)
@click.pass_obj
def count(url: str, engine: str | None, lake: str | None) -> None:
    """Count the figures again where another version counted them, as the importer.

    With --engine and --lake on a cluster, for a database of any kind. The records lie in FOLDER
    while the cluster counts them.
    """
    if (engine is None) != (lake is None):
        raise click.UsageError("Give --engine and --lake together.")
    if engine is not None and lake is not None:
        count_on(url, engine, lake)
        click.echo("The figures are counted.")
        return
    server.role_names(url, server.Roles)
    bring_up_to_date(url)
    click.echo("The figures are of this version.")


def own_tables() -> server.Beside:
    """The tables that this program has beside the records."""
    return server.Beside(metrics.derived_tables, metrics.secret_tables)
