"""The second step of an upload: what is being done, how far it is, and a way to stop it."""

import streamlit as st

from dashboard import words
from dashboard.shared import card, working
from dashboard.upload.views import desk as upload_desk
from dashboard.work.child import Step
from seed import submission

WAITING = "Waiting: two other uploads are being worked on."
# What the work reports -> what a person reads, and from which part of the bar to which.
STAGES: dict[str, tuple[str, float, float]] = {
    submission.Stage.READING_FILES: ("Reading the files", 0.02, 0.1),
    submission.Stage.LOOKING: ("Looking at the columns", 0.1, 1.0),
    submission.Stage.COMPARING: ("Comparing with the stored records", 0.1, 0.2),
    submission.Stage.CHECKING: ("Checking every rule", 0.2, 0.5),
    submission.Stage.STORING: ("Writing the rows", 0.5, 0.65),
    submission.Stage.REMOVING: ("Taking the rows out", 0.1, 0.6),
    submission.Stage.COUNTING: ("Counting the measures", 0.65, 0.95),
}


@st.fragment(run_every=working.LOOK_SECONDS)
def follow() -> None:
    """Draw how far the work is, again and again, and go on when it has ended."""
    desk = upload_desk.current()
    job = desk.job
    if job is None or job.ended is not None:
        desk.settle()
        st.rerun()
        return
    with card.card("Working", _said(desk)):
        if working.bar(job, WAITING, _of_step, key=desk.key("cancel")):
            job.cancel()


def _said(desk: upload_desk.Desk) -> str:
    if desk.is_accepting or desk.stored is not None:
        return "It happens whole, or not at all. You may look at other pages meanwhile."
    return "Nothing is stored while files are checked. You may look at other pages meanwhile."


def _of_step(step: Step) -> tuple[float, str]:
    stage, first, last = STAGES.get(step.what, (step.what, 0.1, 0.9))
    counted = f": {words.count(step.done)} of {words.count(step.total)}" if step.total > 2 else " …"
    return first + (last - first) * working.done(step), f"{stage}{counted}"
