"""Frame of the upload steps: first sentence, progress of work, and what was stored or undone."""

import streamlit as st

from dashboard import access, data, real_database, words
from dashboard.frames import submissions
from dashboard.jobs import return_jobs, runner
from dashboard.jobs.runner import Rule
from dashboard.pages.quality import PAGE as QUALITY
from dashboard.pages.upload.mapping import tab_storage
from dashboard.pages.upload.mapping.state import TYPED, Editor
from dashboard.pages.upload.views import (
    dry_run_result,
    return_views,
    upload_session,
    upload_words,
)
from dashboard.pages.upload.views.upload_session import Step, UploadSession
from dashboard.query_params import QualityView, build_query
from dashboard.ui import html_card, job_progress, lead_sentence
from schemas.language import marked, t
from schemas.store import database
from seed import submission

TITLES: dict[str, str] = {
    Rule.DIED: marked("The files could not be read."),
    Rule.MEMORY: marked("Not enough memory."),
    Rule.TIME: marked("This takes too long."),
    Rule.STOPPED: marked("This is not possible now."),
}
STEP_NAMES = (
    *(marked("Choose files"), marked("Check"), marked("See what would change")),
    marked("Stored"),
)
SHOWN_AT = {Step.CHOOSE: 1, Step.MAP: 1, Step.WAIT: 2, Step.DECIDE: 3, Step.DONE: 4}
INTRODUCTION = marked(
    "Your files are checked first. You see which rows are new, changed or rejected, and which"
    " measures would change. Nothing is stored until you accept."
)
WITHOUT_SERVER = marked(
    "You cannot add records now: the program was started in a test mode that does not control"
    " access. Close it and start it with: prosecution-quality serve"
)
COMMANDS = """\
prosecution-quality --database postgresql://IMPORTER@HOST/NAME import my-submission --dry-run
prosecution-quality --database postgresql://IMPORTER@HOST/NAME import my-submission
"""
CHANGED_NOTE = marked(
    "The stored records have changed since you saw the result, so nothing was stored. Below is the"
    " result for the records as they are now."
)
UNDO_NOTE = marked(
    "The rows of this import are removed, and rows that they replaced come back. To bring the"
    " import back, add the same files again."
)
WAITING = marked("Waiting for two other uploads to finish …")
STORING_NOTE = marked(
    "Either everything is changed or nothing. You can look at other pages in the meantime."
)
CHECKING_NOTE = marked(
    "Nothing is stored while the files are checked. You can look at other pages in the meantime."
)
# For each stage of the work: the text shown, and the part of the progress bar from start to end.
STAGES: dict[str, tuple[str, float, float]] = {
    submission.Stage.READING_FILES: (marked("Reading the files"), 0.02, 0.1),
    submission.Stage.LOOKING: (marked("Reading the columns"), 0.1, 1.0),
    submission.Stage.COMPARING: (marked("Comparing with the stored records"), 0.1, 0.2),
    submission.Stage.CHECKING: (marked("Checking the rules"), 0.2, 0.5),
    submission.Stage.STORING: (marked("Storing the rows"), 0.5, 0.65),
    submission.Stage.REMOVING: (marked("Removing the rows"), 0.1, 0.6),
    return_jobs.CHECKING: (return_jobs.CHECKING, 0.05, 0.9),
    return_jobs.STORING: (return_jobs.STORING, 0.1, 0.9),
    submission.Stage.COUNTING: (marked("Calculating the measures"), 0.65, 0.95),
}


def may_upload() -> bool:
    """Return whether the user can add records; if not, draw the reason."""
    if not access.may_upload(access.scope_id(), st.context.headers.get(access.MARK_HEADER)):
        lead_sentence.draw_sentences([t(WITHOUT_SERVER)])
        return False
    if not database.may_write(data.records_url()):
        lead_sentence.draw_sentences([t(real_database.BY_IMPORTER)])
        st.code(COMMANDS, language=None, wrap_lines=True)
        return False
    return True


