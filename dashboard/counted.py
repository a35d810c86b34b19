"""The questions that all pages and files ask of the records."""

from typing import Any

import pandas as pd

from metrics import results


def rows(  # noqa: PLR0913 - the one question that all pages and files ask
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
    return _in_currency(connection, scope, counted)


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
    return _in_currency(connection, scope, counted)


def _in_currency(connection: Any, scope: results.Scope, counted: pd.DataFrame) -> pd.DataFrame:
    of = results.currencies(connection, scope)
    codes = [of.get(place, "") for place in counted["jurisdiction"].tolist()]
    return counted.assign(currency=pd.Series(codes, counted.index, dtype="str"))
