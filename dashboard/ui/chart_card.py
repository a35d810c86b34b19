"""Charts in the page's mode, named for screen readers, with their frames as tables and files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import pandas as pd
import streamlit as st
from streamlit import dataframe_util

from dashboard import charts, data, untrusted_text
from dashboard.charts import Chart, as_vega_lite, theme
from dashboard.export import csv_file
from dashboard.export.card_export import ONE, CardExport
from dashboard.frames import chart_rows, tables, trend_breaks, years
from dashboard.ui import audit_events, downloads, html_card
from metrics import Measure
from schemas.language import marked, t

DIGITS = 12
# Longer tables scroll in a frame of their own.
LINES_IN_PAGE = 40


def draw_chart(
    chart: partial[Chart], *, alt: str, table: pd.DataFrame, export: CardExport, name: str
) -> None:
    """Draw `chart`, named `alt` for those who do not see it, and `table` under it, closed.

    `chart` is a chart's function with its frames. `export` is what of it goes into files. `name` is
    unique on the page and names them.
    """
    draw_plain_chart(chart, alt=alt, name=name)
    draw_table_below(table, export.drawn({ONE: chart}, alt), name=name)


def draw_plain_chart(chart: partial[Chart], *, alt: str, name: str) -> None:
    """Draw `chart` alone: one of several that share a table."""
    mode: theme.Mode = "dark" if st.context.theme.type == "dark" else "light"
    # As it is sent, and not as rows that would be made into that.
    specification = theme.themed(as_vega_lite(chart, rows_of=_as_sent), mode)
    st.vega_lite_chart(specification, theme=None, alt=alt, width="stretch", key=f"chart.{name}")


def _as_sent(frame: pd.DataFrame) -> bytes:
    # By the order in which parts are added up the last digit differs, which nobody sees: whoever
    # looks at the same is sent the same.
    rounded = frame.reset_index(drop=True).round(DIGITS)
    return dataframe_util.convert_anything_to_arrow_bytes(rounded)


def draw_table_below(table: pd.DataFrame, export: CardExport, *, name: str) -> None:
    """The frame behind a chart in words, and downloads of both."""
    with st.expander(t("Show as a table")):
        draw_lines(table, name=name)
    downloads.draw_card_downloads(export, name=name)


def draw_table_alone(table: pd.DataFrame, export: CardExport, *, name: str) -> None:
    """The frame in words where no drawing is true, as of amounts in several currencies."""
    draw_lines(table, name=name)
    downloads.draw_card_downloads(export, name=name)


def draw_csv_download(table: pd.DataFrame, *, name: str) -> None:
    """The table as a CSV file to download."""
    content = audit_events.audited_download(csv_file.csv_bytes(table), what="table", name=name)
    key = f"download.{name}"
    downloads.draw_download(
        t("Download as CSV"), content, name=f"{name}.csv", kind="text/csv", key=key
    )


def draw_text_table(table: pd.DataFrame, *, name: str) -> None:
    """A table of text in the page's look, and as a file."""
    html_card.draw_frame(table, name=name)
    draw_csv_download(table, name=name)


def draw_lines(table: pd.DataFrame, *, name: str) -> None:
    """A table of text in the page. `name` is unique on it."""
    if len(table) > LINES_IN_PAGE:
        # Drawn on a canvas: no cell is read as anything but text.
        st.dataframe(table, hide_index=True)
    else:
        # Streamlit's own table reads Markdown in its cells and headings.
        html_card.draw_frame(table, name=f"table.{name}", look="dense")


def draw_nothing(words: str) -> None:
    """An empty state: what there is no record of, in the place of a chart."""
    with st.container(border=True):
        st.text(words)


IN_A_ROW = 3
Charts = Mapping[str, "partial[charts.Chart]"]


class Panel(NamedTuple):
    """A number by year, and what breaks its years."""

    rows: pd.DataFrame
    breaks: trend_breaks.Breaks


def panel_rows(rows: pd.DataFrame, measure: Measure, place: str, last: int | None = None) -> Panel:
    """One number by year over all years on record, or up to the `last`. One row per year.

    Its years wait and break as those of `measure` in the jurisdiction `place`.
    """
    due = years.due_for_measure(measure, data.as_of().for_jurisdiction(place), data.chosen())
    span = range(data.years()[0], (data.years()[-1] if last is None else last) + 1)
    broken = trend_breaks.breaks(data.events(), (measure,), place)
    covered = data.covered().get(place, range(0))
    as_of = data.as_of().for_jurisdiction(place)
    yearly = years.one_row_per_year(rows, span, due_until=due, covered=covered, as_of=as_of)
    return Panel(
        trend_breaks.with_stretches(yearly, broken),
        trend_breaks.breaks_within(broken, span[0], span[-1]),
    )


