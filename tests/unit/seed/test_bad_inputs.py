"""One clear finding for each kind of bad input, as the battery numbers them."""

from pathlib import Path

import pytest

from schemas.findings import Severity
from seed import gate
from tests.submissions import check, found, only


def case(column: str, value: str) -> str:
    """One case with a value in one column more."""
    header, row = f"case_id,scope,{column}", f"k7,charged_as_trafficking,{value}"
    if column == "proceeds_estimate":
        header, row = f"{header},currency", f"{row},EUR"
    return f"{header}\n{row}\n"


WRONG_CELLS = [
    # column, cell, rule, words of the finding
    ("form", "popescu", "code.unknown", "Use one of: forced_labour"),
    ("form", "Maria", "code.unknown", "Invalid code. Use one of"),
    ("sector", "MP", "code.unknown", "Use one of: A, B, C"),
    ("form", "Maria Popescu", "privacy.value", "perhaps a name"),
    ("form", "maria@example.org", "privacy.value", "an e-mail address"),
    ("form", "+40 21 555 0101", "privacy.value", "a telephone number"),
    ("form", "https://example.org", "privacy.value", "a web address"),
    ("form", "DE89370400440532013000", "privacy.value", "a bank account"),
    ("form", "00 40 21 555 0101", "privacy.value", "a telephone number"),
    ("form", "(021) 555 01 01", "privacy.value", "a telephone number"),
    ("form", "(202) 555-0101", "privacy.value", "a telephone number"),
    ("form", "tel. 0040 21 555 0101", "privacy.value", "a telephone number"),
    ("form", "123-45-6789", "privacy.value", "a national or tax number"),
    ("form", '"44.4268, 26.1025"', "privacy.value", "coordinates"),
    ("opened_on", "maria@example.org", "privacy.value", "an e-mail address"),
    ("proceeds_estimate", "www.example.org", "privacy.value", "a web address"),
    ("proceeds_estimate", "=1+1", "value.formula", "formula"),
    ("opened_on", "+cmd|' /C calc'!A0", "value.formula", "formula"),
    ("form", "+cmd|' /C calc'!A0", "value.formula", "formula"),
    ("form", "\t=1+1", "value.formula", "formula"),
    ("form", "=1+1", "value.formula", "formula"),
    ("form", "@SUM(1)", "value.formula", "formula"),
    ("form", "fоrced_labour", "value.confusable", "look alike"),  # with a Cyrillic о
    ("form", "mixed\u200b", "value.confusable", "invisible"),
    ("office_id", "o 1", "id.format", "Use 1 to 64 of the characters"),
    ("office_id", "o" * 65, "id.format", "Use 1 to 64 of the characters"),
    ("office_id", "ó1", "value.confusable", "plain A to Z"),
    ("opened_on", "03/04/2024", "date.format", "Ambiguous date"),
    ("opened_on", "31/12/2024", "date.format", "the year must come first"),
    ("opened_on", "2024-03-04 10:00", "date.format", "a time or a space follows the day"),
    ("opened_on", "2024-3-4", "date.format", "Use YYYY-MM-DD"),
    ("opened_on", "45000", "date.format", "Format the column as text"),
    ("opened_on", "45000.5", "date.format", "Format the column as text"),
    ("opened_on", "not known", "date.format", "Use YYYY-MM-DD"),
    ("opened_on", "٢٠٢٤", "date.format", "Use YYYY-MM-DD"),
    ("opened_on", "2023-02-29", "date.no_such_day", "this day or month does not exist"),
    ("opened_on", "2024-13-01", "date.no_such_day", "this day or month does not exist"),
    ("opened_on", "2024-00-10", "date.no_such_day", "this day or month does not exist"),
    ("opened_on", "2024-00", "date.no_such_day", "this day or month does not exist"),
    ("opened_on", "1949-12-31", "date.range.cases.opened_on", "before 1950"),
    ("opened_on", "0001-01-01", "date.range.cases.opened_on", "before 1950"),
    ("opened_on", "2025-07-02", "date.ahead.cases.opened_on", "after the extraction date"),
    ("opened_on", "9999", "date.ahead.cases.opened_on", "after the extraction date"),
    ("victims_stated", "1e5", "integer.format", "Not a whole number"),
    ("victims_stated", "1.0", "integer.format", "Not a whole number"),
    ("victims_stated", "-1", "integer.negative.cases.victims_stated", "negative"),
    ("proceeds_estimate", '"1.234,50"', "money.format", "for example 1234.50"),
    ("proceeds_estimate", '"1,234"', "money.format", "for example 1234.50"),
    ("proceeds_estimate", "12.500", "money.decimals", "its point separates thousands"),
    ("proceeds_estimate", "1.234.500", "money.format", "without thousands separators"),
    ("proceeds_estimate", "0.125", "money.decimals", "more than two decimals"),
    ("proceeds_estimate", "1 234", "money.format", "for example 1234.50"),
    ("proceeds_estimate", "1'234", "money.format", "for example 1234.50"),
    ("proceeds_estimate", "nan", "money.format", "for example 1234.50"),
    ("proceeds_estimate", "-inf", "money.format", "for example 1234.50"),
    ("proceeds_estimate", "1e309", "money.format", "for example 1234.50"),
    ("proceeds_estimate", "0x10", "money.format", "for example 1234.50"),
    ("proceeds_estimate", "１２", "money.format", "for example 1234.50"),
    ("proceeds_estimate", "12.", "money.format", "for example 1234.50"),
    ("proceeds_estimate", "-5", "money.negative", "0 or more"),
    ("proceeds_estimate", "1.005", "money.decimals", "more than two decimals"),
    ("proceeds_estimate", "1000000000000.01", "money.range", "above 1,000,000,000,000"),
    ("currency", "XYZ", "currency.unknown", "Invalid currency"),
]


