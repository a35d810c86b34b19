"""How far a mapping has come is counted from what was found; faults stand where they are."""

from dashboard.pages.upload.mapping import editor, field_widgets, mapping_words, state
from dashboard.pages.upload.mapping.progress import (
    CodedCells,
    MappingFault,
    Progress,
    count_coded_cells,
)
from dashboard.pages.upload.mapping.state import FieldTarget, MappingWork, TableFill
from schemas import vocabulary as v
from seed.mapping import (
    cell_formats,
    column_profiles,
    draft_export,
    mapping_report,
    not_collected,
    parse_profile,
    profile_model,
)
from tests.unit.dashboard.pages.upload.mapping.drafts import COURT, DRAFT

CASES, SUSPECTS = TableFill("court", "cases"), TableFill("court", "suspects")


def suggested(*tables: str) -> MappingWork:
    """The suggestions for these tables, of no jurisdiction."""
    nothing = MappingWork(DRAFT, profile_model.Profile("", (COURT,), ()))
    return state.with_tables(nothing, "court", tables)


def complete() -> MappingWork:
    """Cases and suspects with all that they need."""
    work = state.with_submission_facts(suggested("cases", "suspects"), jurisdiction="XAA")
    constants = {
        FieldTarget(CASES, "scope"): "charged_as_trafficking",
        FieldTarget(SUSPECTS, "kind"): "natural",
    }
    for target, constant in constants.items():
        column = profile_model.ColumnRule(constant=constant)
        work = state.with_field_rule(work, target, column)
    for jurisdiction in (CASES, SUSPECTS):
        column = profile_model.ColumnRule(source="filed", date=("DD/MM/YYYY",))
        work = state.with_field_rule(work, FieldTarget(jurisdiction, "charged_on"), column)
    return work


def test_a_complete_choice_is_a_profile_without_faults() -> None:
    progress = Progress(complete())
    assert progress.faults == ()
    profile = parse_profile.parse_profile_text("court", progress.text)
    assert profile.findings == ()
    assert profile.statement.jurisdiction == "XAA"
    # What is read is counted, and what is not is named.
    assert len(progress.columns) == 6
    assert progress.not_read == ["proceeds", "remarks"]
    assert progress.codes == (112, 118)


def counted(**said: object) -> tuple[CodedCells | None, str]:
    """How far the codes of a column have come, of whose 20 cells 4 hold values not shown."""
    shown = mapping_report.Values((("F", 10), ("M", 6)), hidden=4)
    counts = {"F": 10, "M": 6, "femme mariée": 2, "mineure": 1, "?": 1}
    column = column_profiles.ColumnProfile(
        "sexe", column_profiles.CellKind.CODE, 20, 5, shown, counts=counts
    )
    draft = draft_export.Draft("court", (column_profiles.FileProfile(COURT, 20, (column,)),))
    nothing = MappingWork(draft, profile_model.Profile("", (COURT,), ()))
    sex = FieldTarget(SUSPECTS, "sex")
    chosen = profile_model.ColumnRule("sexe", **said)  # type: ignore[arg-type]
    work = state.with_field_rule(state.with_tables(nothing, "court", ["suspects"]), sex, chosen)
    return count_coded_cells(work, sex), field_widgets.code_sentence(work, sex)


def test_typed_codes_and_patterns_are_counted_by_the_cells_that_they_are_of() -> None:
    some = {"F": "female", "M": "male"}
    assert counted(codes=some)[0] == CodedCells(20, 16)
    found, said = counted(codes={**some, "femme mariée": "female", "no such": "male"})
    assert found == CodedCells(20, 18)
    assert said.startswith("18 of 20 cells have a code. Rows with other values are rejected.")
    assert field_widgets.HIDDEN_VALUES in said
    like = {"^(femme|mineure)": "female"}
    assert counted(codes=some, codes_like=like)[0] == CodedCells(20, 19)
    whole = counted(codes={**some, "?": ""}, codes_like=like)
    assert whole == (CodedCells(20, 20), "20 of 20 cells have a code.")
    # What is no pattern is a fault elsewhere, and counts nothing.
    assert counted(codes=some, codes_like={"(": "female"})[0] == CodedCells(20, 16)


def test_of_very_many_values_none_is_listed() -> None:
    column = column_profiles.ColumnProfile(
        "sexe", column_profiles.CellKind.CODE, 300, 290, mapping_report.Values((), hidden=300)
    )
    draft = draft_export.Draft("court", (column_profiles.FileProfile(COURT, 300, (column,)),))
    work = state.with_tables(
        MappingWork(draft, profile_model.Profile("", (COURT,), ())), "court", ["suspects"]
    )
    sex = FieldTarget(SUSPECTS, "sex")
    said = field_widgets.code_sentence(state.with_source(work, sex, "sexe"), sex)
    assert said.startswith("0 of 300 cells have a code.")
    assert said.endswith(field_widgets.MANY_VALUES)


