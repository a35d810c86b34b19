"""Where on Data & quality something stands, found by word."""

from dashboard.quality.views import sections
from dashboard.shared import search


def hits(text: str) -> list[str]:
    return [entry.text for entry in sections.find_entries(search.words_of(text))]


def test_a_column_is_found_by_its_name_and_leads_to_its_table() -> None:
    [victims] = [
        entry
        for entry in sections.find_entries(search.words_of("Citizenship"))
        if entry.text == "victims.citizenship"
    ]
    assert victims.href == "quality?see=missing&table=victims"
    assert sections.find_entries(()) == []


def test_parts_stand_before_columns_and_measures() -> None:
    assert hits("erased")[0] == "What was erased"
    assert "N01 More than one link charged" in hits("link charged")


def test_what_is_nowhere_or_in_too_many_places_is_said() -> None:
    assert "called [zzyzx]" in sections.found_sentence("zzyzx", sections.find_entries(["zzyzx"]))
    everywhere = sections.find_entries(["a"])
    assert f"The first {sections.MOST_FOUND} of {len(everywhere)}" in sections.found_sentence(
        "a", everywhere
    )
    assert sections.found_sentence(" ", []) == ""
    assert sections.found_sentence("erased", sections.find_entries(["erased"])) == ""


def test_every_part_stands_in_a_section_under_an_id_of_its_own() -> None:
    assert {part.section for part in sections.EVERY} == set(sections.SECTIONS)
    assert len({part.id for part in sections.EVERY}) == len(sections.EVERY)
