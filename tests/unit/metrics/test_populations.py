"""What measures are of goes by one name each, and each name is of one population."""

from collections import defaultdict

import pytest

from metrics import Measure, measure_kinds
from metrics.catalogue import CATALOGUE
from metrics.units.cases import per_case

Population = tuple[str, ...]


def population(measure: Measure) -> Population:
    """What a measure counts its units among: of money what is divided by, too."""
    match measure:
        case measure_kinds.Count(counted=of):
            return measure.unit.name, of.name
        case measure_kinds.Share(denominator=of):
            return measure.unit.name, of.name
        case measure_kinds.AmountRatio(eligible=of, denominator=below):
            return measure.unit.name, of.name, below.name
        case _:
            return measure.unit.name, getattr(measure, "eligible").name  # noqa: B009 - every other


def test_one_population_has_one_name_and_one_name_is_of_one_population() -> None:
    names, populations = defaultdict(set), defaultdict(set)
    for measure in CATALOGUE.values():
        names[population(measure)].add(measure.population)
        populations[measure.population].add(population(measure))
    assert {of: one for of, one in names.items() if len(one) > 1} == {}
    assert {name: of for name, of in populations.items() if len(of) > 1} == {}


def test_no_title_is_the_end_of_another() -> None:
    """A reader takes "Victims paid from X" and "Paid from X" for one number."""
    titles = [(measure.kind, measure.title.lower()) for measure in CATALOGUE.values()]
    ends = [
        (one, other)
        for kind, one in titles
        for other_kind, other in titles
        if kind == other_kind and one != other and other.endswith(one)
    ]
    assert ends == []


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ("charged_as_trafficking", "cases charged as trafficking"),
        ("charged", "cases charged with any offence"),
    ],
)
def test_questions_say_which_charged_cases_they_are_of(column: str, words: str) -> None:
    of = [
        measure
        for measure in CATALOGUE.values()
        if measure.unit is per_case and population(measure)[1] == column
    ]
    assert len(of) > 5
    assert {one.id for one in of if words not in one.population} == set()
    shares = [one for one in of if isinstance(one, measure_kinds.Share)]
    assert {one.id for one in shares if words not in one.question} == set()
