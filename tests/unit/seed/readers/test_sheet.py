"""Cells of a sheet become the texts that a CSV file of it would have."""

from datetime import date, datetime
from pathlib import Path

import pytest
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from schemas.findings import Severity
from seed import readers
from seed.readers import COMMAND_LINE, Layout, preflight, sheet
from seed.readers.sheet import SheetCache
from seed.readers.spreadsheet_dates import (
    FormatKind,
    date_text,
    number_format_kind,
    plain_number,
)
from seed.submission import Manifest
from tests.unit.seed.readers.books import ROWS, SHEET, book, changed, replaced

REGISTER = [["Docket", "Opened"], ["a-1", "2024-01-05"]]


def test_a_workbook_and_its_sheet_are_read_once(tmp_path: Path) -> None:
    cache, path = SheetCache(), book(tmp_path / "register.xlsx", REGISTER)
    opened = cache.workbook(preflight.file_at(path), COMMAND_LINE)
    assert cache.workbook(preflight.file_at(path), COMMAND_LINE) is opened
    place = sheet.OpenSheet(opened, opened.sheets[0])
    scan = cache.scan(place, COMMAND_LINE)
    assert cache.scan(place, COMMAND_LINE) is scan
    assert cache.cells(scan, place) is cache.cells(scan, place)


def test_a_file_that_was_written_anew_is_read_anew(tmp_path: Path) -> None:
    cache, path = SheetCache(), book(tmp_path / "register.xlsx", REGISTER)
    for rows in (REGISTER, [*REGISTER, ["a-2", "2024-02-05"]]):
        book(path, rows)
        table, faults = readers.read_export(path, file=path.name, table="x", cache=cache)
        assert faults == ()
        assert table is not None
        assert table.height == len(rows) - 1
        assert len(readers.first_rows(path, file=path.name, cache=cache)) == len(rows)


def column(path: Path) -> list[str | None]:
    """The cells of the second column of the first table."""
    submission = readers.read_submission(path)
    assert submission.findings == ()
    return submission.texts[0].frame["scope"].to_list()


def of_cells(path: Path, *cells: object) -> Path:
    return book(path, [ROWS[0], *((f"k{at}", cell) for at, cell in enumerate(cells))])


def with_format(path: Path, code: str, *values: float) -> Path:
    """A workbook with numbers under `scope` in that format."""

    def written(book_: Workbook) -> None:
        sheet, look = book_.get_worksheet_by_name("cases"), book_.add_format({"num_format": code})
        for row, value in enumerate(values, start=1):
            sheet.write_string(row, 0, f"k{row}")
            sheet.write_number(row, 1, value, look)

    return book(path, [ROWS[0]], others=written)


def test_texts_and_numbers_are_kept_as_written(tmp_path: Path) -> None:
    cells = ("NA", "007", "1e5", " x ", 3, 1234.5, 0.1 + 0.2, -0.25, 1e-7, 999_999_999_999_999)
    words = ("2024-05-20", 45432, True, False)
    assert column(of_cells(tmp_path / "s.xlsx", *cells, *words)) == [
        *("NA", "007", "1e5", " x ", "3", "1234.5", "0.3", "-0.25", "0.0000001"),
        *("999999999999999", "2024-05-20", "45432", "true", "false"),
    ]


def test_a_number_is_given_with_the_digits_that_are_shown(tmp_path: Path) -> None:
    path = changed(
        of_cells(tmp_path / "s.xlsx", 0.25), {SHEET: replaced("0.25", "0.30000000000000004")}
    )
    assert column(path) == ["0.3"]


@pytest.mark.parametrize("value", [1234567890123456, 12345678901234567890, 1e20, -1e16])
def test_numbers_that_lost_digits_are_refused(tmp_path: Path, value: float) -> None:
    [finding] = readers.read_submission(of_cells(tmp_path / "s.xlsx", "x", value)).findings
    assert finding.rule == "xlsx.digits"
    assert finding.wording.startswith("B3: ")


