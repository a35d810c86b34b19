"""The command `serve`: run the dashboard on this computer."""

import os
import socket
from pathlib import Path

import click

import metrics
from dashboard import paths, real_database, released_data, sign_in_settings
from dashboard.cli.console import WrongUsage, say
from dashboard.cli.demo import SEED, store_demo_records
from dashboard.cli.update_results import recount_if_outdated
from dashboard.server import download_files, several_owners_check
from metrics.release import archive
from schemas import errors
from schemas.language import marked, t
from schemas.store import database, not_applicable_steps, row_scope
from seed import synthetic

HOST, PORT = "127.0.0.1", 8501
MOST_PORTS = 65_535
DATABASE = "PROSECUTION_QUALITY_DATABASE"
OPEN = marked("The public could see more than releases in this database (docs/releases.md):")
# Variables with paths: our keys, roles, marks and counts, and files of PostgreSQL's library.
FILES = (
    *(
        row_scope.KEY_FILE,
        sign_in_settings.ROLES_FILE,
        sign_in_settings.CLIENT_SECRET_FILE,
        download_files.COUNTS_FILE,
    ),
    *(not_applicable_steps.FOLDER, "PGPASSFILE", "PGSERVICEFILE"),
)


@click.command(
    help="Show the dashboard in a browser on this computer.\n\nIf the default database does not"
    " exist yet, it is created with demonstration data. If PROSECUTION_QUALITY_SIGN_IN is set,"
    " people sign in (docs/sign-in.md)."
)
@click.option(
    "--port",
    type=click.IntRange(1, MOST_PORTS),
    default=PORT,
    show_default=True,
    metavar="PORT",
    help="The port of this computer.",
)
@click.option("--new", is_flag=True, help="Create an empty database if it does not exist yet.")
@click.option(
    "--public",
    is_flag=True,
    help="Show only the published release (PROSECUTION_QUALITY_RELEASES), to anyone. No records"
    " are opened.",
)
@click.option(
    several_owners_check.OPTION,
    "one",
    is_flag=True,
    help="Confirm that one organisation owns the records of several jurisdictions. Without"
    " sign-in, anyone at this computer sees all of them.",
)
@click.pass_obj
def serve(url: str, port: int, *, new: bool, public: bool, one: bool) -> None:
    _refuse_taken(port)
    if public:
        _serve_release(url, port, new=new)
        return
    try:
        database.reading(url)
    except errors.DatabaseMissing as missing:
        _create_database(url, missing, new=new)
    recount_if_outdated(url)
    database.remove_leftovers(url)
    os.environ[DATABASE] = database.with_absolute_path(url)
    several_owners_check.refuse_file_with_several_owners(os.environ[DATABASE])
    several_owners_check.refuse_server_without_row_security(os.environ[DATABASE])
    several_owners_check.refuse_damaged_release()
    several_owners_check.refuse_several_owners_without_sign_in(os.environ[DATABASE], is_said=one)
    os.environ[several_owners_check.ONE_ORGANISATION] = "yes" if one else ""
    _serve_until_stopped(marked("The dashboard is at {address} (Ctrl+C ends it)."), port)


def _serve_release(url: str, port: int, *, new: bool) -> None:
    """Serve a release to everybody, without sign-in. The process has no access to records."""
    if new:
        raise WrongUsage("Give either --public or --new: --public opens no records.")
    if not real_database.is_database_file(database.with_absolute_path(url)):
        raise errors.UserError(
            "A public dashboard must have no access to records on a server. Remove {database}"
            " and --database. Name only the database of releases, in {releases}.",
            database=DATABASE,
            releases=released_data.RELEASES,
        )
    if sign_in_settings.is_sign_in_required():
        raise errors.UserError(
            "A public dashboard has no sign-in. Remove {variable} or --public.",
            variable=sign_in_settings.SIGN_IN,
        )
    releases = released_data.releases_address(url)
    archive.reading(releases)
    if not real_database.is_database_file(database.with_absolute_path(releases)) and (
        problems := archive.server_problems(releases)
    ):
        raise errors.UserError("\n".join([t(OPEN), *map(t, problems)]))
    os.environ.pop(DATABASE, None)
    os.environ[released_data.RELEASES] = database.with_absolute_path(releases)
    os.environ[sign_in_settings.PUBLIC] = "yes"
    _serve_until_stopped(marked("The release is at {address}, for anyone (Ctrl+C ends it)."), port)


def _serve_until_stopped(announcement: str, port: int) -> None:
    """Serve until stopped. `announcement` is a message with the address."""
    _make_paths_absolute()
    # Streamlit reads its settings and static files from this folder.
    os.chdir(paths.TOP)
    # Imported only here, so that other commands need not wait for Streamlit.
    from dashboard.server import app as server

    say(announcement, address=sign_in_settings.base_url() or f"http://{HOST}:{port}")
    server.run_server(port)


def _make_paths_absolute() -> None:
    """Make the paths in environment variables absolute, so that they work from another folder."""
    for name in FILES:
        if named := os.environ.get(name):
            os.environ[name] = str(Path(named).expanduser().absolute())
    if releases := os.environ.get(released_data.RELEASES):
        os.environ[released_data.RELEASES] = database.with_absolute_path(releases)


def _create_database(url: str, missing: errors.DatabaseMissing, *, new: bool) -> None:
    """Create the missing database, unless its name may be mistyped."""
    if new:
        with database.writing(url, purpose="make") as connection:
            metrics.refresh(connection)
        say("The database is new and empty. Add the first records in the browser.")
        return
    if url != database.default_url():
        begin = real_database.database_command(real_database.display_name(url), "serve", "--new")
        raise errors.DatabaseMissing(
            "{error} Or create an empty one: {command}", error=missing.args[0], command=begin
        ) from missing
    say("There are no records yet. Creating demonstration data.")
    store_demo_records(url, cases=synthetic.DEFAULT_CASES, seed=SEED)


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        # A port can be used again directly after its last server ended.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            other = port + 1 if port < MOST_PORTS else port - 1
            raise errors.UserError(
                "Cannot use port {port} ({reason}). Choose another: serve --port {other}, or"
                " make run PORT={other}",
                port=port,
                reason=error.strerror,
                other=other,
            ) from error
