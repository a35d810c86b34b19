"""Each step of a choice changes what it says and nothing else."""

from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.pages.upload.mapping import state
from dashboard.pages.upload.mapping.state import FieldTarget, MappingWork, TableFill
from schemas import tables
from seed.mapping import cell_formats, draft_export, profile_model
from tests.unit.dashboard.pages.upload.mapping.drafts import COURT, DRAFT

SHEET = "Docket,Def. ID,Sex,Total months,Statute 1 Code,Statute 2 Code,Statute 3 Code\n" + "".join(
    f"D-{n // 2},{700 + n},{'MF'[n % 2]},{12 * n + 6},1591,{1589 if n % 3 else ''},\n"
    for n in range(9)
)


CASES, SUSPECTS = TableFill("court", "cases"), TableFill("court", "suspects")
SEX = FieldTarget(SUSPECTS, "sex")


@pytest.fixture
def work() -> MappingWork:
    """Cases and suspects, as suggested."""
    nothing = MappingWork(DRAFT, profile_model.Profile("", (COURT,), ()))
    return state.with_tables(nothing, "court", ["suspects", "cases"])


def sources(work: MappingWork, place: TableFill) -> dict[str, str | None]:
    """The source of each filled column."""
    return {n: c.source for n, c in work.table(place).columns.items()}


def test_a_table_begins_with_what_is_suggested_for_it(work: MappingWork) -> None:
    assert work.places == [CASES, SUSPECTS]
    assert sources(work, CASES) == {"case_id": "docket", "charged_on": "filed"}
    assert sources(work, SUSPECTS) == {
        "case_id": "docket",
        "person_id": "defendant",
        "sex": "gender",
        "charged_on": "filed",
    }


@pytest.mark.parametrize("table", [table.name for table in tables.RECORD_TABLES])
def test_each_table_of_the_record_model_can_be_begun(table: str) -> None:
    """Jurisdictions have one row and no key: the page ended at it."""
    nothing = MappingWork(DRAFT, profile_model.Profile("", (COURT,), ()))
    assert state.with_tables(nothing, "court", [table]).places == [TableFill("court", table)]


def test_a_second_best_suggestion_fills_nothing(work: MappingWork) -> None:
    # F and M are sections of ISIC too.
    assert "sector" not in work.table(CASES).columns


def test_a_parent_repeated_on_its_childrens_rows_is_told(work: MappingWork) -> None:
    [file] = DRAFT.files
    assert state.repeated_id_column(work.table(CASES), file) == "docket"
    assert state.repeated_id_column(work.table(SUSPECTS), file) == ""
    numbered = {"case_id": profile_model.ColumnRule(sql="'C' || _row")}
    table = replace(work.table(CASES), columns=numbered)
    assert state.repeated_id_column(table, file) == ""


def test_a_draft_begins_with_its_suggestions_and_no_comments_of_a_text() -> None:
    begun = state.suggested_mapping(DRAFT)
    assert [table.table for table in begun.chosen.tables] == ["cases"]
    assert begun.chosen.name == ""
    assert not any(c.comment for t in begun.chosen.tables for c in t.columns.values())


def test_a_table_that_is_taken_away_takes_its_columns_along(work: MappingWork) -> None:
    left = state.with_tables(work, "court", ["cases", "victims"])
    assert [jurisdiction.table for jurisdiction in left.places] == ["cases", "victims"]
    assert left.table(CASES) == work.table(CASES)


def test_required_and_filled_columns_are_on_show_and_others_may_be_added(work: MappingWork) -> None:
    on_show = [target.column for target in state.shown_targets(work, CASES)]
    assert on_show == ["case_id", "scope", "charged_on"]
    form = FieldTarget(CASES, "form")
    assert form in state.addable_targets(work, CASES)
    added = state.with_shown_field(work, form)
    assert form in state.shown_targets(added, CASES)
    assert form not in state.addable_targets(added, CASES)


def test_a_source_brings_its_codes_and_its_way_of_writing(work: MappingWork) -> None:
    sex = work.column(SEX)
    assert sex is not None
    assert sex.codes == {"F": "female", "M": "male"}
    amount = FieldTarget(CASES, "proceeds_estimate")
    filled = state.with_source(work, amount, "proceeds")
    column = filled.column(amount)
    assert column is not None
    assert column.number == cell_formats.NumberFormat(decimal=",", thousands=".")


def test_a_source_that_is_not_there_is_named_all_the_same(work: MappingWork) -> None:
    filled = state.with_source(work, SEX, "elsewhere")
    assert filled.column(SEX) == profile_model.ColumnRule(source="elsewhere")


def test_a_column_left_unfilled_stays_on_show(work: MappingWork) -> None:
    left = state.with_field_rule(work, SEX, None)
    assert left.column(SEX) is None
    assert SEX in state.shown_targets(left, SUSPECTS)


