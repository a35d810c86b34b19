"""Marking a step of a case as not applicable, and undoing it."""

from datetime import UTC, date, datetime

import streamlit as st

from dashboard import data, filters
from dashboard.caseload.frames import marked as frames
from dashboard.server import access
from dashboard.shared import note
from metrics import worklist
from schemas.store import marks

KEPT = (
    "A mark is kept with its day in {}, which a copy of the database has to take along. It changes"
    " no record and no measure, and holds until it is undone, or the step becomes possible for more"
    " of the case."
)
NO_PLACE = (
    "Steps cannot be marked as not applicable here: beside a database on a server there is no file"
    f" for it. Name a folder by {marks.FOLDER}, and start the dashboard again."
)
ELSEWHERE = "Steps are marked as not applicable on the desk’s own server."


def applied(load: worklist.Caseload, choice: filters.Choice) -> worklist.Caseload:
    """The caseload without the steps that are marked as not applicable."""
    return worklist.set_aside(load, choice.jurisdiction, kept(choice))


def kept(choice: filters.Choice) -> marks.Marks:
    """All marks of the chosen jurisdiction, with those undone; never from a cache."""
    source = data.current()
    every = marks.of(source.url, source.scope)
    return tuple(mark for mark in every if mark.jurisdiction == choice.jurisdiction)


def of_case(case_id: str, load: worklist.Caseload, choice: filters.Choice) -> None:
    """Draw the marks of an open case, also those undone, and the way to make one."""
    every = tuple(mark for mark in kept(choice) if mark.case_id == case_id)
    for one in frames.of_load(load, every):
        _draw(one, f"{one.title}: {one.words}. {one.remark}")
    for number, mark in enumerate(mark for mark in every if mark.undone_on):
        ended = frames.written(mark)
        note.draw(f"{ended.title}: {ended.words}.", key=f"undone.{number}")
    of_it = load.steps[(load.steps["case_id"] == case_id) & (load.steps["possible"] > 0)]
    possible = {
        str(step): int(of) for step, of in zip(of_it["step"], of_it["possible"], strict=True)
    }
    if possible and (refusal := _refusal()):
        note.draw(refusal, key="marking")
    elif possible and (file := marks.place(data.current().url)):
        _form(case_id, possible, choice)
        note.draw(KEPT.format(file.name), key="marking")


def of_office(load: worklist.Caseload, choice: filters.Choice) -> None:
    """Draw all marks in force of the office's open cases, closed; nothing where there are none."""
    every = frames.of_load(load, kept(choice))
    if every:
        with st.expander(f"Marked as not applicable: {len(every)}"):
            for one in every:
                _draw(one, f"{one.case_id}. {one.title}: {one.words}. {one.remark}")


def _refusal() -> str:
    """Why nothing can be marked; empty where it can."""
    if not access.may_upload(access.identity(), st.context.headers.get(access.MARK_HEADER)):
        return ELSEWHERE
    return NO_PLACE if marks.place(data.current().url) is None else ""


def _form(case_id: str, possible: dict[str, int], choice: filters.Choice) -> None:
    steps = {id_: worklist.STEPS[id_].title for id_ in worklist.STEPS if id_ in possible}
    # Another case, or another set of steps, begins with the first one again.
    key = f"caseload.mark.{case_id}.{len(possible)}"
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        step = st.selectbox(
            "Step", list(steps), format_func=lambda id_: steps[id_], key=f"{key}.step", width=340
        )
        reason = st.selectbox(
            "Not applicable, because",
            list(marks.Reason),
            format_func=lambda one: frames.REASONS[one],
            key=f"{key}.reason",
            width=220,
            index=None,
            placeholder="Choose a reason",
        )
        pressed = st.button("Mark as not applicable", key=f"{key}.yes", disabled=reason is None)
    if pressed and reason is not None:
        number = possible[step]
        mark = marks.Mark(choice.jurisdiction, case_id, step, reason, number, _today())
        marks.add(data.current().url, mark)
        st.rerun()


def _draw(one: frames.Marked, text: str) -> None:
    name = ".".join(one.of)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        note.draw(text.strip(), key=f"marked.{name}")
        if not _refusal() and st.button("Undo", key=f"caseload.unmark.{name}"):
            marks.undo(data.current().url, one.of, _today())
            st.rerun()


def _today() -> date:
    return datetime.now(UTC).date()
