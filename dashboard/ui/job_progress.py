"""Long work of a session in a child process: its state, progress, and a button to cancel it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import streamlit as st

from dashboard import untrusted_text
from dashboard.jobs import runner
from dashboard.jobs.runner import Step
from schemas import findings
from schemas.language import marked, t

# Seconds between two looks of a waiting page.
LOOK_SECONDS = 0.4
STARTING = marked("Starting …")
State = TypeVar("State", bound="JobState")
# A function from a step to the finished part of the whole (0-1) and a text for people.
StepText = Callable[[Step], tuple[float, str]]


@dataclass
class JobState:
    """Work that a session has asked for. `asked` is the request, also after the work has ended.

    At the end there is a `result` or the text of a `fault`.
    """

    job: runner.Job | None = None
    asked: Any = None
    result: Any = None
    fault: str = ""

    def begin(self, work: runner.Work, request: object, **how: Any) -> None:
        """Start the work in a child process; `how` is passed to `runner.start_job`."""
        self.reset()
        self.job, self.asked = runner.start_job(work, request, **how), request

    def reset(self) -> None:
        """Discard the request; work in progress is stopped and changes nothing."""
        if self.job is not None:
            self.job.cancel()
        self.job, self.asked, self.result, self.fault = None, None, None, ""

    def settle(self) -> None:
        """Store the result or fault of work that has ended."""
        if self.job is not None and (ended := self.job.ended) is not None:
            self.job, self.result = None, ended.result
            if ended.fault is not None:
                self.fail(ended.fault)

    def fail(self, fault: findings.Finding) -> None:
        """Keep `fault`, the reason why the work ended without a result."""
        self.fault = t(fault.wording)


def session_state(key: str, kind: type[State]) -> State:
    """Return this session's state of work under a key, with the result of work that has ended."""
    state = st.session_state.setdefault(key, kind())
    assert isinstance(state, kind)
    state.settle()
    return state


@st.fragment(run_every=LOOK_SECONDS)
def follow_job(
    state: JobState, waiting: str, step_text: StepText, *, key: str, leaves: bool = True
) -> None:
    """Draw the progress of work until it ends or is cancelled; then run the page again.

    If the user cancels it, the work is forgotten if `leaves`; else its fault says that it ended.
    """
    state.settle()
    if state.job is None:
        st.rerun()
        return
    if draw_progress(state.job, waiting, step_text, key=key):
        if leaves:
            state.reset()
            st.rerun()
        else:
            state.job.cancel()


def draw_progress(job: runner.Job, waiting: str, step_text: StepText, *, key: str) -> bool:
    """Draw the progress of a job, or `waiting` before it begins; returns whether to cancel it."""
    if job.is_waiting:
        part, text = 0.0, waiting
    else:
        part, text = (0.0, t(STARTING)) if job.step is None else step_text(job.step)
    st.progress(part, text=untrusted_text.escape_markdown(text))
    return st.button(t("Cancel"), key=key)


def done_share(step: Step) -> float:
    """Return the finished part of a step, from 0 to 1."""
    return step.done / step.total if step.total else 0.0
