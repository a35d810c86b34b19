"""Each step of a choice changes what it says and nothing else."""

from dataclasses import replace

import pytest

from dashboard.upload.mapping import choice, suggestions
from dashboard.upload.mapping.work import (
    Place,
    Target,
    Work,
    column_at,
    places,
    table_at,
)
from schemas import tables
from seed.mapping import drafting, language
from tests.unit.dashboard.upload.mapping.drafts import COURT, DRAFT

CASES, SUSPECTS = Place("court", "cases"), Place("court", "suspects")
SEX = Target(SUSPECTS, "sex")


@pytest.fixture
def work() -> Work:
    """Cases and suspects, as suggested."""
    nothing = Work(DRAFT, drafting.Chosen("", (COURT,), ()))
    return choice.with_tables(nothing, "court", ["suspects", "cases"])


def sources(work: Work, place: Place) -> dict[str, str | None]:
    """The source of each filled column."""
    return {n: c.source for n, c in table_at(work, place).columns.items()}


def test_a_table_begins_with_what_is_suggested_for_it(work: Work) -> None:
    assert places(work) == [CASES, SUSPECTS]
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
    nothing = Work(DRAFT, drafting.Chosen("", (COURT,), ()))
    assert places(choice.with_tables(nothing, "court", [table])) == [Place("court", table)]


def test_a_second_best_suggestion_fills_nothing(work: Work) -> None:
    # F and M are sections of ISIC too.
    assert "sector" not in table_at(work, CASES).columns


def test_a_parent_repeated_on_its_childrens_rows_is_told(work: Work) -> None:
    [file] = DRAFT.files
    assert suggestions.repeated_key(table_at(work, CASES), file) == "docket"
    assert suggestions.repeated_key(table_at(work, SUSPECTS), file) == ""
    numbered = {"case_id": drafting.ChosenColumn(sql="'C' || _row")}
    table = replace(table_at(work, CASES), columns=numbered)
    assert suggestions.repeated_key(table, file) == ""


def test_a_draft_begins_with_its_suggestions_and_no_comments_of_a_text() -> None:
    begun = suggestions.begun(DRAFT)
    assert [table.table for table in begun.chosen.tables] == ["cases"]
    assert begun.chosen.name == ""
    assert not any(c.comment for t in begun.chosen.tables for c in t.columns.values())


def test_a_table_that_is_taken_away_takes_its_columns_along(work: Work) -> None:
    left = choice.with_tables(work, "court", ["cases", "victims"])
    assert [place.table for place in places(left)] == ["cases", "victims"]
    assert table_at(left, CASES) == table_at(work, CASES)


def test_required_and_filled_columns_are_on_show_and_others_may_be_added(work: Work) -> None:
    on_show = [target.column for target in choice.targets(work, CASES)]
    assert on_show == ["case_id", "scope", "charged_on"]
    form = Target(CASES, "form")
    assert form in choice.to_add(work, CASES)
    added = choice.with_target(work, form)
    assert form in choice.targets(added, CASES)
    assert form not in choice.to_add(added, CASES)


def test_a_source_brings_its_codes_and_its_way_of_writing(work: Work) -> None:
    sex = column_at(work, SEX)
    assert sex is not None
    assert sex.codes == {"F": "female", "M": "male"}
    amount = Target(CASES, "proceeds_estimate")
    filled = choice.with_source(work, amount, "proceeds")
    column = column_at(filled, amount)
    assert column is not None
    assert column.number == language.NumberFormat(decimal=",", thousands=".")


def test_a_source_that_is_not_there_is_named_all_the_same(work: Work) -> None:
    filled = choice.with_source(work, SEX, "elsewhere")
    assert column_at(filled, SEX) == drafting.ChosenColumn(source="elsewhere")


def test_a_column_left_unfilled_stays_on_show(work: Work) -> None:
    left = choice.with_column(work, SEX, None)
    assert column_at(left, SEX) is None
    assert SEX in choice.targets(left, SUSPECTS)


def test_columns_stay_in_the_order_of_the_table(work: Work) -> None:
    kind = Target(SUSPECTS, "kind")
    filled = choice.with_column(work, kind, drafting.ChosenColumn(constant="natural"))
    assert list(sources(filled, SUSPECTS))[:3] == ["case_id", "person_id", "kind"]


