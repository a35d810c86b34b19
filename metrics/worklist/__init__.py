"""List the open cases of an office with the steps still possible, and show one case's measures."""

from metrics.worklist.caseload import (
    Case,
    Caseload,
    LinkState,
    cases_counted_as_no,
    load_case,
    load_caseload,
    open_cases_by_office,
    without_marked_steps,
    worked_example,
)
from metrics.worklist.steps import STEPS, Step

__all__ = [
    "STEPS",
    "Case",
    "Caseload",
    "LinkState",
    "Step",
    "cases_counted_as_no",
    "load_case",
    "load_caseload",
    "open_cases_by_office",
    "without_marked_steps",
    "worked_example",
]
