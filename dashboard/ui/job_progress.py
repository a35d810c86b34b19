"""Draw the progress of work in a child process, and a button to cancel it."""

from collections.abc import Callable

import streamlit as st

from dashboard import untrusted_text
from dashboard.jobs import runner
from dashboard.jobs.runner import Step
from schemas.language import marked, t

# Seconds between two looks of a waiting page.
LOOK_SECONDS = 0.4
STARTING = marked("Starting …")
# A function from a step to the finished part of the whole (0-1) and a text for people.
StepText = Callable[[Step], tuple[float, str]]


def draw_progress(job: runner.Job, waiting: str, step_text: StepText, *, key: str) -> bool:
    """Draw the progress of a job, or `waiting` before it begins; returns whether to cancel it."""
    part, text = _progress(job, waiting, step_text)
    st.progress(part, text=untrusted_text.escape_markdown(text))
    return st.button(t("Cancel"), key=key)


def _progress(job: runner.Job, waiting: str, step_text: StepText) -> tuple[float, str]:
    if job.is_waiting:
        return 0.0, waiting
    return (0.0, t(STARTING)) if job.step is None else step_text(job.step)


def done_share(step: Step) -> float:
    """Return the finished part of a step, from 0 to 1."""
    return step.done / step.total if step.total else 0.0
