"""What moved with the last import: asked for, counted in a child process, and told."""

from dataclasses import dataclass
from functools import partial
from secrets import token_hex

import streamlit as st

from dashboard import data, filters
from dashboard.quality.views import batches as quality_batches
from dashboard.quality.views import view
from dashboard.report import taken
from dashboard.server import access
from dashboard.shared import draw, lines, note, panel, take_away, working
from dashboard.shared.frames import moved, submissions
from dashboard.shared.frames.submissions import Import
from dashboard.work import intake, jobs, moving
from dashboard.work.child import Step
from schemas.store import copying
from seed import submission

KEY = "quality.moved"
WAITING = "Waiting: others are being worked on …"
ASKS = (
    "Measures are counted without this import, in a copy that is thrown away, and held against what"
    " they are with it. It takes about as long as the import took."
)
ELSEWHERE = "What moved is counted on the desk’s own server, or by:"
COMMAND = "prosecution-quality report changes --jurisdiction {}"
STEPS: dict[str, tuple[float, str]] = {
    copying.COPYING: (0.0, "Copying what you may see"),
    submission.Stage.COMPARING: (0.1, "Counting with it and without it"),
    submission.Stage.REMOVING: (0.3, "Taking its rows out of the copy"),
    submission.Stage.COUNTING: (0.5, "Counting anew"),
}


@dataclass
class Desk:
    """Where a session is with the question: asked, at work, told; or why it could not be told."""

    asked: moving.Request | None = None
    version: str = ""
    job: jobs.Job | None = None
    told: moving.Moved | None = None
    fault: str = ""

    def ask(self, request: moving.Request, version: str) -> None:
        """Count what moved in a child process."""
        self.let_go()
        self.asked, self.version = request, version
        self.job = jobs.start(
            moving.moved,
            request,
            session=f"moved-{token_hex(8)}",
            tidy=partial(intake.tidied, request.url, version),
        )

    def let_go(self) -> None:
        """Forget what was asked; work that is under way is stopped, and leaves nothing."""
        if self.job is not None:
            self.job.cancel()
        self.__dict__.update(Desk().__dict__)

    def settle(self) -> None:
        """Take the answer of work that has ended."""
        if self.job is None or (ended := self.job.ended) is None:
            return
        self.job = None
        if ended.fault is not None:
            self.fault = moving.said(ended.fault).wording
        if isinstance(ended.result, moving.Moved):
            self.told = ended.result

    def is_of(self, request: moving.Request, version: str) -> bool:
        """Whether it is about this import in this state of the records."""
        return self.asked == request and self.version == version


def current() -> Desk:
    """This session's question."""
    desk = st.session_state.setdefault(KEY, Desk())
    assert isinstance(desk, Desk)
    desk.settle()
    return desk


def of_last_import(choice: filters.Choice) -> None:
    """Draw what the place's last import added, changed and removed, and what moved with it."""
    place = choice.jurisdiction
    of = submissions.last_import(data.batches(), place)
    if of is None:
        draw.nothing(view.NO_BATCH)
        return
    rows = data.of_batch(of.batch_id, "tables").rename(columns={"table_name": "table"})
    if of.is_first:
        draw.nothing(moved.told((), of, filters.place(choice))[0])
        return
    st.text(f"With {moved.name(of)}: {submissions.differing(rows)}.")
    with st.expander("Table by table"):
        quality_batches.difference(of.batch_id)
    _measures(of, choice)


def _measures(of: Import, choice: filters.Choice) -> None:
    """Draw the measures that moved, wherever this session is with them."""
    if not access.is_guarded(st.context.headers.get(access.MARK_HEADER)):
        note.draw(ELSEWHERE, key="moved.elsewhere")
        st.code(COMMAND.format(of.jurisdiction), language=None, wrap_lines=True)
        return
    source, desk = data.current(), current()
    request = moving.Request(source.url, of.jurisdiction, of.batch_id, source.scope)
    asked = desk.is_of(request, source.version)
    if asked and desk.job is not None:
        _follow()
    elif asked and desk.told is not None and desk.told.version == source.version:
        _told(desk.told, of, choice)
    else:
        if asked and desk.fault:
            panel.show("notice.html", {"text": desk.fault}, key="quality.moved.fault")
        note.draw(ASKS, key="moved.asks")
        if st.button("Count what moved", key="quality.moved.ask"):
            desk.ask(request, source.version)
            st.rerun()


@st.fragment(run_every=working.LOOK_SECONDS)
def _follow() -> None:
    desk = current()
    if desk.job is None:
        st.rerun()
        return
    if working.bar(desk.job, WAITING, _of_step, key="quality.moved.cancel"):
        desk.let_go()
        st.rerun()


def _of_step(step: Step) -> tuple[float, str]:
    part, what = STEPS.get(step.what, (0.0, step.what))
    return part, f"{what} …"


def _told(told: moving.Moved, of: Import, choice: filters.Choice) -> None:
    st.text(moved.sentence(told.compared, of, filters.place(choice)))
    table = moved.table(told.compared, filters.currency(choice))
    if len(table):
        ids = [one.measure for one in moved.these(told.compared, moved.Reading.MOVED)]
        rows = [
            [lines.Cell(name, filters.link("measure", choice, id_)), *cells]
            for id_, (name, *cells) in zip(ids, table.to_numpy().tolist(), strict=True)
        ]
        lines.table(moved.COLUMNS, rows, name="moved")
        of_card = taken.of_numbers(
            moved.TITLE,
            choice,
            moved.numbers(told.compared, filters.currency(choice)),
            period=moved.name(of),
            says=(moved.RULE,),
        )
        take_away.card(of_card, name="moved")
    if untold := moved.untold(told.compared):
        note.draw(untold, key="moved.untold")