def test_columns_stay_in_the_order_of_the_table(work: MappingWork) -> None:
    kind = FieldTarget(SUSPECTS, "kind")
    filled = state.with_field_rule(work, kind, profile_model.ColumnRule(constant="natural"))
    assert list(sources(filled, SUSPECTS))[:3] == ["case_id", "person_id", "kind"]


def test_a_value_becomes_a_code_or_blank_or_is_not_said(work: MappingWork) -> None:
    other = state.with_codes(work, SEX, {"x*y": "other"})
    blank = state.with_codes(other, SEX, {"F": ""})
    unsaid = state.with_codes(blank, SEX, {"M": None})
    column = unsaid.column(SEX)
    assert column is not None
    assert column.codes == {"x*y": "other", "F": ""}


def test_the_whole_says_its_jurisdiction(work: MappingWork) -> None:
    said = state.with_submission_facts(work, jurisdiction="XAA")
    assert said.chosen.statement.jurisdiction == "XAA"
    assert state.with_submission_facts(said, jurisdiction=None) == work


def test_a_table_that_names_its_jurisdiction_has_that_of_the_whole(work: MappingWork) -> None:
    before = state.with_tables(work, "court", ["cases", "offices"])
    said = state.with_submission_facts(before, jurisdiction="XAA")
    later = state.with_tables(
        state.with_submission_facts(work, jurisdiction="XAA"), "court", ["offices"]
    )
    offices = FieldTarget(TableFill("court", "offices"), "jurisdiction")
    for one in (said, later):
        assert one.column(offices) == profile_model.ColumnRule(constant="XAA")
    other = state.with_submission_facts(said, jurisdiction="XBB")
    assert other.column(offices) == profile_model.ColumnRule(constant="XBB")
    by_column = state.with_field_rule(other, offices, profile_model.ColumnRule(source="gender"))
    assert state.with_submission_facts(by_column, jurisdiction="XCC").column(
        offices
    ) == by_column.column(offices)
    assert state.with_submission_facts(said, jurisdiction=None) == before


def test_the_rows_of_a_table_follow_what_says_something_of_it_until_a_person_says_which() -> None:
    nothing = MappingWork(DRAFT, profile_model.Profile("", (COURT,), ()))
    sanctions = TableFill("court", "sanctions")
    work = state.with_tables(nothing, "court", ["suspects", "sanctions"])
    assert work.table(sanctions).where == ""
    one = state.with_source(work, FieldTarget(sanctions, "amount"), "proceeds")
    assert one.table(sanctions).where == "proceeds IS NOT NULL"
    # It is filled in each row but two.
    two = state.with_source(one, FieldTarget(sanctions, "kind"), "gender")
    assert two.table(sanctions).where == "gender IS NOT NULL OR proceeds IS NOT NULL"
    own = two.with_table(sanctions, where="num(proceeds) > 0")
    said = state.with_field_rule(own, FieldTarget(sanctions, "kind"), None)
    assert said.table(sanctions).where == "num(proceeds) > 0"


def test_sql_begins_with_the_column_that_filled_the_field(work: MappingWork) -> None:
    column = state.with_sql(work, SEX).column(SEX)
    assert column is not None
    assert (column.source, column.sql, column.codes) == (
        *(None, "gender"),
        {"F": "female", "M": "male"},
    )
    target = FieldTarget(SUSPECTS, "kind")
    kind = state.with_sql(work, target).column(target)
    assert kind is not None
    assert kind.sql == "'R' || _row"


def test_all_values_that_are_left_become_one_code_and_are_named(work: MappingWork) -> None:
    assert state.unmapped_values(work, SEX) == ["x*y"]
    said = state.with_codes(work, SEX, dict.fromkeys(["x*y"], "other"))
    column = said.column(SEX)
    assert column is not None
    assert column.codes == {"F": "female", "M": "male", "x*y": "other"}
    assert state.unmapped_values(said, SEX) == []
    like = state.with_codes(work, SEX, {"^x": "other"}, "codes_like")
    assert state.unmapped_values(like, SEX) == []


def test_what_rows_tell_nothing_without_is_on_show() -> None:
    nothing = MappingWork(DRAFT, profile_model.Profile("", (COURT,), ()))
    sanctions = TableFill("court", "sanctions")
    work = state.with_tables(nothing, "court", ["sanctions"])
    on_show = [target.column for target in state.shown_targets(work, sanctions)]
    assert on_show == ["sanction_id", "case_id", "person_id", "kind"]
    filled = state.with_source(work, FieldTarget(sanctions, "amount"), "proceeds")
    assert "currency" in [target.column for target in state.shown_targets(filled, sanctions)]


def test_the_page_proposes_no_sentence_for_each_statute(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(SHEET)
    work = state.with_tables(
        state.suggested_mapping(draft_export.draft_from_path(sheet)),
        "sheet_groups",
        ["charges", "sanctions"],
    )
    statutes = TableFill("sheet_groups", "sanctions")
    assert "months" not in work.table(statutes).columns
    # Several rows are made of one: its number alone would name them all.
    assert work.table(statutes).columns["sanction_id"].sql == """'S' || "Def. ID" || '-' || n"""
