"""Windows: whether one event follows another in time, where dates may stand for several days."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, case, false, func, null, true

from schemas import dates


class Span(NamedTuple):
    """The first and the last day that a date may stand for; both NULL where there is none."""

    first: ColumnElement
    last: ColumnElement

    def otherwise(self, other: "Span") -> "Span":
        """The same, and where there is none the other."""
        return Span(func.coalesce(self.first, other.first), func.coalesce(self.last, other.last))


def span(day: ColumnElement) -> Span:
    """What a stored date may stand for."""
    return Span(dates.earliest(day), dates.latest(day))


def within_months(event: Span, start: Span, months: int) -> ColumnElement:
    """Whether the event came no later than so many months after the start; before it counts.

    Yes and no only where every day that the two may stand for agrees, else NULL.
    """
    # What came before its start (an asset confiscated ahead of the conviction) came in time.
    return _agreed(
        event, dates.add_months(start.first, months), dates.add_months(start.last, months)
    )


def within_days(event: Span, start: Span, days: int) -> ColumnElement:
    """The same of days."""
    return _agreed(event, dates.add_days(start.first, days), dates.add_days(start.last, days))


def _agreed(
    event: Span, surely_until: ColumnElement, perhaps_until: ColumnElement
) -> ColumnElement:
    # A date kept as a year may lie on either side of the limit: by its middle, how dates are kept
    # would decide who was in time.
    return case(
        (event.last <= surely_until, true()),
        (event.first > perhaps_until, false()),
        else_=null(),
    )
