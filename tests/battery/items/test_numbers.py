"""Every item 1-73 of the battery is in the table, or has a test of its own by its number."""

import re
from pathlib import Path

from tests.battery.items import listed

NUMBERS = set(range(1, 74))
TESTS = re.compile(r"^def test_item((?:_[0-9]{2})+)_", re.MULTILINE)


def numbers_of_tests() -> set[int]:
    """The numbers that tests beside the table have in their names."""
    texts = (path.read_text() for path in Path(__file__).parents[2].glob("**/test_*.py"))
    named = (numbers for text in texts for numbers in TESTS.findall(text))
    return {int(number) for numbers in named for number in numbers.split("_") if number}


def test_every_item_is_tested_by_its_number() -> None:
    in_table = {case.number for case in listed.CASES}
    assert in_table | numbers_of_tests() >= NUMBERS


def test_what_cannot_arise_has_a_test_of_what_stands_nearest() -> None:
    in_table = {case.number for case in listed.CASES}
    assert set(listed.CANNOT_ARISE) <= in_table | numbers_of_tests()


def test_each_case_has_a_name_of_its_own() -> None:
    names = [str(case) for case in listed.CASES]
    assert sorted(names) == sorted(set(names))


def test_a_refused_value_is_told_apart_from_words_of_the_finding() -> None:
    for case in listed.CASES:
        assert not [secret for secret in case.secrets if secret in case.word], str(case)
