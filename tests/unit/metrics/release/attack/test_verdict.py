"""When a release stops."""

import polars as pl

from metrics.release.attack import FEW, PROVEN, already_known, bounds, cells_with_too_few_values
from metrics.release.attack_problem import Attacker, Exact, Published, Sum


def judged(low, high, count, known=None):
    """Why a cell of this count is given away, if it is."""

    def frame(low, high):
        row = {"release": 0, "cell": "a", "low": low, "high": high}
        return pl.DataFrame([row | {"candidates": high - low + 1}])

    truth = pl.DataFrame({"cell": ["a"], "count": [count]})
    return cells_with_too_few_values(frame(low, high), truth, known and frame(*known))[
        "why"
    ].to_list()


def test_five_possible_values_are_enough():
    assert judged(6, 10, 7) == []
    assert judged(6, 9, 7) == [FEW]


def test_a_small_count_may_not_be_proven():
    assert judged(1, 9, 4) == [PROVEN]
    assert judged(1, 9, 5) == []
    assert judged(0, 9, 4) == []


def test_both_faults_are_told():
    assert judged(1, 4, 2) == [PROVEN, FEW]


def test_true_zeros_are_apart():
    assert judged(0, 0, 0) == []


def test_no_release_is_to_blame_for_what_was_known_before():
    assert judged(0, 3, 2, known=(0, 3)) == []
    assert judged(0, 2, 2, known=(0, 3)) == [FEW]
    assert judged(2, 4, 2, known=(1, 8)) == [FEW]
    assert judged(2, 8, 2, known=(1, 8)) == []


def test_what_is_known_before_is_had_without_the_releases():
    sums = [Sum("all", ("a", "b"))]
    published = [Published(0, "a", 10), Published(0, "b", None)]
    nine = Attacker(exact=(Exact(0, "all", 9),))
    before = already_known(published, sums, (), nine)
    assert before.rows() == [(0, "a", 0, 9, 10), (0, "b", 0, 9, 10)]
    truth = pl.DataFrame({"cell": ["a", "b"], "count": [9, 0]})
    found = cells_with_too_few_values(bounds(published, sums, (), nine), truth, before)
    assert found.rows() == [(0, "a", FEW)]


def test_truths_of_several_releases_are_each_their_own():
    published = [Published(0, "a", 10), Published(1, "a", 20)]
    known = Attacker(exact=(Exact(0, "a", 6),))
    truth = pl.DataFrame({"release": [0, 1], "cell": ["a", "a"], "count": [6, 16]})
    assert cells_with_too_few_values(bounds(published, (), (), known), truth).rows() == [
        (0, "a", FEW)
    ]
