"""What a column looks like: dates, numbers, codes, ids, and how they are written."""

import polars as pl
import pytest

from seed.mapping.cell_formats import NumberFormat
from seed.mapping.column_profiles import CellKind, profile_column
from seed.mapping.mapping_report import Values

MANY = 30


def look(*cells: str, name: str = "column") -> CellKind:
    return profile_column(name, pl.Series(list(cells) * MANY)).looks


def test_a_column_without_cells_is_blank() -> None:
    assert profile_column("x", pl.Series([None, None], dtype=pl.String)).looks is CellKind.BLANK


@pytest.mark.parametrize("cells", [("yes", "no"), ("Y", "N"), ("0", "1"), ("true", "false")])
def test_two_words_for_yes_and_no_are_that(cells: tuple[str, ...]) -> None:
    found = profile_column("x", pl.Series(list(cells) * MANY))
    assert found.looks is CellKind.YES_NO
    assert {value for value, _ in found.values.shown} == set(cells)


@pytest.mark.parametrize(
    ("cells", "formats"),
    [
        (("2026-01-05", "2025-12-31"), ("YYYY-MM-DD",)),
        (("2026-01-05 00:00:00", "2025-12-31 00:00:00"), ("YYYY-MM-DD 00:00:00",)),
        (("31.12.2025", "05.01.2026"), ("DD.MM.YYYY",)),
        (("31/12/2025", "05/01/2026"), ("DD/MM/YYYY",)),
        (("12/31/2025", "01/05/2026"), ("MM/DD/YYYY",)),
        (("05 Jan 2026", "31 Dec 2025"), ("DD Month YYYY",)),
        (("2026-01", "2025-12"), ("YYYY-MM",)),
        # Day and month that cannot be told apart.
        (("05/01/2026", "06/02/2026"), ("DD/MM/YYYY", "MM/DD/YYYY")),
        # Months by their names.
        (("23 de mayo de 2014", "1 de abril de 2015"), ("DD de Month de YYYY",)),
        (
            ("8 juin 2005", "1er juil. 2010", "18 janvier 2001", "2 août 2016"),
            ("DD Month YYYY", "DDer Month YYYY"),
        ),
        (("3. Mai 2012", "14. Dezember 2013"), ("DD. Month YYYY",)),
        (("March 3, 2012", "May 14, 2013"), ("Month DD, YYYY",)),
    ],
)
def test_dates_are_known_by_their_form(cells: tuple[str, ...], formats: tuple[str, ...]) -> None:
    found = profile_column("x", pl.Series(list(cells) * MANY))
    assert (found.looks, found.date) == (CellKind.DATE, formats)


def test_a_few_faulty_cells_change_nothing() -> None:
    found = profile_column("x", pl.Series(["2026-01-05"] * 97 + ["soon", "2814-99-01", "?"]))
    assert found.looks is CellKind.DATE


def test_four_digits_are_years_where_the_name_says_so() -> None:
    years = [str(year) for year in range(2001, 2026)]
    assert look(*years, name="YearTerminated") is CellKind.DATE
    assert look(*years, name="amount") is CellKind.NUMBER


@pytest.mark.parametrize(
    ("cells", "written"),
    [
        (("1234.5", "100"), NumberFormat()),
        (("1,234.50", "12,000"), NumberFormat(thousands=",")),
        (("1.234,50", "12.000,00"), NumberFormat(decimal=",", thousands=".")),
        (("1 234,50", "12 000"), NumberFormat(decimal=",", thousands=" ")),
        (("1'234.50", "100"), NumberFormat(thousands="'")),
        (("$1,234", "$100"), NumberFormat(thousands=",", before="$")),
        (("100 EUR", "1234.50 EUR"), NumberFormat(after=" EUR")),
        (("24 mois", "1 mois", "3 mois"), NumberFormat(after=" mois")),
    ],
)
def test_numbers_are_known_by_their_signs(cells: tuple[str, ...], written: NumberFormat) -> None:
    found = profile_column("x", pl.Series(list(cells) * MANY))
    assert (found.looks, found.number) == (CellKind.NUMBER, written)


def test_a_sign_that_few_numbers_need_is_found_among_many_without() -> None:
    found = profile_column("Fine", pl.Series(["$0"] * 97 + ["$17,052", "$1,200.50", "unknown"]))
    assert found.number == NumberFormat(thousands=",", before="$")


def test_few_values_that_come_again_are_codes() -> None:
    assert look("A", "D", "a") is CellKind.CODE
    assert look("0", "1", "2", "3") is CellKind.CODE


def test_values_that_hardly_come_again_are_ids_or_text() -> None:
    ids = pl.Series([f"C-{number}" for number in range(100)])
    assert profile_column("x", ids).looks is CellKind.ID
    assert profile_column("x", ids + " of Chicago").looks is CellKind.TEXT


def test_few_values_may_be_codes_whatever_they_look_like() -> None:
    """In a short file: 1, 2 and 9 stand too seldom to be sure of."""
    found = profile_column("sex", pl.Series(["1", "2", "9", "1", "2"]))
    assert found.looks is CellKind.NUMBER
    assert found.values == Values((("1", 2), ("2", 2), ("9", 1)))
    named = profile_column(
        "sentence", pl.Series(["Mr Silva's", "fine", "fine", "fine", "of 3 years"])
    )
    assert named.looks is CellKind.TEXT
    assert named.values == Values((("fine", 3),), hidden=2)
    many = profile_column("amount", pl.Series([str(1000 + number) for number in range(60)]))
    assert many.values == Values()


def test_words_with_years_are_no_dates() -> None:
    assert profile_column(
        "Car", pl.Series(["2000 Volvo S40", "2007 Pontiac", "2001 Mazda"])
    ).looks is (CellKind.TEXT)


@pytest.mark.parametrize("cells", [["511/PR", "512/PR"], ["00001/14", "00002/15"]])
def test_what_stands_behind_a_number_may_be_a_part_of_it(cells: list[str]) -> None:
    assert profile_column("x", pl.Series(cells)).looks is CellKind.TEXT
