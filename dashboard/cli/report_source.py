"""What a report of the command line is made of: the records, or a release."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from dashboard import released
from dashboard.cli.refresh import make_ready
from metrics.release import archive, reading
from schemas import scopes
from schemas.store import audit, database

if TYPE_CHECKING:
    from dashboard.export.records import Records

Command = TypeVar("Command", bound=Callable[..., Any])
# The release that is shown, whichever it is.
SHOWN = 0
releases = click.option(
    "--releases",
    "named",
    envvar=released.RELEASES,
    metavar="URL",
    help="The database of releases, as `release` names it.",
)


class Release(NamedTuple):
    """Which release is asked for: its number, None of records, and where releases lie."""

    number: int | None
    named: str | None


def release(command: Command) -> Command:
    """The options --release and --releases, as `number` and `named`."""
    number = click.option(
        "--release",
        "number",
        type=int,
        is_flag=False,
        flag_value=SHOWN,
        metavar="[N]",
        help="Of the release that is shown, or of release N: for everybody, and of no record.",
    )
    return number(releases(command))


@contextmanager
def records(url: str, of: Release) -> "Iterator[Records]":
    """What reports ask of; of a release the records at `url` are not opened.

    Raises DatabaseMissing, DatabaseUnavailable, and UserError where the release is not shown.
    """
    # What draws takes a second to load, and no other command draws.
    from dashboard.export import records as export_records

    if of.number is None:
        make_ready(url)
        with database.reading(url).connect() as connection:
            yield export_records.records_of_connection(connection, scopes.EVERYTHING, url)
        return
    with archive.reading(archive.address(url, of.named)).connect() as connection:
        if of.number != SHOWN:
            reading.at(connection, of.number)
        yield export_records.records_of_release(connection)


def written_down(url: str, of: Release, **on: str) -> AbstractContextManager[object]:
    """The act of taking away; what is published is nobody's to watch over."""
    if of.number is not None:
        return nullcontext()
    return audit.audited(url, audit.Action.TAKE_AWAY, **on)
