"""A profile that is written is read again as it was chosen."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seed.mapping.cell_formats import NumberFormat
from seed.mapping.parse_profile import parse_profile_text
from seed.mapping.profile_model import (
    ColumnRule,
    Profile,
    SourceFile,
    StatedRow,
    Statement,
    TableRule,
)
from seed.mapping.profile_toml import profile_text, stated_rows_text

CASES = TableRule(
    "cases",
    "register",
    {
        "case_id": ColumnRule("Case no"),
        "scope": ColumnRule(constant="charged_as_trafficking"),
    },
)
CHOSEN = Profile("court", (SourceFile("register", "export.csv"),), (CASES,))
SELECTS = (
    "SELECT * FROM register",
    "SELECT * FROM register WHERE \"a b\" = 'c'",
    "SELECT *\nFROM register\nWHERE regexp_matches(x, '\\s+\\d') AND y = ''",
    "SELECT * FROM register WHERE x = '\"\"\"' OR x = '\\'",
    "SELECT * FROM register WHERE x = '\u202e' OR \"q\" = 'z'",
)


def read(chosen: Profile) -> Profile:
    profile = parse_profile_text(chosen.name, profile_text(chosen))
    assert profile.findings == ()
    return profile


def last(chosen: Profile) -> ColumnRule:
    """The last column of the first table, as it is read."""
    return [*read(chosen).tables[0].columns.values()][-1]


def with_column(target: str, column: ColumnRule) -> Profile:
    return replace(CHOSEN, tables=(replace(CASES, columns={**CASES.columns, target: column}),))


def test_the_least_choice_is_a_valid_profile() -> None:
    (table,) = read(CHOSEN).tables
    assert (table.table, table.file) == ("cases", "register")
    assert {name: (c.source, c.constant) for name, c in table.columns.items()} == {
        "case_id": ("Case no", None),
        "scope": (None, "charged_as_trafficking"),
    }


def test_the_statement_is_written_as_far_as_it_says_something() -> None:
    said = Statement("XAA", extracted_on=date(2026, 6, 30), dates="month", note='a "note"')
    assert read(replace(CHOSEN, statement=said)).statement == said
    assert "office_id" not in profile_text(replace(CHOSEN, statement=said))


def test_a_file_is_written_with_how_it_is_read() -> None:
    file = SourceFile(
        "register",
        "export.xlsx",
        sheet="Tabelle 1",
        header_rows=(3,),
        skip_rows=1,
        missing=("n/a", "-"),
    )
    assert read(replace(CHOSEN, files=(file,))).files == (file,)
    assert "header_row = 3\n" in profile_text(replace(CHOSEN, files=(file,)))
    grouped = replace(file, header_rows=(3, 4))
    nested = SourceFile("register", "export.json", records="cases.accused", keys=("case_id",))
    for one in (grouped, nested):
        assert read(replace(CHOSEN, files=(one,))).files == (one,)


def test_codes_are_written_with_their_comments_and_read_as_texts() -> None:
    codes = {"1": "yes", 'a "b" = c': "no", "?": ""}
    chosen = ColumnRule("abroad", codes=codes, code_comments={"1": "12 cells"}, comment="Look.")
    text = profile_text(with_column("cross_border", chosen))
    assert '1 = "yes" # 12 cells' in text
    column = last(with_column("cross_border", chosen))
    assert (column.source, column.codes) == ("abroad", codes)


def test_dates_numbers_and_missing_values_are_written() -> None:
    number = NumberFormat(decimal=",", thousands=".", before="€ ", times=12, places=0)
    dated = ColumnRule("day", date=("DD/MM/YYYY", "YYYY"), missing=("unknown",))
    for one in (number, NumberFormat()):
        stated = with_column("victims_stated", ColumnRule("victims", number=one))
        assert last(stated).number == one
    column = last(with_column("opened_on", dated))
    assert len(column.dates) == 2
    assert column.missing == ("unknown",)


def test_pseudonyms_and_composed_ids_are_written() -> None:
    columns = {
        "case_id": ColumnRule(sql="court || '-' || _row"),
        "network_id": ColumnRule("name of the network", pseudonym=True),
        "scope": ColumnRule(constant="trafficking_elements"),
    }
    statement = replace(CHOSEN.statement, ids="by_row")
    numbered = replace(CHOSEN, tables=(replace(CASES, columns=columns),), statement=statement)
    composed = read(numbered).tables[0].columns
    assert composed["case_id"].sql == "court || '-' || _row"
    assert composed["network_id"].pseudonym


def test_what_is_said_of_a_whole_table_is_written() -> None:
    links = TableRule(
        "links",
        "register",
        {
            "case_id": ColumnRule("Case no"),
            "link": ColumnRule(constant="recruiter"),
            "person_id": ColumnRule(constant=""),
        },
        where="\"Case no\" IS NOT NULL AND role = 'r'",
    )
    first, second = read(replace(CHOSEN, tables=(CASES, links))).tables
    assert first.where == ""
    assert second.columns["person_id"].constant == ""
    assert second.where.strip() == "\"Case no\" IS NOT NULL AND role = 'r'"


@pytest.mark.parametrize("select", SELECTS)
def test_a_select_comes_back_as_it_was_written(select: str) -> None:
    made = SourceFile("made", "", select=select)
    tables = (replace(CASES, file="made"),)
    *_, again = read(replace(CHOSEN, files=(*CHOSEN.files, made), tables=tables)).files
    assert again.select.strip("\n") == select


def test_a_table_that_is_filled_twice_is_a_list_of_blocks() -> None:
    suspects = TableRule(
        "suspects",
        "register",
        {
            "case_id": ColumnRule("Case no"),
            "person_id": ColumnRule("id"),
            "kind": ColumnRule(constant="natural"),
        },
    )
    twice = (replace(CASES, where="a = 'x'"), suspects, replace(CASES, where="a IS NULL"))
    chosen = replace(CHOSEN, tables=twice)
    assert profile_text(chosen).count("[[tables.cases]]") == 2
    assert [t.where for t in read(chosen).tables] == ["a = 'x'", "a IS NULL", ""]


def test_codes_of_a_list_stay_shared_until_a_column_says_others() -> None:
    codes = {"1": "yes", "2": "no"}
    column = ColumnRule("abroad", codes=codes, codes_name="answers")
    chosen = replace(with_column("cross_border", column), lists={"answers": codes})
    assert 'codes = "answers"' in profile_text(chosen)
    assert last(chosen).codes == codes
    own = replace(
        with_column("cross_border", replace(column, codes={"1": "yes"})), lists=chosen.lists
    )
    assert "answers" not in profile_text(own)
    assert last(own).codes == {"1": "yes"}


def test_stated_rows_are_rows_of_the_profile() -> None:
    values = {"jurisdiction": "XAA", "name": "Anywhere", "currency": "EUR"}
    stated = (StatedRow("jurisdictions", 1, values),)
    assert read(replace(CHOSEN, rows=stated)).rows == stated
    assert stated_rows_text(replace(CHOSEN, rows=stated)).startswith("[[rows.jurisdictions]]")
    # A page shows nothing where nothing is stated.
    assert stated_rows_text(CHOSEN) == ""


@pytest.mark.parametrize("comment", ["", "One line.", "Two\nlines, \x00 one sign refused."])
def test_a_comment_stands_at_the_head_and_changes_nothing(comment: str) -> None:
    commented = replace(CHOSEN, comment=comment)
    assert read(commented).tables == read(CHOSEN).tables


@given(st.text(min_size=1), st.text(min_size=1), st.text())
def test_any_names_and_values_of_a_source_come_back(column: str, value: str, note: str) -> None:
    chosen = with_column("cross_border", ColumnRule(column, codes={value: "yes"}, comment=note))
    written = last(chosen)
    assert (written.source, written.codes) == (column, {value: "yes"})
