"""What each way of filling a column makes of the rows of a source."""

import polars as pl
import pytest

from schemas import findings
from schemas.errors import UserError
from schemas.findings import Severity
from seed.mapping import row_mapping
from seed.mapping.parse_profile import parse
from seed.mapping.row_mapping import map_rows
from seed.mapping.source_table import SourceTable
from seed.pseudonyms import KEY_VARIABLE
from tests.unit.seed.mapping.made_rows import column, made, of_cases, of_table


def test_a_source_column_is_taken_as_it_stands() -> None:
    assert column('network_id = "cell"', ["N1", None]) == (["N1", None], [])


def test_codes_translate_and_refuse_what_they_do_not_list() -> None:
    how = 'cross_border = { source = "cell", codes = { J = "yes", "?" = "" } }'
    assert column(how, ["J", "?", None, "N"]) == (["yes", None, None], [5])


def test_a_refused_cell_is_named_by_file_row_and_column_without_its_value() -> None:
    how = 'cross_border = { source = "cell", codes = { J = "yes" } }'
    (finding,) = made(of_cases(how), cell=["Maria"]).findings
    assert str(finding).startswith("all.csv, row 2, cell: this value is not among")
    assert "Maria" not in finding.wording
    assert finding.severity is Severity.ERROR


def test_missing_values_are_blank() -> None:
    missing = 'missing = ["999"], missing_like = "[+?]"'
    how = f'victims_stated = {{ source = "cell", {missing}, number = {{}} }}'
    assert column(how, ["999", "25+", "3"]) == ([None, None, "3"], [])


@pytest.mark.parametrize(
    ("written", "cell", "iso"),
    [
        ("MM/DD/YYYY", "4/1/2008", "2008-04-01"),
        ("DD.MM.YYYY", "01.04.2008", "2008-04-01"),
        ("DD Mon YYYY", "1 Apr 2008", "2008-04-01"),
        ("YYYY-MM", "2008-04", "2008-04"),
        ("YYYY", "2008", "2008"),
    ],
)
def test_a_date_keeps_the_precision_it_was_given_with(written: str, cell: str, iso: str) -> None:
    how = f'opened_on = {{ source = "cell", date = "{written}" }}'
    assert column(how, [cell]) == ([iso], [])


@pytest.mark.parametrize("cell", ["2023-02-29", "03/04/24", "2023-13-01", "in May", "2023-02-03 "])
def test_a_date_written_otherwise_is_refused(cell: str) -> None:
    how = 'opened_on = { source = "cell", date = ["YYYY-MM-DD", "YYYY"] }'
    assert column(how, [cell]) == ([], [2])


@pytest.mark.parametrize(
    ("written", "cell", "number"),
    [
        ('before = "$", thousands = ","', "$1,234.50", "1234.50"),
        ('decimal = ",", thousands = "."', "1.234,50", "1234.50"),
        ('after = "*"', "25*", "25"),
        ("", "007", "007"),
        ("", ".50", "0.50"),
        ('before = "$", decimal = ","', "-$,5", "-0.5"),
    ],
)
def test_a_number_loses_the_signs_of_its_source(written: str, cell: str, number: str) -> None:
    how = f'proceeds_estimate = {{ source = "cell", number = {{ {written} }} }}'
    assert column(how, [cell]) == ([number], [])


@pytest.mark.parametrize("cell", ["1,23", "1,2345", "12+", "$", "1.2.3", "１２"])
def test_a_number_written_otherwise_is_refused(cell: str) -> None:
    how = 'proceeds_estimate = { source = "cell", number = { before = "$", thousands = "," } }'
    assert column(how, [cell]) == ([], [2])


def test_a_number_of_more_digits_than_a_sum_has_is_refused() -> None:
    how = 'proceeds_estimate = { source = "cell", number = { times = 1000, places = 2 } }'
    assert column(how, ["9" * 40]) == ([], [2])


def test_codes_of_a_number_stand_for_it() -> None:
    how = 'victims_stated = { source = "cell", codes = { one = "1", many = "" }, number = {} }'
    assert column(how, ["one", "many", "2"]) == (["1", None, "2"], [])


