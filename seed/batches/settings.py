"""Settings of a database: how much of a date it keeps, whoever opens it."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import (
    Cast,
    Column,
    Connection,
    Date,
    Table,
    cast,
    delete,
    func,
    insert,
    select,
    update,
)

from schemas import tables, vocabulary
from schemas.store import audit, bookkeeping, database
from seed.batches.receipt import Refresh
from seed.submission import Dates, Progress, Stage, unseen

Precision = vocabulary.Precision
batches, stored = bookkeeping.batches, bookkeeping.settings
DATES = "dates"


@dataclass(frozen=True)
class Converted:
    """What the setting is now, and how many stored dates lost their day for it."""

    dates: Dates
    converted: int


def date_policy(connection: Connection) -> Dates:
    """`month` where the database keeps no day of a date, else `day`."""
    value = connection.execute(select(stored.c.value).where(stored.c.name == DATES)).scalar()
    return "month" if value == "month" else "day"


def full_days(connection: Connection) -> int:
    """How many dates are stored to the day, those of superseded rows among them."""
    number = 0
    for table, date in _dates():
        precision = table.c[f"{date.name}_precision"]
        query = select(func.count()).select_from(table).where(precision == Precision.DAY)
        number += connection.execute(query).scalar_one()
    return number


def set_dates(
    url: str, dates: Dates, *, refresh: Refresh, progress: Progress | None = None
) -> Converted:
    """Keep no more than this of dates from now on; with `month` the stored days go for good.

    One transaction for all tables, the history among them; a database is made where there is none.
    Raises DatabaseUnavailable.
    """
    steps = progress or unseen
    with (
        audit.audited(url, audit.Action.SET, setting=DATES, value=dates),
        database.writing(url, purpose="change of settings") as connection,
    ):
        before = date_policy(connection)
        connection.execute(delete(stored).where(stored.c.name == DATES))
        connection.execute(insert(stored).values(name=DATES, value=dates))
        converted = _drop_days(connection, steps) if dates == "month" != before else 0
        steps(Stage.COUNTING, 0, 1)
        refresh(connection)
        steps(Stage.COUNTING, 1, 1)
    return Converted(dates, converted)


def _drop_days(connection: Connection, progress: Progress) -> int:
    dates = list(_dates())
    dropped = 0
    for done, (table, date) in enumerate(dates):
        progress(Stage.DROPPING_DAYS, done, len(dates))
        precision = table.c[f"{date.name}_precision"]
        month = {date.name: _first_of_month(date), precision.name: Precision.MONTH.value}
        change = update(table).where(precision == Precision.DAY).values(month)
        dropped += connection.execute(change).rowcount
    progress(Stage.DROPPING_DAYS, len(dates), len(dates))
    latest = batches.c.latest_event_on
    connection.execute(
        update(batches).where(latest.is_not(None)).values({latest: _first_of_month(latest)})
    )
    return dropped


def _dates() -> Iterator[tuple[Table, Column]]:
    """The dates of all records and of what was superseded."""
    for table in (*tables.RECORD_TABLES, *tables.HISTORY.values()):
        for date in tables.dates_of(table):
            yield table, date


def _first_of_month(date: Column) -> Cast:
    return cast(func.date_trunc("month", date), Date)
