"""Each measure of the catalogue is counted a second time; what is counted twice is defined."""

from metrics.catalogue import CATALOGUE
from tests.oracle import RECOUNTS


def test_recounts_and_catalogue_are_the_same_set() -> None:
    assert RECOUNTS.keys() == CATALOGUE.keys()