def test_what_is_lacking_is_said_beside_its_field() -> None:
    progress = Progress(state.with_submission_facts(suggested("suspects"), jurisdiction="XAA"))
    assert progress.field_faults(FieldTarget(SUSPECTS, "kind")) == ["This field must be filled."]
    assert progress.field_faults(FieldTarget(SUSPECTS, "sex")) == []
    assert progress.count(SUSPECTS) == 2


def test_a_scope_that_the_source_does_not_say_is_what_its_cases_were_chosen_by() -> None:
    [said] = Progress(suggested("cases")).field_faults(FieldTarget(CASES, "scope"))
    assert said.startswith("Each case needs a scope")
    codes_of = {one.value for one in v.Scope}
    assert all(code in said for code in codes_of)
    # There is no code for what is not known, and no blank.
    assert "unknown" not in codes_of
    assert field_widgets.code_options(FieldTarget(CASES, "scope")) == [one.value for one in v.Scope]
    assert field_widgets.code_options(FieldTarget(CASES, "form"))[0] == mapping_words.BLANK


def test_what_became_of_assets_is_asked() -> None:
    draft = draft_export.Draft("court", (column_profiles.FileProfile(COURT, 120, ()),))
    nothing = MappingWork(draft, profile_model.Profile("", (COURT,), ()))
    work = state.with_tables(nothing, "court", ["assets"])
    [asked] = Progress(work).field_faults(FieldTarget(TableFill("court", "assets"), "order_kind"))
    assert asked.startswith("Say what happened to these assets. Fill")


def test_of_what_must_be_filled_no_cell_is_left_blank() -> None:
    column = profile_model.ColumnRule(source="gender", codes={"F": "natural"})
    for target, or_else in (
        (FieldTarget(SUSPECTS, "sex"), "Map these values, or leave them empty."),
        (FieldTarget(SUSPECTS, "kind"), "or leave these rows out with the condition of the table."),
    ):
        assert or_else in field_widgets.code_sentence(
            state.with_field_rule(complete(), target, column), target
        )


def test_a_wrong_code_is_said_beside_its_field() -> None:
    column = profile_model.ColumnRule(source="gender", codes={"F": "femal"})
    work = state.with_field_rule(complete(), FieldTarget(SUSPECTS, "sex"), column)
    [words] = Progress(work).field_faults(FieldTarget(SUSPECTS, "sex"))
    assert words.startswith("[femal] is not a valid code. Use one of: female, male")


def test_a_person_says_which_is_the_day_and_which_the_month() -> None:
    progress = Progress(suggested("cases"))
    assert progress.field_faults(FieldTarget(CASES, "charged_on")) == [
        "Does the day or the month come first? Choose one of DD/MM/YYYY and MM/DD/YYYY."
    ]


def test_a_constant_that_nobody_has_said_is_a_fault() -> None:
    for column, said in (
        (profile_model.ColumnRule(constant=""), "Enter the value for every row."),
        (profile_model.ColumnRule(sql=""), "Write the SQL that makes the text."),
    ):
        work = state.with_field_rule(complete(), FieldTarget(SUSPECTS, "kind"), column)
        assert said in Progress(work).field_faults(FieldTarget(SUSPECTS, "kind"))


def test_a_fault_of_sql_stands_at_its_table_or_its_field() -> None:
    where = complete().with_table(SUSPECTS, where="gender < 'M'")
    assert Progress(where).table_faults(SUSPECTS)[0].startswith("< compares texts here")
    sex = profile_model.ColumnRule(sql="concat(gender, 'x')", codes={})
    said = Progress(state.with_field_rule(complete(), FieldTarget(SUSPECTS, "sex"), sex))
    assert said.field_faults(FieldTarget(SUSPECTS, "sex"))[0].startswith(
        "The function [concat] is not allowed"
    )
    again = state.with_repeated_table(complete(), SUSPECTS)
    second = TableFill("court", "suspects", 1)
    assert Progress(again.with_table(second, where="nothing(")).table_faults(second)


def test_the_whole_needs_a_jurisdiction_or_a_table_that_has_it() -> None:
    needed = "Enter the jurisdiction of the records."
    assert needed in Progress(suggested("cases")).table_faults(None)
    work = suggested("cases", "offices")
    assert needed in Progress(work).table_faults(None)
    target = FieldTarget(TableFill("court", "offices"), "jurisdiction")
    said = state.with_field_rule(work, target, profile_model.ColumnRule(source="gender"))
    assert needed not in Progress(said).table_faults(None)


def test_without_a_table_only_that_is_said() -> None:
    progress = Progress(suggested())
    [fault] = progress.faults
    assert fault.words == "Choose above which tables these files fill, at least one: court.csv."
    assert fault.place is None