BAND = marked("Band: 95% confidence interval. A vertical line is a break in series.")
BARS = marked("Pale bar: the possible range, where no more can be shown.")


def bars_note(drawn: Iterable[pd.DataFrame]) -> str:
    """What a bar in the place of a value is; empty where none is drawn."""
    bars = (rows["value"].isna() & rows["bound_low"].notna() for rows in drawn)
    return t(BARS) if any(of.any() for of in bars) else ""


def breaks_note(panels: Iterable[Panel]) -> str:
    """What breaks the years of any of the panels, in words; empty where nothing does."""
    breaks = sorted({break_ for panel in panels for break_ in panel.breaks})
    if not breaks:
        return ""
    return t(
        "The vertical line marks a break in series, {breaks}. Do not compare years before and after"
        " it.",
        breaks=trend_breaks.breaks_text(tuple(breaks)),
    )


@dataclass(frozen=True)
class Panels:
    """Panels as they are drawn, by their titles: made once for everybody, and changed by nobody.

    `said` tells each to those who do not see it, `note` what breaks them and what bars are; `read`
    is how they are read in a picture, where no caption stands beside them. `rows` are those of all,
    each with its title as `panel` and its `label` in `table`.
    """

    charts: Charts
    said: Mapping[str, str]
    note: str
    read: str
    rows: pd.DataFrame
    table: pd.DataFrame
    is_empty: bool


def build_panels(
    panels: Mapping[str, Panel],
    *,
    spoken: str,
    heading: str,
    axis: charts.ValueAxis = charts.SHARE,
    table: pd.DataFrame | None = None,
) -> Panels:
    """A drawing of the panels of `drawn`.

    `spoken` says what is drawn by year, `heading` is that of the table's first column; `table` is
    what stands below where the panels are not all that is told.
    """
    ends = {title: chart_rows.with_ends(rows) for title, (rows, _) in panels.items()}
    # On one scale: each panel's own would make the same height of unlike numbers.
    axis = axis.common(list(ends.values()))
    bars = bars_note(ends.values())
    labelled = [
        rows.assign(label=f"{title}, " + rows["period"], panel=title)
        for title, (rows, _) in panels.items()
    ]
    lines = pd.concat(labelled) if labelled else pd.DataFrame()
    return Panels(
        charts={title: partial(charts.reach, rows, axis=axis) for title, rows in ends.items()},
        said={
            title: t(
                "{panel}. {drawn}: {values}",
                panel=title,
                drawn=spoken,
                values=years.years_in_words(rows),
            )
            for title, (rows, _) in panels.items()
        },
        note=" ".join(filter(None, (breaks_note(panels.values()), bars))),
        read=f"{t(BAND)} {bars}".strip(),
        rows=lines,
        table=tables.rows_table(lines, "label", heading) if table is None else table,
        is_empty=all(rows[["value", "bound_low"]].isna().all(axis=None) for rows in ends.values()),
    )


def draw_panels(drawing: Panels, *, otherwise: str, name: str, export: CardExport) -> None:
    """Draw a panel per title; `otherwise` is said where no year has one.

    `name` is unique on the page. `export` is what of the drawing goes into files.
    """
    if drawing.is_empty:
        draw_nothing(otherwise)
        return
    places = [
        place
        for _ in range(0, len(drawing.charts), IN_A_ROW)
        for place in st.columns(IN_A_ROW, gap="medium")
    ]
    for number, (place, title) in enumerate(zip(places, drawing.charts, strict=False)):
        with place:
            st.subheader(untrusted_text.escape_markdown(title), anchor=False)
            draw_plain_chart(
                drawing.charts[title], alt=drawing.said[title], name=f"{name}.{number}"
            )
    if drawing.note:
        html_card.draw_note(drawing.note, key=f"{name}.breaks")
    of_card = export.drawn(drawing.charts, " ".join(drawing.said.values()))
    draw_table_below(drawing.table, of_card, name=name)
