"""The open cases of an office: summary, tally of steps, list, sheet, and how steps are decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pandas as pd
import streamlit as st

from dashboard import data, untrusted_text, words
from dashboard.export import card_export
from dashboard.frames import open_cases
from dashboard.pages.caseload import sheet
from dashboard.pages.caseload.frames import Improvement
from dashboard.pages.caseload.office_cards import open_cases_period
from dashboard.query_params import EVERY_STEP, CaseloadView, CaseOrder
from dashboard.templates import render_template
from dashboard.ui import address, audit_events, chart_card, downloads, filters, html_card
from metrics import brief, catalogue, worklist

NAMES = {
    CaseOrder.STEPS: "Most steps first",
    CaseOrder.AGE: "Longest open first",
    CaseOrder.YOUNGEST: "Newest first",
}
STEPS = "Steps still possible"
OF_CASES = (
    "Numbers of open cases of this office, of all forms and all years. The meeting sheet lists"
    " the cases."
)
EVERY_OPEN = "All open cases of this office, of all forms and all years."
ARITHMETIC = (
    "The number needed to reach the median of other offices is arithmetic for the chosen period,"
    " not a promise. What is right in the case decides. Targets apply to the whole jurisdiction,"
    " not to one office."
)
NO_ROOM = (
    "We cannot say how many more cases are needed. No measure here has both a share for this"
    " office and three other offices to compare it with."
)
MARKED = "marked not applicable in {}"
# The class that Streamlit gives to the card of the cases: a click on a step lands there.
CASES = "cases"
NEVER = "Not recorded"
NONE = "This office has no open cases."
NONE_OF_STEP = "The records do not show that this step is possible in any open case."


@dataclass(frozen=True)
class StepRow:
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
    room: Improvement | None


@dataclass(frozen=True)
class Move:
    """A link to another view of the caseload."""

    name: str
    href: str


def summary_sentence(load: worklist.Caseload, choice: filters.Choice) -> str:
    """How many cases are open, in how many a step is possible, and which step most often."""
    return open_cases.caseload_summary(load, filters.place_name(choice), filters.judged_on(choice))


def draw_steps(
    load: worklist.Caseload,
    rooms: Mapping[str, Improvement],
    choice: filters.Choice,
    view: CaseloadView,
) -> None:
    """Draw in how many cases each step is possible; each leads to the cases of that step alone.

    `rooms` say of a step what it could move.
    """
    html_card.draw_note(f"{EVERY_OPEN} {ARITHMETIC if rooms else NO_ROOM}", key="caseload.every")
    tally = open_cases.tally_steps(load)
    rows = [_step_row(one, rooms.get(one.step.id), choice, view) for one in tally]
    context = {"rows": rows, "lands": html_card.part_key(CASES)}
    html_card.draw_template("steps.html", context, key="caseload.steps")
    downloads.draw_card_downloads(
        card_export.export_numbers(
            STEPS,
            choice,
            open_cases.tally_numbers(tally),
            period=open_cases_period(choice),
            says=(OF_CASES,),
        ),
        name="steps_possible",
    )


def _step_row(
    one: open_cases.StepTally, room: Improvement | None, choice: filters.Choice, view: CaseloadView
) -> StepRow:
    step, measure = one.step, catalogue.CATALOGUE[one.step.measure]
    chosen = view.step == step.id
    linked = replace(CaseloadView(order=view.order), step=EVERY_STEP if chosen else step.id)
    unknown = [open_cases.cases_in_words(one.unknown)] if one.unknown else []
    unknown += (
        [f"{NEVER} in {open_cases.cases_in_words(one.not_collected)}"] if one.not_collected else []
    )
    return StepRow(
        id=step.id,
        title=step.title,
        href=linked.link(choice) if one.possible or chosen else "",
        cases_href=replace(linked, step=step.id).link(choice),
        possible="—" if one.never else open_cases.cases_in_words(one.possible),
        unknown=NEVER if one.never else "; ".join(unknown) or "none",
        matters=step.matters,
        caution=step.caution,
        measure=f"{measure.id} {measure.title}",
        measure_href=filters.link("measure", choice, measure.id),
        chosen=chosen,
        marked=MARKED.format(open_cases.cases_in_words(one.marked)) if one.marked else "",
        room=room,
    )


def draw_case_filters(view: CaseloadView) -> None:
    """Draw the step and the order in which cases are listed; the address follows them."""
    steps = {EVERY_STEP: "Every case"} | {id_: s.title for id_, s in worklist.STEPS.items()}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            "Cases in which it is possible to",
            list(steps),
            format_func=steps.__getitem__,
            width=340,
            **address.bind_widget("step", "caseload.step", view.step),
        )
        st.selectbox(
            "Order",
            list(NAMES),
            format_func=NAMES.__getitem__,
            width=340,
            **address.bind_widget("order", "caseload.order", view.order),
        )


def draw_cases(load: worklist.Caseload, choice: filters.Choice, view: CaseloadView) -> None:
    """Draw the open cases, each with its links and the steps still possible."""
    shown, number = open_cases.first_case_lines(load, view)
    if not shown:
        chart_card.draw_nothing(NONE_OF_STEP if view.step else NONE)
        return
    context = {
        "lines": shown,
        "states": open_cases.STATES,
        "links": {line.id: CaseloadView(case=line.id).link(choice) for line in shown},
        "counted": f"{words.count(len(shown))} of {open_cases.cases_in_words(number)} shown.",
        "more": view.more.link(choice) if number > len(shown) else "",
    }
    html_card.draw_template("listed.html", context, key="caseload.list")


def draw_moves(choice: filters.Choice, of: Sequence[tuple[str, CaseloadView]]) -> None:
    """Draw links to other views of the caseload: names with what they lead to."""
    context = {"moves": [Move(name, view.link(choice)) for name, view in of]}
    html_card.draw_template("moved.html", context, key=f"caseload.moves.{of[0][0]}")


STYLES = Path(__file__).parent / "styles"
_paper = st.components.v2.component(
    "prosecution_quality.paper",
    css="\n".join(
        (STYLES / name).read_text(encoding="utf-8") for name in ("page.css", "paper.css")
    ),
    # The rules are of what Streamlit draws, outside of any component.
    isolate_styles=False,
)


def draw_sheet(
    load: worklist.Caseload, choice: filters.Choice, view: CaseloadView, batches: pd.DataFrame
) -> None:
    """Draw every case of the view, laid out for paper.

    `batches` has the columns of `data.batches`.
    """
    # On paper it hides everything except the sheet. On the screen it changes nothing.
    _paper(key="paper", data={"laid_out": True}, width="content", height="content")
    of = sheet.OfOffice(choice.jurisdiction, filters.place_name(choice), filters.judged_on(choice))
    context = sheet.sheet_contents(load, of, batches, view) | {
        "back": view.listing.link(choice),
        "command": sheet.sheet_command(choice.jurisdiction, choice.office, view),
    }
    markup = render_template("sheet.html", context)
    on = {"jurisdiction": choice.jurisdiction, "office": choice.office}
    audit_events.log_files_made("sheet", [markup.encode()], what="sheet", **on)
    html_card.draw_markup(markup, key="caseload.sheet")


ANSWERS_SHOWN = {"verdict": "Possible"}


def draw_method() -> None:
    """Draw the definitions of the steps, closed."""
    with st.expander("How each step is decided"):
        for step in worklist.STEPS.values():
            _draw_step(step)


def _draw_step(step: worklist.Step) -> None:
    st.subheader(untrusted_text.escape_markdown(step.title), anchor=False)
    facts, example = _write_step(step.id)
    html_card.draw_markup(facts, key=f"facts.step.{step.id}")
    html_card.draw_markup(example, key=f"lines.step.example.{step.id}")


# Written once: of these no record says anything.
@cache
def _write_step(id_: str) -> tuple[str, str]:
    """What a step is asked of and rests on, and its worked example."""
    step, worked = worklist.STEPS[id_], data.worked_step(id_)
    arises, taken = step.meanings
    facts = html_card.facts_markup(
        [
            html_card.fact("Applies to", step_subject(step)),
            html_card.fact("Possible when", arises),
            html_card.fact("Done when", taken),
            html_card.fact("Check first", step.caution),
            html_card.fact("Data used", ", ".join(step.reads)),
            html_card.fact("Based on (ICAT brief)", brief.BRIEF[step.brief]),
        ]
    )
    headings = [ANSWERS_SHOWN.get(name, words.code(name)) for name in worked.columns]
    return facts, html_card.table_markup(headings, worked.to_numpy().tolist())


def step_subject(step: worklist.Step) -> str:
    """What the step is taken for, in words."""
    return "Open case" if step.word == "case" else f"{words.code(step.word)} of an open case"
