"""What an attacker can say of a cell, worked by hand."""

import pytest

from metrics.release.attack import bounds
from metrics.release.attack_problem import (
    Attacker,
    Contradiction,
    Exact,
    Published,
    Rule,
    Sum,
    Within,
)

NOT_SHOWN = None


def told(published, sums=(), within=(), **knows):
    """By cell its lowest and highest."""
    frame = bounds(published, sums, within, Attacker(**knows))
    return {cell: (low, high) for _, cell, low, high, _ in frame.iter_rows()}


def shown(**cells: int | None) -> list[Published]:
    return [Published(0, cell, y) for cell, y in cells.items()]


def test_a_rounded_count_is_within_four():
    assert told(shown(a=15, b=NOT_SHOWN)) == {"a": (11, 19), "b": (0, 9)}


def test_a_margin_may_leave_one_value():
    # The parts are six to fourteen, their sum is at most twenty-four.
    parts = shown(a=10, b=10, c=10, d=10)
    margin = Sum("all", ("a", "b", "c", "d"))
    assert told([*parts, Published(0, "all", 20)], [margin]) == dict.fromkeys("abcd", (6, 6))


def test_what_others_leave_of_an_exact_total():
    known = (Exact(0, "all", 9),)
    sums = [Sum("all", ("a", "b"))]
    assert told(shown(a=10, b=NOT_SHOWN), sums, exact=known) == {"a": (6, 9), "b": (0, 3)}


def test_a_total_that_nobody_published_joins_two_shares():
    sums = [Sum("all", ("yes", "no")), Sum("all", ("early", "late"))]
    published = shown(yes=10, no=NOT_SHOWN, early=20, late=20)
    # Early and late are at least 32; yes and no at most 23.
    with pytest.raises(Contradiction):
        told(published, sums)
    published = shown(yes=10, no=NOT_SHOWN, early=10, late=10)
    assert told(published, sums)["late"] == (6, 14)
    assert told(published, sums)["no"] == (0, 9)
    assert told(published, sums, exact=(Exact(0, "yes", 6),))["no"] == (6, 9)


def test_a_part_is_no_more_than_its_whole():
    published = shown(convicted=15, charged=15)
    within = [Within("convicted", "charged")]
    known = (Exact(0, "charged", 12),)
    assert told(published, within=within, exact=known)["convicted"] == (11, 12)


def test_what_is_withheld_has_no_highest_count():
    frame = bounds(shown(a=15), [Sum("all", ("a", "b"))])
    assert frame.filter(cell="b").row(0) == (0, "b", 0, None, None)


def test_a_total_bounds_what_is_withheld():
    published = [*shown(a=15), Published(0, "all", 20)]
    assert told(published, [Sum("all", ("a", "b"))])["b"] == (0, 13)


def test_additions_reach_the_margins():
    sums = [Sum("all", ("a", "b"))]
    published = [Published(0, "all", 10), Published(1, "all", 15)]
    additions = {(1, "a"): 1}
    assert told(published, sums, additions=additions) == {"a": (1, 15), "b": (0, 14)}


def test_a_count_was_never_below_zero():
    assert told([*shown(a=NOT_SHOWN), Published(1, "a", NOT_SHOWN)], additions={(1, "a"): 7}) == {
        "a": (7, 9)
    }


@pytest.mark.parametrize("later", [[], [Published(2, "a", 15)]], ids=["last", "between"])
def test_what_came_in_is_known_of_a_release_that_shows_nothing_anew(later):
    # Ten with four at most beside them, and five more: release 1 left the number as it was.
    published = [*shown(a=10), *later]
    assert told(published, additions={(1, "a"): 5}) == {"a": (11, 19)}


def test_without_known_additions_releases_are_joined_by_the_offset_alone():
    published = [Published(0, "a", 10), Published(1, "a", 20)]
    frame = bounds(published, (), (), Attacker(exact=(Exact(0, "a", 6),)))
    # Six is shown as ten with an offset of four alone.
    assert frame.rows() == [(0, "a", 6, 6, 1), (1, "a", 16, 20, 5)]


def test_another_rule_is_another_window():
    nearest = Rule(first_offset=2, offsets=1)
    assert told(shown(a=15), rule=nearest) == {"a": (13, 17)}
    one_to_four = Rule(step=1, offsets=1, below=5, least=1)
    assert told(shown(a=15, b=NOT_SHOWN, c=0), rule=one_to_four) == {
        "a": (15, 15),
        "b": (1, 4),
        "c": (0, 0),
    }


def test_who_watches_a_count_pass_ten_learns_what_was_there_before():
    # With four more it read "<10" still, with the fifth ten: it began between one and five.
    published = [Published(0, "a", NOT_SHOWN), Published(1, "a", NOT_SHOWN), Published(2, "a", 10)]
    additions = {(1, "a"): 4, (2, "a"): 1}
    assert told(published, additions=additions) == {"a": (6, 10)}
