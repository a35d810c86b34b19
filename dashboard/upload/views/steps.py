"""The upload page's steps: its first sentence, the work under way, what was stored or undone."""

import streamlit as st

from dashboard import access, data, real_database, words
from dashboard.jobs import runner
from dashboard.jobs.runner import Rule
from dashboard.pages.quality import PAGE as QUALITY
from dashboard.query_params import QualityView, write
from dashboard.ui import html_card, job_progress, lead_sentence
from dashboard.upload.mapping import tab_storage
from dashboard.upload.mapping.mapping_words import sentence_case
from dashboard.upload.mapping.state import TYPED, Editor
from dashboard.upload.views import outcome, upload_session, upload_words
from dashboard.upload.views.upload_session import Step, UploadSession
from schemas import findings
from schemas.store import database
from seed import submission

TITLES: dict[str, str] = {
    Rule.DIED: "The files could not be read to their end",
    Rule.MEMORY: "Too much memory",
    Rule.TIME: "Too long",
    Rule.CANCELLED: "Cancelled",
    Rule.STOPPED: "Not possible at this time",
}
STEP_NAMES = ("Choose files", "Check", "See what would change", "Stored")
SHOWN_AT = {Step.CHOOSE: 1, Step.MAP: 1, Step.WAIT: 2, Step.DECIDE: 3, Step.DONE: 4}
INTRODUCTION = (
    "Your files are checked first. You see which rows are new, changed or refused, and which"
    " measures would change. Nothing is stored until you accept."
)
WITHOUT_SERVER = (
    "This is a development server without protection, and takes no records. Start the dashboard "
    "with: prosecution-quality serve"
)
COMMANDS = """\
prosecution-quality --database postgresql://IMPORTER@HOST/NAME import my-submission --dry-run
prosecution-quality --database postgresql://IMPORTER@HOST/NAME import my-submission
"""
CHANGED_NOTE = (
    "The stored records changed after this outcome was shown, so nothing was stored. This is what "
    "would happen as they are."
)
UNDO_NOTE = (
    "The rows of this batch go out of the records, and rows that gave way to them come back. Add "
    "the same files again to bring it back."
)
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


def may_upload() -> bool:
    """Whether records come in here; it is said where they do not."""
    if not access.may_upload(access.scope_id(), st.context.headers.get(access.MARK_HEADER)):
        lead_sentence.draw_sentences([WITHOUT_SERVER])
        return False
    if not database.may_write(data.records_url()):
        lead_sentence.draw_sentences([real_database.BY_IMPORTER])
        st.code(COMMANDS, language=None, wrap_lines=True)
        return False
    return True


def draw_top(upload: UploadSession) -> None:
    """Draw the steps, the sentence that answers the page's question, and what went wrong."""
    Editor().hold(*TYPED)
    html_card.draw_template(
        "step_bar.html", {"names": STEP_NAMES, "at": SHOWN_AT[upload.step]}, key="upload.steps"
    )
    lead_sentence.draw_sentences([_lead_sentence(upload)])
    draw_fault(upload.fault)
    if upload.is_anew:
        html_card.draw_notice(CHANGED_NOTE, key="upload.anew")


def draw_done(upload: UploadSession) -> None:
    """Draw what was stored, with the way back next to it."""
    receipt = upload.receipt
    assert receipt is not None
    with html_card.card("What was stored" if upload.undone is None else "What was undone"):
        if upload.undone is None:
            outcome.draw_summary(receipt)
            outcome.draw_by_table(receipt)
            outcome.say_database(upload)
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button("Add more records", type="primary", key=upload.key("more")):
                upload.clear()
                st.rerun()
            st.page_link(
                QUALITY.script,
                label="See it on Data & quality",
                query_params=write(QualityView("sources")),
            )
            batch_id = receipt.batch_id
            if upload.undone is None and batch_id is not None:
                _ask_undo(upload, batch_id)
    tab_storage.clear_tab(upload.session)


def _ask_undo(upload: UploadSession, batch_id: int) -> None:
    """Ask first: one press beside the way on is easily made by mistake."""
    with st.popover("Undo …"):
        html_card.draw_note(UNDO_NOTE, "upload.undo")
        if st.button(f"Undo batch {batch_id}", type="primary", key=upload.key("undo")):
            upload.undo(batch_id)
            st.rerun()


def _lead_sentence(upload: UploadSession) -> str:
    if upload.undone is not None:
        back = upload.undone.restored
        restored = (
            f", and {upload_words.count_or_no(back, 'row')} that gave way came back" if back else ""
        )
        return (
            f"Batch {upload.undone.batch_id} ({upload.undone.source}) is undone:"
            f" {upload_words.count_or_no(upload.undone.rows, 'row')} removed{restored}."
        )
    if upload.step is Step.WAIT:
        return _work_sentence(upload)
    if upload.receipt is not None and upload.step is not Step.CHOOSE:
        said = upload_words.outcome_sentence(upload.receipt)
        return f"{said} {upload.receipt.by_row_in_words}".rstrip()
    return INTRODUCTION


def _work_sentence(upload: UploadSession) -> str:
    if upload.stored is not None:
        return f"Batch {upload.stored.batch_id} is being undone."
    source = upload.request.source if upload.request is not None else ""
    doing = "stored" if upload.is_accepting else "checked"
    return f"{source} is being {doing}."


def draw_fault(fault: findings.Finding | None) -> None:
    """Draw the fault; nothing without one."""
    if fault is None:
        return
    text = fault.wording.removeprefix("cancelled. ")
    title = TITLES.get(fault.rule, "Not stored")
    context = {"rule": fault.rule, "title": title, "text": sentence_case(text)}
    html_card.draw_template("fault.html", context, key="upload.fault")


@st.fragment(run_every=job_progress.LOOK_SECONDS)
def follow_work() -> None:
    """Draw how far the work is, again and again, and go on when it has ended."""
    upload = upload_session.current_upload()
    job = upload.job
    if job is None or job.ended is not None:
        upload.settle()
        st.rerun()
        return
    with html_card.card("Working", _waiting_note(upload)):
        if job_progress.draw_progress(job, WAITING, _step_progress, key=upload.key("cancel")):
            job.cancel()


def _waiting_note(upload: upload_session.UploadSession) -> str:
    if upload.is_accepting or upload.stored is not None:
        return "It happens whole, or not at all. You may look at other pages meanwhile."
    return "Nothing is stored while files are checked. You may look at other pages meanwhile."


def _step_progress(step: runner.Step) -> tuple[float, str]:
    stage, first, last = STAGES.get(step.what, (step.what, 0.1, 0.9))
    counted = f": {words.count(step.done)} of {words.count(step.total)}" if step.total > 2 else " …"
    return first + (last - first) * job_progress.done_share(step), f"{stage}{counted}"
