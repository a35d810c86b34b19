"""Each measure of the catalogue is counted a second time; what is counted twice is defined."""

from metrics.catalogue import CATALOGUE
from tests.oracle.catalogue import MEASURES


def test_no_measure_lacks_an_oracle() -> None:
    assert CATALOGUE.keys() - MEASURES.keys() == set()


def test_no_oracle_lacks_a_measure() -> None:
    assert MEASURES.keys() - CATALOGUE.keys() == set()
