"""Brings a database up to date before a command reads it."""

from pathlib import Path

import click

import metrics
from dashboard import real_database
from dashboard.cli.console import progress_bar
from metrics import results
from schemas import errors, scopes
from schemas.store import database, database_copy
from seed import submission

BY_IMPORTER = (
    "Figures are counted by whoever may store records: on a server that is the importer, by"
    " `server count`."
)


def make_ready(url: str) -> None:
    """Bring what is stored up to date for a command that tells of all of it.

    Raises UserError where a server hides records from who is connected, and what
    `bring_up_to_date` does.
    """
    with database_copy.all_records(url):
        pass
    bring_up_to_date(url)


def bring_up_to_date(url: str) -> None:
    """Make units and cells anew where another version made them; the records stay as they are.

    Raises DatabaseMissing and DatabaseUnavailable as `database.reading` and `writing` do.
    """
    with database.reading(url).connect() as connection:
        if results.is_current(database.apply_scope(connection, scopes.EVERYTHING)):
            return
    click.echo("Another version of the program counted these records: counting anew.", err=True)
    try:
        with progress_bar() as progress, database.writing(url, purpose="count again") as connection:
            progress(submission.Stage.COUNTING, 0, 1)
            metrics.refresh(connection)
    except errors.DatabaseUnavailable as error:
        raise errors.DatabaseUnavailable(f"{error} {BY_IMPORTER}") from error


def upgrade(path: Path) -> None:
    """Bring a file that an earlier version made up to date, and say where a copy of it stays."""
    click.echo(f"An earlier version made [{path}]: bringing it up to date.", err=True)
    kept = database_copy.upgrade_file(f"{real_database.EMBEDDED}{path}")
    if kept is not None:
        click.echo(
            f"What it was stays beside it as [{kept.name}]: to go back, install that version and"
            " put the copy in its place.",
            err=True,
        )


def count_on(url: str, cluster: str, folder: str) -> None:
    """Make units and cells again on a cluster, by way of the folder.

    The records stay as they are. Raises DatabaseUnavailable where the database or the cluster
    fails: then nothing was changed.
    """
    with progress_bar() as progress, database.writing(url, purpose="count again") as connection:
        progress(submission.Stage.COUNTING, 0, 1)
        metrics.spark_cluster.count(connection, cluster, folder)
