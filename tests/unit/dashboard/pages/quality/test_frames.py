"""What Data & quality says in words: findings, late offices, persons alone, corrections."""

import pandas as pd
import pytest

from dashboard import charts
from dashboard.frames import rule_words
from dashboard.pages.quality import frames
from tests.unit.dashboard import chart_rows
from tests.unit.dashboard.plain_text import plain

FOUND = ["severity", "file", "row_number", "column_name", "rule", "wording", "occurrences"]
SECRET = "Jane Roe"
FINDINGS = pd.DataFrame(
    [
        ("warning", "cases.csv", 3, "final_on", "order.cases.opened_on.final_on", SECRET, 1),
        ("warning", "cases.csv", 7, "final_on", "order.cases.opened_on.final_on", SECRET, 1),
        ("error", "cases.csv", 9, "form", "code.unknown_to_all", SECRET, 1),
        ("warning", "cases.csv", None, None, "header.normalised", SECRET, 4),
    ],
    columns=FOUND,
)


def test_findings_stand_by_rule_with_their_rows_and_what_to_do() -> None:
    table = frames.findings_by_rule(FINDINGS)
    assert list(table.columns) == list(frames.FINDING_COLUMNS)
    assert table["Type"].tolist() == ["Error", "Warning", "Warning"]
    assert table["Where"].tolist() == [
        "cases.csv, form, row 9",
        "cases.csv",
        "cases.csv, final_on, rows 3, 7",
    ]
    assert table["Rule"].tolist()[-1] == "opened_on is not after final_on"
    assert table["What to do"].tolist()[-1] == "Correct the one that is wrong."
    # Many rows are counted after the first.
    many = pd.DataFrame([dict(FINDINGS.iloc[2]) | {"row_number": row} for row in range(2, 20)])
    [where] = frames.findings_by_rule(many)["Where"]
    assert where == "cases.csv, form, rows 2, 3, 4, 5, 6 and 13 more"


def test_what_is_taken_away_holds_no_value() -> None:
    table = frames.findings_for_file(FINDINGS, 12)
    assert list(table.columns) == list(frames.FILE_COLUMNS)
    assert SECRET not in table.to_csv()
    assert table["Row"].tolist() == ["3", "7", "9", ""]
    assert set(table["Import"]) == {12}


def test_the_findings_are_counted_by_kind() -> None:
    both, error, none = (
        frames.findings_sentence(of) for of in (FINDINGS, FINDINGS[2:3], FINDINGS[:0])
    )
    assert both.startswith(
        "1 error was found. 2 different warnings were found, 6 times in total. Rows with warnings"
    )
    assert error.startswith("1 error was found. Rows with warnings")
    assert none == "No errors or warnings were found."


def test_every_rule_of_records_says_what_to_do() -> None:
    for rule in (one.id for one in rule_words.EVERY):
        assert rule_words.rule_meaning(rule) == rule_words.MEANINGS[rule], rule
        assert rule_words.rule_fix(rule).endswith("."), rule


def test_a_rule_of_an_older_version_goes_by_its_family_or_its_name() -> None:
    assert rule_words.rule_meaning("csv.gone") == rule_words.MEANINGS["csv"]
    assert rule_words.rule_fix("csv.gone") == rule_words.OF_FILES["csv"][1]
    assert rule_words.rule_meaning("moon.is_full") == "Moon: is full"
    assert rule_words.rule_fix("moon.is_full") == rule_words.SEND_AGAIN


def late(*rows: tuple) -> pd.DataFrame:
    columns = ["label", "days_behind", "newest_on", "stored_at", "extracted_on"]
    return pd.DataFrame(rows, columns=[*columns, "cases", "open_cases", "long_open"])


DAY = pd.Timestamp(2026, 6, 30)
NORTH = ("North", 400, pd.Timestamp(2025, 5, 26), DAY, DAY, 12, 5, 2)
SOUTH = ("South", 0, DAY, DAY, None, 3, 0, 0)
EAST = ("East", None, None, None, None, 0, 0, 0)


def test_offices_are_said_with_what_they_sent() -> None:
    table = frames.lateness_table(late(EAST, NORTH, SOUTH), 24)
    assert table["Delay"].map(plain).tolist() == ["No records yet", "13.1 months", "Up to date"]
    assert table["Reference date"].tolist() == ["—", "30 June 2026", "—"]
    assert table["Open for over 24 months"].tolist() == ["—", "2 of 12 cases", "0 of 3 cases"]
    assert table["Open cases"].tolist() == ["—", "5", "0"]


