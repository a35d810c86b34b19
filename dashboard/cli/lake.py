"""The command `lake`: the states that a DuckLake keeps of the records it counted."""

from collections.abc import Callable
from datetime import datetime

import click

import metrics
from dashboard.cli.wording import rows_of
from schemas.store import database, lakes

ENGINE = click.option(
    "--engine", metavar="ducklake:postgresql://HOST/NAME", required=True, help="Its catalogue."
)
FOLDER = click.option("--lake", "folder", metavar="FOLDER", required=True, help="Its files.")


@click.group("lake")
def lake() -> None:
    """Look after a DuckLake, in which `server count` has counted.

    Each count is a snapshot of all records and figures, which stays until it is forgotten.
    """


def _of_lake(command: Callable[..., None]) -> Callable[..., None]:
    return ENGINE(FOLDER(command))


@lake.command("snapshots")
@_of_lake
def snapshots(engine: str, folder: str) -> None:
    """List what counts have left: the number, when (UTC), and by which version."""
    for one in lakes.snapshots(engine, folder):
        click.echo(f"{one.number}\t{one.made_at:%Y-%m-%d %H:%M:%S}\t{one.made_by}")


@lake.command("past")
@click.argument("snapshot", type=int)
@_of_lake
@click.pass_obj
def past(url: str, snapshot: int, engine: str, folder: str) -> None:
    """Bring the records of a SNAPSHOT into a new database, and count them there.

    The database is that of --database. Marks, releases and the audit log are in no snapshot.
    """
    rows = metrics.engine.bring_back(engine, folder, snapshot, url)
    click.echo(
        f"{rows_of(sum(rows.values()))} of snapshot {snapshot} are in [{database.shown(url)}],"
        " counted anew."
    )


@lake.command("compact")
@click.option(
    "--forget-before",
    metavar="DAY",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Forget the snapshots of days before (UTC), with what only they hold; never the latest.",
)
@_of_lake
def compact(forget_before: datetime | None, engine: str, folder: str) -> None:
    """Put small files together, and take away what no snapshot needs.

    A count that reads meanwhile may have to be run again.
    """
    lakes.compact(engine, folder, forget_before)
    click.echo("The lake is compacted.")
