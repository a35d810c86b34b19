"""What of a card goes into files: of which records it is, its numbers, and what is drawn of them.

Nothing is made of it before it is asked for, so a page that nobody takes from pays nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd

from dashboard import words
from dashboard.charts import Chart
from dashboard.query_params import Choice
from dashboard.report import figures
from dashboard.report.figures import About

# The charts of a card by what each is called beside the others; one alone needs no name.
Charts = Mapping[str, "partial[Chart]"]
ONE = ""
DOTS = (
    "Dot: the value. Line: its 95 % interval, with what is unknown. Pale: what missing records"
    " could change."
)
# What drawn rows hold, as files call it; the first column is what a row is of.
NUMBERS: Mapping[str, str] = {
    "period": "Period",
    "value": "Value",
    "low": "Interval from",
    "high": "Interval to",
    "bound_low": "If unknown were no",
    "bound_high": "If unknown were yes",
    "numerator": "Numerator",
    "denominator": "n",
    "unknown": "Unknown",
    "status": "Status",
    "says": "In words",
}


class Drawing(NamedTuple):
    """The charts of a card, what they show for those who do not see them, and how to read them."""

    charts: Charts = MappingProxyType({})
    alt: str = ""
    says: tuple[str, ...] = ()


@dataclass(frozen=True)
class Taken:
    """A card's `title`, the choice it was made for, and its figures once they are asked for.

    `by` is what tells the rows of a measure apart. `period` is that of the rows where it is not the
    chosen one. `says` is how to read them.
    """

    title: str
    choice: Choice
    figures: Callable[[About], pd.DataFrame]
    by: str = ""
    period: str = ""
    says: tuple[str, ...] = ()
    drawing: Callable[[], Drawing] = Drawing

    def drawn(self, charts: Charts, alt: str) -> "Taken":
        """With what is drawn of it."""
        return replace(self, drawing=lambda: Drawing(charts, alt))


def of_rows(
    title: str,
    choice: Choice,
    rows: pd.DataFrame,
    by: str = "",
    *,
    period: str = "",
    says: tuple[str, ...] = (),
) -> Taken:
    """Of drawn rows of measures (`shared.frames.chart_rows.obey_status`) with `label`."""
    return Taken(title, choice, partial(figures.of, rows), by=by, period=period, says=says)


def of_numbers(
    title: str,
    choice: Choice,
    rows: pd.DataFrame,
    period: str = "",
    says: tuple[str, ...] = (),
) -> Taken:
    """Of rows that are of no measure: each column as files name it, numbers as numbers."""
    return Taken(title, choice, lambda _: plain(rows), period=period, says=says)


def of_drawn(
    title: str,
    choice: Choice,
    rows: pd.DataFrame,
    heading: str,
    *,
    period: str = "",
    says: tuple[str, ...] = (),
) -> Taken:
    """Of drawn rows that are of no measure; `label` stands under `heading`."""
    kept = [name for name in ("label", *NUMBERS) if name in rows]
    return of_numbers(
        title,
        choice,
        rows[kept].rename(columns={"label": heading, **NUMBERS}),
        period=period,
        says=says,
    )


def years(rows: pd.DataFrame) -> str:
    """The years of the rows in words, from the first to the last; empty without any."""
    if rows.empty:
        return ""
    return words.period(int(rows["Year"].min()), int(rows["Year"].max()))


def plain(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with text and numbers alone; nothing else can stand in a file."""
    return rows.assign(
        **{
            name: rows[name].astype(float)
            if pd.api.types.is_numeric_dtype(rows[name])
            else ["" if pd.isna(cell) else str(cell) for cell in rows[name]]
            for name in rows.columns
        }
    ).reset_index(drop=True)
