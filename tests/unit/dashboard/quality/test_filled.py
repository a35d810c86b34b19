"""How far the columns of a table are filled: cells, sentence, table and chart."""

import pandas as pd
import pytest

from dashboard import charts, words
from dashboard.quality.frames import filled
from tests.unit.dashboard import chart_rows

FOUND = ["table", "column", "year", "rows", "filled"]
SAID = ["jurisdiction", "column", "office_id", "from", "to", "collected", "first", "last"]
COUNTS = [
    ("claims", "claim_id", 2022, 10, 10),
    ("claims", "claim_id", 2023, 20, 20),
    ("claims", "claim_id", None, 10, 10),
    ("claims", "channel", 2022, 10, 0),
    ("claims", "channel", 2023, 20, 10),
    ("claims", "channel", None, 10, 0),
    ("claims", "claimant", 2022, 10, 0),
    ("claims", "claimant", 2023, 20, 0),
    ("claims", "claimant", None, 10, 0),
    ("cases", "form", 2022, 5, 5),
]


def found(rows: list[tuple] | None = None) -> pd.DataFrame:
    return pd.DataFrame(COUNTS if rows is None else rows, columns=FOUND)


def said(*statements: tuple[str, str, str | None, str]) -> pd.DataFrame:
    rows = [
        (
            "XAA",
            column,
            None,
            first,
            last,
            collected,
            pd.Timestamp(first),
            pd.Timestamp(last or pd.NaT),
        )
        for column, first, last, collected in statements
    ]
    return pd.DataFrame(rows, columns=SAID)


def cells(shown: filled.Filled) -> dict[tuple[str, str], str]:
    keys = zip(shown.cells["label"], shown.cells["period"], strict=True)
    return dict(zip(keys, shown.cells["coverage_label"], strict=True))


def test_each_column_has_its_years_with_all_first_and_undated_last() -> None:
    shown = filled.of_table("claims", found(), said())
    assert cells(shown) == {
        ("claim_id", "all"): "100",
        ("claim_id", "2022"): "100",
        ("claim_id", "2023"): "100",
        ("claim_id", "undated"): "100",
        ("channel", "all"): "25",
        ("channel", "2022"): "0",
        ("channel", "2023"): "50",
        ("channel", "undated"): "0",
        ("claimant", "all"): "0",
        ("claimant", "2022"): "0",
        ("claimant", "2023"): "0",
        ("claimant", "undated"): "0",
    }
    assert list(cells(shown))[:4] == [("claim_id", p) for p in ("all", "2022", "2023", "undated")]
    assert (shown.rows, shown.never, shown.declared) == (40, ("claimant",), ())


def test_a_declared_year_is_a_state_of_its_own_and_part_of_one_is_not() -> None:
    statements = said(("claims.channel", "2021-06-01", "2023-05-31", "no"))
    shown = filled.of_table("claims", found(), statements)
    channel = {period: label for (name, period), label in cells(shown).items() if name == "channel"}
    assert channel == {"all": "25", "2022": "—", "2023": "50", "undated": "0"}
    assert shown.declared == ()


def test_a_column_declared_for_all_years_is_named_and_not_called_never_filled() -> None:
    statements = said(("claims.claimant", "2000-01-01", None, "no"))
    shown = filled.of_table("claims", found(), statements)
    assert (shown.never, shown.declared) == ((), ("claimant",))
    assert cells(shown)["claimant", "all"] == "—"


def test_records_are_shown_although_their_table_is_declared_not_to_be_collected() -> None:
    shown = filled.of_table("claims", found(), said(("claims", "2000-01-01", None, "no")))
    assert cells(shown)["claim_id", "2023"] == "100"
    assert cells(shown)["claimant", "2023"] == "—"


def test_more_years_than_fit_are_taken_together() -> None:
    rows = [("cases", "form", year, 1, year % 2) for year in range(2000, 2020)]
    shown = filled.of_table("cases", found(rows), said())
    assert list(shown.cells["period"])[:3] == ["all", "earlier", "2008"]
    assert cells(shown)["form", "earlier"] == "50"
    assert len(shown.cells) == filled.YEARS_SHOWN + 2


def test_the_sentence_names_what_is_filled_least() -> None:
    text = filled.sentence(filled.of_table("claims", found(), said()), "Aland")
    assert text.replace(words.NO_BREAK, " ") == (
        "Aland, Claims: 1 of 3 columns are filled in at least nine of ten of 40 rows; 1 is never"
        " filled. Filled least: channel (25 %)."
    )
    declared = filled.of_table("claims", found(), said(("claims.claimant", "1999", None, "no")))
    assert "1 is declared not to be collected" in filled.sentence(declared, "Aland")


def test_a_table_without_rows_says_so() -> None:
    shown = filled.of_table("payments", found(), said())
    assert filled.sentence(shown, "Aland") == "Aland has no rows of Payments."
    assert shown.cells.empty


def test_the_table_says_what_a_column_holds() -> None:
    table = filled.table(filled.of_table("claims", found(), said()))
    assert list(table.columns) == [
        *("Column", "What it holds", "All years", "2022", "2023", "Undated"),
    ]
    assert table.iloc[1].tolist() == ["channel", "Where it was claimed", "25", "0", "50", "0"]


@pytest.mark.parametrize(
    ("statements", "sent", "why"),
    [
        ((), (), "never sent"),
        ((), ("claims",), "sent, and no row is stored"),
        ((("claims", "2000-01-01", None, "yes"),), (), "collected, and none"),
        ((("claims", "2000-01-01", None, "no"),), (), "declared not to be collected"),
    ],
)
def test_a_table_without_rows_has_its_reason(
    statements: tuple[tuple[str, str, str | None, str], ...], sent: tuple[str, ...], why: str
) -> None:
    assert filled.absent("claims", frozenset(sent), said(*statements)) == why


def test_the_chart_frames_what_is_not_collected_and_keeps_the_order_of_periods() -> None:
    shown = filled.of_table("claims", found(), said(("claims.claimant", "1999", None, "no")))
    specification = charts.completeness(shown.cells, heading="Column").to_dict()
    shade, framed, number = specification["layer"]
    assert shade["transform"] == [{"filter": "isValid(datum.coverage)"}]
    assert framed["mark"]["style"] == "not-collected"
    assert "datum.coverage_label" in number["encoding"]["text"]["value"]["expr"]
    assert {str(domain) for domain in chart_rows.domains(specification, "x")} == {
        "['all', '2022', '2023', 'undated']"
    }
