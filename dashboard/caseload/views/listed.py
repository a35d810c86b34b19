"""An office's open cases as a list: the summary, the tally of steps, the cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import streamlit as st

from dashboard import filters, words
from dashboard.caseload.frames import worklist as frames
from dashboard.caseload.frames.room import Room
from dashboard.caseload.views.offices import open_on
from dashboard.query_params import EVERY_STEP, CaseloadView, CaseOrder
from dashboard.report import taken
from dashboard.shared import address, draw, index, note, panel, take_away
from metrics import catalogue, worklist

NAMES = {
    CaseOrder.STEPS: "Most steps first",
    CaseOrder.AGE: "Longest open first",
    CaseOrder.YOUNGEST: "Newest first",
}
STEPS = "Steps still possible"
OF_CASES = (
    "Numbers of open cases of the office, of any form and whenever they began. Which cases they are"
    " stands in the meeting sheet alone."
)
EVERY_OPEN = "Of every open case of the office, of any form and whenever it began."
ARITHMETIC = (
    "How many more would reach the other offices’ median is arithmetic over the period chosen, and"
    " no promise: what is right in a case decides, and a case counts once it is charged and due. A"
    " target is of the jurisdiction as a whole, and not held against one office."
)
NO_ROOM = (
    "We cannot say how many more would be enough. No measure here has both a share that can be"
    " shown for this office and three other offices to compare it with."
)
MARKED = "marked not applicable in {}"
# The class that Streamlit gives to the card of the cases: a click on a step lands there.
CASES = "cases"
NEVER = "Not recorded"
NONE = "No case of this office is open."
NONE_OF_STEP = "In no open case is this step known to be possible."


@dataclass(frozen=True)
class Row:
    """A step of the tally, written out."""

    id: str
    title: str
    href: str
    possible: str
    unknown: str
    matters: str
    caution: str
    measure: str
    measure_href: str
    chosen: bool
    cases_href: str
    marked: str
    room: Room | None


@dataclass(frozen=True)
class Move:
    """A link to another view of the caseload."""

    name: str
    href: str


def summary(load: worklist.Caseload, choice: filters.Choice) -> str:
    """How many cases are open, in how many a step is possible, and which step most often."""
    return frames.summary(load, filters.place(choice), filters.judged_on(choice))


def steps(
    load: worklist.Caseload, rooms: Mapping[str, Room], choice: filters.Choice, view: CaseloadView
) -> None:
    """Draw in how many cases each step is possible; each leads to the cases of that step alone.

    `rooms` say of a step what it could move.
    """
    note.draw(f"{EVERY_OPEN} {ARITHMETIC if rooms else NO_ROOM}", key="caseload.every")
    tally = frames.tally(load)
    rows = [_row(one, rooms.get(one.step.id), choice, view) for one in tally]
    context = {"rows": rows, "lands": index.key(CASES)}
    panel.show("steps.html", context, key="caseload.steps")
    take_away.card(
        taken.of_numbers(
            STEPS,
            choice,
            frames.numbers(tally),
            period=open_on(choice),
            says=(OF_CASES,),
        ),
        name="steps_possible",
    )


def _row(one: frames.Tally, room: Room | None, choice: filters.Choice, view: CaseloadView) -> Row:
    step, measure = one.step, catalogue.CATALOGUE[one.step.measure]
    chosen = view.step == step.id
    linked = replace(CaseloadView(order=view.order), step=EVERY_STEP if chosen else step.id)
    unknown = [frames.counted(one.unknown)] if one.unknown else []
    unknown += [f"{NEVER} in {frames.counted(one.not_collected)}"] if one.not_collected else []
    return Row(
        id=step.id,
        title=step.title,
        href=linked.link(choice) if one.possible or chosen else "",
        cases_href=replace(linked, step=step.id).link(choice),
        possible="—" if one.never else frames.counted(one.possible),
        unknown=NEVER if one.never else "; ".join(unknown) or "none",
        matters=step.matters,
        caution=step.caution,
        measure=f"{measure.id} {measure.title}",
        measure_href=filters.link("measure", choice, measure.id),
        chosen=chosen,
        marked=MARKED.format(frames.counted(one.marked)) if one.marked else "",
        room=room,
    )


def pick(view: CaseloadView) -> None:
    """Draw the step and the order in which cases are listed; the address follows them."""
    steps = {EVERY_STEP: "Every case"} | {id_: s.title for id_, s in worklist.STEPS.items()}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            "Cases in which it is possible to",
            list(steps),
            format_func=steps.__getitem__,
            width=340,
            **address.bind("step", "caseload.step", view.step),
        )
        st.selectbox(
            "Order",
            list(NAMES),
            format_func=NAMES.__getitem__,
            width=340,
            **address.bind("order", "caseload.order", view.order),
        )


def cases(load: worklist.Caseload, choice: filters.Choice, view: CaseloadView) -> None:
    """Draw the open cases, each with its links and the steps still possible."""
    shown, number = frames.first_lines(load, view)
    if not shown:
        draw.nothing(NONE_OF_STEP if view.step else NONE)
        return
    context = {
        "lines": shown,
        "states": frames.STATES,
        "links": {line.id: CaseloadView(case=line.id).link(choice) for line in shown},
        "counted": f"{words.count(len(shown))} of {frames.counted(number)} shown.",
        "more": view.more.link(choice) if number > len(shown) else "",
    }
    panel.show("listed.html", context, key="caseload.list")


def moves(choice: filters.Choice, of: Sequence[tuple[str, CaseloadView]]) -> None:
    """Draw links to other views of the caseload: names with what they lead to."""
    context = {"moves": [Move(name, view.link(choice)) for name, view in of]}
    panel.show("moved.html", context, key=f"caseload.moves.{of[0][0]}")