def test_patterns_are_codes_of_cells_without_one_and_the_first_that_fits_decides() -> None:
    like = '{ "(?i)lab[ou]+r" = "forced_labour", "^(?i)sex" = "sexual_exploitation", "^-+$" = "" }'
    how = f'form = {{ source = "cell", codes = {{ "labour camp" = "other", like = {like} }} }}'
    cells = ["Forced LABOUR", "sex, then labour", "labour camp", "Sexual", "--", None, "theft"]
    made = ["forced_labour", "forced_labour", "other", "sexual_exploitation", None, None]
    assert column(how, cells) == (made, [8])


def test_patterns_alone_are_codes_and_serve_parts_of_a_list() -> None:
    codes = 'codes = { like = { "^Hotel" = "I" } }'
    how = f'sector = {{ source = "cell", split = ";", several = "", {codes} }}'
    assert column(how, ["Hotel; Hotels (2)", None, "Hotel; Bar"]) == (["I", None], [4])


def test_a_cell_may_say_like() -> None:
    assert column('cross_border = { source = "cell", codes = { like = "yes" } }', ["like"])[1] == []


def test_constants_fill_every_row() -> None:
    assert column('form = { constant = "mixed" }', [None, "x"]) == (["mixed", "mixed"], [])


def test_a_list_in_a_cell_becomes_a_row_for_each_different_code() -> None:
    profile = of_table(
        "links",
        'person = "none"',
        'link.source = "cell"\nlink.split = [";", "\\n"]\n[tables.links.columns.link.codes]\n'
        'Hired = "recruiter"\nRecruited = "recruiter"\nKept = "harbourer"\nOther = ""\n',
    )
    result = made(profile, cell=["Hired;\nKept; Recruited;", None, "Other", "Kept; Stolen"])
    rows = result.frame.select("row_number", "case_id", "link").rows()
    assert rows == [(2, "a", "recruiter"), (2, "a", "harbourer"), (5, "d", "harbourer")]
    assert [f.row for f in result.findings] == [5]
    # Two words for one code are one row.
    assert result.made.merged == 1


def test_a_list_in_a_cell_may_stay_one_code() -> None:
    codes = 'codes = { A = "A", B = "B", "A too" = "A", none = "" }'
    how = f'sector = {{ source = "cell", split = ";", several = "unknown", {codes} }}'
    cells = ["A; A too", "A;B", "none", "none; B", None, "A; C"]
    assert column(how, cells) == (["A", "unknown", None, "B", None], [7])


