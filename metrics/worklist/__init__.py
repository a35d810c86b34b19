"""List what can still be done: an office's open cases and steps, and one case's measures."""

from metrics.worklist.caseload import (
    Caseload,
    Square,
    counted_as_no,
    of_office,
    offices,
    set_aside,
    worked_example,
)
from metrics.worklist.one_case import Case, of_case
from metrics.worklist.steps import STEPS, Step

__all__ = [
    "STEPS",
    "Case",
    "Caseload",
    "Square",
    "Step",
    "counted_as_no",
    "of_case",
    "of_office",
    "offices",
    "set_aside",
    "worked_example",
]
