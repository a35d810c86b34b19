"""Undoing a batch on the page: what would go, a clear question, the work, and what went."""

from dataclasses import dataclass, field
from functools import partial
from secrets import token_hex

import streamlit as st

from dashboard import data, filters, own_records, words
from dashboard.server import access
from dashboard.shared import draw, note, panel, working
from dashboard.shared.frames import moves
from dashboard.work import intake, jobs, undoing
from dashboard.work.child import Step
from schemas import findings
from schemas.store import database
from seed import batches, submission

KEY = "quality.undoing"
WAITING = "Waiting: others are being worked on."
MOVES_SHOWN = 12
ELSEWHERE = "Batches are undone from the command line, or on the desk's own server."
NOT_HERE = "Nobody who signs in undoes a batch: whoever looks after this server does, by command."
HOW_BACK = "Import the same files again to bring it back."
STEPS: dict[str, str] = {
    submission.Stage.REMOVING: "Taking the rows out",
    submission.Stage.COUNTING: "Counting anew",
}


@dataclass
class Desk:
    """Where a session is with an undo: asked, at work, done; or refused, in `words`."""

    session: str = field(default_factory=lambda: f"undo-{token_hex(8)}")
    batch_id: int = 0
    job: jobs.Job | None = None
    outlook: undoing.Outlook | None = None
    undone: batches.Undone | None = None
    refused: str = ""

    def ask(self, batch_id: int) -> None:
        """Find out what undoing the batch would do."""
        self.let_go()
        self.batch_id = batch_id
        self._begin(undoing.outlook)

    def undo(self) -> None:
        """Undo it, where the records are still those that were looked at."""
        version = self.outlook.version if self.outlook is not None else None
        self.outlook = None
        self._begin(intake.undo, version)

    def let_go(self) -> None:
        """Forget what was asked; work that is under way is stopped, and leaves nothing."""
        if self.job is not None:
            self.job.cancel()
        self.__dict__.update(Desk(session=f"undo-{token_hex(8)}").__dict__)

    def settle(self) -> None:
        """Take the answer of work that has ended."""
        if self.job is None or self.job.ended is None:
            return
        ended, self.job = self.job.ended, None
        match ended.result:
            case undoing.Outlook() as outlook:
                self.outlook = outlook
            case batches.Undone() as undone:
                self.undone = undone
            case _ if ended.fault is not None:
                self._fail(ended.fault)

    def _fail(self, fault: findings.Finding) -> None:
        listed = data.batches()
        gone = listed[(listed["batch_id"] == self.batch_id) & listed["undone_at"].notna()]
        if len(gone) and fault.rule != jobs.Rule.STOPPED:
            # It was undone before the work on it ended.
            self.undone = data.undone(self.batch_id)
        else:
            self.refused = undoing.said(fault).wording

    def _begin(self, work: jobs.Work, version: str | None = None) -> None:
        request = intake.Undoing(data.current().url, self.batch_id, version)
        tidy = partial(intake.tidied, request.url, intake.version_of(request.url))
        self.job = jobs.start(work, request, session=self.session, tidy=tidy)


def current() -> Desk:
    """This session's undo."""
    if KEY not in st.session_state:
        st.session_state[KEY] = Desk()
    desk = st.session_state[KEY]
    assert isinstance(desk, Desk)
    desk.settle()
    return desk


def draw_undo(batch_id: int, *, undone_on: str) -> None:
    """The way to undo a batch, wherever this session is with it."""
    desk = current()
    if undone_on:
        _said(f"Undone on {undone_on}. {HOW_BACK}")
        return
    if not access.may_upload(access.identity(), st.context.headers.get(access.MARK_HEADER)):
        _said(ELSEWHERE if access.scope(access.identity()).reads_all else NOT_HERE)
        return
    if not database.may_write(data.records_url()):
        _said(own_records.BY_IMPORTER)
        return
    if desk.batch_id != batch_id:
        _question(desk, batch_id)
    elif desk.job is not None:
        _follow()
    elif desk.outlook is not None:
        _confirm(desk, desk.outlook)
    elif desk.refused:
        _said(desk.refused)
        _leave(desk)
    else:
        _question(desk, batch_id)


def last_undone() -> str:
    """What this session undid last, said once above all."""
    undone = current().undone
    if undone is None:
        return ""
    back = f"; {words.count(undone.restored)} rows came back" if undone.restored else ""
    return (
        f"Batch {undone.batch_id} ({undone.source}) is undone: {words.count(undone.rows)} rows"
        f" removed{back}. {HOW_BACK}"
    )


def _question(desk: Desk, batch_id: int) -> None:
    note.draw("You see what would go and which measures would move before anything does.", "undo")
    if st.button(f"Undo batch {batch_id} …", key="quality.undo"):
        desk.ask(batch_id)
        st.rerun()


@st.fragment(run_every=working.LOOK_SECONDS)
def _follow() -> None:
    desk = current()
    if desk.job is None:
        st.rerun()
        return
    if working.bar(desk.job, WAITING, _told, key="quality.undo.cancel"):
        desk.let_go()
        st.rerun()


def _told(step: Step) -> tuple[float, str]:
    return min(1.0, working.done(step)), f"{STEPS.get(step.what, step.what)} …"


def _confirm(desk: Desk, outlook: undoing.Outlook) -> None:
    undone = outlook.undone
    back = (
        f" and {words.count(undone.restored)} rows that gave way to it come back"
        if undone.restored
        else ""
    )
    _said(
        f"Undoing batch {undone.batch_id} ({undone.source}) takes out {words.count(undone.rows)}"
        f" rows{back}. {moves.summary(outlook.moves)} {HOW_BACK}"
    )
    seen = (moves.overall(outlook.moves) or outlook.moves)[:MOVES_SHOWN]
    if seen:
        draw.of_text(moves.table(seen, filters.options().jurisdictions), name="undo.moves")
    with st.container(horizontal=True):
        if st.button(f"Undo batch {undone.batch_id}", type="primary", key="quality.undo.yes"):
            desk.undo()
            st.rerun()
        _leave(desk)


def _leave(desk: Desk) -> None:
    if st.button("Leave it", key="quality.undo.no"):
        desk.let_go()
        st.rerun()


def _said(text: str) -> None:
    panel.show("notice.html", {"text": text}, key="quality.undo.said")
