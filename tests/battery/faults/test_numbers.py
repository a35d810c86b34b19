"""Each fault 74-84 of the battery has tests that say its number."""

import re
from pathlib import Path

from tests.battery.items.test_numbers import NUMBERS as ITEMS

NUMBERS = set(range(74, 85))
SAID = re.compile(r"def test_item_([0-9]{2})_|(?:Fault|Battery) ([0-9]{2})\b")


def test_every_fault_is_tested_by_its_number() -> None:
    texts = (path.read_text() for path in Path(__file__).parents[2].rglob("test_*.py"))
    said = {int(one or other) for text in texts for one, other in SAID.findall(text)}
    assert NUMBERS - said == set()
    assert ITEMS.isdisjoint(NUMBERS)
