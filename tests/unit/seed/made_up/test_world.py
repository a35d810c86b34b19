"""The made-up world is fictional, each part of it different, and its truths fit each other."""

import pycountry
import pytest

from seed.made_up.world import TRUTH, YEARS, Character
from tests.unit.seed.made_up.truths import truth

CHARACTERS = pytest.mark.parametrize("character", TRUTH.values(), ids=lambda one: one.name)


def user_assigned(code: str) -> bool:
    """ISO 3166-1: AAA, QMA-QZZ, XAA-XZZ and ZZA-ZZZ belong to no State."""
    return code == "AAA" or "QMA" <= code <= "QZZ" or "XAA" <= code <= "XZZ" or code >= "ZZA"


@CHARACTERS
def test_a_jurisdiction_is_no_real_state(character: Character) -> None:
    assert user_assigned(character.code)
    names = {country.name for country in pycountry.countries}
    assert character.name not in names


@CHARACTERS
def test_a_jurisdiction_has_a_currency_and_offices_of_several_kinds(character: Character) -> None:
    assert pycountry.currencies.get(alpha_3=character.currency) is not None
    assert len(character.places) >= 1
    assert sum(character.other_offices) >= 2


def test_one_jurisdiction_has_offices_enough_for_a_funnel() -> None:
    assert max(len(character.places) for character in TRUTH.values()) >= 10


@CHARACTERS
def test_rates_fit_each_other_in_every_year(character: Character) -> None:
    for year in YEARS:
        rates = character.rates_in(year)
        assert rates.confiscated <= rates.frozen <= rates.confiscation_sought
        assert rates.apex_charged <= rates.charged_more_than_one_link
        # One in four beyond-destination cases of one link: the rest must fit into the others.
        single = 0.25 * rates.charged_beyond_destination * (1 - rates.charged_more_than_one_link)
        several = rates.charged_more_than_one_link * (1 - rates.held_by_one_person)
        assert rates.charged_beyond_destination - single <= several
        assert rates.convicted_of_trafficking + rates.convicted_of_other + rates.acquitted < 1


def test_there_are_twelve_characters_told_in_a_sentence_each() -> None:
    assert len(TRUTH) == 12
    assert len({character.sentence for character in TRUTH.values()}) == 12
    assert len({character.currency for character in TRUTH.values()}) == 12
    assert sum(character.weight for character in TRUTH.values()) == 100


@pytest.mark.parametrize("code", TRUTH)
def test_true_values_are_shares(code: str) -> None:
    values = truth(code)
    assert len(values) >= 6
    assert all(0 <= value <= 1 for value in values.values())


def test_what_changes_with_the_years_has_no_single_true_value() -> None:
    assert "N01" not in truth("XIS")
    improving = TRUTH["XIS"]
    shares = [improving.rates_in(year).charged_more_than_one_link for year in YEARS]
    assert shares == sorted(shares)
    worse = TRUTH["XBR"]
    assert worse.rates_in(2020).frozen > 2 * worse.rates_in(2021).frozen


def test_what_is_not_collected_has_no_true_value() -> None:
    assert {"R03", "R04", "T01"}.isdisjoint(truth("QZE"))


def test_convictions_and_quality_come_apart() -> None:
    many, small = truth("QVE"), truth("QUL")
    assert many["P02"] > small["P02"]
    assert all(many[measure] < small[measure] / 2 for measure in ("N01", "F01", "A02", "R01"))
