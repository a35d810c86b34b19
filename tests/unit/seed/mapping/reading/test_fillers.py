"""99 and 999 are asked for where they stand far from all known numbers: nobody is 999 years old."""

from pathlib import Path

import polars as pl
import pytest

from schemas import columns
from seed.mapping import cell_formats, column_profiles, draft_export, exports, parse_profile
from seed.mapping.doubtful_values import outlying_numbers
from seed.mapping.draft_columns import ask_about_fillers, ask_about_texts
from seed.mapping.profile_toml import ColumnChoice

AGES = {f"{age}": 2 for age in range(12, 61)}


@pytest.mark.parametrize(
    ("cells", "far"),
    [
        ({**AGES, "999": 31, "99": 4}, {"999": 31, "99": 4}),
        ({**AGES, "-1": 7, "-9": 1, "": 3, "?": 2}, {"-1": 7, "-9": 1}),
        ({**AGES, "9999": 5, "88": 2, "77": 1}, {"9999": 5, "88": 2, "77": 1}),
        # What an age may be is one; so is 77 among those who are old.
        ({**AGES, "61": 1, "99 ": 1}, {}),
        ({f"{age}": 1 for age in (15, 22, 38, 54, 71, 76)} | {"77": 1, "88": 2}, {}),
        ({"0": 40, "1": 30, "2": 9, "9": 12}, {"9": 12}),
        ({"7": 3, "8": 2, "9": 12, "6": 4, "5": 1}, {}),
        # Debts may go below nothing.
        ({"-20": 1, "5": 1, "-1": 1, "60": 1}, {}),
        ({"99": 3}, {}),
        ({"a": 1, "b": 2}, {}),
    ],
)
def test_signs_for_not_known_stand_far_from_all_numbers(
    cells: dict[str, int], far: dict[str, int]
) -> None:
    assert outlying_numbers(cells, None) == far


def test_numbers_are_read_as_they_are_written() -> None:
    written = cell_formats.NumberFormat(after=" años")
    assert outlying_numbers({f"{age} años": 1 for age in (14, 17, 20, 25, 999)}, written) == {
        "999 años": 1
    }


def victims(folder: Path, known: int = 999) -> Path:
    rows = range(90)
    path = folder / "victims.csv"
    pl.DataFrame(
        {
            "Victim ID": [f"V{n}" for n in rows],
            "Sexo": ["F", "M", "F"] * 30,
            "Edad": [f"{known if n % 10 == 0 else 8 + n % 40}" for n in rows],
        }
    ).write_csv(path)
    return path


def test_a_draft_leaves_them_blank_and_asks(tmp_path: Path) -> None:
    text = draft_export.draft(victims(tmp_path)).toml
    assert '"999" = "" # 9 cells, far from all other numbers: not known?' in text
    assert "# 9 cells, far" not in draft_export.draft(victims(tmp_path, known=48)).toml


def test_a_number_that_is_taken_as_it_stands_is_asked_about() -> None:
    counts = {**AGES, "999": 31}
    source = column_profiles.ColumnProfile(
        "Total months", column_profiles.CellKind.NUMBER, 100, 50, counts=counts
    )
    column = ColumnChoice("Total months", number=cell_formats.NumberFormat())
    said = '"Total months" has numbers far from all others: 999 (31) cells. Do they mean'
    assert ask_about_fillers(source, column).startswith(said)
    named = ColumnChoice("Total months", number=cell_formats.NumberFormat(), missing=("999",))
    assert ask_about_fillers(source, named) == ""


def test_texts_among_numbers_are_named_where_they_may_be_shown() -> None:
    counts = {**AGES, "Life": 4, "cadena perpetua": 9, "Ana Lima, 33": 1}
    source = column_profiles.ColumnProfile(
        "Meses", column_profiles.CellKind.NUMBER, 112, 52, counts=counts
    )
    column = ColumnChoice("Meses", number=cell_formats.NumberFormat())
    said = ask_about_texts(source, column, columns.Kind.INTEGER)
    assert "cells that are no numbers: [cadena perpetua] 9, [Life] 4, 1 not shown." in said
    named = ColumnChoice("Meses", missing=("Life", "cadena perpetua", "Ana Lima, 33"))
    blank = ColumnChoice("Meses", more={"unreadable": "blank"})
    plain = column_profiles.ColumnProfile(
        "Edad", column_profiles.CellKind.NUMBER, 98, 49, counts=AGES
    )
    assert [
        ask_about_texts(*one, columns.Kind.INTEGER)
        for one in ((source, named), (source, blank), (plain, column))
    ] == [
        *("", "", ""),
    ]


PROFILE = """
manifest.jurisdiction = "XAA"
manifest.unfilled = "not_collected"
files.all.file = "victims.csv"
[[tables.victims]]
from = "all"
{}
[tables.victims.columns]
victim_id = "Victim ID"
age_group = {{ source = "Edad", codes = {{ {}from = {{ 1 = "child", 18 = "adult" }} }} }}
"""


@pytest.mark.parametrize(
    ("where", "codes", "told"),
    [
        ("", "", "[999], in 9 cells, is far from all other numbers here"),
        ("", '999 = "unknown", ', ""),
        ("", 'like = { "^9+$" = "" }, ', ""),
        ('where = "num(Edad) < 99"', "", ""),
    ],
)
def test_an_import_says_how_many_become_a_code(
    tmp_path: Path, where: str, codes: str, told: str
) -> None:
    profile = parse_profile.parse("v", PROFILE.format(where, codes))
    assert profile.findings == ()
    read = exports.read_export(victims(tmp_path), profile)
    found = [f for f in read.findings if f.rule == "mapping.filler"]
    assert len(found) == bool(told)
    assert all(told in f.wording and (f.row, f.occurrences) == (2, 9) for f in found)
