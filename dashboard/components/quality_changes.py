"""What changed: the corrections log, newest first."""

import streamlit as st

from dashboard import data_quality, filters
from dashboard.components import draw, lines
from dashboard.frames import corrected

SHOWN = 20
EMPTY = "Nothing was corrected or undone: every stored row is as it first came in."


def corrections() -> None:
    """Draw what was superseded or undone, newest first, and offer it by table as a file."""
    log = data_quality.corrections()
    if log.empty:
        draw.nothing(EMPTY)
        return
    events = corrected.events(log, filters.options().jurisdictions)
    lines.of_frame(events.head(SHOWN), name="corrections")
    if len(events) > SHOWN:
        with st.expander(f"{len(events) - SHOWN} earlier ones"):
            draw.lines(events.iloc[SHOWN:], name="corrections")
    draw.offer(log, name="corrections")
