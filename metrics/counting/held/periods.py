"""Which questions what is held answers, and what of it is in the periods that they ask for.

What is held has its units' years as numbers, `first` and `last` of each row: a row is in a period
that both are in.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import polars as pl

from metrics.counting import spans
from metrics.counting.request import EVER, JURISDICTION, YEAR, Request

FIRST, LAST = "first", "last"
# What is undated is before every year, so that a period from a year on leaves it out.
UNDATED, NEVER = 0, 9999


class Period(NamedTuple):
    """From a year to a year, and what its rows go by; None of what is undated."""

    name: str | None
    first: int
    last: int


def base(request: Request) -> Request | None:
    """The question whose answer holds that of the request; None where it has to be asked itself.

    Both are of one scope: what one may see is never held for another. Of several forms at once a
    case that is of two of them would be counted twice.
    """
    names = [name for name, _ in request.only if name != JURISDICTION]
    is_one_of_each = len(names) == len(set(names))
    if not is_one_of_each:
        return None
    if request.spans is None and not request.by_year and request.years == EVER:
        # Everything at once is as soon counted as held.
        return None
    return replace(
        request,
        by=tuple(sorted({*request.by, *names})),
        by_year=True,
        years=EVER,
        only=(),
        spans=None,
    )


def in_place(held: pl.DataFrame, request: Request) -> pl.DataFrame:
    """The rows of the places, forms and offices that are asked for."""
    allowed: dict[str, set[str]] = {}
    for name, value in request.only:
        allowed.setdefault(name, set()).add(value)
    if not allowed:
        return held
    return held.filter(*(pl.col(name).is_in(sorted(of)) for name, of in allowed.items()))


def in_periods(held: pl.DataFrame, request: Request) -> pl.DataFrame:
    """The rows in each period that they are in, with `year` for FIRST and LAST if asked by year."""
    placed = in_place(held, request)
    last = LAST if LAST in held.columns else FIRST
    if request.spans is not None:
        return _beside(placed, list(_spans(request.spans)), last)
    first_year, last_year = _ends(request)
    years = [pl.col(FIRST) >= first_year, pl.col(last) <= last_year]
    if not request.by_year:
        return placed.filter(*years).drop(FIRST, last, strict=False)
    alone = placed.filter(*years, pl.col(FIRST) == pl.col(last))
    year = pl.when(pl.col(FIRST) != UNDATED).then(pl.col(FIRST)).alias(YEAR)
    return alone.with_columns(year).drop({FIRST, last})


def keys(request: Request) -> list[str]:
    """What rows of an answer are told apart by."""
    return [JURISDICTION, *([YEAR] if request.by_year else []), *request.by]


def _ends(request: Request) -> tuple[int, int]:
    first, last = request.years
    if first is None:
        first = UNDATED if last is None else UNDATED + 1
    return first, NEVER if last is None else last


def _spans(asked: spans.Spans) -> Iterator[Period]:
    for first, last in asked.of:
        yield Period(spans.name((first, last)), first, last)
    for year in asked.each:
        yield Period(str(year), year, year)
    if asked.each:
        yield Period(None, UNDATED, UNDATED)


def _beside(held: pl.DataFrame, periods: Sequence[Period], last: str) -> pl.DataFrame:
    begins, ends = held[FIRST].to_numpy(), held[last].to_numpy()
    inside = [
        np.flatnonzero((begins >= period.first) & (ends <= period.last)) for period in periods
    ]
    names = pl.Series(YEAR, [period.name for period in periods], pl.String)
    beside = np.repeat(np.arange(len(periods)), [len(rows) for rows in inside])
    rows = np.concatenate(inside) if inside else np.array([], int)
    return held.drop({FIRST, last})[rows].with_columns(names.gather(beside))
