"""Where on Data & quality something stands, found by word."""

import pytest

from dashboard.quality import parts, way_in
from dashboard.shared import quality_sections, search


def hits(text: str) -> list[str]:
    return [entry.text for entry in way_in.found(search.words_of(text))]


def test_a_column_is_found_by_its_name_and_leads_to_its_table() -> None:
    [victims] = [
        entry
        for entry in way_in.found(search.words_of("Citizenship"))
        if entry.text == "victims.citizenship"
    ]
    assert victims.href == "quality?see=missing&table=victims"
    assert way_in.found(()) == []


def test_parts_stand_before_columns_and_measures() -> None:
    assert hits("erased")[0] == "What was erased"
    assert "N01 More than one link charged" in hits("link charged")


def test_what_is_nowhere_or_in_too_many_places_is_said() -> None:
    assert "called [zzyzx]" in way_in.sentence("zzyzx", way_in.found(["zzyzx"]))
    everywhere = way_in.found(["a"])
    assert f"The first {way_in.SHOWN} of {len(everywhere)}" in way_in.sentence("a", everywhere)
    assert way_in.sentence(" ", []) == ""
    assert way_in.sentence("erased", way_in.found(["erased"])) == ""


def test_every_part_stands_in_a_section_under_an_id_of_its_own() -> None:
    assert {part.section for part in parts.EVERY} == set(quality_sections.SECTIONS)
    assert len({part.id for part in parts.EVERY}) == len(parts.EVERY)


@pytest.mark.parametrize(
    ("asked", "section", "notice"),
    [
        ("", "missing", ""),
        ("late", "late", ""),
        ("moon<b>", "missing", "There is no section [moon<b>]: What is missing is shown instead."),
    ],
)
def test_a_section_that_there_is_not_is_named(asked: str, section: str, notice: str) -> None:
    assert quality_sections.decode(asked) == (section, notice)
