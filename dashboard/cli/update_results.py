"""Bring the stored results of a database up to date before a command reads it."""

from pathlib import Path

import metrics
from dashboard import real_database
from dashboard.cli.console import progress_bar, say
from metrics import results
from schemas import errors, scopes
from schemas.language import marked
from schemas.store import database, database_copy
from seed import submission

BY_IMPORTER = marked(
    "{error} Only a user who may store records can calculate figures. On a server, the importer"
    " runs `server count`."
)


def refresh_results(url: str) -> None:
    """Recount the stored results if they are out of date, for commands that show all records.

    Raises UserError if a server hides records from the user, DatabaseMissing and
    DatabaseUnavailable.
    """
    with database_copy.connect_to_all_records(url):
        pass
    recount_if_outdated(url)


def recount_if_outdated(url: str) -> None:
    """Recount the stored results if another version of the program counted them.

    Raises DatabaseMissing and DatabaseUnavailable.
    """
    with database.reading(url).connect() as connection:
        if results.is_current(database.apply_scope(connection, scopes.EVERYTHING)):
            return
    say(
        "Another version of the program calculated these figures. Calculating them again.", err=True
    )
    try:
        with progress_bar() as progress, database.writing(url, purpose="count again") as connection:
            progress(submission.Stage.COUNTING, 0, 1)
            metrics.refresh(connection)
    except errors.DatabaseUnavailable as error:
        raise errors.DatabaseUnavailable(BY_IMPORTER, error=error.args[0]) from error


def upgrade_database_file(path: Path) -> None:
    """Upgrade a database file of an earlier version, and print where a copy of it is kept."""
    say("An earlier version made {path}. Updating it.", path=path, err=True)
    kept = database_copy.upgrade_file(f"{real_database.EMBEDDED}{path}")
    if kept is not None:
        say(
            "A copy of the earlier state is in the same folder: {copy}. To go back, install the"
            " earlier version and put the copy in place of the file.",
            copy=kept.name,
            err=True,
        )


def recount_on_spark(url: str, cluster: str, folder: str) -> None:
    """Recount the stored results on a Spark cluster, which reads and writes files in `folder`.

    Records are not changed. Raises DatabaseUnavailable if the database or the cluster fails; then
    nothing was changed.
    """
    with progress_bar() as progress, database.writing(url, purpose="count again") as connection:
        progress(submission.Stage.COUNTING, 0, 1)
        metrics.spark_cluster.recount_on_cluster(connection, cluster, folder)
