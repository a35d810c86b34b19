"""One case: its steps, the marks on them, and in which measures it counts and why."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

import streamlit as st

from dashboard import access, data, words
from dashboard.frames import breakdowns, open_cases
from dashboard.pages.caseload import frames
from dashboard.query_params import CaseloadView
from dashboard.ui import audit_events, filters, html_card
from metrics import Measure, catalogue, worklist
from schemas.store import marks

GONE = "This office has no case [{}]."
CLOSED = "This case is decided or closed."
NO_STEP = "These steps are for open cases only."
Row = Mapping[str, Any]
HEADINGS = ("Measure", "Counts as", "Why", "Year")


def find_case(choice: filters.Choice, view: CaseloadView) -> worklist.Case:
    """The case that the address asks for; without one in this office the page says so and stops."""
    one = data.case(choice.jurisdiction, view.case)
    is_there = one is not None and one.facts["office"] == choice.office
    audit_events.log_case_opened(view.case, choice.jurisdiction, is_there=is_there)
    if one is None or not is_there:
        context = {
            "text": GONE.format(view.case),
            "href": view.listing.link(choice),
            "name": "Show the open cases",
        }
        html_card.draw_template("no_case.html", context, key="caseload.no_case")
        st.stop()
    return one


def case_sentences(one: worklist.Case, load: worklist.Caseload) -> list[str]:
    """What the case is, how long it has been open, and in how many measures it counts."""
    return [_first_sentence(one, load), frames.case_tally(one.counted)]


def _first_sentence(one: worklist.Case, load: worklist.Caseload) -> str:
    what = f"Case {one.facts['case_id']}, {words.code(str(one.facts['form'])).lower()}"
    if not one.facts["is_open"]:
        return f"{what}. {CLOSED}"
    line = _find_line(one, load)
    open_for = f"open for {line.age}, {line.since}" if line.days is not None else "open, undated"
    number = len(line.steps)
    steps = f"{number} {'step is' if number == 1 else 'steps are'} still possible"
    return f"{what}: {open_for}. {steps if number else 'No step is known to be possible'}."


def _find_line(one: worklist.Case, load: worklist.Caseload) -> open_cases.CaseLine:
    every = open_cases.case_lines(load, CaseloadView())
    return next(line for line in every if line.id == one.facts["case_id"])


def draw_steps(one: worklist.Case, load: worklist.Caseload) -> None:
    """Draw the links of the case and its steps: possible, not known, and what to look at."""
    if not one.facts["is_open"]:
        html_card.draw_note(NO_STEP, key="caseload.closed")
        return
    line = _find_line(one, load)
    context = {"line": line, "states": open_cases.STATES}
    html_card.draw_template("one_case.html", context, key="caseload.case")


def measures_by_family(one: worklist.Case) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The measures that the case has units of, by family: its name, and the rows."""
    rows = one.counted.to_dict("records")
    for letter, of in groupby(rows, key=lambda row: catalogue.CATALOGUE[row["measure"]].family):
        yield breakdowns.FAMILY_NAMES[letter], list(of)


def draw_measures(rows: Sequence[Row], name: str, choice: filters.Choice) -> None:
    """Draw how the case counts in the measures of a family; each leads to its page."""
    written = [_write_measure(catalogue.CATALOGUE[row["measure"]], row, choice) for row in rows]
    html_card.draw_table(HEADINGS, written, name=f"case.{name}", look="counted")


def _write_measure(of: Measure, row: Row, choice: filters.Choice) -> list[str | html_card.Cell]:
    return [
        html_card.Cell(f"{of.id} {of.title}", filters.link("measure", choice, of.id)),
        frames.case_verdict(of, row),
        frames.verdict_reason(of, row),
        frames.counted_year(row),
    ]


def draw_without_units(one: worklist.Case) -> None:
    """Say which measures the case has nothing for."""
    if not one.nothing:
        return
    things = sorted({catalogue.CATALOGUE[id_].unit_word for id_ in one.nothing})
    text = (
        f"{len(one.nothing)} further measures are of things of which this case has none on record:"
        f" {', '.join(things)}."
    )
    html_card.draw_note(text, key="caseload.nothing")


KEPT = (
    "The mark is kept with its date in {}. Copy this file together with the database. A mark"
    " changes no record and no measure. It stays until it is undone, or until the step becomes"
    " possible for more of the case."
)
NO_PLACE = (
    "Steps cannot be marked as not applicable here, because a database on a server has no file for"
    f" marks. Name a folder with {marks.FOLDER}, and restart the dashboard."
)
ELSEWHERE = "Steps are marked as not applicable on the desk’s own server."


def without_inapplicable_steps(
    load: worklist.Caseload, choice: filters.Choice
) -> worklist.Caseload:
    """The caseload without the steps that somebody marked as not applicable."""
    return worklist.set_aside(load, choice.jurisdiction, load_marks(choice))


def load_marks(choice: filters.Choice) -> marks.Marks:
    """All marks of the chosen jurisdiction, with those undone; never from a cache."""
    source = data.current()
    every = marks.load(source.url, source.scope)
    return tuple(mark for mark in every if mark.jurisdiction == choice.jurisdiction)


def draw_marks(case_id: str, load: worklist.Caseload, choice: filters.Choice) -> None:
    """Draw the marks of an open case, also those undone, and the way to make one."""
    every = tuple(mark for mark in load_marks(choice) if mark.case_id == case_id)
    for one in open_cases.write_marks(load, every):
        _draw_mark(one, f"{one.title}: {one.words}. {one.remark}")
    for number, mark in enumerate(mark for mark in every if mark.undone_on):
        ended = open_cases.write_mark(mark)
        html_card.draw_note(f"{ended.title}: {ended.words}.", key=f"undone.{number}")
    of_it = load.steps[(load.steps["case_id"] == case_id) & (load.steps["possible"] > 0)]
    possible = {
        str(step): int(of) for step, of in zip(of_it["step"], of_it["possible"], strict=True)
    }
    if possible and (refusal := _why_not_here()):
        html_card.draw_note(refusal, key="marking")
    elif possible and (file := marks.place(data.current().url)):
        _draw_form(case_id, possible, choice)
        html_card.draw_note(KEPT.format(file.name), key="marking")


def draw_all_marks(load: worklist.Caseload, choice: filters.Choice) -> None:
    """Draw all marks in force of the office's open cases, closed; nothing where there are none."""
    every = open_cases.write_marks(load, load_marks(choice))
    if every:
        with st.expander(f"Marked as not applicable: {len(every)}"):
            for one in every:
                _draw_mark(one, f"{one.case_id}. {one.title}: {one.words}. {one.remark}")


def _why_not_here() -> str:
    """Why nothing can be marked; empty where it can."""
    if not access.may_upload(access.scope_id(), st.context.headers.get(access.MARK_HEADER)):
        return ELSEWHERE
    return NO_PLACE if marks.place(data.current().url) is None else ""


def _draw_form(case_id: str, possible: dict[str, int], choice: filters.Choice) -> None:
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
            format_func=lambda one: open_cases.REASONS[one],
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


def _draw_mark(one: open_cases.WrittenMark, text: str) -> None:
    name = ".".join(one.of)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        html_card.draw_note(text.strip(), key=f"marked.{name}")
        if not _why_not_here() and st.button("Undo", key=f"caseload.unmark.{name}"):
            marks.undo(data.current().url, one.of, _today())
            st.rerun()


def _today() -> date:
    return datetime.now(UTC).date()
