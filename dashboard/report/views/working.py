"""How far the work on a report is, and a way to stop it."""

import streamlit as st

from dashboard import outside, words
from dashboard.report.stages import COUNTING, WRITING
from dashboard.report.views import desk as report_desk
from dashboard.shared import card
from dashboard.work import jobs

LOOK_SECONDS = 0.4
WAITING = "Waiting: other work is being done."
BEGINNING = "Beginning …"
SAYS = "Nothing is stored. You may look at other pages meanwhile; an annex takes minutes."
# What the work reports -> what a person reads, and from which part of the bar to which.
STAGES = {COUNTING: ("Counting the sections", 0.05, 0.5), WRITING: ("Writing the files", 0.5, 1.0)}


@st.fragment(run_every=LOOK_SECONDS)
def follow() -> None:
    """Draw how far the work is, again and again, and go on when it has ended."""
    desk = report_desk.current()
    if desk.job is None:
        st.rerun()
        return
    with card.card("Working", SAYS):
        part, text = progress(desk.job)
        st.progress(part, text=outside.plain(text))
        if st.button("Cancel", key="report.cancel"):
            desk.job.cancel()


def progress(job: jobs.Job) -> tuple[float, str]:
    """How much of the work is done, as a part of 1, and what is being done."""
    if job.is_waiting:
        return 0.0, WAITING
    if job.step is None:
        return 0.0, BEGINNING
    stage, first, last = STAGES[job.step.what]
    done = job.step.done / job.step.total if job.step.total else 0.0
    of = f": {words.count(job.step.done)} of {words.count(job.step.total)}"
    return first + (last - first) * done, f"{stage}{of}"