def test_cells_that_are_dates_are_days(tmp_path: Path) -> None:
    path = tmp_path / "s.xlsx"
    assert column(with_format(path, "dd/mm/yyyy", 45432, 61)) == ["2024-05-20", "1900-03-01"]
    assert column(with_format(path, '[$-409]d. mmm "of" yyyy;@', 45432)) == ["2024-05-20"]
    assert column(with_format(path, "mmm-yy", 45413)) == ["2024-05"]
    assert column(with_format(path, "yyyy", 45413)) == ["2024"]
    assert column(with_format(path, "0", 45432)) == ["45432"]


@pytest.mark.parametrize(
    ("code", "value", "rule"),
    [
        ("yyyy-mm-dd", 45432.5, "xlsx.time"),
        ("yyyy-mm-dd hh:mm", 45432.25, "xlsx.time"),
        ("hh:mm", 0.5, "xlsx.time"),
        ("yyyy-mm-dd", 60, "xlsx.date"),
        ("yyyy-mm-dd", -1, "xlsx.date"),
        ("yyyy-mm-dd", 3_000_000, "xlsx.date"),
        ("00000", 42, "xlsx.signs"),
        ('"A-"0', 42, "xlsx.signs"),
    ],
)
def test_dates_that_would_be_guessed_are_refused(
    tmp_path: Path, code: str, value: float, rule: str
) -> None:
    [finding] = readers.read_submission(with_format(tmp_path / "s.xlsx", code, value)).findings
    assert finding.rule == rule
    assert finding.wording.startswith("B2: ")


def test_a_date_where_an_id_belongs_is_refused(tmp_path: Path) -> None:
    def typed(book_: Workbook) -> None:
        day = book_.add_format({"num_format": "d-mmm"})
        book_.get_worksheet_by_name("cases").write_number(1, 0, 45293, day)

    [finding] = readers.read_submission(book(tmp_path / "s.xlsx", others=typed)).findings
    assert (finding.rule, finding.column) == ("xlsx.no_date", "case_id")
    assert finding.wording.startswith("A2: ")


# By what of a date a format shows; those of None show the number.
FORMATS: dict[FormatKind | None, tuple[str, ...]] = {
    None: (
        *("General", "@", "0", "#,##0", "0.00", "#.00", "# ##0", "0.0E+00", "0E+00", "0.00E+00"),
        *("0%", "#,##0,", "[Red]#,##0", "[Red]0;[Blue]-0", '0;"minus "0', "[$€-407]#,##0.00"),
        *("$#,##0", '#,##0.00\\ "kr"', '"USD" 0', "[<1000]0;#,##0"),
        r'_-* #,##0.00\ "€"_-;\-* #,##0.00\ "€"_-;_-* "-"??\ "€"_-;_-@_-',
        '_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_);_(@_)',
    ),
    FormatKind.TIME: ("[h]:mm", "mm:ss.0"),
    FormatKind.DAY: ("d mmm", "[$-41E]d/m/yyyy"),
    FormatKind.MONTH: ("m/yyyy",),
    FormatKind.YEAR: ("e",),
    # They show what is not there.
    FormatKind.SIGNS: (
        *("00", "00#", "000", "?000", "00 00", "0,000", "[Red]000", "0#", "000-000"),
        *("000-00-0000", '"A-"0', '"0"0', r"0\-0", "*00", '0" years"', "0/0", '"A"General'),
        *("[<=9999999]000-0000;0", "[<10]0;0-0", "(0)", '"A;"0', "+0"),
    ),
}
BUILT_IN = {
    14: FormatKind.DAY,
    17: FormatKind.MONTH,
    20: FormatKind.TIME,
    0: None,
    12: FormatKind.SIGNS,
}


@pytest.mark.parametrize(
    ("number_", "code", "expected"),
    [
        *((number, None, kind) for number, kind in BUILT_IN.items()),
        *((164, code, kind) for kind, codes in FORMATS.items() for code in codes),
    ],
)
def test_a_format_says_what_of_a_date_is_shown(
    number_: int, code: str | None, expected: FormatKind | None
) -> None:
    assert number_format_kind(number_, code) is expected


def test_what_is_no_number_is_no_date() -> None:
    assert date_text("x", FormatKind.DAY) == ("xlsx.date", "")
    assert plain_number(1e-10) == "0.0000000001"


