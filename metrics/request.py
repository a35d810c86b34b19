"""Describe a question about units: breakdowns, restrictions, periods and reference dates."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    FromClause,
    Integer,
    String,
    Subquery,
    Table,
    and_,
    bindparam,
    cast,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.types import TypeEngine

from metrics.counting_options import DEFAULTS, OptionValues
from metrics.measure import Measure
from metrics.not_collected import Gap
from metrics.units.unit_columns import breakdown_columns, own_office_column
from schemas import dates, errors, scopes

MONTHS_OF_YEAR = 12
JUDGED = "judged"
Own = tuple[tuple[str, date], ...]


@dataclass(frozen=True)
class AsOf:
    """The reference date of each jurisdiction: pairs of code and date in `own`.

    Records do not show what happened after they were sent. On a later date of another sender,
    pending cases would seem to wait longer than is known. `otherwise` is for jurisdictions without
    any date in their records.
    """

    otherwise: date
    own: Own = ()

    def for_jurisdiction(self, jurisdiction: str) -> date:
        """Return the reference date of one jurisdiction."""
        return dict(self.own).get(jurisdiction, self.otherwise)

    @property
    def one(self) -> date | None:
        """Return the reference date that all jurisdictions share; None if they have several."""
        days = {day for _, day in self.own} or {self.otherwise}
        return days.pop() if len(days) == 1 else None

    @property
    def latest(self) -> date:
        """Return the latest of the reference dates."""
        return max((day for _, day in self.own), default=self.otherwise)

    def everywhere(self, on: date) -> "AsOf":
        """Return reference dates that are the day `on` for all jurisdictions."""
        return AsOf(on, tuple((jurisdiction, on) for jurisdiction, _ in self.own))

    def table(self, windows: Iterable[int]) -> Subquery:
        """Return a subquery with each jurisdiction's `last_mature_day`, as `until_<months>`."""
        rows = (
            select(
                cast(literal(jurisdiction), String).label("jurisdiction"),
                *(
                    cast(literal(last_mature_day(day, window)), Date).label(until_column(window))
                    for window in windows
                ),
            )
            for jurisdiction, day in self.own
        )
        return union_all(*rows).subquery(JUDGED)


def until_column(window: int) -> str:
    """Return the name of the column of `AsOf.table` for a follow-up period in months."""
    return f"until_{window}"


def last_mature_day(as_of: date, window: int) -> date:
    """Return the last day whose follow-up period of `window` months is over on `as_of`.

    It has the same day of the month as `as_of`, or else the month's last day. If `as_of` is the
    last day of its month, the result is too.
    """
    year, month = divmod(as_of.year * MONTHS_OF_YEAR + as_of.month - 1 - window, MONTHS_OF_YEAR)
    last_day = monthrange(year, month + 1)[1]
    is_last = as_of.day == monthrange(as_of.year, as_of.month)[1]
    return date(year, month + 1, last_day if is_last else min(as_of.day, last_day))


ALL, UNDATED, PERIOD = "all", "undated", "period"
SPANS, IN_YEAR, BETWEEN = "spans", "in_year", "-"
SPANS_KEPT = 64
Span = tuple[int, int]


