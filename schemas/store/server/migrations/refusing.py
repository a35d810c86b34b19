"""What a person is told of a database whose version is not that of this program."""

from sqlalchemy import Connection

from schemas.errors import DatabaseUnavailable
from schemas.store.server.migrations.running import Standing, standing

WORDS = {
    Standing.BEHIND: (
        "The {place} was made by an earlier version of this program. It was left as it is. Back it"
        " up, then let its owner bring it up to date: `prosecution-quality --database"
        " postgresql://OWNER@HOST/NAME server migrate`."
    ),
    Standing.AHEAD: (
        "The {place} was made by a newer version of this program. It was left as it is: install"
        " that version here too."
    ),
}


def refuse_other(connection: Connection, place: str) -> None:
    """DatabaseUnavailable where `place` has tables of an earlier or a newer version."""
    if (words := WORDS.get(standing(connection))) is not None:
        raise DatabaseUnavailable(words.format(place=place))
