"""Which questions what is held answers, and which of its rows are in the periods they ask for.

What is held has its units' years as numbers, `first` and `last` of each row: a row is in a period
that both are in.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.counting import spans
from metrics.counting.groups import Indexes, Keys, same, texts
from metrics.counting.request import EVER, JURISDICTION, Request

FIRST, LAST = "first", "last"
# What is undated is before every year, so that a period from a year on leaves it out.
UNDATED, NEVER = 0, 9999


class Period(NamedTuple):
    """From a year to a year, and what its rows go by."""

    name: str
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
    return replace(
        request,
        by=tuple(sorted({*request.by, *names})),
        by_year=True,
        years=EVER,
        only=(),
        spans=None,
    )


@dataclass(frozen=True)
class Rows:
    """Of each row held the number of its value of every key, and its first and last year.

    `values` are what the numbers of a key stand for, in their order; the first is no value.
    """

    codes: Mapping[str, Indexes]
    values: Mapping[str, Keys]
    first: Indexes
    last: Indexes


class Grouped(NamedTuple):
    """Rows held, each in the group of its `number`; `keys` tell the groups apart."""

    rows: Indexes
    number: Indexes
    keys: dict[str, Keys]


def rows_of(frame: pl.DataFrame, keys: Sequence[str]) -> Rows:
    """Those of a frame with FIRST and LAST, where years restrict it and a row may be of several."""
    codes = {
        name: frame[name].rank("dense").fill_null(0).cast(pl.Int32).to_numpy() for name in keys
    }
    values = {
        name: texts(pl.concat([frame[name].clear(1), frame[name].drop_nulls().unique().sort()]))
        for name in keys
    }
    first = frame[FIRST].to_numpy() if FIRST in frame.columns else np.zeros(frame.height, int)
    return Rows(codes, values, first, frame[LAST].to_numpy() if LAST in frame.columns else first)


def in_place(held: Rows, request: Request) -> NDArray[np.bool_]:
    """Which rows are of the places, forms and offices that are asked for."""
    allowed: dict[str, set[str]] = {}
    for name, value in request.only:
        allowed.setdefault(name, set()).add(value)
    inside = np.full(held.first.shape, fill_value=True)
    for name, of in allowed.items():
        inside &= np.array([value in of for value in held.values[name]])[held.codes[name]]
    return inside


def grouped(held: Rows, request: Request, *more: str) -> Grouped:
    """The rows in each period that they are in, with those that the question tells apart."""
    rows, period, names = _in_periods(held, request)
    keys = [*more, JURISDICTION, *request.by]
    number = period
    for key in keys:
        number = number * len(held.values[key]) + held.codes[key][rows]
    _, first, group = np.unique(number, return_index=True, return_inverse=True)
    of = {key: held.values[key][held.codes[key][rows[first]]] for key in keys}
    return Grouped(rows, group, of | {spans.PERIOD: names[period[first]]})


def _in_periods(held: Rows, request: Request) -> tuple[Indexes, Indexes, Keys]:
    """The rows in each period, the number of the period, and the names of these."""
    placed = np.flatnonzero(in_place(held, request))
    begins, ends = held.first[placed], held.last[placed]
    if request.spans is None:
        first_year, last_year = _ends(request)
        inside = (begins >= first_year) & (ends <= last_year)
        if not request.by_year:
            rows = placed[inside]
            return rows, np.zeros(rows.shape, np.int64), same(spans.ALL, 1)
        rows = placed[inside & (begins == ends)]
        years, period = np.unique(held.first[rows], return_inverse=True)
        return rows, period, _texts([_year(year) for year in years.tolist()])
    periods = list(_spans(request.spans))
    of_each = [placed[(begins >= period.first) & (ends <= period.last)] for period in periods]
    number = np.repeat(np.arange(len(periods)), [len(rows) for rows in of_each])
    return np.concatenate(of_each), number, _texts([period.name for period in periods])


def _year(year: int) -> str:
    return spans.UNDATED if year == UNDATED else str(year)


def _texts(of: Sequence[str]) -> Keys:
    return np.array(of, object)


def _ends(request: Request) -> tuple[int, int]:
    first, last = request.years
    if first is None:
        first = UNDATED if last is None else UNDATED + 1
    return first, NEVER if last is None else last


def _spans(asked: spans.Spans) -> Iterator[Period]:
    for first, last in asked.of:
        yield Period(spans.name((first, last)), first, last)
    for year in (*asked.each, *([UNDATED] if asked.each else [])):
        yield Period(_year(year), year, year)
