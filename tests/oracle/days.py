"""What dates stand for, and what can be said of two of them."""

import calendar
from collections.abc import Iterable
from datetime import date
from typing import Any

Row = dict[str, Any]
Verdict = str
Span = tuple[date, date]
YES, NO, UNKNOWN, OUT = "yes", "no", "unknown", "left out"


def stood_for(row: Row, column: str) -> date | None:
    """The day a date stands for: a month its 15th, a year 1 July."""
    day = row.get(column)
    precision = row.get(f"{column}_precision") or "day"
    if day is None or precision == "day":
        return day
    return day.replace(day=15) if precision == "month" else day.replace(month=7, day=1)


def span(row: Row, column: str) -> Span | None:
    """The first and the last day a date may stand for."""
    day = row.get(column)
    precision = row.get(f"{column}_precision") or "day"
    if day is None:
        return None
    if precision == "day":
        return day, day
    if precision == "month":
        return day, day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return day, date(day.year, 12, 31)


def months_later(day: date, months: int) -> date:
    """`months` later, the day kept, clamped to the end of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def earliest(days: Iterable[date | None]) -> date | None:
    return min((d for d in days if d is not None), default=None)


def earliest_span(spans: Iterable[Span | None]) -> Span | None:
    """The days on which the first of several events may have been."""
    known = [s for s in spans if s is not None]
    return (min(s[0] for s in known), min(s[1] for s in known)) if known else None


def within_months(start: Span | None, end: Span | None, months: int) -> Verdict:
    """Whether the end comes within so many months of the start, whatever days both stand for."""
    if start is None or end is None:
        return UNKNOWN
    if end[1] <= months_later(start[0], months):
        return YES
    return NO if end[0] > months_later(start[1], months) else UNKNOWN


def within_days(start: Span | None, end: Span | None, days: int) -> Verdict:
    """Whether the end comes at most so many days after the start, whatever both stand for."""
    if start is None or end is None:
        return UNKNOWN
    if (end[1] - start[0]).days <= days:
        return YES
    return NO if (end[0] - start[1]).days > days else UNKNOWN


def before(row: Row, column: str, limit: date | None) -> Verdict:
    """Whether a date comes before another; inexact ones by the day they stand for."""
    day = stood_for(row, column)
    if day is None or limit is None:
        return UNKNOWN
    return YES if day < limit else NO
