"""What can still be done: open cases of an office, steps still possible, and one case measured."""

from metrics.worklist import examples
from metrics.worklist.caseload import Caseload, of_office, offices
from metrics.worklist.marking import set_aside
from metrics.worklist.one_case import Case, of_case
from metrics.worklist.room import counted_as_no
from metrics.worklist.squares import Square
from metrics.worklist.step import Step
from metrics.worklist.steps import STEPS

__all__ = [
    "STEPS",
    "Case",
    "Caseload",
    "Square",
    "Step",
    "counted_as_no",
    "examples",
    "of_case",
    "of_office",
    "offices",
    "set_aside",
]
