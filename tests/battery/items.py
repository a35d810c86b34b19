"""The battery's items 1-73: the table of all cases, and where each number is tested."""

from dataclasses import replace

import pytest
from _pytest.mark import ParameterSet

from tests.battery import cases_files, cases_keys, cases_law, cases_privacy, cases_values
from tests.battery.case import Case, Outcome

TABLES = (cases_files, cases_values, cases_privacy, cases_keys, cases_law)
CASES = tuple(
    replace(case, place=place)
    for place, case in enumerate(case for table in TABLES for case in table.CASES)
)
REFUSING = (Outcome.REFUSED, Outcome.QUARANTINED)
STORING = (Outcome.QUARANTINED, Outcome.WARNED, Outcome.ACCEPTED)


def of(way: str, *outcomes: Outcome) -> list[Case]:
    """The cases for a way in that have one of the outcomes."""
    return [case for case in CASES if way in case.ways and case.outcome in outcomes]


def marked(cases: list[Case]) -> list[ParameterSet]:
    """The cases as tests of their numbers and titles; those not yet as stated must fail."""
    return [
        pytest.param(
            case,
            id=str(case).replace(" ", "-"),
            marks=[pytest.mark.xfail(strict=True, reason=case.red)] if case.red else [],
        )
        for case in cases
    ]