def test_the_sentence_names_the_office_furthest_behind() -> None:
    said = [
        frames.lateness_sentence(late(*of), "Aland", 24)
        for of in ((EAST, NORTH, SOUTH), (EAST,), (NORTH,))
    ]
    assert said[0] == (
        "Aland: North has the longest delay. Its newest event is 400 days before the reference"
        " date. 1 office has not sent any records yet. 2 cases have been open for more than 24"
        " months."
    )
    assert said[1] == "Aland has 1 office. 1 office has not sent any records yet."
    assert "has not sent" not in said[2]


REPORT = [
    *("table_name", "columns", "rows", "smallest", "unique_rows", "frees_most", "unique_without"),
]


def test_persons_alone_are_said_with_the_column_that_frees_most() -> None:
    rows = [
        ("victims", "sex,citizenship,office_id", 1000, 1, 14, "citizenship", 3),
        ("suspects", "sex", 100, 12, 0, None, 0),
        ("suspects", "sex", 10, 1, 1, None, 0),
    ]
    said = frames.reidentification_sentences(pd.DataFrame(rows, columns=REPORT))
    assert [plain(text) for text in said] == [
        (
            "Victims: 14 of the 1,000 rows (1%) are unique by sex, citizenship and office. Without"
            " citizenship there would be 3."
        ),
        "Suspects: none of the 100 rows is unique by sex. The smallest group has 12 rows.",
        "Suspects: 1 of the 10 rows (10%) is unique by sex.",
    ]


def test_a_correction_is_one_line_with_its_largest_tables() -> None:
    when = pd.Timestamp(2026, 7, 1, 9)
    tables = (("links", 4), ("cases", 40), ("claims", 1), ("victims", 9))
    rows = [
        *((9, "march", "XAA", when, "undone", 9, table, number) for table, number in tables),
        (8, "april", "XBB", when, "superseded", 3, "cases", 2),
    ]
    columns = ["batch_id", "source", "jurisdiction", "happened_at", "kind", "of_batch"]
    log = pd.DataFrame(rows, columns=[*columns, "table_name", "rows"])
    table = frames.corrections_table(log, {"XAA": "Aland"})
    assert table.to_numpy().tolist() == [
        [
            *("1 July 2026", "Import 9 (march) was undone", "Aland", "54"),
            "Cases 40, Victims 9, Links 4 and 1 other table",
        ],
        ["1 July 2026", "Import 8 (april) replaced rows of import 3", "XBB", "2", "Cases 2"],
    ]


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


def test_measures_come_in_the_order_of_the_catalogue_with_a_column_per_year() -> None:
    drawn = frames.coverage_by_measure(ROWS, range(2020, 2025), TITLES)
    table = frames.coverage_table(drawn)
    assert list(table.columns) == ["Measure", "2023", "2024"]
    assert table.to_numpy().tolist() == [
        ["N01 Several links", "90", ">99"],
        ["N02 Beyond", "40", ""],
    ]
    assert frames.coverage_by_measure(ROWS[:0], range(2020, 2025), TITLES).empty


FOUND_FILLED = ["table", "column", "year", "rows", "filled"]
SAID = ["jurisdiction", "column", "office_id", "from", "to", "collected", "first", "last"]
FILLED = {"claim_id": (10, 20, 10), "channel": (0, 10, 0), "claimant": (0, 0, 0)}
COUNTS = [
    ("claims", column, year, rows, filled)
    for column, of_years in FILLED.items()
    for year, rows, filled in zip((2022, 2023, None), (10, 20, 10), of_years, strict=True)
]
COUNTS.append(("cases", "form", 2022, 5, 5))


def found(rows: list[tuple] | None = None) -> pd.DataFrame:
    return pd.DataFrame(COUNTS if rows is None else rows, columns=FOUND_FILLED)


Statement = tuple[str, str, str | None, str]


def coverage_table(*statements: Statement) -> pd.DataFrame:
    rows = [
        ("XAA", column, None, first, last, is_collected, pd.Timestamp(first), pd.Timestamp(last))
        for column, first, last, is_collected in statements
    ]
    return pd.DataFrame(rows, columns=SAID)


def of_claims(*statements: Statement) -> frames.TableCompleteness:
    return frames.table_completeness("claims", found(), coverage_table(*statements))


def cells(shown: frames.TableCompleteness) -> dict[tuple[str, str], str]:
    keys = zip(shown.cells["label"], shown.cells["period"], strict=True)
    return dict(zip(keys, shown.cells["coverage_label"], strict=True))


