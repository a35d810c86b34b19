"""What Report draws: the choice of a report, notes, work on it, and what was made."""

from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup, escape

from dashboard import words
from dashboard.export import available, template
from dashboard.export.card_files import MEDIA_TYPES, Format
from dashboard.export.content import COUNTING, WRITING
from dashboard.jobs import report_jobs, runner
from dashboard.jobs.runner import Step
from dashboard.ui import address, downloads, html_card, job_progress, permalink

DESK = "report.desk"
REPORT_TITLES = {
    "ministry": "Ministry",
    "profile": "Profile",
    "office": "Office",
    "annex": "Annex",
    "eu-19a-2024": "Questionnaire: EU, Article 19a",
    "glotip-2016": "Questionnaire: UNODC",
    "greta-round-3": "Questionnaire: GRETA",
}
NOTES = "report.notes"
ANOTHER = "The report below was created with other filters, notes or records. Create it again."
OWN = "Notes appear only in the report file. They are not stored, and not part of the link."
WAITING = "Waiting for other work to finish."
SAYS = "Nothing is stored. You can use other pages meanwhile. An annex takes some minutes."
# What the work reports -> what a person reads, and from which part of the bar to which.
STAGES = {COUNTING: ("Counting the sections", 0.05, 0.5), WRITING: ("Writing the files", 0.5, 1.0)}
LABELS = {
    Format.PDF: "PDF",
    Format.XLSX: "Workbook (XLSX)",
    Format.HTML: "Page that opens offline (HTML)",
    Format.CSV: "Figures (CSV data package)",
}
ZIP = "application/zip"
FILLED, WORKBOOK = "How far it is filled", "Workbook (XLSX)"
VERIFY = "Verify before it is sent. {}"


@dataclass
class ReportDesk:
    """The last report of one session, with the notes for the next; both go with the session."""

    notes: str = ""
    job: runner.Job | None = None
    # What the report that is shown, or worked on, was asked for.
    asked: report_jobs.ReportRequest | None = None
    made: report_jobs.ReportFiles | report_jobs.FilledQuestionnaire | None = None
    fault: str = ""

    def begin(
        self, request: report_jobs.ReportRequest, make: report_jobs.Work = report_jobs.make_report
    ) -> None:
        """Make a report in a child process, or what else `make` makes."""
        self.made, self.fault = None, ""
        self.job = runner.start(make, request, words=report_jobs.REPORT_WORDS)
        self.asked = request

    def settle(self) -> None:
        """Take the answer of work that has ended."""
        if self.job is None or (ended := self.job.ended) is None:
            return
        self.job = None
        if ended.fault is not None:
            self.fault = ended.fault.wording
        if isinstance(ended.result, report_jobs.ReportFiles | report_jobs.FilledQuestionnaire):
            self.made = ended.result

    def holds(self, request: report_jobs.ReportRequest) -> bool:
        """Whether what was made is what is asked for now."""
        return self.made is not None and self.asked == request


def current_desk() -> ReportDesk:
    """This session's report."""
    desk = st.session_state.setdefault(DESK, ReportDesk())
    assert isinstance(desk, ReportDesk)
    desk.settle()
    return desk


def choose_report(found: available.Found, offered: tuple[str, ...]) -> None:
    """Draw the reports to choose from, and what the chosen one holds; the address follows."""
    st.radio(
        "Report",
        [one for one in REPORT_TITLES if one in offered],
        format_func=REPORT_TITLES.__getitem__,
        horizontal=True,
        **address.bind_widget("report", "report.name", found.name or None),
    )
    if found.name:
        html_card.draw_note(f"{available.headline(found.name)}.", key="report.headline")
    else:
        html_card.draw_template("notice.html", {"text": found.notice}, key="report.notice")


def draw_notes(desk: ReportDesk) -> None:
    """Draw the place for notes; they outlast a look at another page, and not the session."""
    st.session_state.setdefault(NOTES, desk.notes)
    desk.notes = (
        st.text_area("Notes of your own", key=NOTES, max_chars=template.MOST_NOTES, height=120)
        or ""
    )
    html_card.draw_note(OWN, key="report.notes")


@st.fragment(run_every=job_progress.LOOK_SECONDS)
def follow_work() -> None:
    """Draw how far the work is, again and again, and go on when it has ended."""
    desk = current_desk()
    if desk.job is None:
        st.rerun()
        return
    with html_card.card("Working", SAYS):
        if job_progress.draw_progress(desk.job, WAITING, describe_step, key="report.cancel"):
            desk.job.cancel()


def describe_step(step: Step) -> tuple[float, str]:
    """How much of the report is made, as a part of 1, and what is being done."""
    stage, first, last = STAGES[step.what]
    of = f": {words.count(step.done)} of {words.count(step.total)}"
    return first + (last - first) * job_progress.done_share(step), f"{stage}{of}"


def draw_made(made: report_jobs.ReportFiles) -> None:
    """Draw the buttons of its files and of its link, and the page among them as a preview."""
    with st.container(horizontal=True, gap="small"):
        for form, label in LABELS.items():
            name, content = made.files[form]
            kind = ZIP if form is Format.CSV else MEDIA_TYPES[form]
            downloads.draw_download(label, content, name=name, kind=kind, key=f"report.{form}")
    permalink.draw_copy_button("report.link")
    _, page = made.files[Format.HTML]
    # A page of its own within this one, where no script runs: escaped here as a whole, and what
    # stands in it was marked and escaped when it was written.
    html_card.draw_template(
        "preview.html", {"page": Markup(escape(page.decode()))}, key="report.preview"
    )


def draw_answered(answered: report_jobs.FilledQuestionnaire) -> None:
    """Draw the button of the workbook, and what stands in it and what does not."""
    name, content = answered.file
    kind = MEDIA_TYPES[Format.XLSX]
    downloads.draw_download(WORKBOOK, content, name=name, kind=kind, key="report.questionnaire")
    with html_card.card(FILLED, VERIFY.format(answered.verify)):
        st.text(answered.sentence)
        html_card.draw_frame(answered.by_table, name="questionnaire.tables")
        if len(answered.why):
            st.subheader("What is not filled, and why", anchor=False)
            html_card.draw_frame(answered.why, name="questionnaire.why", look="dense")
        html_card.draw_note(
            "In the workbook, each cell says which measure and filters its number belongs to.",
            key="questionnaire.traced",
        )
