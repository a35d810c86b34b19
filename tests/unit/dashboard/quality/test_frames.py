"""What Data & quality says in words: findings, late offices, persons alone, corrections."""

import pandas as pd

from dashboard import words
from dashboard.quality.frames import corrected, findings, offices
from dashboard.shared import rule_words

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


def plain(text: str) -> str:
    return text.replace(words.NO_BREAK, " ")


def test_findings_stand_by_rule_with_their_rows_and_what_to_do() -> None:
    table = findings.by_rule(FINDINGS)
    assert list(table.columns) == list(findings.COLUMNS)
    assert table["Kind"].tolist() == ["Error", "Warning", "Warning"]
    assert table["Where"].tolist() == [
        "cases.csv, form, row 9",
        "cases.csv",
        "cases.csv, final_on, rows 3, 7",
    ]
    assert table["What must hold"].tolist()[-1] == "opened_on is not after final_on"
    assert table["What to do"].tolist()[-1] == "Correct the one that is wrong."


def test_many_rows_are_counted_after_the_first() -> None:
    row = FINDINGS.iloc[2]
    many = pd.DataFrame([dict(row) | {"row_number": number} for number in range(2, 20)])
    assert findings.by_rule(many)["Where"].tolist() == [
        "cases.csv, form, rows 2, 3, 4, 5, 6 and 13 more"
    ]


def test_what_is_taken_away_holds_no_value() -> None:
    table = findings.to_take_away(FINDINGS, 12)
    assert list(table.columns) == list(findings.IN_FILE)
    assert SECRET not in table.to_csv()
    assert table["Row"].tolist() == ["3", "7", "9", ""]
    assert set(table["Batch"]) == {12}


def test_the_findings_are_counted_by_kind() -> None:
    assert findings.sentence(FINDINGS).startswith("1 error; 2 warnings, found 6 times. Warnings")
    assert findings.sentence(FINDINGS.iloc[2:3]).startswith("1 error. Warnings")
    assert findings.sentence(FINDINGS.iloc[0:0]) == "Nothing was found: every rule holds."


def test_every_rule_of_records_says_what_to_do() -> None:
    for rule in (one.id for one in rule_words.EVERY):
        assert rule_words.meaning(rule) == rule_words.MEANINGS[rule], rule
        assert rule_words.fix(rule).endswith("."), rule


def test_a_rule_of_an_older_version_goes_by_its_family_or_its_name() -> None:
    assert rule_words.meaning("csv.gone") == rule_words.MEANINGS["csv"]
    assert rule_words.fix("csv.gone") == rule_words.OF_FILES["csv"][1]
    assert rule_words.meaning("moon.is_full") == "Moon: is full"
    assert rule_words.fix("moon.is_full") == rule_words.SEND_AGAIN


def late(*rows: tuple) -> pd.DataFrame:
    columns = ["label", "days_behind", "newest_on", "stored_at", "extracted_on"]
    return pd.DataFrame(rows, columns=[*columns, "cases", "open_cases", "long_open"])


DAY = pd.Timestamp(2026, 6, 30)
NORTH = ("North", 400, pd.Timestamp(2025, 5, 26), DAY, DAY, 12, 5, 2)
SOUTH = ("South", 0, DAY, DAY, None, 3, 0, 0)
EAST = ("East", None, None, None, None, 0, 0, 0)


def test_offices_are_said_with_what_they_sent() -> None:
    table = offices.table(late(EAST, NORTH, SOUTH), 24)
    assert table["Behind"].map(plain).tolist() == ["No records yet", "13.1 months", "Up to date"]
    assert table["State on"].tolist() == ["—", "30 June 2026", "—"]
    assert table["Open over 24 months"].tolist() == ["—", "2 of 12 cases", "0 of 3 cases"]
    assert table["Open"].tolist() == ["—", "5", "0"]


def test_the_sentence_names_the_office_furthest_behind() -> None:
    said = offices.sentence(late(EAST, NORTH, SOUTH), "Aland", 24)
    assert said == (
        "Aland: North is furthest behind, its newest event is 400 days before the state of the"
        " records. 1 office sent no records yet. 2 cases are open for more than 24 months."
    )
    one = ("West", 1, DAY, DAY, DAY, 3, 1, 1)
    assert offices.sentence(late(one), "Aland", 24) == (
        "Aland: West is furthest behind, its newest event is 1 day before the state of the records."
        " 1 case is open for more than 24 months."
    )
    nobody = offices.sentence(late(EAST), "Aland", 24)
    assert nobody == "Aland has 1 office. 1 office sent no records yet."
    assert "names no offices" in offices.sentence(late(), "Aland", 24)


REPORT = ["table_name", "columns", "rows", "smallest", "unique_rows", "frees_most"]
REPORT += ["unique_without"]


def report(*row: object) -> pd.DataFrame:
    return pd.DataFrame([row], columns=REPORT)


def test_persons_alone_are_said_with_the_column_that_frees_most() -> None:
    [said] = findings.reidentification_sentences(
        report("victims", "sex,citizenship,office_id", 1000, 1, 14, "citizenship", 3)
    )
    assert plain(said) == (
        "14 of 1,000 victims (1 %) are unique by sex, citizenship and office; without citizenship"
        " it would be 3."
    )


def test_nobody_alone_is_said_with_the_smallest_group() -> None:
    [said] = findings.reidentification_sentences(report("suspects", "sex", 100, 12, 0, None, 0))
    assert said == "None of 100 suspects is unique by sex; the smallest group has 12."
    [alone_by_all] = findings.reidentification_sentences(
        report("suspects", "sex", 10, 1, 1, None, 0)
    )
    assert plain(alone_by_all) == "1 of 10 suspects (10 %) is unique by sex."


def test_a_correction_is_one_line_with_its_largest_tables() -> None:
    when = pd.Timestamp(2026, 7, 1, 9)
    tables = (("links", 4), ("cases", 40), ("claims", 1), ("victims", 9))
    rows = [
        *((9, "march", "XAA", when, "undone", 9, table, number) for table, number in tables),
        (8, "april", "XBB", when, "superseded", 3, "cases", 2),
    ]
    columns = ["batch_id", "source", "jurisdiction", "happened_at", "kind", "of_batch"]
    log = pd.DataFrame(rows, columns=[*columns, "table_name", "rows"])
    table = corrected.events(log, {"XAA": "Aland"})
    assert table.to_numpy().tolist() == [
        [
            *("1 July 2026", "Batch 9 (march) was undone", "Aland", "54"),
            "Cases 40, Victims 9, Links 4 and 1 other",
        ],
        ["1 July 2026", "Batch 8 (april) replaced rows of batch 3", "XBB", "2", "Cases 2"],
    ]
