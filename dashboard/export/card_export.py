"""What of a card goes into files: its records, its numbers, and what is drawn of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd

from dashboard import words
from dashboard.charts import Chart
from dashboard.frames import figures as frames_figures
from dashboard.frames.figures import About
from dashboard.query_params import Choice
from schemas.language import marked

# The charts of a card by what each is called beside the others; one alone needs no name.
Charts = Mapping[str, "partial[Chart]"]
ONE = ""
DOTS = marked(
    "Dot: the value. Line: its 95% confidence interval, allowing for missing data. Pale: the"
    " effect of missing data."
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
class CardExport:
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

    def drawn(self, charts: Charts, alt: str) -> "CardExport":
        """With what is drawn of it."""
        return replace(self, drawing=lambda: Drawing(charts, alt))


def export_rows(
    title: str,
    choice: Choice,
    rows: pd.DataFrame,
    by: str = "",
    *,
    period: str = "",
    says: tuple[str, ...] = (),
) -> CardExport:
    """Of drawn rows of measures (`frames.chart_rows.obey_status`) with `label`."""
    return CardExport(
        title, choice, partial(frames_figures.build_figures, rows), by=by, period=period, says=says
    )


def export_numbers(
    title: str,
    choice: Choice,
    rows: pd.DataFrame,
    period: str = "",
    says: tuple[str, ...] = (),
) -> CardExport:
    """Of rows that are of no measure: each column as files name it, numbers as numbers."""
    return CardExport(title, choice, lambda _: plain_cells(rows), period=period, says=says)


def export_drawn(
    title: str,
    choice: Choice,
    rows: pd.DataFrame,
    heading: str,
    *,
    period: str = "",
    says: tuple[str, ...] = (),
) -> CardExport:
    """Of drawn rows that are of no measure; `label` stands under `heading`."""
    kept = [name for name in ("label", *NUMBERS) if name in rows]
    return export_numbers(
        title,
        choice,
        rows[kept].rename(columns={"label": heading, **NUMBERS}),
        period=period,
        says=says,
    )


def years_text(rows: pd.DataFrame) -> str:
    """The years of the rows in words, from the first to the last; empty without any."""
    if rows.empty:
        return ""
    return words.period(int(rows["Year"].min()), int(rows["Year"].max()))


def plain_cells(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with text and numbers alone; nothing else can stand in a file."""
    return rows.assign(
        **{
            name: rows[name].astype(float)
            if pd.api.types.is_numeric_dtype(rows[name])
            else ["" if pd.isna(cell) else str(cell) for cell in rows[name]]
            for name in rows.columns
        }
    ).reset_index(drop=True)
