"""The battery's items 1-73: the table of all cases, and where each number is tested."""

from dataclasses import replace

import pytest
from _pytest.mark import ParameterSet

from tests.battery.case import Case, Outcome
from tests.battery.cases import containers, files, keys, law, privacy, values, workbooks

TABLES = (
    *(files, workbooks, containers, values),
    *(privacy, keys, law),
)
CASES = tuple(
    replace(case, place=position)
    for position, case in enumerate(case for table in TABLES for case in table.CASES)
)
REFUSING = (Outcome.REFUSED, Outcome.QUARANTINED)
STORING = (Outcome.QUARANTINED, Outcome.WARNED, Outcome.ACCEPTED)


def of(way: str, *outcomes: Outcome) -> list[Case]:
    """The cases for a way in that have one of the outcomes."""
    return [case for case in CASES if way in case.ways and case.outcome in outcomes]


def first_of_each(cases: list[Case], *of: str) -> list[Case]:
    """The first case of each of these fields taken together, such as of each number and outcome."""
    kinds = [tuple(getattr(case, name) for name in of) for case in cases]
    firsts = {kind: position for position, kind in reversed([*enumerate(kinds)])}
    return [case for position, case in enumerate(cases) if firsts[kinds[position]] == position]


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


# Parts of an item that cannot arise in the record model, with the reason; the cases and tests of
# the same number show what stands nearest to them.
CANNOT_ARISE = {
    48: "There is no age in years and no flag of a child: age_group holds child or adult.",
    50: "There is no nationality: citizenship is a group; partner States are countries.",
    52: "No column takes free text, so nothing that is stored begins like a formula.",
    55: "A pseudonym says nothing of who it stands for: only what is counted, or hashed without a"
    " key from a small number or a day, can be turned back.",
    57: "Ids are kept by jurisdiction, so nothing has to be re-keyed, and nobody learns of others.",
    61: "No case points to another. network_id is a name that cases share, which has no direction.",
    64: "On a desk nobody signs in, and who sends is said by the manifest.",
    66: "There is no arrest and no release, and a sanction has one date, which may precede a"
    " judgment on appeal or outside the criminal court.",
    69: "Amounts of two currencies are converted at the yearly rates of a shipped table.",
}
