"""What can still be done: open cases of an office, steps still possible, and one case measured."""

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
