"""The open cases of an office as a meeting goes through them, with room for what is decided."""

from dataclasses import dataclass

import pandas as pd

from dashboard.query_params import CaseloadView, Choice
from dashboard.report.records import Records
from dashboard.shared.frames import open_cases

COLUMNS = ("Case", "Form", "Open for", "Since", "Links of the chain", "Steps still possible")
NO_OFFICE = "Open cases are listed for one office: name it."
LETTERS = "Links: " + "; ".join(f"{sign} {says}" for sign, says in open_cases.STATES.values()) + "."
STEPS = (
    "A step is listed where the records say that it was not taken; what was marked as not"
    " applicable says so."
)


@dataclass(frozen=True)
class OpenCases:
    """The cases with COLUMNS, and how to read them."""

    table: pd.DataFrame
    says: tuple[str, ...]


def of(choice: Choice, records: Records) -> OpenCases:
    """The open cases of the chosen office; that none is chosen is said."""
    if not choice.office:
        return OpenCases(pd.DataFrame(columns=list(COLUMNS)), (NO_OFFICE,))
    load = records.caseload(choice.jurisdiction, choice.office)
    rows = [_row(line) for line in open_cases.case_lines(load, CaseloadView())]
    unknown = sum(one.unknown for one in open_cases.tally_steps(load))
    left = f" Not listed, since not known from the records: {unknown} in all." if unknown else ""
    return OpenCases(pd.DataFrame(rows, columns=list(COLUMNS)), (f"{STEPS}{left}", LETTERS))


def _row(line: open_cases.CaseLine) -> tuple[str, ...]:
    links = " ".join(f"{square.short} {square.sign}" for square in line.squares)
    steps = [f"{step.title} ({step.why})" for step in line.steps]
    steps += [f"{mark.title} ({mark.words})" for mark in line.marked]
    return line.id, line.form, line.age, line.since, links, "; ".join(steps) or "None known"
