"""First rows are shown as they are read, without what tells of a person; all is named plainly."""

from dataclasses import replace

from dashboard.pages.upload.mapping import file_widgets, mapping_words
from dashboard.pages.upload.mapping.state import FieldTarget, TableFill
from seed.mapping import column_profiles, profile_model
from seed.readers import FirstRow
from tests.unit.dashboard.pages.upload.mapping.drafts import COLUMNS, COURT, DRAFT

ROWS = (
    FirstRow(1, ("Register of the Supreme Court of Anywhere", "")),
    FirstRow(3, ("Docket", "Full name of the accused")),
    FirstRow(4, ("(no.)",)),
    FirstRow(5, ("k7", "Maria Silva", *"abcdefgh")),
    FirstRow(6, ("k9", "x")),
    FirstRow(99, ("k11", "far below")),
)


def test_rows_are_shown_as_they_are_read() -> None:
    file = replace(COURT, header_rows=(3,), skip_rows=1)
    rows = file_widgets.header_preview_rows(column_profiles.FirstRowsOfFile(file, ROWS))
    assert [row[:3] for row in rows] == [
        ["1", "not read", "Register of the Supreme…"],
        ["3", "names", "Docket"],
        ["4", "not read", "(no.)"],
        ["5", "data", "k7"],
        ["6", "data", "k9"],
    ]
    assert {len(row) for row in rows} == {2 + file_widgets.COLUMNS_SHOWN}
    # Names of persons are not shown, and those of columns are.
    assert [row[3] for row in rows] == ["", "Full name of the accused", "", "not shown", "x"]


def test_a_way_to_fill_a_field_says_what_the_column_looks_like() -> None:
    assert mapping_words.way_label("column:gender", COLUMNS) == "gender · codes, 118 filled"
    assert mapping_words.way_label("column:empty", COLUMNS) == "empty · empty"
    assert mapping_words.way_label("column:gone", COLUMNS) == "gone · not in this file"
    assert mapping_words.way_label(mapping_words.NOTHING, COLUMNS) == "— nothing"


def test_a_field_says_whether_it_is_required() -> None:
    suspects = TableFill("court", "suspects")
    assert mapping_words.field_label(FieldTarget(suspects, "sex")) == "sex · Sex"
    required = mapping_words.field_label(FieldTarget(suspects, "kind"))
    assert required == "kind · required · Natural or legal person"


def test_a_table_names_its_file_only_where_there_are_several() -> None:
    one, other = TableFill("a", "cases"), TableFill("b", "suspects")
    assert mapping_words.table_name_with_file(one, [one]) == "cases"
    assert mapping_words.table_name_with_file(one, [one, other]) == "cases from a"


def test_many_columns_are_named_in_part() -> None:
    assert mapping_words.column_names_text([]) == "none"
    assert mapping_words.column_names_text([f"c{n}" for n in range(17)]).endswith("c14 and 2 more")


def test_a_part_of_nothing_is_not_a_share() -> None:
    assert mapping_words.part_of_text(0, 0) == "none"
    assert mapping_words.part_of_text(1, 2).startswith("1 of 2 (50")


def test_a_file_says_how_much_it_holds() -> None:
    assert mapping_words.file_label(DRAFT.files[0]) == "court.csv (rows: 120, columns: 7)"
    sheet = profile_model.SourceFile("a", "a.xlsx", sheet="Cases")
    assert mapping_words.file_label(column_profiles.FileProfile(sheet, 1, ())).startswith(
        "a.xlsx, sheet Cases (rows: 1,"
    )
