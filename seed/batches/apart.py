"""Own records apart from made-up ones: where those stand alone, what a new database takes over."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select

from schemas.store import bookkeeping
from seed.batches.receipt import Refresh
from seed.batches.settings import date_policy
from seed.submission import Dates

batches = bookkeeping.batches
# Choices of the people, and none of the records. Targets, events and wages are the made-up world's.
TABLES = (bookkeeping.settings, bookkeeping.mapping_profiles)
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Habits:
    """What people set in one database and expect of the next: how exactly dates are kept, rows."""

    dates: Dates
    rows: dict[str, Rows]


def is_made_up(connection: Connection) -> bool:
    """Whether there are batches in force, and all of them are made up."""
    query = select(func.bool_and(batches.c.made_up)).where(bookkeeping.in_force())
    return bool(connection.execute(query).scalar())


def owners(connection: Connection, public: Collection[str]) -> tuple[str, ...]:
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


def habits(connection: Connection) -> Habits:
    """What was set in a database: its options and its mappings."""
    rows = {
        table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
        for table in TABLES
    }
    return Habits(date_policy(connection), rows)


def taking_over(before: Habits, refresh: Refresh) -> Refresh:
    """A refresh that sets the same in a new database first: in the one transaction that makes it.

    What was set there meanwhile stays.
    """

    def anew(connection: Connection) -> None:
        for table in TABLES:
            known = {row[0] for row in connection.execute(select(table.c.name))}
            rows = [row for row in before.rows[table.name] if row["name"] not in known]
            if rows:
                connection.execute(insert(table), rows)
        refresh(connection)

    return anew
