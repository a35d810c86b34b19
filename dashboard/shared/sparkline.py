"""A measure's years as one small line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.each_row import each_row

WIDTH, HEIGHT, MARGIN = 96.0, 30.0, 3.0
# Shares are drawn over at least 40 points, so that chance alone does not look like a mountain.
NARROWEST_SHARE = 0.4
FEWEST_POINTS = 3
Row = Mapping[str, Any]
COLUMNS = ("period", "measure", "kind", "value", "status", "stretch")


@dataclass(frozen=True)
class Spark:
    """The line (an SVG path), its last point, single points between gaps, what it says, its years.

    `years` are the line's own: a measure whose first years have no value to show starts later.
    `breaks` are the places across at which a stretch of comparable years ends.
    """

    path: str
    last: tuple[float, float]
    single: tuple[tuple[float, float], ...]
    spoken: str
    years: str
    breaks: tuple[float, ...] = ()


def of(by_year: pd.DataFrame) -> Spark | None:
    """The years of one measure in one place; gaps and breaks have no line over them.

    `by_year` has the columns period, kind, value, status and, of `frames.stretches`, stretch. None
    under three years with a value.
    """
    return of_rows(each_row(by_year, COLUMNS)) if len(by_year) else None


def of_rows(rows: Sequence[Row], last: int = date.max.year) -> Spark | None:
    """The same of the rows, which have COLUMNS; a year after `last` is not over, and no part."""
    told = [row for row in rows if str(row["period"]).isdigit() and int(row["period"]) <= last]
    shown = sorted(filter(words.shown, told), key=lambda row: str(row["period"]))
    if len(shown) < FEWEST_POINTS:
        return None
    years = [int(row["period"]) for row in shown]
    values = [row["value"] for row in shown]
    points = _points(list(zip(years, values, strict=True)), str(shown[0]["kind"]))
    in_stretch = [(year, str(row["stretch"])) for year, row in zip(years, shown, strict=True)]
    stretches = _stretches(in_stretch)
    path = " ".join(
        "M" + " L".join(f"{x:.1f},{y:.1f}" for x, y in (points[year] for year in stretch))
        for stretch in stretches
        if len(stretch) > 1
    )
    single = tuple(points[stretch[0]] for stretch in stretches if len(stretch) == 1)
    period = words.period(years[0], years[-1])
    breaks = _breaks(in_stretch, points)
    return Spark(path, points[years[-1]], single, _spoken(shown), period, breaks)


def _points(values: list[tuple[int, float]], kind: str) -> dict[int, tuple[float, float]]:
    first, last = values[0][0], values[-1][0]
    low, high = min(value for _, value in values), max(value for _, value in values)
    if kind in ("Share", "AmountRatio"):
        missing = max(0.0, NARROWEST_SHARE - (high - low))
        low, high = low - missing / 2, high + missing / 2
    tall, wide = (high - low) or 1.0, (last - first) or 1
    return {
        year: (
            MARGIN + (WIDTH - 2 * MARGIN) * (year - first) / wide,
            HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * (value - low) / tall,
        )
        for year, value in values
    }


def _stretches(years: list[tuple[int, str]]) -> list[list[int]]:
    """Years in a row and of one stretch, apart where one is missing or a break lies between."""
    stretches: list[list[int]] = []
    before = ""
    for year, stretch in years:
        if stretches and year == stretches[-1][-1] + 1 and stretch == before:
            stretches[-1].append(year)
        else:
            stretches.append([year])
        before = stretch
    return stretches


def _breaks(
    years: list[tuple[int, str]], points: dict[int, tuple[float, float]]
) -> tuple[float, ...]:
    """Half way between the last year of a stretch and the first of the next."""
    return tuple(
        (points[year][0] + points[later][0]) / 2
        for (year, stretch), (later, other) in pairwise(years)
        if stretch != other
    )


def _spoken(shown: Sequence[Row]) -> str:
    """The ends of each stretch: what lies on two sides of a break is not set side by side."""
    stretches: dict[str, list[Row]] = {}
    for row in shown:
        stretches.setdefault(str(row["stretch"]), []).append(row)
    return "; break; ".join(map(_ends, stretches.values()))


def _ends(of: Sequence[Row]) -> str:
    ends = of if len(of) == 1 else (of[0], of[-1])
    return ", ".join(
        f"{words.with_unit(end, words.number(words.kind_of(end), end['value']))} in {end['period']}"
        for end in ends
    )
