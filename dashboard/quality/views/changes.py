"""What changed and what was done: the corrections log and the audit log, newest first."""

import streamlit as st

from dashboard import data, filters
from dashboard.quality.frames import corrected
from dashboard.server import access
from dashboard.shared import draw, lines, note
from dashboard.shared.frames import acts
from schemas import errors
from schemas.store import audit

SHOWN = 20
NOT_ERASED = (
    "Nothing was erased. Where a court seals a file, or a submission held names, rows are taken out"
    " for good from the command line:"
)
ERASE = "prosecution-quality erase --help"
OF_AN_OFFICE = "What was taken out for good is told to the jurisdiction: it names no office."
EMPTY_OF_OFFICE = "Nothing that this office sent by itself was corrected or undone."
ACTS_SHOWN = 50
# Of an act its beginning and its end. Of those of one scope among others' further back.
LOOKED_BACK, LOOKED_BACK_FOR_OWN = 2 * ACTS_SHOWN, 2_000
NOTHING_DONE = (
    "Nothing was written down yet: imports, corrections, settings, marks, cases opened and files "
    "made will stand here."
)
VERIFY = "prosecution-quality audit verify"
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


def done() -> None:
    """Draw the last acts of whoever asks, closed: who, what, when, and how each ended."""
    try:
        ends = acts.acts(_own())[:ACTS_SHOWN]
    except errors.UserError as error:
        # What cannot be read is said, and the page goes on: looking is no act.
        draw.nothing(str(error))
        return
    if not ends:
        draw.nothing(NOTHING_DONE)
        return
    st.text(acts.latest(ends[0]))
    with st.expander(f"The last acts ({len(ends)})"):
        lines.of_frame(acts.table(ends), name="acts")
        note.draw("All of them, and whether the log is whole:", key="acts.verify")
        st.code(VERIFY, language=None, wrap_lines=True)


def _own() -> list[audit.Entry]:
    """The last entries, newest first: on a desk all, else those of the same scope."""
    source = data.current()
    if source.scope_id == access.DESK:
        return audit.last(source.url, LOOKED_BACK)
    entries = audit.last(source.url, LOOKED_BACK_FOR_OWN)
    return [entry for entry in entries if entry.scope == source.scope_id]
