"""Where on Data & quality something stands, found by word."""

import pandas as pd

from dashboard.pages.quality import batch_cards, sections
from schemas.language import search_words
from tests.unit.dashboard.plain_text import plain


def hits(text: str) -> list[str]:
    return [entry.text for entry in sections.find_entries(search_words(text))]


def test_a_column_is_found_by_its_name_and_leads_to_its_table() -> None:
    [victims] = [
        entry
        for entry in sections.find_entries(search_words("Citizenship"))
        if entry.text == "victims.citizenship"
    ]
    assert victims.href == "quality?see=missing&table=victims"
    assert sections.find_entries(()) == []


def test_parts_stand_before_columns_and_measures() -> None:
    assert hits("permanently")[0] == "What was deleted permanently"
    assert "N01 More than one link charged" in hits("link charged")


def test_what_is_nowhere_or_in_too_many_places_is_said() -> None:
    assert "matches “zzyzx”" in sections.found_sentence("zzyzx", sections.find_entries(["zzyzx"]))
    everywhere = sections.find_entries(["a"])
    assert f"{len(everywhere)} places match" in sections.found_sentence("a", everywhere)
    assert sections.found_sentence(" ", []) == ""
    assert sections.found_sentence("permanently", sections.find_entries(["permanently"])) == ""


def test_every_part_stands_in_a_section_under_an_id_of_its_own() -> None:
    assert {part.section for part in sections.EVERY} == set(sections.SECTIONS)
    assert len({part.id for part in sections.EVERY}) == len(sections.EVERY)


COLUMNS = ["jurisdiction", "rows_read", "rows_stored", "rows_refused", "findings", "errors"]
COLUMNS += ["undone_at", "replaced_by"]


def records(*batches: tuple[object, ...]) -> str:
    said = batch_cards.imports_sentences(pd.DataFrame(batches, columns=COLUMNS))
    return plain(said)


def test_the_sentence_counts_what_is_stored_and_leaves_undone_batches_out() -> None:
    assert records(
        ("XAA", 1000, 990, 10, 3, 2, None, None),
        ("XBB", 1000, 1000, 0, 2, 0, None, None),
        ("XBB", 5000, 5000, 0, 9, 9, pd.Timestamp("2026-01-01"), None),
        ("XBB", 5000, 0, 0, 9, 9, None, 2),
    ) == (
        "The records of 2 jurisdictions came in 2 imports. 1,990 rows are stored. >99% of the"
        " rows sent were accepted. 2 errors were found. 3 warnings were found."
    )
    # Of no rows none was accepted.
    assert records(("XAA", 0, 0, 0, 0, 0, None, None)) == (
        "The records came in 1 import. 0 rows are stored. No errors or warnings were found."
    )
    assert "No row was rejected." in records(("XAA", 1, 1, 0, 1, 0, None, None))
