"""The attacker loses to sticky rounding, whatever he knows beside it."""

from collections.abc import Iterable

import pytest

from metrics.release.attack import FEW, bounds, cells_with_too_few_values
from metrics.release.attack_problem import OUTSIDER, Attacker, Exact, Published, Sum
from tests.soak import everyday, soak_size
from tests.unit.metrics.release.attack import withholding, world

COUNTRIES = max(6, soak_size(world.COUNTRIES))
COUNTS = world.world(1, COUNTRIES, world.DEFENDANTS * COUNTRIES // world.COUNTRIES)
TRUTH, SUMS = world.counted(COUNTS), world.sums(COUNTS)
PUBLISHED = world.release(TRUTH, world.sticky)


def knows(jurisdictions: Iterable[world.Place]) -> Attacker:
    return Attacker(
        exact=tuple(Exact(0, cell, TRUTH[cell]) for cell in map(world.name, jurisdictions))
    )


def withheld(attacker: Attacker) -> list[str]:
    return withholding.withheld(PUBLISHED, SUMS, TRUTH, attacker)


def test_an_outsider_finds_nothing():
    assert withheld(OUTSIDER) == []


def test_exact_national_totals_give_nothing_away():
    assert withheld(knows((country, None, None) for country in range(COUNTRIES))) == []


@pytest.mark.parametrize("country", everyday(*range(3), rest=range(3, COUNTRIES)))
def test_who_knows_one_country_learns_nothing_of_another(country):
    own = [jurisdiction for jurisdiction in world.places(COUNTS) if jurisdiction[0] == country]
    assert withheld(knows(own)) == []


# Of numbers that hang together so tightly a few must go; a release that shows the rest is safe.
def test_exact_totals_of_each_year_cost_few_numbers():
    each = ((country, year, None) for country in range(COUNTRIES) for year in range(world.YEARS))
    assert len(withheld(knows(each))) <= len(PUBLISHED) / 100


def test_all_offsets_cost_few_numbers():
    offsets = {cell: world.offset(cell) for cell in TRUTH}
    assert len(withheld(Attacker(offsets=offsets))) <= len(PUBLISHED) / 100


def test_a_part_that_reads_more_than_its_total_is_saved_by_withholding_the_total():
    # Sticky rounding may do this to any table: the part is at least six, the total at most nine.
    sums, truth = [Sum("all", ("a", "b"))], {"a": 7, "b": 0, "all": 7}
    published = [Published(0, "a", 10), Published(0, "b", None), Published(0, "all", None)]
    found = cells_with_too_few_values(bounds(published, sums), world.as_frame(truth))
    assert found.rows() == [(0, "a", FEW)]
    assert withholding.withheld(published, sums, truth, OUTSIDER) == ["all"]


def test_of_a_total_known_from_elsewhere_the_part_itself_must_go():
    sums, truth = [Sum("all", ("a", "b"))], {"a": 9, "b": 0, "all": 9}
    published = [Published(0, "a", 10), Published(0, "b", None), Published(0, "all", 10)]
    known = Attacker(exact=(Exact(0, "all", 9),))
    assert withholding.withheld(published, sums, truth, known) == ["a"]
