"""How far records answer: the frame, its table and its chart."""

import pandas as pd

from dashboard import charts
from dashboard.quality.frames import completeness
from tests.unit.dashboard import chart_rows

ROWS = pd.DataFrame(
    [
        ("N02", "2023", 0.4),
        ("N01", "2023", 0.9),
        ("N01", "2024", 0.996),
        ("N01", "all", 0.9),
        ("N01", "undated", 0.9),
        ("N01", "2010", 0.9),
        ("C01", "2023", None),
    ],
    columns=["measure", "period", "coverage"],
)
TITLES = {"C01": "Investigations", "N01": "Several links", "N02": "Beyond"}


def test_measures_come_in_the_order_of_the_catalogue_with_their_years() -> None:
    drawn = completeness.by_measure(ROWS, range(2020, 2025), TITLES)
    assert list(drawn["label"]) == ["N01 Several links", "N01 Several links", "N02 Beyond"]
    assert list(drawn["period"]) == ["2023", "2024", "2023"]
    assert list(drawn["coverage_label"]) == ["90", ">99", "40"]


def test_the_table_has_a_column_per_year_and_blanks() -> None:
    table = completeness.table(completeness.by_measure(ROWS, range(2020, 2025), TITLES))
    assert list(table.columns) == ["Measure", "2023", "2024"]
    assert table.to_numpy().tolist() == [
        ["N01 Several links", "90", ">99"],
        ["N02 Beyond", "40", ""],
    ]


def test_nothing_counted_is_an_empty_frame() -> None:
    assert completeness.by_measure(ROWS.iloc[0:0], range(2020, 2025), TITLES).empty


def test_each_cell_has_its_number_and_a_shade_from_none_to_all() -> None:
    drawn = completeness.by_measure(ROWS, range(2020, 2025), TITLES)
    specification = charts.completeness(drawn).to_dict()
    shade, number = specification["layer"]
    assert shade["encoding"]["opacity"]["scale"]["domain"] == [0, 1]
    # Three digits in a cell that has room for two alone would stand on the next one's.
    assert number["encoding"]["text"]["value"]["expr"] == (
        "bandwidth('x') < 16 && length(datum.coverage_label) > 2 ? '' : datum.coverage_label"
    )
    assert {str(domain) for domain in chart_rows.domains(specification, "y")} == {
        "['N01 Several links', 'N02 Beyond']"
    }
