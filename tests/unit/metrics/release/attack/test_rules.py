"""The rule that is found by looking at what becomes of counts."""

import pytest

from metrics.release.attack_problem import STICKY, Rule
from metrics.release.rounding import LEAST_SHOWN, round_randomly_to_five
from tests.unit.metrics.release.attack import world
from tests.unit.metrics.release.attack.rules import rule_of


def test_sticky_rounding_is_found():
    assert rule_of(world.sticky) == STICKY


def test_the_attacker_knows_how_releases_are_rounded():
    def shown(count, cell):
        rounded = round_randomly_to_five(count, cell, b"k" * 32)
        return rounded if rounded >= LEAST_SHOWN else None

    assert rule_of(shown) == STICKY


@pytest.mark.parametrize(
    ("shown", "rule"),
    [
        (world.exactly, Rule(step=1, offsets=1, below=0)),
        (world.nearest, Rule(step=5, first_offset=2, offsets=1, below=10)),
        (world.from_five, Rule(step=1, offsets=1, below=5)),
        (world.but_one_to_four, Rule(step=1, offsets=1, below=5, least=1)),
        (world.by_sixes, Rule(step=6, offsets=1, below=0)),
    ],
)
def test_other_rules_are_found(shown, rule):
    assert rule_of(shown) == rule


def test_one_offset_for_all_cells_is_found():
    def all_up(count, cell):
        rounded = 5 * ((count + 4) // 5)
        return rounded if rounded >= 10 else None

    assert rule_of(all_up) == Rule(first_offset=4, offsets=1)


def test_what_is_no_rounding_is_refused():
    with pytest.raises(ValueError, match="does not know"):
        rule_of(lambda count, _: count * count)
