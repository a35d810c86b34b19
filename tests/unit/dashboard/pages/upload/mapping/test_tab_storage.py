"""What a tab gives back is text from outside: it is a mapping in the making, or nothing."""

import json

import pytest

from dashboard.pages.upload.mapping import tab_storage
from dashboard.pages.upload.mapping.progress import Progress
from dashboard.pages.upload.mapping.tab_storage import NOTHING, TabState, parse_tab_state
from dashboard.pages.upload.views import upload_words
from seed.mapping import source_layout
from tests.unit.dashboard.pages.upload.mapping.test_progress import suggested


def test_files_and_mapping_come_back() -> None:
    text = Progress(suggested("cases")).text
    was = parse_tab_state(json.dumps([["court.csv", "persons.csv"], text]))
    assert was == TabState(("court.csv", "persons.csv"), text)
    assert was.chosen is not None
    assert [table.table for table in was.chosen.tables] == ["cases"]
    assert was.heads == {"court": source_layout.HeaderRows()}
    said = upload_words.lost_files_note(was)
    assert "Choose these files again: court.csv and persons.csv." in said
    assert "your mapping comes back" in said


@pytest.mark.parametrize("text", ["", "{", "3", "[1, 2]", '["a"]', "[[], 1, 2]", "null"])
def test_anything_else_is_nothing(text: str) -> None:
    assert parse_tab_state(text) == NOTHING


def test_a_mapping_that_cannot_be_read_says_nothing() -> None:
    was = tab_storage.TabState(("court.csv",), "[tables.cases]\nform = 'cases'")
    assert (was.chosen, was.heads) == (None, {})
    assert "comes back" not in upload_words.lost_files_note(tab_storage.TabState(("court.csv",)))
