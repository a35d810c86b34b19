"""What the page says of fields that are not filled follows what is filled."""

from dashboard.upload.mapping import editor, state
from dashboard.upload.mapping.progress import Progress
from dashboard.upload.mapping.state import FieldTarget, MappingWork, TableFill
from seed.mapping import not_collected, profile_model
from tests.unit.dashboard.upload.mapping.drafts import DRAFT

CASES = TableFill("court", "cases")


def lacking(work: MappingWork) -> not_collected.Lacking:
    return Progress(work).lacking


def stated(work: MappingWork) -> set[str]:
    """What the mapping says to be not collected."""
    return {row.values["column"] for row in Progress(work).profile.coverage}


def test_a_mapping_begins_by_stating_what_is_not_filled() -> None:
    work = state.suggested_work(DRAFT)
    assert work.chosen.statement.unfilled is profile_model.Unfilled.NOT_COLLECTED
    assert {f"cases.{name}" for name in lacking(work).columns["cases"]} == stated(work)
    assert "cases.proceeds_estimate" in stated(work)
    assert "suspects" in lacking(work).tables


def test_a_field_that_is_filled_and_given_up_again_is_followed() -> None:
    work = state.suggested_work(DRAFT)
    target = FieldTarget(CASES, "proceeds_estimate")
    filled = state.with_source(work, target, "proceeds")
    assert stated(work) - stated(filled) == {"cases.proceeds_estimate"}
    assert stated(state.with_column(filled, target, None)) == stated(work)
    more = state.with_tables(filled, "court", ["cases", "suspects"])
    assert "suspects.final_on" in stated(more)


def test_what_other_files_bring_is_not_stated() -> None:
    elsewhere = state.with_statement(
        state.suggested_work(DRAFT), unfilled=profile_model.Unfilled.ELSEWHERE
    )
    assert stated(elsewhere) == set()
    assert "cases" in lacking(elsewhere).columns


def test_it_is_said_how_many_fields_are_not_filled_and_what_becomes_of_them() -> None:
    one = not_collected.Lacking({"cases": ("form",)}, ())
    assert editor.unfilled_sentence(one, profile_model.Unfilled.NOT_COLLECTED) == (
        "1 field of cases is not filled. They are stored as not collected, and no measure reads"
        " them as “no”."
    )
    some = not_collected.Lacking(
        {"cases": ("form", "sector"), "suspects": ("sex",)}, ("assets", "links")
    )
    said = editor.unfilled_sentence(some, None)
    assert said.startswith("3 fields of cases and suspects are not filled. Say why:")
