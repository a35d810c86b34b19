"""What changed: the corrections log, newest first."""

import streamlit as st

from dashboard import data, filters
from dashboard.quality.frames import corrected
from dashboard.shared import draw, lines

SHOWN = 20
NOT_ERASED = (
    "Nothing was erased. Where a court seals a file, or a submission held names, rows are taken out"
    " for good from the command line:"
)
ERASE = "prosecution-quality erase --help"
OF_AN_OFFICE = "What was taken out for good is told to the jurisdiction: it names no office."
EMPTY_OF_OFFICE = "Nothing that this office sent by itself was corrected or undone."
EMPTY = "Nothing was corrected or undone: every stored row is as it first came in."


def corrections() -> None:
    """Draw what was superseded or undone, newest first, and offer it by table as a file."""
    log = data.corrections()
    if log.empty:
        draw.nothing(EMPTY_OF_OFFICE if data.current().scope.office else EMPTY)
        return
    events = corrected.events(log, filters.options().jurisdictions)
    lines.of_frame(events.head(SHOWN), name="corrections")
    if len(events) > SHOWN:
        with st.expander(f"{len(events) - SHOWN} earlier ones"):
            draw.lines(events.iloc[SHOWN:], name="corrections")
    draw.offer(log, name="corrections")


def erasures() -> None:
    """Draw what was taken out for good: when, how much and why; the command where nothing was."""
    log, scope = data.erasures(), data.current().scope
    if scope.office:
        draw.nothing(OF_AN_OFFICE)
        return
    if log.empty and not scope.reads_all:
        draw.nothing(NOT_ERASED.partition(". ")[0] + ".")
        return
    if log.empty:
        draw.nothing(NOT_ERASED)
        # Text would break at the hyphens of a command, which then cannot be read off.
        st.code(ERASE, language=None, wrap_lines=True)
        return
    lines.of_frame(corrected.erased(log, filters.options().jurisdictions), name="erasures")
