"""Numbers become codes from a number on: an age is a child's or an adult's."""

from pathlib import Path

import polars as pl
import pytest

from seed.mapping import draft_export, profile_model, profile_toml
from seed.mapping.draft_columns import values_with_code
from seed.mapping.parse_profile import parse
from seed.mapping.profile_toml import ColumnChoice
from tests.unit.seed.mapping.made_rows import made, of_table

SUSPECTS = of_table("suspects", "", 'person_id = "id"\nkind = { constant = "natural" }\n')
AGES = '{ 18 = "adult", "1" = "child" }'


def ages(how: str, cells: list[str | None], before: str = "") -> tuple[list[str], list[int | None]]:
    """What a way of saying it makes of ages, and the rows it refuses."""
    profile = SUSPECTS.replace("[tables.", f"{before}[tables.", 1) + f"age_group = {how}"
    result = made(profile, Edad=cells)
    return result.frame["age_group"].to_list(), [f.row for f in result.findings]


def test_a_number_has_the_code_of_the_last_start_that_it_reaches() -> None:
    how = f'{{ source = "Edad", codes = {{ from = {AGES} }} }}'
    assert ages(how, ["17", "18", "17.9", "99", None]) == (
        ["child", "adult", "child", "adult", None],
        [],
    )


def test_what_is_no_number_or_below_all_starts_is_refused_unless_a_code_or_pattern_has_it() -> None:
    how = f'{{ source = "Edad", codes = {{ from = {AGES} }} }}'
    assert ages(how, ["0", "-3", "18 años", "mayor"]) == ([], [2, 3, 4, 5])
    more = '"0" = "", "99" = "unknown", like = { "(?i)^mayor" = "adult" }'
    how = f'{{ source = "Edad", codes = {{ {more}, from = {AGES} }} }}'
    assert ages(how, ["0", "99", "Mayor de edad", "17"]) == (
        [None, "unknown", "adult", "child"],
        [],
    )


@pytest.mark.parametrize(
    ("how", "before"),
    [
        (f'{{ source = "Edad", codes = {{ from = {AGES} }}, number.after = " años" }}', ""),
        (f'{{ source = "Edad", codes = {{ from = {AGES} }} }}', 'numbers.Edad.after = " años"\n'),
    ],
)
def test_numbers_are_read_as_the_column_or_the_file_says(how: str, before: str) -> None:
    assert ages(how, ["17 años", "18 años", "31"], before) == (["child", "adult", "adult"], [])


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ('age_group.codes.from = { eighteen = "adult" }', "is no number from which on a code"),
        ('age_group.codes.from = { 18 = "grown" }', "[grown] is not one of adult, child"),
        ('charged_on.codes.from = { 18 = "2020" }', "is no closed list: numbers have no codes"),
    ],
)
def test_what_cannot_be_is_a_fault(column: str, words: str) -> None:
    name = column.partition(".")[0]
    [fault] = parse("x", f'{SUSPECTS}{name}.source = "Edad"\n{column}\n').findings
    assert words in fault.wording


def test_a_cell_may_say_from() -> None:
    assert ages('{ source = "Edad", codes = { from = "adult" } }', ["from"])[0] == ["adult"]


def test_a_draft_says_from_which_age_on_somebody_is_grown(tmp_path: Path) -> None:
    rows = range(90)
    pl.DataFrame(
        {
            "Victim ID": [f"V{n}" for n in rows],
            "Sexo": ["F", "M", "F"] * 30,
            "Edad": [f"{n % 60}" for n in rows],
        }
    ).write_csv(tmp_path / "victims.csv")
    draft = draft_export.draft(tmp_path / "victims.csv")
    assert 'from = { 1 = "child", 18 = "adult" }' in draft.toml
    [table] = draft.chosen.tables
    ages = table.columns["age_group"]
    values = draft.files[0].columns[2].counts
    # Whether an age of 0 is one is for a person to say.
    assert values.keys() - values_with_code(ages, values) == {"0"}


def test_a_choice_of_numbers_is_written_and_read() -> None:
    column = ColumnChoice("Edad", codes={"x": ""}, codes_from={"1": "child", "18.5": "adult"})
    table = profile_toml.TableChoice("suspects", "all", {"age_group": column})
    files = (profile_model.SourceFile("all", "all.csv"),)
    text = profile_toml.profile_text(profile_toml.ProfileChoice("x", files, (table,)))
    [rule] = parse("x", text).tables[0].columns
    assert (rule.codes, rule.codes_from) == ({"x": ""}, ((1.0, "child"), (18.5, "adult")))