def test_iso_cells_are_days_unless_they_have_a_time(tmp_path: Path) -> None:
    path = of_cells(tmp_path / "s.xlsx", 45432)
    for iso, expected in (("2024-05-20T00:00:00", "2024-05-20"), ("2024-05-20", "2024-05-20")):
        changed(path, {SHEET: replaced('<c r="B2"><v>45432', f'<c r="B2" t="d"><v>{iso}')})
        assert column(path) == [expected]
        of_cells(path, 45432)
    changed(path, {SHEET: replaced('"B2"><v>45432', '"B2" t="d"><v>2024-05-20T10:00:00')})
    assert [f.rule for f in readers.read_submission(path).findings] == ["xlsx.time"]


def test_errors_are_refused_with_their_address(tmp_path: Path) -> None:
    path = of_cells(tmp_path / "s.xlsx", 45432)
    changed(path, {SHEET: replaced('"B2"><v>45432', '"B2" t="e"><v>#REF!')})
    [finding] = readers.read_submission(path).findings
    assert (finding.rule, finding.wording[:3]) == ("xlsx.error", "B2:")


def test_rows_are_numbered_as_the_sheet_shows_them(tmp_path: Path) -> None:
    rows = [(), ROWS[0], (), ROWS[1], ("", ""), ("m2", "x")]
    submission = readers.read_submission(book(tmp_path / "s.xlsx", rows))
    assert submission.texts[0].frame.rows() == [
        ("k7", "charged_as_trafficking", 4),
        ("m2", "x", 6),
    ]


def test_faults_of_the_header_are_found(tmp_path: Path) -> None:
    for rows, rule in (
        ([("case_id", "case_id"), ("a", "b")], "header.duplicate"),
        ([("case_id", "", "scope"), ("a", "b", "c")], "header.blank"),
        ([("case_id",), ("a", "b")], "header.blank"),
        ([("", "case_id"), ("", "a")], "xlsx.structure"),
        ([("case_id", "scope"), ("a", "x" * 300)], "file.cell_size"),
    ):
        path = book(tmp_path / "s.xlsx", rows)
        assert [f.rule for f in readers.read_submission(path, readers.UPLOAD).findings] == [rule]


def test_blank_columns_without_a_name_are_left_out(tmp_path: Path) -> None:
    path = book(tmp_path / "s.xlsx", more=lambda s: s.write_blank("D9", None, None))
    assert readers.read_submission(path).texts[0].frame.columns == [
        "case_id",
        "scope",
        "row_number",
    ]


def test_a_sheet_of_a_header_or_the_example_alone_counts_as_not_sent(tmp_path: Path) -> None:
    def others(book_: Workbook) -> None:
        book_.add_worksheet("victims").write_row(0, 0, ("victim_id", "sex"))
        offices = book_.add_worksheet("offices")
        offices.write_row(0, 0, ("office_id", "kind"))
        offices.write_row(1, 0, ("EXAMPLE-1", "court"))

    submission = readers.read_submission(book(tmp_path / "s.xlsx", others=others))
    assert [text.table for text in submission.texts] == ["cases"]
    assert [(f.rule, f.severity) for f in submission.findings] == [
        ("file.example", Severity.WARNING)
    ]
    of_headers = readers.read_submission(book(tmp_path / "s.xlsx", [ROWS[0]]))
    assert [f.rule for f in of_headers.findings] == ["file.no_rows"]