def test_a_value_becomes_a_code_or_blank_or_is_not_said(work: Work) -> None:
    other = choice.with_code(work, SEX, "x*y", "other")
    blank = choice.with_code(other, SEX, "F", "")
    unsaid = choice.with_code(blank, SEX, "M", None)
    column = column_at(unsaid, SEX)
    assert column is not None
    assert column.codes == {"x*y": "other", "F": ""}


def test_the_whole_says_its_jurisdiction(work: Work) -> None:
    said = choice.stated(work, jurisdiction="XAA")
    assert said.chosen.statement.jurisdiction == "XAA"
    assert choice.stated(said, jurisdiction=None) == work


def test_a_table_that_names_its_jurisdiction_has_that_of_the_whole(work: Work) -> None:
    before = choice.with_tables(work, "court", ["cases", "offices"])
    said = choice.stated(before, jurisdiction="XAA")
    later = choice.with_tables(choice.stated(work, jurisdiction="XAA"), "court", ["offices"])
    offices = Target(Place("court", "offices"), "jurisdiction")
    for one in (said, later):
        assert column_at(one, offices) == drafting.ChosenColumn(constant="XAA")
    other = choice.stated(said, jurisdiction="XBB")
    assert column_at(other, offices) == drafting.ChosenColumn(constant="XBB")
    by_column = choice.with_column(other, offices, drafting.ChosenColumn(source="gender"))
    assert column_at(choice.stated(by_column, jurisdiction="XCC"), offices) == column_at(
        by_column, offices
    )
    assert choice.stated(said, jurisdiction=None) == before


def test_the_rows_of_a_table_follow_what_says_something_of_it_until_a_person_says_which() -> None:
    nothing = Work(DRAFT, drafting.Chosen("", (COURT,), ()))
    sanctions = Place("court", "sanctions")
    work = choice.with_tables(nothing, "court", ["suspects", "sanctions"])
    assert table_at(work, sanctions).where == ""
    one = choice.with_source(work, Target(sanctions, "amount"), "proceeds")
    assert table_at(one, sanctions).where == "proceeds IS NOT NULL"
    # It is filled in each row but two.
    two = choice.with_source(one, Target(sanctions, "kind"), "gender")
    assert table_at(two, sanctions).where == "gender IS NOT NULL OR proceeds IS NOT NULL"
    own = choice.with_where(two, sanctions, "num(proceeds) > 0 ")
    said = choice.with_column(own, Target(sanctions, "kind"), None)
    assert table_at(said, sanctions).where == "num(proceeds) > 0"


def test_sql_begins_with_the_column_that_filled_the_field(work: Work) -> None:
    column = column_at(choice.with_sql(work, SEX), SEX)
    assert column is not None
    assert (column.source, column.sql, column.codes) == (
        *(None, "gender"),
        {"F": "female", "M": "male"},
    )
    kind = column_at(choice.with_sql(work, Target(SUSPECTS, "kind")), Target(SUSPECTS, "kind"))
    assert kind is not None
    assert kind.sql == "'R' || _row"


def test_all_values_that_are_left_become_one_code_and_are_named(work: Work) -> None:
    assert choice.values_left(work, SEX) == ["x*y"]
    said = choice.with_codes_left(work, SEX, "other")
    column = column_at(said, SEX)
    assert column is not None
    assert column.codes == {"F": "female", "M": "male", "x*y": "other"}
    assert choice.values_left(said, SEX) == []


def test_what_rows_tell_nothing_without_is_on_show() -> None:
    nothing = Work(DRAFT, drafting.Chosen("", (COURT,), ()))
    sanctions = Place("court", "sanctions")
    work = choice.with_tables(nothing, "court", ["sanctions"])
    on_show = [target.column for target in choice.targets(work, sanctions)]
    assert on_show == ["sanction_id", "case_id", "person_id", "kind"]
    filled = choice.with_source(work, Target(sanctions, "amount"), "proceeds")
    assert "currency" in [target.column for target in choice.targets(filled, sanctions)]
