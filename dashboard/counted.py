"""The questions that all pages and files ask of the records."""

import math
from typing import Any

import pandas as pd

from dashboard.words import EMPTY
from metrics import results


def rows(
    connection: Any,
    scope: results.Scope,
    ids: tuple[str, ...],
    *,
    by: tuple[str, ...] = (),
    years: results.Years = results.EVER,
    only: results.Only = (),
) -> pd.DataFrame:
    """The rows of the measures `ids`, with the columns of `metrics.results.rows` and currency."""
    counted = results.rows(connection, scope, ids, by=by, years=years, only=only)
    return _in_currency(connection, scope, _blank_uncovered(connection, scope, counted, years))


def overlapping(
    connection: Any,
    scope: results.Scope,
    ids: tuple[str, ...],
    *,
    spans: tuple[results.Span, ...],
    only: results.Only = (),
) -> pd.DataFrame:
    """Those of several periods and of each year at once, as `metrics.results.overlapping`."""
    counted = results.overlapping(connection, scope, ids, spans=spans, only=only)
    within = _blank_uncovered(connection, scope, counted, results.EVER)
    return _in_currency(connection, scope, within)


def _blank_uncovered(
    connection: Any, scope: results.Scope, counted: pd.DataFrame, years: results.Years
) -> pd.DataFrame:
    """Add the column `covered`, and blank the zeros of years that no submission covers.

    `covered` is False where nothing was counted in such years; there `numerator` and `value` become
    NaN, for it is not known that there was none.
    """
    covered = results.covered(connection, scope)
    empty = (counted["status"] == EMPTY).to_numpy()
    outside = [
        is_empty and place in covered and not _meet(covered[place], period, years)
        for is_empty, place, period in zip(
            empty.tolist(),
            counted["jurisdiction"].tolist(),
            counted["period"].tolist(),
            strict=True,
        )
    ]
    told = counted.assign(covered=[not one for one in outside])
    told.loc[outside, ["numerator", "value"]] = math.nan
    return told


def _meet(covered: range, period: str, years: results.Years) -> bool:
    """Whether a period has a covered year: one named by its years, or all of those asked for."""
    named = [int(year) for year in period.split("-") if year.isdigit()]
    first, last = (named[0], named[-1]) if named else years
    before = last is not None and last < covered.start
    return not (before or (first is not None and first >= covered.stop))


def _in_currency(connection: Any, scope: results.Scope, counted: pd.DataFrame) -> pd.DataFrame:
    of = results.currencies(connection, scope)
    codes = [of.get(place, "") for place in counted["jurisdiction"].tolist()]
    return counted.assign(currency=pd.Series(codes, counted.index, dtype="str"))
