"""The command `serve`: the dashboard on this computer."""

import os
import socket
from pathlib import Path

import click

from dashboard.cli.demo import SEED, store_world
from dashboard.cli.upkeep import bring_up_to_date
from schemas import errors
from schemas.store import database
from seed.made_up import records

HOST, PORT = "127.0.0.1", 8501
DATABASE = "PROSECUTION_QUALITY_DATABASE"
ROOT = Path(__file__).resolve().parents[2]


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True)
@click.pass_obj
def serve(url: str, port: int) -> None:
    """Show the dashboard on this computer, in a browser.

    The default database is filled with made-up records when it is not there yet.
    """
    _refuse_taken(port)
    try:
        database.reading(url)
    except errors.DatabaseMissing:
        if url != database.default_url():
            raise
        click.echo("There are no records yet: filling the database with made-up ones.")
        store_world(url, cases=records.DEFAULT_CASES, seed=SEED)
    bring_up_to_date(url)
    database.remove_left(url)
    os.environ[DATABASE] = database.absolute(url)
    # Streamlit reads its settings and static files from the project's own folder.
    os.chdir(ROOT)
    # Only here: no other command waits for Streamlit to be imported.
    from dashboard.server import app as server

    click.echo(f"The dashboard is at http://{HOST}:{port} (Ctrl+C ends it).")
    server.run(port)


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        # A port whose last server has just ended may be used again at once.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise errors.UserError(
                f"Port [{port}] cannot be used ({error.strerror}); name another with --port."
            ) from error
