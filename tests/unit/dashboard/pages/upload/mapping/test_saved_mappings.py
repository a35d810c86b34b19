"""A saved mapping is taken up again for the next export, where a choice can say all of it."""

from dataclasses import replace

import pytest

from dashboard.pages.upload.mapping import saved_mappings, state
from dashboard.pages.upload.mapping.progress import Progress
from dashboard.pages.upload.mapping.state import MappingWork
from seed.mapping import (
    column_profiles,
    draft_export,
    mapping_pipeline,
    parse_profile,
    profile_model,
    profile_toml,
)
from tests.unit.dashboard.pages.upload.mapping.drafts import COLUMNS, DRAFT
from tests.unit.dashboard.pages.upload.mapping.test_progress import complete


def parsed(text: str) -> profile_model.Profile | None:
    """What a text says; None if it has faults."""
    profile = parse_profile.parse_profile_text("court", text)
    return None if profile.findings else profile


def test_what_was_saved_comes_back_as_it_was_chosen() -> None:
    saved = Progress(complete()).text
    again = parsed(saved)
    assert again is not None

    assert replace(again, name="", comment="") == replace(complete().chosen, name="", comment="")


def meant(text: str) -> profile_model.Profile:
    """What a profile says."""
    profile = parse_profile.parse_profile_text("x", text)
    assert profile.findings == ()
    return profile


@pytest.mark.parametrize("name", mapping_pipeline.shipped_profile_names())
def test_all_that_a_profile_says_survives_being_opened_and_saved(name: str) -> None:
    text = mapping_pipeline.load_profile_text(name)
    again = parsed(text)
    assert again is not None
    saved = profile_toml.profile_text(again)
    assert meant(saved) == meant(text)
    assert mapping_pipeline.profile_title("x", saved) == mapping_pipeline.profile_title("x", text)


def test_what_stands_between_the_lines_is_told_to_be_lost() -> None:
    text = mapping_pipeline.load_profile_text("htd_federal")
    assert saved_mappings.has_comments(text)
    again = parsed(text)
    assert again is not None
    assert not saved_mappings.has_comments(profile_toml.profile_text(again))


def test_a_profile_with_faults_is_left_as_it_is() -> None:
    for text in ("[files.court]\nfile = 'a.csv'\n", "this is no TOML"):
        assert saved_mappings.open_mapping("court", text, DRAFT)[0] is None


def test_the_next_export_may_have_another_name() -> None:
    next_year = profile_model.SourceFile("court_2026", "court_2026.csv", delimiter=";")
    other = profile_model.SourceFile("notes", "notes.csv")
    draft = draft_export.Draft(
        "new",
        (
            column_profiles.FileProfile(other, 3, COLUMNS[-2:]),
            column_profiles.FileProfile(next_year, 90, COLUMNS),
        ),
    )
    again = saved_mappings.match_files(complete().chosen, draft)
    # SQL knows it by the mapping's name.
    assert again.files == (replace(next_year, name="court"),)
    assert {table.file for table in again.tables} == {"court"}
    called = replace(draft.files[1], file=again.files[0])
    assert Progress(MappingWork(replace(draft, files=(called,)), again)).faults == ()


def test_a_file_of_the_same_name_is_the_same() -> None:
    assert saved_mappings.match_files(complete().chosen, DRAFT) == complete().chosen


def test_a_file_that_is_not_there_takes_its_tables_along() -> None:
    again = saved_mappings.match_files(complete().chosen, draft_export.Draft("nothing"))
    assert (again.files, again.tables) == ((), ())


def test_a_mapping_in_the_making_comes_back_with_all_that_it_lacks() -> None:
    work = state.with_tables(complete(), "court", ["cases", "suspects", "links"])
    work = state.with_submission_facts(work, jurisdiction=None)
    text = Progress(work).text
    assert Progress(work).faults
    assert parsed(text) is None
    again = saved_mappings.parse_unfinished(text)
    assert again is not None
    assert replace(again, name="", comment="") == replace(work.chosen, name="", comment="")


@pytest.mark.parametrize(
    "text",
    [
        "this is no TOML",
        "tables = 3",
        "[tables.cases]\nform = 'a'",
        "[tables.cases]\nfrom = 'a'\ncolumns = ['b']",
        "[tables.kases]\nfrom = 'a'",
        "[tables.cases]\nfrom = 'a'\n[tables.cases.columns]\nkase_id = 'b'",
        "[tables.cases]\nfrom = 'a'\n[tables.cases.columns]\ncase_id = { number = 3 }",
    ],
)
def test_what_no_choice_wrote_is_none(text: str) -> None:
    assert saved_mappings.parse_unfinished(text) is None


def test_what_a_mapping_was_made_for_stays_with_it_under_the_names_of_the_next_export() -> None:
    known = profile_model.KeptWords(frozenset({"M"}))
    shape = profile_model.Shape(
        {"court": profile_model.FileShape(("Case no",), {"Sex": known})},
        {("cases", "court"): 0.5},
    )
    text = profile_toml.with_shape(Progress(complete()).text, shape)
    again = parsed(text)
    assert again is not None
    assert profile_toml.profile_text(again) == text
    assert not saved_mappings.has_comments(text)
    assert Progress(replace(complete(), chosen=again)).text_to_keep == text


def test_what_is_kept_on_the_page_begins_with_the_columns_of_the_draft() -> None:
    progress = Progress(complete())
    shape = parse_profile.parse_profile_text("court", progress.text_to_keep).shape
    assert shape is not None
    [file] = shape.files.values()
    assert file.columns == tuple(column.name for column in COLUMNS)
    assert profile_toml.without_shape(progress.text_to_keep) == progress.text


def test_a_mapping_of_files_that_are_not_here_says_which() -> None:
    other = "[files.other]\nfile = 'b.csv'\n\n[files.court]"
    text = Progress(complete()).text.replace("[files.court]", other)
    assert saved_mappings.open_mapping("court", text, DRAFT) == (
        None,
        ["This mapping reads several files: b.csv, court.csv. Choose all of them together."],
    )
    assert saved_mappings.open_mapping("court", Progress(complete()).text, DRAFT)[1] == []
    _, [wrong] = saved_mappings.open_mapping("x", "[files.court]\nfile = 'court.csv'\n", DRAFT)
    assert "table" in wrong
