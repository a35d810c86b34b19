"""How far the work on a report is, and a way to stop it."""

import streamlit as st

from dashboard import words
from dashboard.report.stages import COUNTING, WRITING
from dashboard.report.views import desk as report_desk
from dashboard.shared import card, working
from dashboard.work.child import Step

WAITING = "Waiting: other work is being done."
SAYS = "Nothing is stored. You may look at other pages meanwhile; an annex takes minutes."
# What the work reports -> what a person reads, and from which part of the bar to which.
STAGES = {COUNTING: ("Counting the sections", 0.05, 0.5), WRITING: ("Writing the files", 0.5, 1.0)}


@st.fragment(run_every=working.LOOK_SECONDS)
def follow() -> None:
    """Draw how far the work is, again and again, and go on when it has ended."""
    desk = report_desk.current()
    if desk.job is None:
        st.rerun()
        return
    with card.card("Working", SAYS):
        if working.bar(desk.job, WAITING, told, key="report.cancel"):
            desk.job.cancel()


def told(step: Step) -> tuple[float, str]:
    """How much of the report is made, as a part of 1, and what is being done."""
    stage, first, last = STAGES[step.what]
    of = f": {words.count(step.done)} of {words.count(step.total)}"
    return first + (last - first) * working.done(step), f"{stage}{of}"
