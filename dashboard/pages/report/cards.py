"""Cards of the page Report: choice of a report, user's notes, progress, and finished files."""

from dataclasses import dataclass

import streamlit as st
from markupsafe import Markup, escape

from dashboard import words
from dashboard.export import template
from dashboard.export.content import COUNTING, WRITING
from dashboard.export.files import MEDIA_TYPES, Format
from dashboard.jobs import report_jobs
from dashboard.jobs.runner import Step
from dashboard.ui import address, downloads, html_card, job_progress, page_shell
from schemas.language import marked, t

DESK = "report.desk"
REPORT_TITLES = {
    "ministry": marked("Ministry"),
    "profile": marked("Profile"),
    "office": marked("Office"),
    "annex": marked("Annex"),
    "body": marked("Comparison"),
    "letter": marked("Letter"),
    "eu-19a-2024": marked("Questionnaire: EU, Article 19a"),
    "glotip-2016": marked("Questionnaire: UNODC"),
    "greta-round-3": marked("Questionnaire: GRETA"),
}
NOTES = "report.notes"
ANOTHER = marked(
    "The report below was created with other filters, notes or records. Create it again."
)
OWN = marked(
    "Notes appear only in the report file. They are not stored, and they are not in the address"
    " of this page."
)
WAITING = marked("Waiting for other work to finish.")
SAYS = marked(
    "Nothing is stored. You can use other pages in the meantime. An annex takes a few minutes."
)
# For each stage of the work: the text shown, and the part of the progress bar from start to end.
STAGES = {
    COUNTING: (marked("Calculating the sections: {done} of {total}"), 0.05, 0.5),
    WRITING: (marked("Writing the files: {done} of {total}"), 0.5, 1.0),
}
LABELS = {
    Format.PDF: marked("PDF"),
    Format.XLSX: marked("Workbook (XLSX)"),
    Format.HTML: marked("Page that opens offline (HTML)"),
    Format.CSV: marked("Figures (CSV data package)"),
}
ZIP = "application/zip"
FILLED, WORKBOOK = marked("How much of it is filled in"), marked("Workbook (XLSX)")
VERIFY = marked("Check the workbook before you send it. {verify}")


@dataclass
class ReportDesk(job_progress.JobState):
    """The last report of a session, and the user's notes for the next; neither is stored."""

    notes: str = ""


def session_report() -> ReportDesk:
    """Return the state of this session's report."""
    return job_progress.session_state(DESK, ReportDesk)


def choose_report(found: template.Found, offered: tuple[str, ...]) -> None:
    """Draw the choice of reports, which the address stores, and what the chosen one contains."""
    st.radio(
        t("Report"),
        [one for one in REPORT_TITLES if one in offered],
        format_func=lambda name: t(REPORT_TITLES[name]),
        horizontal=True,
        **address.bind_widget("report", "report.name", found.name or None),
    )
    if found.name:
        html_card.draw_note(
            t("{headline}.", headline=t(template.headline(found.name))), key="report.headline"
        )
    else:
        html_card.draw_notice(t(found.notice), key="report.notice")


def draw_notes_field(desk: ReportDesk) -> None:
    """Draw the field for the user's notes; the session keeps them, also on other pages."""
    st.session_state.setdefault(NOTES, desk.notes)
    desk.notes = (
        st.text_area(t("Your own notes"), key=NOTES, max_chars=template.MOST_NOTES, height=120)
        or ""
    )
    html_card.draw_note(t(OWN), key="report.notes")


def draw_work_progress(desk: ReportDesk) -> None:
    """Draw the progress of the work; when it has ended, run the page again."""
    with html_card.card(t("Creating the report"), t(SAYS)):
        job_progress.follow_job(desk, t(WAITING), step_progress, key="report.cancel", leaves=False)


def step_progress(step: Step) -> tuple[float, str]:
    """Return the finished part of the report (0-1), and a text on the current step."""
    stage, first, last = STAGES[step.what]
    said = t(stage, done=words.count(step.done), total=words.count(step.total))
    return first + (last - first) * job_progress.done_share(step), said


def draw_finished_report(made: report_jobs.ReportFiles) -> None:
    """Draw download buttons, a button to copy the link, and a preview of the HTML report."""
    with st.container(horizontal=True, gap="small"):
        for form, label in LABELS.items():
            name, content = made[form]
            kind = ZIP if form is Format.CSV else MEDIA_TYPES[form]
            downloads.draw_download(t(label), content, name=name, kind=kind, key=f"report.{form}")
    page_shell.draw_copy_link_button("report.link")
    _, page = made[Format.HTML]
    # A separate document in a frame without scripts. Here it is escaped as a whole; its values were
    # escaped when it was written.
    html_card.draw_template(
        "preview.html", {"page": Markup(escape(page.decode()))}, key="report.preview"
    )


def draw_filled_questionnaire(answered: report_jobs.FilledQuestionnaire) -> None:
    """Draw the download of a filled questionnaire, and tables of filled and empty cells."""
    name, content = answered.file
    kind = MEDIA_TYPES[Format.XLSX]
    downloads.draw_download(t(WORKBOOK), content, name=name, kind=kind, key="report.questionnaire")
    with html_card.card(t(FILLED), t(VERIFY, verify=t(answered.verify))):
        st.text(answered.sentence)
        html_card.draw_frame(answered.by_table, name="questionnaire.tables")
        if len(answered.why):
            st.subheader(t("What is not filled in, and why"), anchor=False)
            html_card.draw_frame(answered.why, name="questionnaire.why", look="dense")
        html_card.draw_note(
            t("The workbook shows the measure and the filters of each number."),
            key="questionnaire.traced",
        )
