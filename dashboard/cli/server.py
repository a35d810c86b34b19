"""The commands `server`: set up a PostgreSQL database for several users."""

from pathlib import Path

import click

import metrics
from dashboard.cli.console import WrongUsage, say
from dashboard.cli.release import RELEASES_OPTION
from dashboard.cli.update_results import recount_if_outdated, recount_on_spark
from dashboard.released_data import RELEASES
from metrics.release import archive, key
from schemas import errors
from schemas.language import t
from schemas.store import audit, row_scope, server

PASSFILE = click.option(
    "--passfile",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Give each role a password. Passwords are read from this file, or created and written to"
    " it in the format of PGPASSFILE.",
)


@click.group("releases", help="Set up or check a database of releases, separate from records.")
def releases_group() -> None:
    pass


@releases_group.command(
    "init",
    help="Create the roles, tables and rights of the database of releases that `--database`"
    " names.\n\nIts user must own the database and be able to create roles. Run it again to add"
    " what is missing, for example after an interruption. Releases do not change.",
)
@PASSFILE
@click.pass_obj
def init_releases(url: str, passfile: Path | None) -> None:
    own = server.role_names(url, server.ReleaseRoles)
    server.refuse_without_rights(url, own)
    kind = server.ReleaseRoles
    given = None if passfile is None else server.load_passwords(passfile, url, kind)
    with audit.audited(url, audit.Action.SET_UP):
        lines = server.init_releases(url, archive.DECLARED, given)
    click.echo("\n".join(lines))
    say(
        "Publish with --releases as {publisher}. Serve to the public with {variable} as {public}.",
        publisher=own.publisher,
        variable=RELEASES,
        public=own.public,
    )


@releases_group.command(
    "check",
    help="Check whether the public dashboard can start with this database role.\n\nThe hash of"
    " each release must be the hash that it was published with. Exit codes are those of `server"
    " check`.",
)
@click.pass_obj
def check_releases(url: str) -> None:
    server.role_names(url, server.ReleaseRoles)
    if problems := archive.server_problems(url):
        raise errors.UserError("\n".join(map(t, problems)))
    say("No problems found. The public dashboard can use this database.")


AS_IMPORTER = "prosecution-quality --database postgresql://{}@HOST/NAME server count"


@click.group("server", help="Set up or check a PostgreSQL database for several people.")
def server_group() -> None:
    pass


server_group.add_command(releases_group)


@server_group.command(
    "init",
    help="Create the roles, tables and rights of a database, with access to tables by row.\n\nIts"
    " user must own the database and be able to create roles: `--database"
    " postgresql://postgres@HOST/NAME server init`. Run it again to add what is missing, for"
    " example after an interruption. Records do not change.",
)
@click.option(
    "--scope-key",
    "key_file",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The file of the key that signs who may see which row. If the file does not exist, a key"
    " is created in it.",
)
@PASSFILE
@click.pass_obj
def init_server(url: str, key_file: Path, passfile: Path | None) -> None:
    own = server.role_names(url, server.Roles)
    server.refuse_without_rights(url, own)
    passwords = None if passfile is None else server.load_passwords(passfile, url, server.Roles)
    is_known = key_file.exists()
    scope_key = row_scope.read_key(key_file) if is_known else row_scope.new_key(key_file)
    with audit.audited(url, audit.Action.SET_UP):
        lines = server.init(url, non_record_tables(), scope_key, passwords)
    click.echo("\n".join(lines))
    say(
        "Import as {importer}. Serve as {application}, with {variable}={file}.",
        importer=own.importer,
        application=own.application,
        variable=row_scope.KEY_FILE,
        file=key_file,
    )


@server_group.command(
    "check",
    help="Check whether the dashboard can start with this database role.\n\nWith --releases, also"
    " check that no release was changed. Exit code 1: someone must correct something. Exit code 3:"
    " a database does not exist or does not answer.",
)
@RELEASES_OPTION
@click.pass_obj
def check_server(url: str, named: str | None) -> None:
    problems = server.setup_problems(url, row_scope.load_process_scope_key())
    if named is not None:
        problems += archive.problems(named)
    problems += key.problems()
    if problems:
        raise errors.UserError("\n".join(map(t, problems)))
    say("No problems found. The dashboard can use this database.")


@server_group.command(
    "migrate",
    help="Update the tables to this version, as their owner. Records and releases do not change.",
)
@click.pass_obj
def migrate_server(url: str) -> None:
    own = server.role_names(url, server.Roles)
    with audit.audited(url, audit.Action.SET_UP):
        is_done = server.migrate(url, non_record_tables())
    if not is_done:
        say("The tables already have this version.")
        return
    say("The tables now have this version. Next, calculate their figures again:")
    click.echo(AS_IMPORTER.format(own.importer))


@server_group.command(
    "count",
    help="Calculate the figures again if another version calculated them, as the importer.\n\nWith"
    " --engine and --lake, a cluster calculates them, for any kind of database. The records are in"
    " FOLDER while the cluster works.",
)
@click.option(
    "--engine",
    metavar="ADDRESS",
    help="Calculate on a Spark cluster (sc://HOST:PORT, its Connect server), also if the figures"
    " are up to date.",
)
@click.option(
    "--lake",
    metavar="FOLDER",
    help="A folder, or a place in an object store, that all machines of the cluster can read and"
    " write.",
)
@click.pass_obj
def recount_server(url: str, engine: str | None, lake: str | None) -> None:
    if (engine is None) != (lake is None):
        raise WrongUsage("Give --engine and --lake together.")
    if engine is not None and lake is not None:
        recount_on_spark(url, engine, lake)
        say("The figures were calculated again.")
        return
    server.role_names(url, server.Roles)
    recount_if_outdated(url)
    say("The figures are up to date with this version.")


def non_record_tables() -> server.SideTables:
    """Return the tables of this program that are not records."""
    return server.SideTables(metrics.derived_tables, metrics.secret_tables)
