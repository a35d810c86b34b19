"""Draw charts in light or dark mode, with texts for screen readers, tables and downloads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple

import pandas as pd
import streamlit as st
from streamlit import dataframe_util

from dashboard import charts, data, untrusted_text
from dashboard.charts import Chart, as_vega_lite, theme
from dashboard.export.card_export import ONE, CardExport
from dashboard.frames import chart_rows, tables, trend_breaks, yearly_figures
from dashboard.records import current_records
from dashboard.ui import audit_events, downloads, html_card
from metrics import Measure, results
from schemas.language import marked, t

DIGITS = 12
# The most rows of a table in the page; longer tables scroll.
LINES_IN_PAGE = 120


@dataclass(frozen=True)
class ChartCard:
    """A chart with its texts, table and download; cached and shared, so it must not be changed.

    `chart` is a chart function with its frames, or None if there is only a table. `alt` is the text
    for screen readers. `table` has texts. `export` is the download, without the chart. `name` is
    unique on the page and names the files. `first` is a sentence above the chart, `says` are those
    below it, and `note` is a note below them.
    """

    chart: "partial[Chart] | None"
    alt: str
    table: pd.DataFrame
    export: CardExport
    name: str
    first: str = ""
    says: Sequence[str] = ()
    note: str = ""

    @cached_property
    def specification(self) -> theme.Config:
        """Return the Vega-Lite specification of the chart, with its frames as bytes."""
        assert self.chart is not None
        return as_vega_lite(self.chart, rows_of=_as_sent)


def draw_chart(card: ChartCard | str) -> None:
    """Draw a chart with its sentences and note, and a folded table and downloads below it.

    A card without chart is drawn as an open table. A text is drawn in place of a chart.
    """
    if isinstance(card, str):
        draw_no_data(card)
        return
    if card.chart is None:
        draw_plain_table(card.table, name=card.name)
        downloads.draw_card_downloads(card.export, name=card.name)
        return
    html_card.draw_sentences([card.first], f"first.{card.name}")
    draw_chart_alone(card)
    html_card.draw_sentences(card.says, card.name)
    if card.note:
        html_card.draw_note(card.note, key=f"below.{card.name}")
    draw_chart_table(card)


def draw_chart_alone(card: ChartCard) -> None:
    """Draw the chart of a card without sentences, table and downloads."""
    _draw_specification(card.specification, alt=card.alt, name=card.name)


def draw_chart_table(card: ChartCard) -> None:
    """Draw the folded table of a chart, and downloads of table and chart."""
    of_card = card.export.drawn({ONE: card.chart}, card.alt) if card.chart else card.export
    _draw_table_below(card.table, of_card, name=card.name)


def _draw_specification(specification: theme.Config, *, alt: str, name: str) -> None:
    mode: theme.Mode = "dark" if st.context.theme.type == "dark" else "light"
    themed = theme.apply_theme(specification, mode)
    st.vega_lite_chart(themed, theme=None, alt=alt, width="stretch", key=f"chart.{name}")


def _as_sent(frame: pd.DataFrame) -> bytes:
    """Return the frame as bytes for the browser, with rounded numbers."""
    # The last digit depends on the order of additions. Rounding sends the same data for the same
    # view.
    rounded = frame.reset_index(drop=True).round(DIGITS)
    return dataframe_util.convert_anything_to_arrow_bytes(rounded)


def _draw_table_below(table: pd.DataFrame, export: CardExport, *, name: str) -> None:
    """Draw a folded table with the data of a chart, and downloads of chart and table."""
    with st.expander(t("Show as a table")):
        draw_plain_table(table, name=name)
    downloads.draw_card_downloads(export, name=name)


def draw_csv_download(table: pd.DataFrame, *, name: str) -> None:
    """Draw a button to download the table as CSV."""
    content = audit_events.audited_download(
        untrusted_text.csv_bytes(table), what="table", name=name
    )
    key = f"download.{name}"
    downloads.draw_download(
        t("Download as CSV"), content, name=f"{name}.csv", kind="text/csv", key=key
    )


def draw_plain_table(table: pd.DataFrame, *, name: str) -> None:
    """Draw a table of texts; `name` is unique on the page."""
    if len(table) > LINES_IN_PAGE:
        # Safe: it is drawn on a canvas, so cells are always shown as text.
        st.dataframe(table, hide_index=True)
    else:
        # Streamlit's own table reads Markdown in its cells and headings.
        html_card.draw_frame(table, name=f"table.{name}", look="dense")


def draw_no_data(words: str) -> None:
    """Draw a message in place of a chart without data."""
    with st.container(border=True):
        st.text(words)


IN_A_ROW = 3
Charts = Mapping[str, "partial[charts.Chart]"]


class Panel(NamedTuple):
    """The rows of a small chart by year, and its breaks in series."""

    rows: pd.DataFrame
    breaks: trend_breaks.Breaks


def panel_rows(
    rows: pd.DataFrame, measure: Measure, jurisdiction: str, last: int | None = None
) -> Panel:
    """Return the rows and breaks of a small chart: one row per year with records, up to `last`.

    The follow-up period and breaks in series of `measure` in `jurisdiction` apply.
    """
    due = yearly_figures.last_due_day_of_measure(
        measure, data.as_of().for_jurisdiction(jurisdiction), current_records().chosen(jurisdiction)
    )
    span = range(data.years()[0], (data.years()[-1] if last is None else last) + 1)
    broken = trend_breaks.find_breaks(data.events(), (measure,), jurisdiction)
    covered = data.covered().get(jurisdiction, range(0))
    as_of = data.as_of().for_jurisdiction(jurisdiction)
    yearly = yearly_figures.one_row_per_year(
        rows, span, due_until=due, covered=covered, as_of=as_of
    )
    return Panel(
        trend_breaks.add_stretches(yearly, broken),
        trend_breaks.breaks_within(broken, span[0], span[-1]),
    )


BAND = marked("Band: 95% confidence interval. A vertical line is a break in series.")
BARS = marked("Pale bar: the possible range, where no more can be shown.")


def bars_note(drawn: Iterable[pd.DataFrame]) -> str:
    """Return what a bar in place of a value means; empty if no panel has such a bar."""
    bars = (rows["value"].isna() & rows["bound_low"].notna() for rows in drawn)
    return t(BARS) if any(of.any() for of in bars) else ""


def breaks_note(panels: Iterable[Panel]) -> str:
    """Return a sentence on the breaks in series of all panels; empty if there are none."""
    breaks = sorted({break_ for panel in panels for break_ in panel.breaks})
    if not breaks:
        return ""
    return t(
        "Vertical line: break in series, {breaks}.",
        breaks=trend_breaks.breaks_text(tuple(breaks)),
    )


@dataclass(frozen=True)
class Panels:
    """Small charts by title; cached and shared, so they must not be changed.

    `said` are their texts for screen readers. `note` explains breaks and bars. `read` explains the
    panels in downloaded pictures, which have no captions. `rows` are the rows of all panels, with
    the panel's title in column `panel` and the `label` in `table`.
    """

    charts: Charts
    said: Mapping[str, str]
    note: str
    read: str
    rows: pd.DataFrame
    table: pd.DataFrame
    is_empty: bool

    @cached_property
    def specifications(self) -> Mapping[str, theme.Config]:
        """Return the Vega-Lite specification of each panel, with its frames as bytes."""
        return {title: as_vega_lite(of, rows_of=_as_sent) for title, of in self.charts.items()}


@dataclass(frozen=True)
class PanelCard:
    """Panels with their download; cached and shared, so it must not be changed.

    `otherwise` is the text if no year has a value. `name` is unique on the page.
    """

    panels: Panels
    otherwise: str
    name: str
    export: CardExport


def build_panels(
    panels: Mapping[str, Panel],
    *,
    spoken: str,
    heading: str,
    axis: charts.ValueAxis = charts.SHARE,
    table: pd.DataFrame | None = None,
) -> Panels:
    """Return several panels with their charts, all on one scale.

    `spoken` says what is drawn by year; `heading` heads the first column of the table. `table`
    replaces the table made from the panels.
    """
    ends = {title: chart_rows.add_possible_limits(rows) for title, (rows, _) in panels.items()}
    # One scale for all panels, so that equal heights mean equal numbers.
    axis = axis.common(list(ends.values()))
    bars = bars_note(ends.values())
    labelled = [
        rows.assign(label=f"{title}, " + rows["period"], panel=title)
        for title, (rows, _) in panels.items()
    ]
    lines = pd.concat(labelled) if labelled else pd.DataFrame()
    # Where a bar shows the limits of a value, the panel has no sign.
    without_bar = (
        row for row in results.row_dicts(lines) if chart_rows.possible_limits(row) is None
    )
    signs = chart_rows.signs_sentence(without_bar)
    return Panels(
        charts={
            title: partial(charts.small_panel, rows, axis=axis) for title, rows in ends.items()
        },
        said={
            title: t(
                "{panel}. {drawn}: {values}",
                panel=title,
                drawn=spoken,
                values=yearly_figures.years_as_text(rows),
            )
            for title, (rows, _) in panels.items()
        },
        note=" ".join(filter(None, (breaks_note(panels.values()), bars, signs))),
        read=f"{t(BAND)} {bars}".strip(),
        rows=lines,
        table=tables.rows_table(lines, heading) if table is None else table,
        is_empty=all(rows[["value", "bound_low"]].isna().all(axis=None) for rows in ends.values()),
    )


def draw_panels(card: PanelCard) -> None:
    """Draw the panels of a card with their titles, a table and downloads."""
    drawing, name = card.panels, card.name
    if drawing.is_empty:
        draw_no_data(card.otherwise)
        return
    places = [
        jurisdiction
        for _ in range(0, len(drawing.charts), IN_A_ROW)
        for jurisdiction in st.columns(IN_A_ROW, gap="medium")
    ]
    for number, (jurisdiction, title) in enumerate(zip(places, drawing.charts, strict=False)):
        with jurisdiction:
            st.subheader(untrusted_text.escape_markdown(title), anchor=False)
            specification = drawing.specifications[title]
            _draw_specification(specification, alt=drawing.said[title], name=f"{name}.{number}")
    if drawing.note:
        html_card.draw_note(drawing.note, key=f"{name}.breaks")
    of_card = card.export.drawn(drawing.charts, " ".join(drawing.said.values()))
    _draw_table_below(drawing.table, of_card, name=name)
