"""Each row that the shipped profiles make is the one that they made before they were in SQL."""

import json
from pathlib import Path

import pytest

from seed.mapping import reading
from tests.unit.seed.mapping.digested import FOLDERS, digests, export

DIGESTS = json.loads((Path(__file__).parent / "digests.json").read_text("utf-8"))


@pytest.mark.parametrize("profile", FOLDERS)
def test_each_row_is_the_one_it_was(profile: str, shared: Path) -> None:
    made = digests(reading.read(export(shared, profile), reading.load(profile)))
    was = DIGESTS[profile]
    assert {place: digest["rows"] for place, digest in made.items()} == {
        place: digest["rows"] for place, digest in was.items()
    }
    other = {
        (place, column)
        for place, columns in was.items()
        for column, digest in columns.items()
        if made[place].get(column) != digest
    }
    assert other == set()
    assert made == was


def test_every_shipped_profile_is_held_to_its_rows() -> None:
    assert sorted(FOLDERS) == reading.shipped()