# These digits stand in the wording by chance.
SHOWN = {"9999", "-1"}


@pytest.mark.parametrize(("column", "cell", "rule", "words"), WRONG_CELLS)
def test_a_wrong_cell_is_one_finding_with_row_column_and_what_was_expected(
    tmp_path: Path, column: str, cell: str, rule: str, words: str
) -> None:
    checked = check(tmp_path, cases=case(column, cell))
    finding = only(checked)
    assert (finding.file, finding.row, finding.column) == ("cases.csv", 2, column)
    assert (finding.rule, finding.severity) == (rule, Severity.ERROR)
    assert words in finding.wording
    assert checked.rows_refused == {"cases": 1}
    assert gate.is_fatal(checked.findings) == (rule == "privacy.value")
    assert checked.frames == {}
    if cell not in SHOWN:
        assert cell.strip('"') not in str(finding)


def test_a_totals_row_is_no_record(tmp_path: Path) -> None:
    text = "case_id,scope,victims_stated\nk7,charged_as_trafficking,3\nTotal;,,3\n"
    assert found(check(tmp_path, cases=text)) == [
        ("id.format", 3, "case_id"),
        ("value.blank", 3, "scope"),
    ]


def test_a_code_of_blanks_alone_is_unknown(tmp_path: Path) -> None:
    checked = check(tmp_path, cases=case("form", "  "))
    assert only(checked).rule == "code.normalised"
    assert checked.frames["cases"]["form"].item() == "unknown"


def test_many_faults_of_a_kind_are_listed_to_a_point_and_then_counted(tmp_path: Path) -> None:
    rows = "".join(f"k{number * 7919 % 10007}x,wset\n" for number in range(250))
    checked = check(tmp_path, cases=f"case_id,scope\n{rows}")
    assert len(checked.findings) == 101
    assert sum(finding.occurrences for finding in checked.findings) == 250
    last = checked.findings[-1]
    assert (last.row, last.occurrences) == (102, 150)
    assert "149 more rows have the same problem." in str(last)
    assert not gate.is_fatal(checked.findings)


def test_what_a_label_may_hold_is_limited(tmp_path: Path) -> None:
    for label, faults in (
        ("Île-de-France (north)", []),
        ("مكتب الادعاء", []),
        ("=1+1", ["value.formula"]),
        ("a\\N", ["label.format"]),
        ("x" * 61, ["label.format"]),
        ("a\u202eb", ["label.format"]),
        ("me@example.org", ["privacy.value"]),
    ):
        offices = f"office_id,jurisdiction,label\no1,XAA,{label}\n"
        rules = [rule for rule, _, _ in found(check(tmp_path, offices=offices))]
        assert rules == faults, label


def test_a_declared_column_must_be_one_of_the_model(tmp_path: Path) -> None:
    coverage = (
        "column,from,collected\nvictims.legal_aid,2020,no\nassets,2020-01,no\nvictim,2020,no\n"
    )
    finding, whole = check(tmp_path, coverage=coverage).findings
    assert (finding.rule, finding.row) == ("column.unknown", 4)
    assert "Did you mean" in finding.wording
    assert (whole.rule, whole.row) == ("statement.refused", None)