def test_columns_without_a_cell_are_said_before_all_else() -> None:
    empty = column_profiles.FileProfile(
        COURT, 3, (column_profiles.ColumnProfile("a", column_profiles.CellKind.BLANK),)
    )
    work = MappingWork(
        draft_export.Draft("court", (empty,)), profile_model.Profile("", (COURT,), ())
    )
    assert Progress(work).faults[0].words.startswith("All columns of these files are empty.")


def test_what_is_left_is_counted_by_table() -> None:
    one = Progress(state.with_submission_facts(suggested("suspects"), jurisdiction="XAA")).faults
    assert editor.faults_sentence(one[:1]) == (
        "1 thing is left to correct. Tables: suspects. After that you can check the files or save"
        " the mapping."
    )
    assert editor.faults_sentence((MappingFault("a"), MappingFault("b"))).startswith(
        "2 things are left to correct. After that"
    )


def test_what_the_gate_would_refuse_is_asked_for_beside_its_field() -> None:
    claims = TableFill("court", "claims")
    work = state.with_submission_facts(suggested("claims"), jurisdiction="XAA")
    amount = profile_model.ColumnRule(source="proceeds", number=cell_formats.NumberFormat())
    work = state.with_field_rule(work, FieldTarget(claims, "awarded"), amount)
    progress = Progress(work)
    assert progress.field_faults(FieldTarget(claims, "currency")) == [
        "This field must be filled. An amount without a currency is rejected."
    ]
    assert progress.field_faults(FieldTarget(claims, "person_id"))[0].startswith(
        "Say whose claims these are, here or in"
    )
    [kind] = Progress(suggested("sanctions")).field_faults(
        FieldTarget(TableFill("court", "sanctions"), "kind")
    )
    assert kind.startswith("Choose a column, or one value for every row")


def test_every_cell_is_counted_and_a_condition_is_said() -> None:
    sex = FieldTarget(SUSPECTS, "sex")
    assert count_coded_cells(complete(), sex) == CodedCells(118, 112)
    assert count_coded_cells(complete(), FieldTarget(SUSPECTS, "person_id")) is None
    elsewhere = profile_model.ColumnRule(source="elsewhere", codes={})
    assert count_coded_cells(state.with_field_rule(complete(), sex, elsewhere), sex) is None
    assert field_widgets.code_sentence(complete(), sex).startswith("112 of 118 cells have a code.")
    assert not field_widgets.code_sentence(complete(), sex).endswith(field_widgets.COUNTS_ALL_ROWS)
    some = complete().with_table(SUSPECTS, where="docket IS NOT NULL")
    assert count_coded_cells(some, sex) == CodedCells(118, 112)
    assert field_widgets.code_sentence(some, sex).endswith(field_widgets.COUNTS_ALL_ROWS)


def lacking(work: MappingWork) -> not_collected.Lacking:
    return Progress(work).lacking


def stated(work: MappingWork) -> set[str]:
    """What the mapping says to be not collected."""
    return {row.values["column"] for row in Progress(work).profile.coverage}


def test_a_mapping_begins_by_stating_what_is_not_filled() -> None:
    work = state.suggested_mapping(DRAFT)
    assert work.chosen.statement.unfilled is profile_model.Unfilled.NOT_COLLECTED
    assert {f"cases.{name}" for name in lacking(work).columns["cases"]} == stated(work)
    assert "cases.proceeds_estimate" in stated(work)
    assert "suspects" in lacking(work).tables


def test_a_field_that_is_filled_and_given_up_again_is_followed() -> None:
    work = state.suggested_mapping(DRAFT)
    target = FieldTarget(CASES, "proceeds_estimate")
    filled = state.with_source(work, target, "proceeds")
    assert stated(work) - stated(filled) == {"cases.proceeds_estimate"}
    assert stated(state.with_field_rule(filled, target, None)) == stated(work)
    more = state.with_tables(filled, "court", ["cases", "suspects"])
    assert "suspects.final_on" in stated(more)


def test_what_other_files_bring_is_not_stated() -> None:
    elsewhere = state.with_submission_facts(
        state.suggested_mapping(DRAFT), unfilled=profile_model.Unfilled.ELSEWHERE
    )
    assert stated(elsewhere) == set()
    assert "cases" in lacking(elsewhere).columns


def test_it_is_said_how_many_fields_are_not_filled_and_what_becomes_of_them() -> None:
    one = not_collected.Lacking({"cases": ("form",)}, ())
    assert editor.unfilled_sentence(one, profile_model.Unfilled.NOT_COLLECTED) == (
        "1 field is not filled (tables: cases). They are stored as not collected. No measure counts"
        " them as “no”."
    )
    some = not_collected.Lacking(
        {"cases": ("form", "sector"), "suspects": ("sex",)}, ("assets", "links")
    )
    said = editor.unfilled_sentence(some, None)
    assert said.startswith("3 fields are not filled (tables: cases and suspects). Choose why.")