def said(*pairs: tuple[str, object]) -> object:
    def others(book_: Workbook) -> None:
        sheet: Worksheet = book_.add_worksheet("submission")
        day = book_.add_format({"num_format": "yyyy-mm-dd"})
        for row, (key, value) in enumerate(pairs):
            sheet.write(row, 0, key)
            if isinstance(value, date):
                sheet.write_datetime(row, 1, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
            else:
                sheet.write(row, 1, value)
            sheet.write(row, 2, "what it means " * 30)

    return others


def test_a_sheet_may_say_what_submission_toml_says(tmp_path: Path) -> None:
    pairs = (
        ("key", "value"),
        ("jurisdiction", "XAA"),
        ("office_id", ""),
        ("extracted_on", date(2026, 1, 31)),
        ("made_up", True),
        ("supersedes", "3, 12"),
    )
    for rows in (pairs, pairs[1:]):
        submission = readers.read_submission(
            book(tmp_path / "s.xlsx", others=said(*rows)), readers.UPLOAD
        )
        assert submission.findings == ()
        assert submission.manifest == Manifest(
            jurisdiction="XAA", extracted_on=date(2026, 1, 31), made_up=True, supersedes=(3, 12)
        )


def test_a_wrong_value_of_that_sheet_is_named_by_its_key(tmp_path: Path) -> None:
    submission = readers.read_submission(
        book(tmp_path / "s.xlsx", others=said(("made_up", "perhaps")))
    )
    [finding] = submission.findings
    assert (finding.rule, finding.column) == ("manifest.value", "made_up")
    assert finding.file == "s.xlsx [submission]"


def test_a_folder_may_hold_a_workbook_beside_its_files(tmp_path: Path) -> None:
    book(tmp_path / "s.xlsx", others=said(("jurisdiction", "XAA")))
    (tmp_path / "victims.csv").write_text("victim_id\nv1\n")
    submission = readers.read_submission(tmp_path)
    assert sorted(text.table for text in submission.texts) == ["cases", "victims"]
    (tmp_path / "cases.csv").write_text("case_id\nk7\n")
    (tmp_path / "submission.toml").write_text('jurisdiction = "XAB"')
    found = sorted(fault.rule for fault in readers.read_submission(tmp_path).findings)
    assert found == ["file.twice", "manifest.twice"]


def test_a_sheet_of_an_export_is_read_by_its_name(tmp_path: Path) -> None:
    path = book(
        tmp_path / "export.xlsx",
        [("Title",), ("Case No", "Text"), ("7", "x" * 5000)],
        others=lambda b: b.add_worksheet("Others").write_row(0, 0, ("a", "b")),
    )
    layout = Layout(sheet=" Cases ", header_rows=(2,))
    table, findings = readers.read_export(
        path, file="export.xlsx", table="c", layout=layout, limits=readers.UPLOAD
    )
    assert findings == ()
    assert table is not None
    assert table.frame.columns == ["Case No", "Text", "row_number"]
    _, [finding] = readers.read_export(path, file="export.xlsx", table="c")
    assert finding.rule == "xlsx.sheet"
    assert "[cases], [Others]" in finding.wording


def test_groups_over_the_names_of_an_export_may_be_merged(tmp_path: Path) -> None:
    rows = [("Title",), (), ("No", "Months", "Type"), ("7", "12", "custody")]

    def merge(sheet: Worksheet) -> None:
        sheet.merge_range("A1:B1", "Title")
        sheet.merge_range("A2:A3", "No")
        sheet.merge_range("B2:C2", "Sentence")

    path = book(tmp_path / "e.xlsx", rows, more=merge)
    layout = Layout(header_rows=(2, 3), numbers_names=True)
    table, findings = readers.read_export(path, file="e.xlsx", table="c", layout=layout)
    assert findings == ()
    assert table is not None
    assert table.frame.columns == ["No", "Sentence Months", "Sentence Type", "row_number"]
    assert table.frame.rows() == [("7", "12", "custody", 4)]
    path = book(tmp_path / "e.xlsx", rows, more=lambda sheet: sheet.merge_range("A3:A4", "No"))
    _, found = readers.read_export(path, file="e.xlsx", table="c", layout=layout)
    assert [fault.rule for fault in found] == ["xlsx.merged"]


def test_a_title_over_the_header_of_an_export_may_be_a_formula(tmp_path: Path) -> None:
    for address, rules in (("A1", []), ("A3", ["xlsx.formula"])):
        path = book(
            tmp_path / "e.xlsx",
            (("Court",), ("case_id",), ("k7",)),
            more=lambda sheet, at=address: sheet.write_formula(at, '="k7"', value="k7"),
        )
        _, found = readers.read_export(
            path, file="e.xlsx", table="c", layout=Layout(header_rows=(2,))
        )
        assert [fault.rule for fault in found] == rules
