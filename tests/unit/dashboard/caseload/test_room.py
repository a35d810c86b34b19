"""How many more would reach a mark, and by which open cases: whole numbers, and no promise."""

import math
from dataclasses import replace
from typing import Any

import pytest

from dashboard.caseload.frames.room import Room, room
from dashboard.shared.peer_comparison import Compared, Middle

MEDIAN, PERIOD = "the other offices’ median (45 %)", "2020–2024"
OTHERS = Middle(0.45, 0.4, 0.5, 3)
OF = "(it is of trafficking cases charged with any offence)"
TWELVE = frozenset(f"c{number}" for number in range(12))


def held(*of: Any) -> Compared:
    """An office's row beside three others."""
    return Compared(row(*of), OTHERS, None)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def row(measure: str, yes: int, n: int, status: str = "ok") -> dict[str, object]:
    value = yes / n if status == "ok" else math.nan
    return {
        "measure": measure,
        "numerator": yes,
        "denominator": n,
        "value": value,
        "status": status,
    }


def test_what_is_missing_to_the_median_is_told_with_the_cases_that_could() -> None:
    found = room(held("F01", 13, 37), PERIOD, TWELVE, frozenset(["c0", "c1", "decided"]))
    assert found is not None
    assert replace(found, to_go=plain(found.to_go)) == Room(
        f"4 more of 37 cases of 2020–2024 would reach {MEDIAN}.",
        "These 12 open cases",
        f"could take the step: 2 count there today, 10 not yet {OF}.",
    )


@pytest.mark.parametrize(
    ("possible", "counted", "says"),
    [
        (TWELVE, TWELVE, "could take the step, and all count there today."),
        (
            TWELVE,
            frozenset(),
            f"could take the step; none of them counts there yet {OF}.",
        ),
        ({"c0"}, {"c0"}, "could take the step, and counts there today."),
        (
            {"c0"},
            {"c1"},
            f"could take the step; it does not count there yet {OF}.",
        ),
        (
            {"c0", "c1"},
            {"c1"},
            f"could take the step: 1 counts there today, 1 not yet {OF}.",
        ),
    ],
)
def test_an_open_case_that_does_not_count_yet_is_said_so(
    possible: set[str], counted: set[str], says: str
) -> None:
    found = room(held("F01", 13, 37), PERIOD, possible, counted)
    assert found is not None
    assert found.counted == says
    assert found.cases.endswith("open case" if len(possible) == 1 else "open cases")


def test_exactly_at_the_median_nothing_is_missing_and_nothing_is_called_reached() -> None:
    found = room(held("V03", 9, 20), PERIOD, TWELVE, TWELVE)
    assert found is not None
    assert plain(found.to_go) == f"9 of 20 victims of 2020–2024: no fewer than {MEDIAN}."
    assert found.cases == ""


def test_without_a_case_left_that_is_said() -> None:
    found = room(held("F01", 0, 10), PERIOD, frozenset(), TWELVE)
    assert found is not None
    assert found.to_go.startswith("5 more of 10 cases of 2020–2024 would")
    assert found.to_go.endswith("In no open case is the step known to be possible.")
    assert found.cases == ""


@pytest.mark.parametrize(
    "of",
    [
        held("F01", 1, 9, "too_few"),
        held("F01", 1, 40, "bounds_only"),
        Compared(row("F01", 13, 37), None, None),
        # A duration, and a share of which less is better, have no number of cases to go.
        held("P05", 13, 37),
    ],
)
def test_nothing_is_said_without_a_share_to_hold_against_something(of: Compared) -> None:
    assert room(of, PERIOD, TWELVE, TWELVE) is None
