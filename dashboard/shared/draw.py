"""Draws a chart in the page's mode, named for screen readers, with its frame as a table."""

import hashlib
from dataclasses import dataclass, field
from functools import partial

import pandas as pd
import streamlit as st
from streamlit import dataframe_util

from dashboard import kept_answers
from dashboard.charts import Chart, as_vega_lite, theme
from dashboard.exports import csv_file
from dashboard.report.taken import ONE, Taken
from dashboard.server import access
from dashboard.shared import lines as plain_lines
from dashboard.shared import take_away, written_down

# Five charts a page, in about a hundred views.
SPECIFICATIONS_KEPT = 500
DIGITS = 12
# Longer tables scroll in a frame of their own.
LINES_IN_PAGE = 40


def draw(chart: partial[Chart], *, alt: str, table: pd.DataFrame, taken: Taken, name: str) -> None:
    """Draw `chart`, named `alt` for those who do not see it, and `table` under it, closed.

    `chart` is a chart's function with its frames, called only where these were not drawn before.
    `taken` is what of it goes into files. `name` is unique on the page and names them.
    """
    plain(chart, alt=alt, name=name)
    as_table(table, taken.drawn({ONE: chart}, alt), name=name)


def plain(chart: partial[Chart], *, alt: str, name: str) -> None:
    """Draw `chart` alone: one of several that share a table."""
    mode: theme.Mode = "dark" if st.context.theme.type == "dark" else "light"
    made = _specification(Drawing(access.identity(), key_of(chart), chart))
    specification = theme.themed(made, mode)
    st.vega_lite_chart(specification, theme=None, alt=alt, width="stretch", key=f"chart.{name}")


def key_of(chart: partial[Chart]) -> str:
    """What the chart is made of, its frames with every value: the same key is the same drawing."""
    frames = [
        repr([list(frame.columns), frame.index.tolist(), frame.to_numpy(object).tolist()])
        for frame in chart.args
    ]
    made_of = [chart.func.__qualname__, *frames, repr(sorted(chart.keywords.items()))]
    return hashlib.sha256("\n".join(made_of).encode()).hexdigest()


@dataclass(frozen=True)
class Drawing:
    """A chart to be drawn, known by whose it is and by the values that it is made of."""

    scope_id: str
    key: str
    chart: partial[Chart] = field(compare=False)


def _made(drawing: Drawing) -> theme.Config:
    # As it is sent, and not made into that at each look.
    return as_vega_lite(drawing.chart, rows_of=_as_sent)


def _as_sent(frame: pd.DataFrame) -> bytes:
    # By the order in which parts are added up the last digit differs, which nobody sees: whoever
    # looks at the same is sent the same.
    rounded = frame.reset_index(drop=True).round(DIGITS)
    return dataframe_util.convert_anything_to_arrow_bytes(rounded)


# A chart of eight layers takes a hundred times as long to build as to fetch. The key is made of
# the values themselves, and of whose they are.
_specification = kept_answers.kept(_made, most=SPECIFICATIONS_KEPT)


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