def test_cells_that_would_make_more_rows_than_are_read_make_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A file of a few bytes could make a thousand million of them."""
    monkeypatch.setattr(row_mapping, "MOST_ROWS", 1_000)
    listed = 'kind = { source = "cell", split = ";", codes = { like = { "." = "screen" } } }'
    profile = of_table("protections", "", f'victim_id = "id"\n{listed}\n')
    profile = profile.replace('case_id = "id"\n', "")
    result = made(profile, cell=[";".join("ABCD" * 300), "A;B", None])
    [finding] = findings.errors(result.findings)
    assert (finding.rule, result.frame.height) == ("mapping.too_many_rows", 0)
    assert "at most 1,000 are read" in finding.wording


def test_a_pseudonym_is_keyed_and_equal_for_equal_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    profile = of_cases('network_id = { source = "cell", pseudonym = true }')
    cells = ["7", "7", "8", None]
    monkeypatch.setenv(KEY_VARIABLE, "a secret of the sender")
    first, again, other, blank = made(profile, cell=cells).frame["network_id"]
    assert first == again != other
    assert len(first) == 32
    assert blank is None
    monkeypatch.setenv(KEY_VARIABLE, "a secret of another sender")
    assert made(profile, cell=cells).frame["network_id"][0] != first


def test_pseudonyms_without_a_key_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    with pytest.raises(UserError, match="is missing"):
        made(of_cases('network_id = { source = "cell", pseudonym = true }'), cell=["7"])


def test_many_faults_of_a_column_are_listed_up_to_a_limit_and_then_counted() -> None:
    frame = pl.DataFrame({"row_number": range(2, 102), "id": ["a"] * 100, "scope": ["x"] * 100})
    dated = of_cases('opened_on = { source = "id", date = "YYYY" }')
    profile = parse("made_up", dated)
    found = map_rows(profile.tables[0], SourceTable("all.csv", frame, ""), "XAA").findings
    assert len(found) == 50
    assert sum(f.occurrences for f in found) == 100
    assert "in 50 rows after this one" in found[-1].wording


def test_numbers_are_multiplied_and_rounded_as_the_profile_says() -> None:
    years = 'victims_stated = { source = "cell", number = { times = 12, places = 0 } }'
    assert column(years, ["0.6666666666666666", "2.5", "100"]) == (["8", "30", "1200"], [])
    money = 'victims_stated = { source = "cell", number = { places = 2 } }'
    assert column(money, ["1647.005", "96", "-"]) == (["1647.01", "96.00"], [4])


def test_a_date_after_the_last_that_may_be_cannot_be_read() -> None:
    how = 'opened_on = { source = "cell", date = ["YYYY-MM-DD", "YYYY"], not_after = 2017-07-31 }'
    cells: list[str | None] = ["2017-07-31", "2017-08-01", "2017", "2814"]
    assert column(how, cells) == (["2017-07-31", "2017"], [3, 5])


def test_a_date_that_is_too_late_is_told_apart_from_one_of_a_wrong_form() -> None:
    how = 'opened_on = { source = "cell", date = "DD.MM.YYYY", not_after = 2017-07-31 }'
    result = made(of_cases(how), cell=["31.07.2017", "01.08.2107", "2017/07/01", "?"])
    assert [(f.row, f.rule) for f in result.findings] == [
        (4, "mapping.date"),
        (5, "mapping.date"),
        (3, "mapping.late"),
    ]
    form, _, late = (f.wording for f in result.findings)
    assert form == (
        "this is not a date as the profile writes it. Add the format, or a missing value."
    )
    assert late == (
        "this date is after 2017-07-31, the last day that the profile allows. Correct it in the"
        " source, or move [not_after] of opened_on if the day is right."
    )
    assert [(m.kind, m.values.cells) for m in result.not_mapped] == [("date", 2), ("late", 1)]


def test_a_cell_that_cannot_be_read_may_be_left_blank_with_a_warning() -> None:
    how = 'opened_on = { source = "cell", date = "YYYY-MM-DD", unreadable = "blank" }'
    cells: list[str | None] = ["2017-07-31"] * 4 + ["00:00:00", None]
    result = made(of_cases(how), cell=cells)
    assert result.frame["opened_on"].to_list() == [*cells[:4], None, None]
    assert result.made.refused == 0
    (finding,) = result.findings
    assert (finding.row, finding.severity) == (6, Severity.WARNING)
    assert finding.wording.endswith("opened_on was left blank, as the profile says.")
    (missed,) = result.not_mapped
    assert (missed.column, missed.kind, missed.values.hidden) == ("cell", "date", 1)


def test_a_column_of_which_much_cannot_be_read_is_not_left_blank() -> None:
    how = 'opened_on = { source = "cell", date = "YYYY-MM-DD", unreadable = "blank" }'
    cells: list[str | None] = ["2017-07-31", "31/07/2017", None, None]
    result = made(of_cases(how), cell=cells)
    assert result.made.refused == 1
    [finding] = result.findings
    assert finding.severity is Severity.ERROR
    assert "at most a fifth of a column's filled cells" in finding.wording
    assert "here 1 of 2 cannot be read" in finding.wording


def test_what_became_of_each_row_is_counted() -> None:
    profile = of_cases("", "where = \"cell <> 'x'\"")
    counts = made(profile.replace('"id"', '"cell"'), cell=["x", "a", "a", "b", None]).made
    assert (counts.read, counts.left_out, counts.refused) == (5, 2, 0)
    assert (counts.merged, counts.rows) == (0, 3)


@pytest.mark.parametrize(
    ("cells", "idle"),
    [
        (["2020-01-02", "2021"], []),
        (["2020-01-02", "02.03.2021", None, "-"], ["YYYY"]),
        # Nothing fits at all: each cell says so itself.
        (["soon"], []),
        (["-"], []),
    ],
)
def test_a_form_of_a_date_that_no_cell_has_is_told(cells: list[str], idle: list[str]) -> None:
    forms = '"YYYY-MM-DD", "YYYY"' + (', "DD.MM.YYYY"' if idle else "")
    how = f'opened_on = {{ source = "cell", missing = "-", date = [{forms}] }}'
    findings = made(of_cases(how), cell=cells).findings
    found = [f for f in findings if f.rule == "mapping.idle_format"]
    assert [(f.column, f.severity) for f in found] == [("cell", Severity.WARNING)] * len(idle)
    assert all(
        f"no cell is a date written [{idle[0]}], as cases.opened_on" in f.wording for f in found
    )
