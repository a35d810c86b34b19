"""An office's open cases as a list: the summary, the tally of steps, the cases."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from dashboard import filters, outside, words
from dashboard.caseload.frames import worklist as frames
from dashboard.caseload.looked_at import EVERY_STEP, ORDER, STEP, Order, View, link
from dashboard.shared import draw, panel
from metrics import catalogue, worklist

NAMES = {
    Order.STEPS: "Most steps first",
    Order.AGE: "Longest open first",
    Order.YOUNGEST: "Newest first",
}
EVERY_OPEN = (
    "Of every open case of the office, of any form and whenever it began: the period and the"
    " measure chosen act on the card above alone."
)
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


@dataclass(frozen=True)
class Move:
    """A link to another view of the caseload."""

    name: str
    href: str


def summary(load: worklist.Caseload, choice: filters.Choice) -> str:
    """How many cases are open, in how many a step is possible, and which step most often."""
    cases = len(load.cases)
    place = filters.place(choice)
    if not cases:
        return f"{place}: no case is open in the state of {words.day(filters.judged_on(choice))}."
    possible = frames.with_a_step(load)
    first = f"{place}: {counted(cases)} open on {words.day(filters.judged_on(choice))}."
    if not possible:
        return f"{first} In none of them is one of these steps known to be possible."
    most = max(frames.tally(load), key=lambda one: one.possible)
    return (
        f"{first} In {words.count(possible)} of them a step can still be taken; most often: "
        f"{most.step.title.lower()} ({counted(most.possible)})."
    )


def counted(number: int) -> str:
    """How many cases, in words."""
    return f"{words.count(number)} {'case' if number == 1 else 'cases'}"


def steps(load: worklist.Caseload, choice: filters.Choice, view: View) -> None:
    """Draw in how many cases each step is possible; each leads to the cases of that step alone."""
    rows = [_row(one, choice, view) for one in frames.tally(load)]
    panel.show("steps.html", {"rows": rows}, key="caseload.steps")


def _row(one: frames.Tally, choice: filters.Choice, view: View) -> Row:
    step, measure = one.step, catalogue.CATALOGUE[one.step.measure]
    chosen = view.step == step.id
    linked = replace(View(order=view.order), step=EVERY_STEP if chosen else step.id)
    unknown = [counted(one.unknown)] if one.unknown else []
    unknown += [f"{NEVER} in {counted(one.not_collected)}"] if one.not_collected else []
    return Row(
        id=step.id,
        title=step.title,
        href=link(choice, linked) if one.possible or chosen else "",
        possible="—" if one.never else counted(one.possible),
        unknown=NEVER if one.never else "; ".join(unknown) or "none",
        matters=step.matters,
        caution=step.caution,
        measure=f"{measure.id} {measure.title}",
        measure_href=filters.link("measure", choice, measure.id),
        chosen=chosen,
    )


def pick(view: View) -> None:
    """Draw the step and the order in which cases are listed; the address follows them."""
    offered = {EVERY_STEP: "Every case"} | {id_: s.title for id_, s in worklist.STEPS.items()}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _select("Cases in which it is possible to", STEP, offered, view.step)
        _select("Order", ORDER, {one.value: name for one, name in NAMES.items()}, view.order.value)


def _select(label: str, part: str, offered: dict[str, str], value: str) -> None:
    key = f"caseload.{part}"
    # The address is the truth: it is set before the widget is drawn, so both always agree.
    st.session_state[key] = value
    st.selectbox(
        outside.plain(label),
        list(offered),
        format_func=lambda one: offered[one],
        key=key,
        on_change=_picked,
        args=(part,),
        width=340,
    )


def _picked(part: str) -> None:
    st.query_params[part] = st.session_state[f"caseload.{part}"]


def cases(load: worklist.Caseload, choice: filters.Choice, view: View) -> None:
    """Draw the open cases, each with its links and the steps still possible."""
    lines = frames.lines(load, view)
    shown = lines[: view.shown]
    if not shown:
        draw.nothing(NONE_OF_STEP if view.step else NONE)
        return
    context = {
        "lines": shown,
        "states": frames.STATES,
        "links": {line.id: link(choice, View(case=line.id)) for line in shown},
        "counted": f"{words.count(len(shown))} of {counted(len(lines))} shown.",
        "more": link(choice, view.more) if len(lines) > len(shown) else "",
    }
    panel.show("listed.html", context, key="caseload.list")


def moves(choice: filters.Choice, of: Sequence[tuple[str, View]]) -> None:
    """Draw links to other views of the caseload: names with what they lead to."""
    context = {"moves": [Move(name, link(choice, view)) for name, view in of]}
    panel.show("moved.html", context, key=f"caseload.moves.{of[0][0]}")