class Spans(NamedTuple):
    """Periods of several years (`periods`); and single years (`each`), with undated units."""

    periods: tuple[Span, ...]
    each: tuple[int, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the periods."""
        return tuple(map(span_name, self.periods))

    @property
    def ends(self) -> tuple[int | None, int | None]:
        """Return the first and last year of all periods; None if undated units are requested."""
        if self.each:
            return None, None
        return min(first for first, _ in self.periods), max(last for _, last in self.periods)

    @property
    def bind_values(self) -> dict[str, object]:
        """Return the bind parameters of the table of periods: its years and names."""
        pairs: list[tuple[int | None, str | None]] = [
            (year, span_name((first, last)))
            for first, last in self.periods
            for year in range(first, last + 1)
        ]
        if self.each:
            pairs += [*((year, str(year)) for year in self.each), (None, None)]
        return {
            f"{SPANS}_{IN_YEAR}": [year for year, _ in pairs],
            f"{SPANS}_{PERIOD}": [period for _, period in pairs],
        }

    def join_units(self, units: FromClause, year: ColumnElement) -> FromClause:
        """Return a join of each unit (person, case ...) with the periods that include its year."""
        table = _span_table(self)
        return units.join(table, table.c[IN_YEAR].is_not_distinct_from(year))

    @property
    def period(self) -> ColumnElement:
        """Return the column with the name of the period; NULL for units without a date."""
        return _span_table(self).c[PERIOD]


ANY_SPANS = Spans(((1, 1),))


@lru_cache(SPANS_KEPT)
def _span_table(spans: Spans) -> Subquery:
    """Return a subquery with each year of a period and the period's name.

    It is made of two arrays, because separate rows are slower.
    """
    columns: tuple[tuple[str, TypeEngine], ...] = ((IN_YEAR, Integer()), (PERIOD, String()))
    of_each = zip(columns, spans.bind_values.items(), strict=True)
    return select(
        *(
            func.unnest(bindparam(parameter, values, ARRAY(kind)), type_=kind).label(column)
            for (column, kind), (parameter, values) in of_each
        )
    ).subquery(SPANS)


def span_name(span: Span) -> str:
    """Return the name of a period."""
    first, last = span
    return f"{first}{BETWEEN}{last}"


JURISDICTION, YEAR = "jurisdiction", "year"
# A first and last year, None if open; and pairs of a breakdown and a value.
Years = tuple[int | None, int | None]
Only = tuple[tuple[str, str], ...]
EVER: Years = (None, None)
# The names of statement parameters. ANY_YEAR is a placeholder that is a valid year.
FIRST_DAY, LAST_DAY, FIRST_YEAR, LAST_YEAR = "first_day", "last_day", "first_year", "last_year"
ANY_YEAR = 1
Scope = scopes.Scope


@dataclass(frozen=True)
class Request:
    """A question about units, in plain values, so that statements made from it can be cached.

    `by` are the breakdowns besides jurisdiction and year. `only` are pairs of breakdown and value;
    several values of one breakdown are alternatives. `windows` are the follow-up periods (months)
    that `until` may be called with. `stored_as_of` are the reference dates of stored counts, or
    None. With `spans`, rows are by these periods instead of by year.
    """

    scope: Scope
    as_of: AsOf
    by: tuple[str, ...] = ()
    by_year: bool = False
    years: Years = EVER
    only: Only = ()
    gaps: tuple[Gap, ...] = ()
    stored_as_of: Own | None = None
    options: OptionValues = DEFAULTS
    windows: tuple[int, ...] = (0,)
    spans: Spans | None = None

    @property
    def is_stored(self) -> bool:
        """Whether stored numbers have the same reference dates as the request."""
        return self.as_of.own == self.stored_as_of

    def is_mature(self, measure: Measure) -> ColumnElement:
        """Return a condition, never NULL: whether the follow-up period of a unit is over.

        It is true for an undated unit.
        """
        # Proceedings take years: if judged at once, recent years would seem worse than earlier
        # ones. An undated unit is in no year, and so cannot make a recent one seem worse.
        limits = [(measure.due_on, self.until())] if measure.due_on is not None else []
        if window := measure.window(self.options):
            limits.append((measure.dated_by, self.until(window)))
        return and_(true(), *(or_(day <= last, day.is_(None)) for day, last in limits))

    def until(self, window: int = 0) -> ColumnElement:
        """Return the last day whose follow-up period is over on the reference date.

        Without `window` it is the reference date. If jurisdictions have different reference dates,
        it is a column, and the query must join its units to these dates (`units`).
        """
        if self.as_of.one is not None:
            return literal(last_mature_day(self.as_of.one, window))
        otherwise = literal(last_mature_day(self.as_of.otherwise, window))
        return func.coalesce(self._judged_units.c[until_column(window)], otherwise)

    def units(self, unit: Table) -> FromClause:
        """Return the table of units, joined to the reference dates if jurisdictions differ."""
        if self.as_of.one is not None:
            return unit
        same = self._judged_units.c.jurisdiction == unit.c.jurisdiction
        return unit.outerjoin(self._judged_units, same)

    def dated(
        self, unit: Table, dated_by: ColumnElement, beside: FromClause | None = None
    ) -> FromClause:
        """Return the table of units, joined to the reference dates and the requested periods.

        Each unit is combined with each row of `beside`, which `dated_by` may depend on.
        """
        units = self.units(unit)
        if beside is not None:
            units = units.join(beside, true())
        return self.spans.join_units(units, dates.year_of(dated_by)) if self.spans else units

    def period(self, year: ColumnElement) -> ColumnElement:
        """Return the column with the year or the requested period of each row."""
        return self.spans.period if self.spans else year

    @cached_property
    def _judged_units(self) -> Subquery:
        return self.as_of.table(self.windows)

    def judged(self, on: date) -> "Request":
        """Return a copy of the request with the reference date `on` for all jurisdictions."""
        return replace(self, as_of=self.as_of.everywhere(on))

    @property
    def shape(self) -> "Request":
        """Return the request without its values. Requests of one shape share a statement."""
        first, last = (None if year is None else ANY_YEAR for year in self.years)
        return replace(
            self,
            years=(first, last),
            only=tuple((name, "") for name, _ in self.only),
            spans=self.spans and ANY_SPANS,
        )

    @property
    def bind_values(self) -> dict[str, object]:
        """Return the bind parameters, by name, for a statement that was built for the `shape`."""
        first, last = self.years
        values: dict[str, object] = {
            _parameter_name(name, position): value
            for name, allowed in self.allowed.items()
            for position, value in enumerate(allowed)
        }
        if first is not None:
            values |= {FIRST_YEAR: first, FIRST_DAY: date(first, 1, 1)}
        if last is not None:
            values |= {LAST_YEAR: last, LAST_DAY: date(last, 12, 31)}
        return values | (self.spans.bind_values if self.spans else {})

    def one_per_period(self) -> Iterator[tuple[str | None, "Request"]]:
        """Yield pairs of a period's name and its request: one for each period of `spans`.

        If single years are requested, one request by year follows, with the name None.
        """
        if self.spans is None:
            yield None, self
            return
        for span, name in zip(self.spans.periods, self.spans.names, strict=True):
            yield name, replace(self, by_year=False, years=span, spans=None)
        if self.spans.each:
            yield None, replace(self, years=EVER, spans=None)

    def of_all_years(self) -> "Request":
        """Return a copy of the request for all years together."""
        return replace(self, by_year=False, years=EVER, spans=None)

    def split(self, by: tuple[str, ...]) -> "Request":
        """Return a copy of the request that is split by year and by the breakdowns `by`."""
        return replace(self, by=by, by_year=True)

    def group(self, unit: Table) -> list[ColumnElement]:
        """Return the columns by which results are grouped, besides jurisdiction and year."""
        return [self._breakdown_column(unit, name) for name in self.by]

    def may_see(self, unit: Table) -> bool:
        """Whether the scope may see this table; an office only if each unit is of one office."""
        return self.scope.office is None or own_office_column(unit) is not None

    def where(self, unit: Table, dated_by: ColumnElement) -> list[ColumnElement]:
        """Return the conditions on the rows of a table: scope, years and requested values.

        Undated units belong to no year, so a request for years excludes them.
        """
        first, last = self.years
        conditions = self._scope_conditions(unit, own_office_column(unit))
        if first is not None:
            conditions.append(dated_by >= bindparam(FIRST_DAY, date(first, 1, 1), Date))
        if last is not None:
            conditions.append(dated_by <= bindparam(LAST_DAY, date(last, 12, 31), Date))
        return conditions

    def where_year(self, cells: Table, office: ColumnElement | None) -> list[ColumnElement]:
        """Return the conditions on stored counts: scope, years and requested values.

        `office` is the column of the office that they belong to; None if a unit may have several.
        """
        first, last = self.years
        year, conditions = cells.c.year, self._scope_conditions(cells, office)
        if first is not None:
            conditions.append(year >= bindparam(FIRST_YEAR, first, Integer))
        if last is not None:
            conditions.append(year <= bindparam(LAST_YEAR, last, Integer))
        return conditions

    def _scope_conditions(self, unit: Table, office: ColumnElement | None) -> list[ColumnElement]:
        """Return the conditions except dates: scope, and the requested values of breakdowns."""
        conditions = [self.scope.of_records(unit.c.jurisdiction, office)]
        for name, allowed in self.allowed.items():
            column = self._breakdown_column(unit, name)
            values = [
                bindparam(_parameter_name(name, position), value, column.type)
                for position, value in enumerate(allowed)
            ]
            conditions.append(column.in_(values))
        return conditions

    @property
    def allowed(self) -> dict[str, list[str]]:
        """Return the values that each restricted breakdown may have."""
        values: dict[str, list[str]] = {}
        for name, value in self.only:
            values.setdefault(name, []).append(value)
        return values

    def _breakdown_column(self, unit: Table, name: str) -> ColumnElement:
        """Return the column of a breakdown. Raises UserError if the unit cannot be split by it."""
        known = {JURISDICTION: unit.c.jurisdiction, **breakdown_columns(unit)}
        if name not in known:
            raise errors.UserError(
                "This measure cannot be split by [{name}]. Use one of: {known}.",
                name=name,
                known=", ".join((YEAR, *known)),
            )
        return known[name]


def _parameter_name(name: str, position: int) -> str:
    """Return the name of the parameter for one of the allowed values of a breakdown."""
    return f"only_{name}_{position}"
