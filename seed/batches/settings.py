"""Settings of a database: the precision of dates, saved mapping profiles, owners of records."""

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
from schemas.language import message, sentences
from schemas.store import audit, bookkeeping, database
from seed.batches.receipt import Refresh
from seed.readers import database as source_database
from seed.submission import Dates, Progress, Stage, no_progress

mapping_profiles = bookkeeping.mapping_profiles
# A name never becomes a path, but it is part of page addresses and command lines.
LONGEST_NAME = 64
PROFILE_NAME = re.compile(rf"[a-z0-9][a-z0-9_-]{{0,{LONGEST_NAME - 1}}}")
LONGEST_PROFILE = 1 << 20
# Choices of the users, which a new demo database takes over. Targets, events and wages belong to
# the made-up world, and are not taken over.
CHOICES = (bookkeeping.settings, bookkeeping.mapping_profiles)
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class CarriedSettings:
    """Choices of users that a new database takes over from the one before it."""

    dates: Dates
    rows: dict[str, Rows]


Precision = vocabulary.Precision
batches, stored = bookkeeping.batches, bookkeeping.settings
DATES = "dates"


@dataclass(frozen=True)
class Converted:
    """The setting now, and how many stored dates lost their day because of it."""

    dates: Dates
    converted: int


def stored_date_precision(connection: Connection) -> Dates:
    """Return `month` where the database stores no days of dates, else `day`."""
    value = connection.execute(select(stored.c.value).where(stored.c.name == DATES)).scalar()
    return "month" if value == "month" else "day"


def count_dates_with_day(connection: Connection) -> int:
    """Return how many dates are stored to the day, in records and their history."""
    number = 0
    for table, date in _date_columns():
        precision = table.c[f"{date.name}_precision"]
        query = select(func.count()).select_from(table).where(precision == Precision.DAY)
        number += connection.execute(query).scalar_one()
    return number


def set_dates(
    url: str, dates: Dates, *, refresh: Refresh, progress: Progress | None = None
) -> Converted:
    """Set the precision of stored dates; `month` permanently deletes the days of all stored dates.

    One transaction changes all tables and the history. For `month` the database file is rewritten,
    as its bytes would keep the days. Creates the database if there is none. Raises
    DatabaseUnavailable.
    """
    steps = progress or no_progress
    open_database = database.rewriting if dates == "month" else database.writing
    with (
        audit.audited(url, audit.Action.SET, setting=DATES, value=dates),
        open_database(url, purpose="change of settings") as connection,
    ):
        before = stored_date_precision(connection)
        connection.execute(delete(stored).where(stored.c.name == DATES))
        connection.execute(insert(stored).values(name=DATES, value=dates))
        converted = _drop_days(connection, steps) if dates == "month" != before else 0
        steps(Stage.COUNTING, 0, 1)
        refresh(connection)
        steps(Stage.COUNTING, 1, 1)
    return Converted(dates, converted)


def _drop_days(connection: Connection, progress: Progress) -> int:
    dates = list(_date_columns())
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


def _date_columns() -> Iterator[tuple[Table, Column]]:
    """Yield each date column of the records and of their history."""
    for table in (*tables.RECORD_TABLES, *tables.HISTORY.values()):
        for date in tables.date_columns(table):
            yield table, date


def _first_of_month(date: Column) -> Cast:
    return cast(func.date_trunc("month", date), Date)


def holds_made_up_only(connection: Connection) -> bool:
    """Return whether batches are in force and all of them are made up."""
    query = select(func.bool_and(batches.c.made_up)).where(bookkeeping.may_have_rows_in_force())
    return bool(connection.execute(query).scalar())


def owners_of_records(connection: Connection, public: Collection[str]) -> tuple[str, ...]:
    """Return the jurisdictions with real records of their own in force, sorted.

    `public` names mappings for exports that anybody can get from a publisher; they do not count.
    """
    is_public = func.coalesce(batches.c.mapping, "").in_(sorted(public))
    query = (
        select(batches.c.jurisdiction)
        .where(bookkeeping.may_have_rows_in_force(), ~batches.c.made_up, ~is_public)
        .distinct()
        .order_by(batches.c.jurisdiction)
    )
    return tuple(connection.execute(query).scalars())


def read_carried_settings(connection: Connection) -> CarriedSettings:
    """Return the users' choices in a database: its settings and its mapping profiles."""
    rows = {
        table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
        for table in CHOICES
    }
    return CarriedSettings(stored_date_precision(connection), rows)


def refresh_with_settings(before: CarriedSettings, refresh: Refresh) -> Refresh:
    """Return a function that refreshes, but first copies the settings `before` into a new database.

    It runs in the transaction that makes the database. If the new database has a setting already,
    that one stays.
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
    """Return the texts of the saved mapping profiles by name.

    Profiles describe sources of any jurisdiction, so a scope that does not read all gets none.
    """
    if not scope.reads_all:
        return {}
    profile = mapping_profiles.c
    query = select(profile.name, profile.text).order_by(profile.name)
    return {row.name: row.text for row in connection.execute(query)}


def save_profile(url: str, name: str, text: str) -> None:
    """Save a mapping profile under `name`, replacing one with that name. The text is not checked.

    Raises UserError where the name is not valid, the text has more than about a million characters,
    or it contains a database password, even in a comment.
    """
    if not PROFILE_NAME.fullmatch(name):
        raise errors.UserError(
            "Invalid name of a mapping. Use 1 to 64 of the characters a-z 0-9 _ -, and begin"
            " with a letter or digit."
        )
    if len(text) > LONGEST_PROFILE:
        raise errors.UserError("The mapping is longer than a million characters.")
    if source_database.holds_password(text):
        raise errors.UserError(source_database.IN_THE_ENVIRONMENT)
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
    """Return a free name, such as `name-old`, for a profile that another one replaces."""
    stem, number = name[: LONGEST_NAME - len("-old-99")], 1
    kept = f"{stem}-old"
    while kept in taken:
        number += 1
        kept = f"{stem}-old-{number}"
    return kept


def forget_profile(url: str, name: str) -> None:
    """Delete a saved profile, not its imported batches. Raises UserError if there is none."""
    # Open for reading first: writing to a mistyped address would create a database.
    database.reading(url)
    with (
        audit.audited(url, audit.Action.FORGET_MAPPING),
        database.writing(url, purpose="removal of a mapping profile") as connection,
    ):
        if not _remove_profile(connection, name):
            known = ", ".join(saved_profiles(connection, scopes.EVERYTHING))
            raise errors.UserError(
                sentences(
                    message("There is no saved mapping [{name}].", name=name),
                    message("Saved mappings: {names}.", names=known) if known else "",
                )
            )


def _remove_profile(connection: Connection, name: str) -> bool:
    removed = connection.execute(delete(mapping_profiles).where(mapping_profiles.c.name == name))
    return removed.rowcount > 0
