"""What stands around every page: whose records these are, how far accepted, and where from."""

import streamlit as st

from dashboard import data, filters, words
from dashboard.server import access
from dashboard.shared import linked, panel
from dashboard.shared.frames import days, submissions

REFUSED = (
    "These are real records, and this is a development server without protection. "
    "Start the dashboard with: prosecution-quality serve"
)
EMPTY = (
    "There are no records in this database yet. Bring them in on the page Add records, or with: "
    "prosecution-quality import"
)
NONE_LEFT = (
    "No records are left in this database. Import the same files again to bring them back, on the "
    "page Add records, or with: prosecution-quality import"
)
# What needs no records: the way to bring them in, and how numbers of them would be computed.
WITHOUT_RECORDS = ("upload", "methods")


def top(page: str) -> None:
    """Say whose records these are; stop where they may not be shown or there are none."""
    every = data.batches()
    batches = submissions.in_force(every)
    if batches.empty:
        user_error(_empty(submissions.last_undone(every)))
        if page not in WITHOUT_RECORDS:
            st.stop()
        return
    all_made_up = bool(batches["made_up"].all())
    if not access.may_show(st.context.headers.get(access.MARK_HEADER), all_made_up=all_made_up):
        user_error(REFUSED)
        st.stop()
    made_up = batches[batches["made_up"]]
    partly = submissions.partly_accepted(batches)
    if len(made_up) or partly:
        context = {
            "made_up": bool(len(made_up)),
            "all_made_up": all_made_up,
            "sources": sorted(made_up["source"]),
            "partly": partly,
        }
        panel.show("top.html", context, key="frame_top")
    linked.notice()


def _empty(gone: submissions.Gone | None) -> str:
    """That there are no records, and which went last: who undid them ends here."""
    if gone is None:
        return EMPTY
    rows = words.counted(data.undone(gone.batch_id).rows, "row")
    return (
        f"Batch {gone.batch_id} ({gone.source}) was undone on {words.day(gone.undone_on)}: {rows}"
        f" removed. {NONE_LEFT}"
    )


def foot() -> None:
    """Say where the numbers come from, how they are to be read and who sees them."""
    batches = submissions.in_force(data.batches())
    if batches.empty:
        return
    as_of, here = data.as_of(), filters.jurisdiction()
    names = filters.options().jurisdictions
    judged = {names[place]: day for place, day in as_of.own if place in names}
    context = {
        "places": words.listing(sorted(names.values())),
        "batches": len(batches),
        "as_of": words.day(as_of.of(here)),
        "apart": days.beside(names[here], as_of.of(here), judged),
        "scope": access.scope_words(access.identity()),
        "state": linked.now(),
    }
    panel.show("foot.html", context, key="frame_foot")


def user_error(text: str) -> None:
    """What the person at the screen can put right, and nothing else."""
    panel.show("notice.html", {"text": text}, key="frame_notice")
