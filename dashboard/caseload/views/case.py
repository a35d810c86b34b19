"""One case: its steps, its links, and in which measures it counts and why."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import streamlit as st

from dashboard import data, filters, words
from dashboard.caseload.frames import counted_case
from dashboard.caseload.frames import worklist as frames
from dashboard.each_row import each_row
from dashboard.query_params import CaseloadView
from dashboard.shared import lines, note, panel, written_down
from dashboard.shared.frames import families as family_names
from metrics import Measure, catalogue, worklist

GONE = "There is no case [{}] in this office."
CLOSED = "This case is decided or closed."
NO_STEP = "Nothing by these steps: they are for open cases."
Row = Mapping[str, Any]
HEADINGS = ("Measure", "Counts as", "Why", "Year")


def found(choice: filters.Choice, view: CaseloadView) -> worklist.Case:
    """The case that the address asks for; without one in this office the page says so and stops."""
    one = data.case(choice.jurisdiction, view.case)
    is_there = one is not None and one.facts["office"] == choice.office
    written_down.case_opened(view.case, choice.jurisdiction, is_there=is_there)
    if one is None or not is_there:
        context = {
            "text": GONE.format(view.case),
            "href": view.listing.link(choice),
            "name": "Show the open cases",
        }
        panel.show("no_case.html", context, key="caseload.no_case")
        st.stop()
    return one


def sentences(one: worklist.Case, load: worklist.Caseload) -> list[str]:
    """What the case is, how long it has been open, and in how many measures it counts."""
    return [_first(one, load), counted_case.tally(one.counted)]


def _first(one: worklist.Case, load: worklist.Caseload) -> str:
    what = f"Case {one.facts['case_id']}, {words.code(str(one.facts['form'])).lower()}"
    if not one.facts["is_open"]:
        return f"{what}. {CLOSED}"
    line = _line(one, load)
    open_for = f"open for {line.age}, {line.since}" if line.days is not None else "open, undated"
    number = len(line.steps)
    steps = f"{number} {'step is' if number == 1 else 'steps are'} still possible"
    return f"{what}: {open_for}. {steps if number else 'No step is known to be possible'}."


def _line(one: worklist.Case, load: worklist.Caseload) -> frames.Line:
    every = frames.lines(load, CaseloadView())
    return next(line for line in every if line.id == one.facts["case_id"])


def steps(one: worklist.Case, load: worklist.Caseload) -> None:
    """Draw the links of the case and its steps: possible, not known, and what to look at."""
    if not one.facts["is_open"]:
        note.draw(NO_STEP, key="caseload.closed")
        return
    line = _line(one, load)
    context = {"line": line, "states": frames.STATES}
    panel.show("one_case.html", context, key="caseload.case")


def families(one: worklist.Case) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The measures that the case has units of, by family: its name, and the rows."""
    rows = each_row(one.counted)
    for letter, of in groupby(rows, key=lambda row: catalogue.CATALOGUE[row["measure"]].family):
        yield family_names.NAMES[letter], list(of)


def measures(rows: Sequence[Row], name: str, choice: filters.Choice) -> None:
    """Draw how the case counts in the measures of a family; each leads to its page."""
    written = [_written(catalogue.CATALOGUE[row["measure"]], row, choice) for row in rows]
    lines.table(HEADINGS, written, name=f"case.{name}", look="counted")


def _written(of: Measure, row: Row, choice: filters.Choice) -> list[str | lines.Cell]:
    return [
        lines.Cell(f"{of.id} {of.title}", filters.link("measure", choice, of.id)),
        counted_case.verdict(of, row),
        counted_case.why(of, row),
        counted_case.year(row),
    ]


def nothing(one: worklist.Case) -> None:
    """Say which measures the case has nothing for."""
    if not one.nothing:
        return
    things = sorted({catalogue.CATALOGUE[id_].unit_word for id_ in one.nothing})
    text = (
        f"{len(one.nothing)} further measures are of things of which this case has none on record:"
        f" {', '.join(things)}."
    )
    note.draw(text, key="caseload.nothing")
