"""What is asked of the units: which measures, split and restricted how, judged on which day."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from sqlalchemy import ColumnElement, FromClause, Subquery, Table, and_, func, literal, or_, true

from metrics.counting.as_of import AsOf, Own, mature_until, passed_by
from metrics.counting.gaps import Gap
from metrics.measure import Measure
from metrics.options import DEFAULTS, Chosen
from metrics.units.declaration import breakdowns
from schemas import errors

JURISDICTION, YEAR = "jurisdiction", "year"
# From a year to a year, None without an end; and pairs of a breakdown and its value.
Years = tuple[int | None, int | None]
Only = tuple[tuple[str, str], ...]
EVER: Years = (None, None)


@dataclass(frozen=True)
class Scope:
    """Whose records may be seen; None is all."""

    jurisdictions: frozenset[str] | None = None
    offices: frozenset[str] | None = None


@dataclass(frozen=True)
class Request:
    """A question about units; plain values, so that a statement made from one can be kept.

    `by` holds the breakdowns beside jurisdiction and year, `only` pairs of breakdown and value;
    several values of one breakdown are alternatives. `windows` are the months that `until` may be
    asked for, `stored_as_of` the days that stored numbers are of; None without any.
    """

    scope: Scope
    as_of: AsOf
    by: tuple[str, ...] = ()
    by_year: bool = False
    years: Years = EVER
    only: Only = ()
    gaps: tuple[Gap, ...] = ()
    stored_as_of: Own | None = None
    options: Chosen = DEFAULTS
    windows: tuple[int, ...] = (0,)

    @property
    def is_stored(self) -> bool:
        """Whether stored numbers are of the days that the question is asked of."""
        return self.as_of.own == self.stored_as_of

    def is_mature(self, measure: Measure) -> ColumnElement:
        """Whether a unit is old enough to be judged; an undated one is. Never NULL."""
        # Proceedings take years: judged at once, a recent year would seem worse than those before.
        # An undated unit stands in no year, and so cannot make a recent one seem worse.
        limits = [(measure.due_on, self.until())] if measure.due_on is not None else []
        if window := measure.window(self.options):
            limits.append((measure.dated_by, self.until(window)))
        return and_(true(), *(or_(day <= last, day.is_(None)) for day, last in limits))

    def until(self, window: int = 0) -> ColumnElement:
        """The latest day whose window has passed on the as-of day of the unit's jurisdiction.

        Without a window that day itself. Where days differ it stands beside the unit (`units`).
        """
        if self.as_of.one is not None:
            return literal(mature_until(self.as_of.one, window))
        otherwise = literal(mature_until(self.as_of.otherwise, window))
        return func.coalesce(self._judged.c[passed_by(window)], otherwise)

    def units(self, unit: Table) -> FromClause:
        """The units, each beside the days of its jurisdiction where these differ."""
        if self.as_of.one is not None:
            return unit
        same = self._judged.c.jurisdiction == unit.c.jurisdiction
        return unit.outerjoin(self._judged, same)

    @cached_property
    def _judged(self) -> Subquery:
        return self.as_of.table(self.windows)

    def judged(self, on: date) -> "Request":
        """The same question of all in the state that one as-of date gives."""
        return replace(self, as_of=self.as_of.everywhere(on))

    def of_all_years(self) -> "Request":
        """The same question of all years at once."""
        return replace(self, by_year=False, years=(None, None))

    def split(self, by: tuple[str, ...]) -> "Request":
        """The same question by year and other breakdowns."""
        return replace(self, by=by, by_year=True)

    def group(self, unit: Table) -> list[ColumnElement]:
        """The unit's columns by which rows are split beside jurisdiction and year."""
        return [self._breakdown(unit, name) for name in self.by]

    def where(self, unit: Table, dated_by: ColumnElement) -> list[ColumnElement]:
        """The conditions on units: scope, years, restrictions. Undated units are in no year."""
        first, last = self.years
        conditions = self._placed(unit)
        if first is not None:
            conditions.append(dated_by >= date(first, 1, 1))
        if last is not None:
            conditions.append(dated_by <= date(last, 12, 31))
        return conditions

    def where_year(self, cells: Table) -> list[ColumnElement]:
        """The same conditions on what is counted by `year`."""
        first, last = self.years
        year, conditions = cells.c.year, self._placed(cells)
        if first is not None:
            conditions.append(year >= first)
        if last is not None:
            conditions.append(year <= last)
        return conditions

    def _placed(self, unit: Table) -> list[ColumnElement]:
        """The conditions on all but the date: scope and restrictions."""
        conditions: list[ColumnElement] = [true()]
        if self.scope.jurisdictions is not None:
            conditions.append(unit.c.jurisdiction.in_(sorted(self.scope.jurisdictions)))
        if self.scope.offices is not None:
            conditions.append(unit.c.office.in_(sorted(self.scope.offices)))
        return conditions + self._restrictions(unit)

    def _restrictions(self, unit: Table) -> list[ColumnElement]:
        values: dict[str, list[str]] = {}
        for name, value in self.only:
            values.setdefault(name, []).append(value)
        return [self._breakdown(unit, name).in_(allowed) for name, allowed in values.items()]

    def _breakdown(self, unit: Table, name: str) -> ColumnElement:
        known = {JURISDICTION: unit.c.jurisdiction, **breakdowns(unit)}
        if name not in known:
            raise errors.UserError(
                f"[{name}] is no breakdown of what counts per {unit.info['word']}:"
                f" expected is one of {', '.join((YEAR, *known))}."
            )
        return known[name]
