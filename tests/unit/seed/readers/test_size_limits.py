"""What is small as a file and large in memory is refused before it is there, with the limit."""

import zipfile
from dataclasses import replace
from pathlib import Path

from schemas.findings import Finding
from seed import readers
from seed.readers import Layout, xlsx_container
from tests.unit.seed.readers.books import SHEET, book, changed, replaced

STRINGS = "xl/sharedStrings.xml"
STYLES = "xl/styles.xml"
ROWS = [("case_id", "note"), *((n, "x") for n in range(1_000))]


def refused(path: Path, most: int) -> Finding:
    """The one finding on a submission that may take so many bytes in memory."""
    [finding] = readers.read_submission(
        path, replace(readers.COMMAND_LINE, most_decoded=most)
    ).findings
    return finding


def test_a_file_of_commas_counts_by_the_cells_between_them(tmp_path: Path) -> None:
    names = ",".join(f"c{n}" for n in range(200))
    text = f"{names}\n{('x' + ',' * 199 + chr(10)) * 500}"
    (tmp_path / "cases.csv").write_text(text)
    finding = refused(tmp_path, 24 * 200 * 500)
    assert (finding.file, finding.rule) == ("cases.csv", "file.decoded")
    assert f"at most {24 * 200 * 500:,}" in finding.wording
    [text_table] = readers.read_submission(tmp_path).texts
    assert text_table.frame.shape == (500, 201)


def test_columns_without_names_are_counted_before_they_are_numbered(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(f"case_id{',' * 1_000}\nk7{',' * 1_000}\n")
    layout = Layout(numbers_names=True)
    table, [finding] = readers.read_export(path, file=path.name, table="x", layout=layout)
    assert (table, finding.rule) == (None, "header.columns")
    assert "1,001 columns" in finding.wording


def with_a_text_of(path: Path, characters: int) -> Path:
    """A thousand rows of a text that stands once in the workbook."""
    long = replaced("<t>x</t>", f"<t>{'x' * characters}</t>")
    return changed(book(path, ROWS), {STRINGS: long})


def test_a_text_that_cells_share_counts_in_each_of_them(tmp_path: Path) -> None:
    path = with_a_text_of(tmp_path / "cases.xlsx", 30_000)
    finding = refused(path, 80_000_000)
    assert (finding.file, finding.rule) == ("cases.xlsx [cases]", "file.decoded")
    assert "at most 80,000,000" in finding.wording


def test_one_long_text_does_not_count_where_it_is_not_used(tmp_path: Path) -> None:
    """By its longest text a sheet would take ninety megabytes, by those that it uses a few."""
    rows = [*ROWS, (1_000, "once")]
    long = replaced("<t>once</t>", f"<t>{'x' * 900}</t>")
    path = changed(book(tmp_path / "cases.xlsx", rows), {STRINGS: long})
    limits = replace(readers.COMMAND_LINE, most_decoded=2_000_000)
    assert readers.read_submission(path, limits).findings == ()


def test_a_number_that_names_no_text_counts_as_the_longest(tmp_path: Path) -> None:
    path = with_a_text_of(tmp_path / "cases.xlsx", 30_000)
    changed(path, {SHEET: replaced(' t="s"><v>2</v>', ' t="s"><v>99</v>')})
    assert refused(path, 80_000_000).rule == "file.decoded"


def test_more_texts_than_are_read_are_counted_no_further(tmp_path: Path) -> None:
    path = book(tmp_path / "cases.xlsx", [("case_id",), *((f"k{n}",) for n in range(20_000))])
    finding = refused(path, 100_000)
    assert (finding.file, finding.rule) == ("cases.xlsx", "file.decoded")
    assert len(xlsx_container.shared_strings(zipfile.ZipFile(path), 100_000)) < 3_000


def test_a_longer_format_than_excel_writes_is_refused(tmp_path: Path) -> None:
    long = f'<numFmts><numFmt numFmtId="200" formatCode="{"[" * 256}"/></numFmts><cellXfs'
    path = changed(book(tmp_path / "cases.xlsx"), {STYLES: replaced("<cellXfs", long)})
    assert refused(path, 1 << 30).rule == "xlsx.structure"


def test_a_sheet_by_two_names_is_refused(tmp_path: Path) -> None:
    twice = replaced("</sheets>", '<sheet name="again" sheetId="2" r:id="rId1"/></sheets>')
    path = changed(book(tmp_path / "cases.xlsx"), {xlsx_container.BOOK: twice})
    assert refused(path, 1 << 30).rule == "xlsx.structure"
