"""Periods that overlap, counted at once: a unit stands beside each of them that its year is in."""

from functools import lru_cache
from typing import NamedTuple

import pandas as pd
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    FromClause,
    Integer,
    String,
    Subquery,
    bindparam,
    func,
    select,
)
from sqlalchemy.types import TypeEngine

ALL, UNDATED, PERIOD = "all", "undated", "period"
SPANS, IN_YEAR, BETWEEN = "spans", "in_year", "-"
# Of a few choices each.
KEPT = 64
Span = tuple[int, int]


class Spans(NamedTuple):
    """Periods from a year to a year; and years, each alone and beside them what is undated."""

    of: tuple[Span, ...]
    each: tuple[int, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What the periods go by; a year goes by its number."""
        return tuple(map(name, self.of))

    @property
    def ends(self) -> tuple[int | None, int | None]:
        """The first and the last year of all periods; none where undated units are asked for."""
        if self.each:
            return None, None
        return min(first for first, _ in self.of), max(last for _, last in self.of)

    @property
    def values(self) -> dict[str, object]:
        """The parameters of its table: each year of each period, and the period's name."""
        pairs: list[tuple[int | None, str | None]] = [
            (year, name((first, last)))
            for first, last in self.of
            for year in range(first, last + 1)
        ]
        if self.each:
            pairs += [*((year, str(year)) for year in self.each), (None, None)]
        return {
            f"{SPANS}_{IN_YEAR}": [year for year, _ in pairs],
            f"{SPANS}_{PERIOD}": [period for _, period in pairs],
        }

    def beside(self, units: FromClause, year: ColumnElement) -> FromClause:
        """Each of the units once in every period that its `year` is in."""
        table = _table(self)
        return units.join(table, table.c[IN_YEAR].is_not_distinct_from(year))

    @property
    def period(self) -> ColumnElement:
        """The name of the period that a unit stands beside; NULL of what is undated."""
        return _table(self).c[PERIOD]


ANY_SPANS = Spans(((1, 1),))


@lru_cache(KEPT)
def _table(spans: Spans) -> Subquery:
    """Each year of a period with the period's name; two lists, as rows of their own take longer."""
    columns: tuple[tuple[str, TypeEngine], ...] = ((IN_YEAR, Integer()), (PERIOD, String()))
    of_each = zip(columns, spans.values.items(), strict=True)
    return select(
        *(
            func.unnest(bindparam(parameter, values, ARRAY(kind)), type_=kind).label(column)
            for (column, kind), (parameter, values) in of_each
        )
    ).subquery(SPANS)


def name(span: Span) -> str:
    """What the rows of a period go by."""
    first, last = span
    return f"{first}{BETWEEN}{last}"


def in_span(rows: pd.DataFrame, span: Span) -> pd.DataFrame:
    """The rows of one of the periods, as those of a question that asks for its years alone."""
    return rows[rows[PERIOD] == name(span)].assign(**{PERIOD: ALL}).reset_index(drop=True)


def by_year(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of each year and of what is undated, as those of a question by year."""
    return rows[~rows[PERIOD].str.contains(BETWEEN, regex=False)].reset_index(drop=True)
