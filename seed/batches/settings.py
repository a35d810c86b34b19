"""Settings of a database: how much of a date it keeps, whoever opens it."""

import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

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

from schemas import errors, scopes, tables, vocabulary
from schemas.store import audit, bookkeeping, database
from seed.batches.receipt import Refresh
from seed.readers import database as source_database
from seed.submission import Dates, Progress, Stage, no_progress

mapping_profiles = bookkeeping.mapping_profiles
# A name never becomes a path, but stands in the address of a page and on the command line.
LONGEST_NAME = 64
PROFILE_NAME = re.compile(rf"[a-z0-9][a-z0-9_-]{{0,{LONGEST_NAME - 1}}}")
LONGEST_PROFILE = 1 << 20
# Choices of the people, and none of the records. Targets, events and wages are the made-up world's.
CHOICES = (bookkeeping.settings, bookkeeping.mapping_profiles)
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Habits:
    """What people set in one database and expect of the next: how exactly dates are kept, rows."""

    dates: Dates
    rows: dict[str, Rows]


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
    steps = progress or no_progress
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


def holds_made_up_only(connection: Connection) -> bool:
    """Whether there are batches in force, and all of them are made up."""
    query = select(func.bool_and(batches.c.made_up)).where(bookkeeping.in_force())
    return bool(connection.execute(query).scalar())


def owners_of_records(connection: Connection, public: Collection[str]) -> tuple[str, ...]:
    """The jurisdictions whose own records are in force: neither made up nor of a public source.

    `public` names the mappings of exports that their publisher gives to anybody.
    """
    is_public = func.coalesce(batches.c.mapping, "").in_(sorted(public))
    query = (
        select(batches.c.jurisdiction)
        .where(bookkeeping.in_force(), ~batches.c.made_up, ~is_public)
        .distinct()
        .order_by(batches.c.jurisdiction)
    )
    return tuple(connection.execute(query).scalars())


def read_habits(connection: Connection) -> Habits:
    """What was set in a database: its options and its mappings."""
    rows = {
        table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
        for table in CHOICES
    }
    return Habits(date_policy(connection), rows)


def with_habits(before: Habits, refresh: Refresh) -> Refresh:
    """A refresh that sets the same in a new database first: in the one transaction that makes it.

    What was set there meanwhile stays.
    """

    def anew(connection: Connection) -> None:
        for table in CHOICES:
            known = {row[0] for row in connection.execute(select(table.c.name))}
            rows = [row for row in before.rows[table.name] if row["name"] not in known]
            if rows:
                connection.execute(insert(table), rows)
        refresh(connection)

    return anew


def saved_profiles(connection: Connection, scope: scopes.Scope) -> dict[str, str]:
    """The texts of the saved profiles by name.

    They tell of sources whatever jurisdiction these are of: who does not read all reads none.
    """
    if not scope.reads_all:
        return {}
    profile = mapping_profiles.c
    query = select(profile.name, profile.text).order_by(profile.name)
    return {row.name: row.text for row in connection.execute(query)}


def save_profile(url: str, name: str, text: str) -> None:
    """Keep a profile under `name`, in place of one that has it; its text is not checked here.

    Raises UserError where the name cannot be one, the text is longer than 1 MB, or the password of
    a database stands in it, be it in a comment.
    """
    if not PROFILE_NAME.fullmatch(name):
        raise errors.UserError(
            "A profile's name is 1 to 64 of a-z 0-9 _ -, and begins with a letter or digit."
        )
    if len(text) > LONGEST_PROFILE:
        raise errors.UserError("The profile is longer than a million characters.")
    if source_database.holds_password(text):
        raise errors.UserError(f"In the profile: {source_database.IN_THE_ENVIRONMENT}")
    digest = hashlib.sha256(text.encode()).hexdigest()
    with (
        audit.audited(url, audit.Action.SAVE_MAPPING, sha256=digest),
        database.writing(url, purpose="saving of a mapping profile") as connection,
    ):
        _remove_profile(connection, name)
        connection.execute(
            insert(mapping_profiles).values(
                name=name,
                text=text,
                sha256=digest,
                saved_at=datetime.now(UTC).replace(tzinfo=None),
            )
        )


def name_of_old_profile(name: str, taken: Collection[str]) -> str:
    """The name under which what a profile was is kept, where another takes its place."""
    stem, number = name[: LONGEST_NAME - len("-old-99")], 1
    kept = f"{stem}-old"
    while kept in taken:
        number += 1
        kept = f"{stem}-old-{number}"
    return kept


def forget_profile(url: str, name: str) -> None:
    """Remove the profile of that name; batches that it made stay. UserError where there is none."""
    # Asked first, so that a mistyped address does not make a new database.
    database.reading(url)
    with (
        audit.audited(url, audit.Action.FORGET_MAPPING),
        database.writing(url, purpose="removal of a mapping profile") as connection,
    ):
        if not _remove_profile(connection, name):
            known = ", ".join(saved_profiles(connection, scopes.EVERYTHING)) or "none yet"
            raise errors.UserError(f"No profile [{name}] is saved. Saved are: {known}.")


def _remove_profile(connection: Connection, name: str) -> bool:
    removed = connection.execute(delete(mapping_profiles).where(mapping_profiles.c.name == name))
    return removed.rowcount > 0
