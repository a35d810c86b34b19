"""Draws a chart in the page's mode, named for screen readers, with its frame as a table."""

from functools import partial

import pandas as pd
import streamlit as st
from streamlit import dataframe_util

from dashboard.charts import Chart, as_vega_lite, theme
from dashboard.exports import csv_file
from dashboard.report.taken import ONE, Taken
from dashboard.shared import lines as plain_lines
from dashboard.shared import take_away, written_down

DIGITS = 12
# Longer tables scroll in a frame of their own.
LINES_IN_PAGE = 40


def draw(chart: partial[Chart], *, alt: str, table: pd.DataFrame, taken: Taken, name: str) -> None:
    """Draw `chart`, named `alt` for those who do not see it, and `table` under it, closed.

    `chart` is a chart's function with its frames. `taken` is what of it goes into files. `name` is
    unique on the page and names them.
    """
    plain(chart, alt=alt, name=name)
    as_table(table, taken.drawn({ONE: chart}, alt), name=name)


def plain(chart: partial[Chart], *, alt: str, name: str) -> None:
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


def as_table(table: pd.DataFrame, taken: Taken, *, name: str) -> None:
    """The frame behind a chart in words, and what is taken away of both."""
    with st.expander("Show as a table"):
        lines(table, name=name)
    take_away.card(taken, name=name)


def listed(table: pd.DataFrame, taken: Taken, *, name: str) -> None:
    """The frame in words where no drawing is true, as of amounts in several currencies."""
    lines(table, name=name)
    take_away.card(taken, name=name)


def offer(table: pd.DataFrame, *, name: str) -> None:
    """The table as a CSV file to take away."""
    content = written_down.at_the_press(csv_file.csv_bytes(table), what="table", name=name)
    key = f"download.{name}"
    take_away.offer("Download as CSV", content, name=f"{name}.csv", kind="text/csv", key=key)


def of_text(table: pd.DataFrame, *, name: str) -> None:
    """A table of text in the page's look, and as a file."""
    plain_lines.of_frame(table, name=name)
    offer(table, name=name)


def lines(table: pd.DataFrame, *, name: str) -> None:
    """A table of text in the page. `name` is unique on it."""
    if len(table) > LINES_IN_PAGE:
        # Drawn on a canvas: no cell is read as anything but text.
        st.dataframe(table, hide_index=True)
    else:
        # Streamlit's own table reads Markdown in its cells and headings.
        plain_lines.of_frame(table, name=f"table.{name}", look="dense")


def nothing(words: str) -> None:
    """An empty state: what there is no record of, in the place of a chart."""
    with st.container(border=True):
        st.text(words)
