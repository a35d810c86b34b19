"""The data of a card (a box on a page) for files: figures, and charts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd

from dashboard.charts import Chart
from dashboard.data_dictionary import BY_NAME
from dashboard.frames import figures as frames_figures
from dashboard.frames.figures import NOTHING_BESIDE, Beside, SectionFacts
from dashboard.query_params import Choice
from schemas.language import marked, t

# The charts of a card by name. A single chart has no name.
Charts = Mapping[str, "partial[Chart]"]
ONE = ""
DOTS = marked(
    "Dot: the value. Line: its 95% confidence interval, allowing for missing data. Pale: the"
    " effect of missing data."
)
# The columns of rows that files have. The first column says what a row is about.
NUMBERS = (
    *("period", "value", "low", "high", "bound_low", "bound_high", "numerator", "denominator"),
    *("unknown", "status", "says"),
)


class Drawing(NamedTuple):
    """The charts of a card, their description for screen readers, and how to read them."""

    charts: Charts = MappingProxyType({})
    alt: str = ""
    says: tuple[str, ...] = ()


@dataclass(frozen=True)
class CardExport:
    """A card for export: `title`, the choice of filters, and a function that builds its figures.

    `by` is the breakdown of the rows. `period` is set if it is not the chosen one. `says` is how to
    read the figures. `link` is the address of the card, relative to that of the dashboard.
    `peers` are the jurisdictions that it is compared with, if they were chosen.
    """

    title: str
    choice: Choice
    figures: Callable[[SectionFacts], pd.DataFrame]
    by: str = ""
    period: str = ""
    says: tuple[str, ...] = ()
    drawing: Callable[[], Drawing] = Drawing
    link: str = ""
    peers: tuple[str, ...] | None = None

    def drawn(self, charts: Charts, alt: str) -> "CardExport":
        """Return the export with charts added."""
        return replace(self, drawing=lambda: Drawing(charts, alt))


def export_rows(
    title: str,
    choice: Choice,
    rows: pd.DataFrame,
    by: str = "",
    *,
    period: str = "",
    says: tuple[str, ...] = (),
    beside: Beside = NOTHING_BESIDE,
) -> CardExport:
    """Export rows of measures (from `chart_rows.hide_by_status`) with a column `label`.

    `beside` has the comparison with other jurisdictions and the change that the card shows.
    """
    figures = partial(frames_figures.build_figures, rows, beside=beside)
    return CardExport(title, choice, figures, by=by, period=period, says=says)


def export_plain_rows(
    title: str,
    choice: Choice,
    rows: pd.DataFrame,
    period: str = "",
    says: tuple[str, ...] = (),
) -> CardExport:
    """Export rows that belong to no measure, with unchanged columns."""
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
    """Export the rows of a chart that belong to no measure; column `label` is renamed `heading`."""
    kept = [name for name in ("label", *NUMBERS) if name in rows]
    return export_plain_rows(
        title,
        choice,
        rows[kept].rename(columns={"label": heading, **numbers_headings()}),
        period=period,
        says=says,
    )


def numbers_headings() -> dict[str, str]:
    """Return NUMBERS with headings in the reader's language."""
    return {name: t(BY_NAME[name].title) for name in NUMBERS}


def plain_cells(rows: pd.DataFrame) -> pd.DataFrame:
    """Convert all cells to text or numbers, because files can store nothing else."""
    return rows.assign(
        **{
            name: rows[name].astype(float)
            if pd.api.types.is_numeric_dtype(rows[name])
            else ["" if pd.isna(cell) else str(cell) for cell in rows[name]]
            for name in rows.columns
        }
    ).reset_index(drop=True)
