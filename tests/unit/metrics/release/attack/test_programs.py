"""A program bounds, and says nothing."""

import sys

import numpy as np

from metrics.release.attack import Program
from metrics.release.attack_problem import OUTSIDER, Published, Sum, build_problem
from tests import prepared


def bound() -> None:
    """Bound a part of a sum in whole numbers and in fractions, and say how low it may be."""
    published = [Published(0, "a", 10), Published(0, "b", None), Published(0, "all", 15)]
    whole = build_problem(published, [Sum("all", ("a", "b"))], (), OUTSIDER, [0])
    costs = np.zeros(len(whole.low))
    costs[whole.wanted[0]] = 1.0
    bounds = [Program(whole, whole=how).lower_bound(costs).bound for how in (True, False)]
    sys.stdout.write(str(bounds))


def test_nothing_is_printed_but_our_own_words() -> None:
    # In a process of its own: HiGHS prints its banner once in each, past what pytest captures.
    ended = prepared.run(bound)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == "[6.0, 6.0]"
