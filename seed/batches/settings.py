"""Settings of a database: how much of a date it keeps."""

from sqlalchemy import Connection, delete, insert, select

from schemas import bookkeeping
from seed.submission import Dates

stored = bookkeeping.settings
DATES = "dates"


def date_policy(connection: Connection) -> Dates:
    """`month` where the database keeps no day of a date, else `day`."""
    value = connection.execute(select(stored.c.value).where(stored.c.name == DATES)).scalar()
    return "month" if value == "month" else "day"


def _keep(connection: Connection, name: str, value: str) -> None:
    connection.execute(delete(stored).where(stored.c.name == name))
    connection.execute(insert(stored).values(name=name, value=value))
