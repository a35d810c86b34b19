"""The upload page's own parts: its steps, its first sentence, what was decided."""

import streamlit as st

from dashboard import data, own_records
from dashboard.query_params import QualityView, write
from dashboard.server import access
from dashboard.shared import card, first_words, note, panel
from dashboard.upload.mapping import tab_storage
from dashboard.upload.mapping.state import HELD, PAGE, Editor
from dashboard.upload.mapping.words import sentence_case
from dashboard.upload.views import apart, outcome, words
from dashboard.upload.views.desk import Desk, Step
from dashboard.work.jobs import Rule
from schemas import findings
from schemas.store import database

TITLES: dict[str, str] = {
    Rule.DIED: "The files could not be read to their end",
    Rule.MEMORY: "Too much memory",
    Rule.TIME: "Too long",
    Rule.CANCELLED: "Cancelled",
    Rule.STOPPED: "Not possible at this time",
}


NAMES = ("Choose files", "Check", "See what would change", "Stored")
SHOWN_AT = {Step.CHOOSE: 1, Step.MAP: 1, Step.WAIT: 2, Step.DECIDE: 3, Step.DONE: 4}
BEFORE = (
    "Files are checked and compared with the stored records first. You see what would be new, "
    "changed, unchanged and refused, and which measures would move; then you accept or leave."
)
WITHOUT_SERVER = (
    "This is a development server without protection, and takes no records. Start the dashboard "
    "with: prosecution-quality serve"
)
COMMANDS = """\
prosecution-quality --database postgresql://IMPORTER@HOST/NAME import my-submission --dry-run
prosecution-quality --database postgresql://IMPORTER@HOST/NAME import my-submission
"""
CHANGED = (
    "The stored records changed after this outcome was shown, so nothing was stored. This is what "
    "would happen as they are."
)
UNDOING = (
    "The rows of this batch go out of the records, and rows that gave way to them come back. Add "
    "the same files again to bring it back."
)


def may_upload() -> bool:
    """Whether records come in here; it is said where they do not."""
    if not access.may_upload(access.identity(), st.context.headers.get(access.MARK_HEADER)):
        first_words.draw([WITHOUT_SERVER])
        return False
    if not database.may_write(data.records_url()):
        first_words.draw([own_records.BY_IMPORTER])
        st.code(COMMANDS, language=None, wrap_lines=True)
        return False
    return True


def top(desk: Desk) -> None:
    """Draw the steps, the sentence that answers the page's question, and what went wrong."""
    Editor(PAGE).hold(*HELD)
    panel.show("step_bar.html", {"names": NAMES, "at": SHOWN_AT[desk.step]}, key="upload.steps")
    first_words.draw([_sentence(desk)])
    draw(desk.fault)
    if desk.is_anew:
        panel.show("notice.html", {"text": CHANGED}, key="upload.anew")


def done(desk: Desk) -> None:
    """Draw what was stored, with the way back next to it."""
    receipt = desk.receipt
    assert receipt is not None
    with card.card("What was stored" if desk.undone is None else "What was undone"):
        if desk.undone is None:
            outcome.summary(receipt)
            outcome.by_table(receipt)
            apart.told(desk)
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button("Add more records", type="primary", key=desk.key("more")):
                desk.clear()
                st.rerun()
            st.page_link(
                "dashboard/quality/quality.py",
                label="See it on Data & quality",
                query_params=write(QualityView("sources")),
            )
            batch_id = receipt.batch_id
            if desk.undone is None and batch_id is not None:
                _undo(desk, batch_id)
    tab_storage.forget(desk.session)


def _undo(desk: Desk, batch_id: int) -> None:
    """Ask first: one press beside the way on is easily made by mistake."""
    with st.popover("Undo …"):
        note.draw(UNDOING, "upload.undo")
        if st.button(f"Undo batch {batch_id}", type="primary", key=desk.key("undo")):
            desk.undo(batch_id)
            st.rerun()


def _sentence(desk: Desk) -> str:
    if desk.undone is not None:
        back = desk.undone.restored
        restored = f", and {words.some(back, 'row')} that gave way came back" if back else ""
        return (
            f"Batch {desk.undone.batch_id} ({desk.undone.source}) is undone:"
            f" {words.some(desk.undone.rows, 'row')} removed{restored}."
        )
    if desk.step is Step.WAIT:
        return _doing(desk)
    if desk.receipt is not None and desk.step is not Step.CHOOSE:
        return f"{words.outcome(desk.receipt)} {desk.receipt.by_row_in_words}".rstrip()
    return BEFORE


def _doing(desk: Desk) -> str:
    if desk.stored is not None:
        return f"Batch {desk.stored.batch_id} is being undone."
    source = desk.request.source if desk.request is not None else ""
    doing = "stored" if desk.is_accepting else "checked"
    return f"{source} is being {doing}."


def draw(fault: findings.Finding | None) -> None:
    """Draw the fault; nothing without one."""
    if fault is None:
        return
    text = fault.wording.removeprefix("cancelled. ")
    title = TITLES.get(fault.rule, "Not stored")
    context = {"rule": fault.rule, "title": title, "text": sentence_case(text)}
    panel.show("fault.html", context, key="upload.fault")
