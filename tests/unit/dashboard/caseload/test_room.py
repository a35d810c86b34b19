"""How many more would reach a mark, and by which open cases: whole numbers, and no promise."""

import math

import pytest

from dashboard.caseload.frames.room import Aim, Room, room

TARGET = Aim(0.45, "the target (45 % by 2027)")
OF = "(it is of trafficking cases charged with any offence)"
TWELVE = frozenset(f"c{number}" for number in range(12))


def row(measure: str, yes: int, n: int, status: str = "ok") -> dict[str, object]:
    value = yes / n if status == "ok" else math.nan
    return {
        "measure": measure,
        "numerator": yes,
        "denominator": n,
        "value": value,
        "status": status,
    }


def test_what_is_missing_to_the_target_is_told_with_the_cases_that_could() -> None:
    found = room(row("F01", 13, 37), TARGET, TWELVE, frozenset(["c0", "c1", "decided"]))
    assert found == Room(
        "4 more of 37 cases would reach the target (45 % by 2027).",
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
    found = room(row("F01", 13, 37), TARGET, possible, counted)
    assert found is not None
    assert found.counted == says
    assert found.cases.endswith("open case" if len(possible) == 1 else "open cases")


def test_exactly_at_the_target_nothing_is_missing() -> None:
    found = room(row("V03", 9, 20), TARGET, TWELVE, TWELVE)
    assert found == Room("9 of 20 victims: the target (45 % by 2027) is reached.")


def test_without_a_case_left_that_is_said() -> None:
    found = room(row("F01", 0, 10), TARGET, frozenset(), TWELVE)
    assert found is not None
    assert found.to_go.startswith("5 more of 10 cases would reach")
    assert found.to_go.endswith("In no open case is the step known to be possible.")
    assert found.cases == ""


@pytest.mark.parametrize(
    ("of", "aim"),
    [
        (row("F01", 1, 9, "too_few"), TARGET),
        (row("F01", 1, 40, "bounds_only"), TARGET),
        (row("F01", 13, 37), None),
        # A duration, and a share of which less is better, have no number of cases to go.
        (row("P05", 13, 37), TARGET),
    ],
)
def test_nothing_is_said_without_a_share_to_hold_against_something(
    of: dict[str, object], aim: Aim | None
) -> None:
    assert room(of, aim, TWELVE, TWELVE) is None
