"""How far work in a child process is, wherever a page waits for it, and a way to stop it."""

from collections.abc import Callable

import streamlit as st

from dashboard import untrusted_text
from dashboard.jobs import runner
from dashboard.jobs.runner import Step
from schemas.language import marked, t

# How often a page that waits looks again.
LOOK_SECONDS = 0.4
STARTING = marked("Starting …")
# A step -> how much of the whole is done, as a part of 1, and what a person reads.
StepText = Callable[[Step], tuple[float, str]]


def draw_progress(job: runner.Job, waiting: str, step_text: StepText, *, key: str) -> bool:
    """Draw how far the work is, `waiting` while others work; whether a person stops it now."""
    part, text = _progress(job, waiting, step_text)
    st.progress(part, text=untrusted_text.escape_markdown(text))
    return st.button(t("Cancel"), key=key)


def _progress(job: runner.Job, waiting: str, step_text: StepText) -> tuple[float, str]:
    if job.is_waiting:
        return 0.0, waiting
    return (0.0, t(STARTING)) if job.step is None else step_text(job.step)


def done_share(step: Step) -> float:
    """How much of the step is done, as a part of 1."""
    return step.done / step.total if step.total else 0.0
