"""The command `serve`: the dashboard on this computer."""

import os
import socket
from pathlib import Path

import click

import metrics
from dashboard import paths, real_database, released, sign_in_settings
from dashboard.cli.demo import SEED, store_world
from dashboard.cli.refresh import bring_up_to_date
from dashboard.server import files, single_owner_check
from metrics.release import archive
from schemas import errors
from schemas.store import database, marks, row_scope
from seed import synthetic

HOST, PORT = "127.0.0.1", 8501
MOST_PORTS = 65_535
DATABASE = "PROSECUTION_QUALITY_DATABASE"
OPEN = "This database of releases would give whoever looks more than releases (docs/releases.md):"
# Keys, roles, marks and counts of ours, and what PostgreSQL's own library reads of a connection.
FILES = (
    *(
        row_scope.KEY_FILE,
        sign_in_settings.ROLES_FILE,
        sign_in_settings.CLIENT_SECRET_FILE,
        files.COUNTS_FILE,
    ),
    *(marks.FOLDER, "PGPASSFILE", "PGSERVICEFILE"),
)


@click.command()
@click.option("--port", type=click.IntRange(1, MOST_PORTS), default=PORT, show_default=True)
@click.option("--new", is_flag=True, help="Begin with an empty database where there is none yet.")
@click.option(
    "--public",
    is_flag=True,
    help="Show the release that is published (PROSECUTION_QUALITY_RELEASES), to anybody, and"
    " nothing else: no records are opened.",
)
@click.option(
    single_owner_check.OPTION,
    "one",
    is_flag=True,
    help="Say that one organisation owns these records, which are of several jurisdictions: without"
    " sign-in whoever sits here sees them all.",
)
@click.pass_obj
def serve(url: str, port: int, *, new: bool, public: bool, one: bool) -> None:
    """Show the dashboard on this computer, in a browser.

    The default database is filled with made-up records when it is not there yet. Where
    PROSECUTION_QUALITY_SIGN_IN is set, people sign in (docs/sign-in.md).
    """
    _refuse_taken(port)
    if public:
        _serve_release(url, port, new=new)
        return
    try:
        database.reading(url)
    except errors.DatabaseMissing as missing:
        _begin(url, missing, new=new)
    bring_up_to_date(url)
    database.remove_leftovers(url)
    os.environ[DATABASE] = database.absolute(url)
    single_owner_check.refuse_file_of_several(os.environ[DATABASE])
    single_owner_check.refuse_unparted_server(os.environ[DATABASE])
    single_owner_check.refuse_damaged_release()
    single_owner_check.refuse_unstated_owners(os.environ[DATABASE], is_said=one)
    os.environ[single_owner_check.ONE_ORGANISATION] = "yes" if one else ""
    _run("The dashboard is at {}", port)


def _serve_release(url: str, port: int, *, new: bool) -> None:
    """Show what is released. The process holds no way to records, and nobody signs in."""
    if new:
        raise click.UsageError("--public shows a release, and --new begins with records.")
    if not real_database.is_embedded(database.absolute(url)):
        raise errors.UserError(
            "A process that shows releases to anybody has no way to records on a server: take"
            f" {DATABASE} or --database away, and name the releases alone in {released.RELEASES}."
        )
    if sign_in_settings.is_on():
        raise errors.UserError(
            f"Nobody signs in to a public dashboard: take {sign_in_settings.SIGN_IN} away, or"
            " --public."
        )
    releases = released.address(url)
    archive.reading(releases)
    if not real_database.is_embedded(database.absolute(releases)) and (
        problems := archive.server_problems(releases)
    ):
        raise errors.UserError("\n".join([OPEN, *problems]))
    os.environ.pop(DATABASE, None)
    os.environ[released.RELEASES] = database.absolute(releases)
    os.environ[sign_in_settings.PUBLIC] = "yes"
    _run("The release is at {}, for anybody", port)


def _run(said: str, port: int) -> None:
    """Serve until it is ended; `said` is told of the address."""
    _name_files_from_here()
    # Streamlit reads its settings and static files from the frame's own folder.
    os.chdir(paths.TOP)
    # Only here: no other command waits for Streamlit to be imported.
    from dashboard.server import app as server

    click.echo(
        f"{said.format(sign_in_settings.base_url() or f'http://{HOST}:{port}')} (Ctrl+C ends it)."
    )
    server.run(port)


def _name_files_from_here() -> None:
    """Let the environment name its files so that they are found from another folder as well."""
    for name in FILES:
        if named := os.environ.get(name):
            os.environ[name] = str(Path(named).expanduser().absolute())
    if releases := os.environ.get(released.RELEASES):
        os.environ[released.RELEASES] = database.absolute(releases)


def _begin(url: str, missing: errors.DatabaseMissing, *, new: bool) -> None:
    """Make the database that is not there; a name that was mistyped makes none."""
    if new:
        with database.writing(url, purpose="make") as connection:
            metrics.refresh(connection)
        click.echo("The database is new and empty: add the first records in the browser.")
        return
    if url != database.default_url():
        begin = real_database.command_line(real_database.display_name(url), "serve", "--new")
        raise errors.DatabaseMissing(f"{missing} Or begin with an empty one: {begin}") from missing
    click.echo("There are no records yet: filling the database with made-up ones.")
    store_world(url, cases=synthetic.DEFAULT_CASES, seed=SEED)


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        # A port whose last server has just ended may be used again at once.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            other = port + 1 if port < MOST_PORTS else port - 1
            raise errors.UserError(
                f"Port [{port}] cannot be used ({error.strerror}). Name another:"
                f" serve --port {other}, or make run PORT={other}"
            ) from error
