"""Dates in SQL, the same on both databases."""

from datetime import date

from sqlalchemy import Column, Date, MetaData, String, Table, cast, literal, select

from schemas import dates
from schemas.store import database

given = Table("given", MetaData(), Column("on", Date), Column("on_precision", String(5)))
ROWS = [
    (date(2024, 2, 1), "month", date(2024, 2, 15), date(2024, 2, 29)),
    (date(2023, 1, 1), "year", date(2023, 7, 1), date(2023, 12, 31)),
    (date(2023, 1, 31), "day", date(2023, 1, 31), date(2023, 1, 31)),
    (date(2023, 1, 31), None, date(2023, 1, 31), date(2023, 1, 31)),
    (None, None, None, None),
]


def on(text: str) -> object:
    return cast(literal(date.fromisoformat(text)), Date)


def test_an_inexact_date_counts_as_its_middle_and_may_be_as_late_as_its_last_day(
    database_url: str,
) -> None:
    with database.writing(database_url) as connection:
        given.create(connection)
        rows = [{"on": row[0], "on_precision": row[1]} for row in ROWS]
        connection.execute(given.insert(), rows)
        stored = given.c.on
        query = select(
            dates.earliest_day(stored), dates.effective_day(stored), dates.latest_day(stored)
        )
        found = connection.execute(query).all()
        connection.rollback()
    assert sorted(found, key=str) == sorted(
        ((first, middle, last) for first, _, middle, last in ROWS), key=str
    )


MONTHS = [
    ("2024-01-31", 1, "2024-02-29"),
    ("2023-01-31", 1, "2023-02-28"),
    ("2024-02-29", 12, "2025-02-28"),
    ("2024-06-30", 24, "2026-06-30"),
]


def test_months_keep_the_day_and_days_are_counted_both_ways(database_url: str) -> None:
    with database.writing(database_url) as connection:
        later = [
            connection.scalar(select(dates.add_months(on(day), months)))
            for day, months, _ in MONTHS
        ]
        asked = select(
            dates.days_between(on("2024-02-28"), on("2024-03-01")),
            dates.days_between(on("2024-03-01"), on("2024-02-28")),
            dates.add_days(on("2024-02-28"), 2),
            dates.year_of(on("2024-02-28")),
        )
        found = tuple(connection.execute(asked).one())
        connection.rollback()
    assert found == (2, -2, date(2024, 3, 1), 2024)
    # The end of a month is clamped.
    assert later == [date.fromisoformat(text) for *_, text in MONTHS]