def draw_step_header(upload: UploadSession) -> None:
    """Draw the bar of steps, the first sentence, and an error."""
    Editor().hold(*TYPED)
    steps = {"names": [t(name) for name in STEP_NAMES], "at": SHOWN_AT[upload.step]}
    html_card.draw_template("step_bar.html", steps, key="upload.steps")
    lead_sentence.draw_sentences([_lead_sentence(upload)])
    if upload.fault is not None:
        title = TITLES.get(upload.fault.rule, "")
        fault = {"rule": upload.fault.rule, "title": t(title), "text": t(upload.fault.wording)}
        html_card.draw_template("fault.html", fault, key="upload.fault")
    if upload.is_anew:
        html_card.draw_notice(t(CHANGED_NOTE), key="upload.anew")


def draw_done(upload: UploadSession) -> None:
    """Draw what was stored, with a button to undo it."""
    receipt = upload.receipt
    assert receipt is not None
    with html_card.card(t("What was stored") if upload.undone is None else t("What was undone")):
        if upload.undone is None:
            dry_run_result.draw_summary(receipt)
            dry_run_result.draw_by_table(receipt)
            dry_run_result.draw_database_note(upload)
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button(t("Add more records"), type="primary", key=upload.key("more")):
                upload.clear()
                st.rerun()
            st.page_link(
                QUALITY.script,
                label=t("Show it on Data & quality"),
                query_params=build_query(QualityView("sources")),
            )
            if upload.undone is None and (batch_id := receipt.batch_id) is not None:
                # In a menu, so that nobody presses it by mistake.
                with st.popover(t("Undo …")):
                    html_card.draw_note(t(UNDO_NOTE), "upload.undo")
                    if st.button(
                        t("Undo import {number}", number=batch_id),
                        type="primary",
                        key=upload.key("undo"),
                    ):
                        upload.undo(batch_id)
                        st.rerun()
    tab_storage.clear_tab_state(upload.session)


def _lead_sentence(upload: UploadSession) -> str:
    if upload.returns and upload.step in (Step.DECIDE, Step.DONE):
        return return_views.lead_sentence(upload)
    if upload.undone is not None:
        return submissions.undone_sentence(upload.undone)
    if upload.step is Step.WAIT:
        return _work_sentence(upload)
    if upload.receipt is not None and upload.step is not Step.CHOOSE:
        more = (upload.receipt.by_row_in_words, upload.receipt.day_in_words)
        said = (upload_words.outcome_sentences(upload.receipt), *(t(one) for one in more if one))
        return " ".join(said)
    return t(INTRODUCTION)


def _work_sentence(upload: UploadSession) -> str:
    if upload.stored is not None:
        return t("Import {number} is being undone …", number=upload.stored.batch_id)
    source = upload.request.source if upload.request is not None else ""
    if upload.is_accepting:
        return t("{source} is being stored …", source=source)
    return t("{source} is being checked …", source=source)


@st.fragment(run_every=job_progress.LOOK_SECONDS)
def draw_work_progress() -> None:
    """Draw the progress of the work; when it has ended, run the page again."""
    upload = upload_session.current_upload()
    job = upload.job
    if job is None or job.ended is not None:
        upload.settle()
        st.rerun()
        return
    is_writing = upload.is_accepting or upload.stored is not None
    with html_card.card(t("In progress"), t(STORING_NOTE if is_writing else CHECKING_NOTE)):
        if job_progress.draw_progress(job, t(WAITING), _step_progress, key=upload.key("cancel")):
            job.cancel()


def _step_progress(step: runner.Step) -> tuple[float, str]:
    stage, first, last = STAGES.get(step.what, (step.what, 0.1, 0.9))
    part = first + (last - first) * job_progress.done_share(step)
    if step.total <= 2:
        return part, t("{step} …", step=t(stage))
    done, total = words.count(step.done), words.count(step.total)
    return part, t("{step}: {done} of {total}", step=t(stage), done=done, total=total)
