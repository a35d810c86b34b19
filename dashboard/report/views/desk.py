"""Where a report stands in this session: chosen, worked on, made."""

from dataclasses import dataclass

import streamlit as st

from dashboard.work import jobs, reporting

KEY = "report.desk"


@dataclass
class Desk:
    """The last report of one session, with the notes for the next; both go with the session."""

    notes: str = ""
    job: jobs.Job | None = None
    # What the report that is shown, or worked on, was asked for.
    asked: reporting.Request | None = None
    made: reporting.Made | reporting.Answered | None = None
    fault: str = ""

    def begin(self, request: reporting.Request, make: reporting.Make = reporting.made) -> None:
        """Make a report in a child process, or what else `make` makes."""
        self.made, self.fault = None, ""
        self.job = jobs.start(make, request)
        self.asked = request

    def settle(self) -> None:
        """Take the answer of work that has ended."""
        if self.job is None or (ended := self.job.ended) is None:
            return
        self.job = None
        if ended.fault is not None:
            self.fault = reporting.said(ended.fault).wording
        if isinstance(ended.result, reporting.Made | reporting.Answered):
            self.made = ended.result

    def holds(self, request: reporting.Request) -> bool:
        """Whether what was made is what is asked for now."""
        return self.made is not None and self.asked == request


def current() -> Desk:
    """This session's report."""
    desk = st.session_state.setdefault(KEY, Desk())
    assert isinstance(desk, Desk)
    desk.settle()
    return desk
