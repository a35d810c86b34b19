"""The day on which the state of each jurisdiction's records is judged: its own, never another's."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Date, String, Subquery, cast, literal, select, union_all

MONTHS_OF_YEAR = 12
JUDGED = "judged"
Own = tuple[tuple[str, date], ...]


@dataclass(frozen=True)
class AsOf:
    """The as-of day of each jurisdiction: pairs of `own`, by jurisdiction.

    Records do not know what came after they were sent: on the later day of another sender, what was
    pending in them would seem to wait for all the time between.

    `otherwise` is that of one without any date in its records, of which nothing depends on a day.
    """

    otherwise: date
    own: Own = ()

    def of(self, jurisdiction: str) -> date:
        """The day of one jurisdiction."""
        return dict(self.own).get(jurisdiction, self.otherwise)

    @property
    def one(self) -> date | None:
        """The day, where it is the same for all; None where days differ."""
        days = {day for _, day in self.own} or {self.otherwise}
        return days.pop() if len(days) == 1 else None

    @property
    def latest(self) -> date:
        """The latest of the days."""
        return max((day for _, day in self.own), default=self.otherwise)

    def everywhere(self, on: date) -> "AsOf":
        """The same jurisdictions, each judged on the day `on`."""
        return AsOf(on, tuple((place, on) for place, _ in self.own))

    def table(self, windows: Iterable[int]) -> Subquery:
        """By jurisdiction: for each window, `until_<months>`, the latest day that it has passed."""
        rows = (
            select(
                cast(literal(place), String).label("jurisdiction"),
                *(
                    cast(literal(mature_until(day, window)), Date).label(passed_by(window))
                    for window in windows
                ),
            )
            for place, day in self.own
        )
        return union_all(*rows).subquery(JUDGED)


def passed_by(window: int) -> str:
    """The column of `AsOf.table` that holds the days of a window of so many months."""
    return f"until_{window}"


def mature_until(as_of: date, window: int) -> date:
    """The latest day whose window of `window` months has passed by `as_of`.

    The day is kept and the end of a month clamped, so that on a month's last day all of the days
    clamped to it have matured.
    """
    year, month = divmod(as_of.year * MONTHS_OF_YEAR + as_of.month - 1 - window, MONTHS_OF_YEAR)
    last_day = monthrange(year, month + 1)[1]
    is_last = as_of.day == monthrange(as_of.year, as_of.month)[1]
    return date(year, month + 1, last_day if is_last else min(as_of.day, last_day))