CLAIMANT = ("claims.claimant", "1999-01-01", None, "no")


def test_each_column_has_its_years_with_all_first_and_undated_last() -> None:
    shown, periods = of_claims(), ("all", "2022", "2023", "undated")
    filled = {
        "claim_id": ("100", "100", "100", "100"),
        "channel": ("25", "0", "50", "0"),
        "claimant": ("0", "0", "0", "0"),
    }
    assert list(cells(shown).items()) == [
        ((column, period), percent)
        for column, of_all in filled.items()
        for period, percent in zip(periods, of_all, strict=True)
    ]
    assert (shown.rows, shown.never, shown.declared) == (40, ("claimant",), ())


def test_a_declared_year_is_a_state_of_its_own_and_part_of_one_is_not() -> None:
    shown = of_claims(("claims.channel", "2021-06-01", "2023-05-31", "no"))
    channel = {period: label for (name, period), label in cells(shown).items() if name == "channel"}
    assert channel == {"all": "25", "2022": "—", "2023": "50", "undated": "0"}
    assert shown.declared == ()


def test_a_column_declared_for_all_years_is_named_and_not_called_never_filled() -> None:
    shown = of_claims(CLAIMANT)
    assert (shown.never, shown.declared) == ((), ("claimant",))
    assert cells(shown)["claimant", "all"] == "—"
    # Records are shown although their table is declared not to be collected.
    whole = of_claims(("claims", "2000-01-01", None, "no"))
    assert cells(whole)["claim_id", "2023"] == "100"
    assert cells(whole)["claimant", "2023"] == "—"


def test_more_years_than_fit_are_taken_together() -> None:
    rows = [("cases", "form", year, 1, year % 2) for year in range(2000, 2020)]
    shown = frames.table_completeness("cases", found(rows), coverage_table())
    assert list(shown.cells["period"])[:3] == ["all", "earlier", "2008"]
    assert cells(shown)["form", "earlier"] == "50"
    assert len(shown.cells) == frames.YEARS_SHOWN + 2


def test_the_sentence_names_what_is_filled_least() -> None:
    assert plain(frames.completeness_sentence(of_claims(), "Aland")) == (
        "Aland, Claims: 1 of 3 columns has a value in at least 90% of the 40 rows. 1 column has no"
        " value in any row. Least complete: channel (25%)."
    )
    declared = frames.completeness_sentence(of_claims(CLAIMANT), "Aland")
    assert "1 column is declared as not collected." in declared
    without = frames.table_completeness("payments", found(), coverage_table())
    assert frames.completeness_sentence(without, "Aland") == (
        "Aland has no rows in the table Payments."
    )
    assert without.cells.empty


def test_the_table_says_what_a_column_holds() -> None:
    table = frames.completeness_table(of_claims())
    assert list(table.columns) == [
        *("Column", "Meaning", "All years", "2022", "2023", "No date recorded"),
    ]
    assert table.iloc[1].tolist() == ["channel", "Where it was claimed", "25", "0", "50", "0"]


@pytest.mark.parametrize(
    ("declared", "sent", "why"),
    [
        ("", (), "Never sent"),
        ("", ("claims",), "Sent, but no row is stored"),
        ("yes", (), "Declared as collected, with nothing to report"),
        ("no", (), "Declared as not collected"),
    ],
)
def test_a_table_without_rows_has_its_reason(
    declared: str, sent: tuple[str, ...], why: str
) -> None:
    statements = [("claims", "2000-01-01", None, declared)] if declared else []
    assert frames.no_rows_reason("claims", frozenset(sent), coverage_table(*statements)) == why


def test_the_chart_frames_what_is_not_collected_and_keeps_the_order_of_periods() -> None:
    cells_drawn = of_claims(CLAIMANT).cells
    specification = charts.completeness_grid(cells_drawn, heading="Column").to_dict()
    shade, framed, number = specification["layer"]
    assert shade["transform"] == [{"filter": "isValid(datum.coverage)"}]
    assert shade["encoding"]["opacity"]["scale"]["domain"] == [0, 1]
    assert framed["mark"]["style"] == "not-collected"
    # Three digits in a cell that has room for two alone would stand on the next one's.
    assert number["encoding"]["text"]["value"]["expr"] == (
        "bandwidth('x') < 16 && length(datum.coverage_label) > 2 ? '' : datum.coverage_label"
    )
    assert {str(domain) for domain in chart_rows.domains(specification, "x")} == {
        "['all', '2022', '2023', 'undated']"
    }
