"""Files are found and read as a profile names them, columns by name or by number."""

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from schemas import findings
from seed.mapping import mapping_pipeline, parse_profile
from seed.mapping.parse_profile import parse_profile_text
from seed.mapping.profile_model import Profile
from seed.mapping.read_source import WHOLE_FILE, Source, read_source
from seed.mapping.source_layout import list_source_tables
from seed.readers import COMMAND_LINE
from seed.submission import Submission
from tests.unit.seed.readers.books import book

PROFILE = """\
[files.cases]
file = "cases.csv"
missing = ["NA"]
[files.persons]
file = "persons.csv"
[files.dated]
select = "SELECT p.*, c.year FROM persons p LEFT JOIN cases c ON p.case = c.case"
[tables.cases]
from = "cases"
[tables.cases.columns]
case_id = "case"
scope = { constant = "trafficking_elements" }
[tables.suspects]
from = "dated"
where = "forfeit IS NOT NULL"
[tables.suspects.columns]
case_id = "case"
person_id = "person"
kind = { constant = "natural" }
decided_on = { source = "year", date = "YYYY" }
"""
CASES = "case,year,judge\n1,2011, \n2,NA,J\n3,2013,J\n4,,J\n"
PERSONS = (
    "person,case,forfeit\na,1,true\nb,1,false\nc,2,false\nd,2,false\ne,3,false\nf,3,\ng,9,true\n"
)
# The last person is of a case that is not there.
FINDS_NONE = ("persons.csv", "mapping.join_finds_none", 8)
ONE_FILE = """\
[files.all]
file = "export.txt"
encoding = "latin-1"
delimiter = ";"
header_row = 2
skip_rows = 1
[[tables.cases]]
from = "all"
[tables.cases.columns]
case_id = "Fall-Nr."
scope = { constant = "trafficking_elements" }
network_id = "Straße"
"""
PATTERNED = PROFILE.replace('"cases.csv"', '"cases_*.csv"')
# A name over two lines, blank ones, one that is like a number.
REGISTER = """\
,Akten-Nr.,"Betrag
(brutto)",,Nachname,#3
A-1,K7,"1.200,50",,Kowalska,x
A-2,K8,"12,00",,Novak,x
A-3,K9,"1.500,00","1.499,99",Kowalska,x
"""
BY_NUMBER = """\
manifest.unfilled = "elsewhere"
[files.register]
file = "register.csv"
[tables.cases]
from = "register"
[tables.cases.columns]
case_id = "#1"
scope = { constant = "trafficking_elements" }
network_id = "##3"
proceeds_estimate = { source = "Betrag (brutto)", number = { written = "1.234,50" } }
currency = { constant = "EUR" }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "cases.csv").write_text(CASES)
    (tmp_path / "persons.csv").write_text(PERSONS)
    return tmp_path


def profile(text: str = PROFILE) -> Profile:
    checked = parse_profile_text("made_up", text)
    assert checked.findings == ()
    return checked


def rules(source: Source) -> list[tuple[str, str, int | None]]:
    return [(f.file, f.rule, f.row) for f in source.findings]


def test_rows_are_read_and_joined(folder: Path) -> None:
    tables = read_source(folder, profile()).tables
    cases = tables["cases"].frame
    # Rows are numbered as a spreadsheet shows them; blanks and words for missing are null.
    assert cases["row_number"].to_list() == [2, 3, 4, 5]
    assert cases["year"].to_list() == ["2011", None, "2013", None]
    assert cases["judge"].to_list() == [None, "J", "J", "J"]
    # A join keeps rows without a match.
    persons = tables["dated"].frame
    assert persons["year"].to_list() == ["2011", "2011", None, None, "2013", "2013", None]


def test_what_no_rule_names_is_listed_as_not_read(folder: Path) -> None:
    (folder / "summaries.csv").write_text("case,text\n1,x\n")
    (folder / "PROVENANCE.md").write_text("where from")
    not_read = read_source(folder, profile()).not_read
    assert set(not_read) == {("cases.csv", "judge"), ("summaries.csv", WHOLE_FILE)}


def test_a_file_that_is_not_there_is_named(folder: Path) -> None:
    (folder / "persons.csv").unlink()
    assert rules(read_source(folder, profile())) == [("persons.csv", "mapping.file_missing", None)]


def test_a_column_that_is_not_there_is_named_with_the_nearest(folder: Path) -> None:
    (folder / "cases.csv").write_text(CASES.replace("case,", "case_no,", 1))
    [*_, finding] = [f for f in read_source(folder, profile()).findings if f.column]
    assert (finding.file, finding.rule, finding.row) == ("cases.csv", "mapping.source_column", None)
    assert "reads [case]" in finding.wording
    assert "Did you mean case_no" in finding.wording


def test_a_file_is_read_as_the_profile_says_it_is_written(tmp_path: Path) -> None:
    export = tmp_path / "anything.csv"
    text = 'Export of 2026\nFall-Nr.;Straße\n-----;-----\n1;"Müller;\nTor"\n2;B\n'
    export.write_bytes(text.encode("latin-1"))
    table = read_source(export, profile(ONE_FILE)).tables["all"]
    assert table.file == "anything.csv"
    assert table.frame["Straße"].to_list() == ["Müller;\nTor", "B"]
    assert table.frame["row_number"].to_list() == [4, 5]


def test_bytes_that_are_not_of_the_declared_encoding_are_a_finding(tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_bytes("case,year,judge\n1,2011,Müller\n".encode("latin-1"))
    (tmp_path / "persons.csv").write_text(PERSONS)
    (finding,) = read_source(tmp_path, profile()).findings
    assert (finding.file, finding.row) == ("cases.csv", None)


def test_a_link_out_of_the_folder_is_not_followed(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (folder / "persons.csv").rename(outside / "persons.csv")
    (folder / "persons.csv").symlink_to(outside / "persons.csv")
    for path in (folder, folder / "cases.csv"):
        source = read_source(path, profile())
        assert rules(source) == [("persons.csv", "mapping.file_linked", None)]


def test_an_archive_has_its_files_by_name_alone(folder: Path, tmp_path: Path) -> None:
    packed = tmp_path / "export.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("cases.csv", "persons.csv"):
            archive.write(folder / name, f"of_2024/{name}")
    assert rules(read_source(packed, profile())) == [FINDS_NONE]
    assert read_source(packed, profile()).not_read == (("cases.csv", "judge"),)
    drafted, faults = list_source_tables(packed, COMMAND_LINE)
    assert ([file.file for file in drafted], faults) == (["cases.csv", "persons.csv"], ())


def test_columns_of_a_sheet_have_the_numbers_of_their_letters(tmp_path: Path) -> None:
    book(tmp_path / "e.xlsx", [["Nr", None, "", None], ["k7", None, None, "crime"]])
    text = """\
[files.all]
file = "e.xlsx"
[[tables.cases]]
from = "all"
[tables.cases.columns]
case_id = "Nr"
scope = { source = "#4", codes = { crime = "trafficking_elements" } }
"""
    source = read_source(tmp_path, profile(text))
    assert source.tables["all"].frame["#4"].to_list() == ["crime"]


def test_files_of_kinds_that_are_not_read_are_named_with_what_to_save_them_as(folder: Path) -> None:
    for name in ("Persons 2.XLS", "sheet.ods", "notes.pdf", "~$sheet.ods"):
        (folder / name).write_bytes(b"x")
    source = read_source(folder, profile())
    assert rules(source)[0] == FINDS_NONE
    assert [(f.file, f.rule, f.severity) for f in source.findings[1:]] == [
        ("Persons 2.XLS", "file.passed_over", "warning"),
        ("sheet.ods", "file.passed_over", "warning"),
    ]
    assert source.findings[2].wording.startswith("This is an OpenDocument sheet (.ods)")
    assert "Excel workbook (.xlsx)" in source.findings[2].wording
    assert source.not_read == (("cases.csv", "judge"),)
    drafted, passed_over = list_source_tables(folder, COMMAND_LINE)
    assert [one.file for one in drafted] == ["cases.csv", "persons.csv"]
    assert [one.file for one in passed_over] == ["Persons 2.XLS", "sheet.ods"]
    # Also where it stands in the place of one that is missing.
    (folder / "persons.csv").rename(folder / "persons.ods")
    told = rules(read_source(folder, profile()))
    assert told[0] == ("persons.csv", "mapping.file_missing", None)
    assert ("persons.ods", "file.passed_over", None) in told


def test_workbooks_in_an_archive_are_named(tmp_path: Path) -> None:
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for name in ("cases.csv", "persons.xlsx", "old.ods"):
            packed.writestr(name, "case\n1\n")
    sources, findings = list_source_tables(path, COMMAND_LINE)
    assert [source.file for source in sources] == ["cases.csv"]
    assert [finding.file for finding in findings] == ["persons.xlsx", "old.ods"]
    assert "Send it alone" in findings[0].wording


def test_the_files_of_a_source_are_bounded_together(folder: Path) -> None:
    # Enough for either of them.
    together = read_source(folder, profile(), replace(COMMAND_LINE, most_together=700))
    [finding] = together.findings
    assert finding.rule == "file.decoded"
    assert "are allowed together" in finding.wording


def patterned(folder: Path, *names: str) -> Source:
    (folder / "cases.csv").unlink()
    for name in names:
        (folder / name).write_text(CASES)
    return read_source(folder, parse_profile_text("x", PATTERNED))


def test_a_file_is_found_by_the_pattern_of_its_name(folder: Path) -> None:
    source = patterned(folder, "cases_2026-Q2.csv")
    assert source.tables["cases"].file == "cases_2026-Q2.csv"
    assert source.tables["dated"].frame["year"][0] == "2011"
    # Nor is it among the files that nothing is read of.
    assert [file for file, column in source.not_read if column == WHOLE_FILE] == []


def test_of_several_files_that_are_called_so_none_is_taken(folder: Path) -> None:
    source = patterned(folder, "cases_Q1.csv", "cases_Q2.csv")
    [fault] = source.findings
    assert (fault.rule, fault.severity) == ("mapping.files_alike", "error")
    assert "cases_Q1.csv, cases_Q2.csv" in fault.wording
    # Whoever names one of them means that.
    named = read_source(folder / "cases_Q2.csv", parse_profile_text("x", PATTERNED))
    assert named.tables["cases"].file == "cases_Q2.csv"


def test_no_file_of_the_pattern_is_said_by_the_pattern(folder: Path) -> None:
    [fault] = [one for one in patterned(folder).findings if one.file == "cases_*.csv"]
    assert fault.rule == "mapping.file_missing"


def test_the_pattern_holds_in_an_archive_and_other_signs_stand_for_themselves(folder: Path) -> None:
    archive = folder / "sent.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("casesXcsv", CASES)
        packed.writestr("cases_1.csv", CASES)
        packed.writestr("persons.csv", PERSONS)
    assert (
        read_source(archive, parse_profile_text("x", PATTERNED)).tables["cases"].file
        == "cases_1.csv"
    )


def read(folder: Path, text: str, register: str = REGISTER) -> Submission:
    (folder / "register.csv").write_text(register)
    profile = parse_profile.parse_profile_text("register", text)
    assert profile.findings == ()
    return mapping_pipeline.read_export(folder, profile, key="a key of nobody")


def fault(folder: Path, text: str, register: str = REGISTER) -> tuple[str, str | None, str]:
    """The one error of the file: its rule, its column and what is said."""
    [found] = findings.only_errors(read(folder, text, register).findings)
    return found.rule, found.column, found.wording


def test_a_column_without_a_name_is_called_by_its_number(tmp_path: Path) -> None:
    submission = read(tmp_path, BY_NUMBER)
    assert {f.rule for f in submission.findings} == {"header.numbered"}
    [cases] = submission.texts
    assert cases.frame.select("case_id", "network_id", "proceeds_estimate").rows() == [
        ("A-1", "x", "1200.50"),
        ("A-2", "x", "12.00"),
        ("A-3", "x", "1500.00"),
    ]
    assert [column for _, column in submission.not_read] == ["Akten-Nr.", "#4", "Nachname"]


@pytest.mark.parametrize("named", ["#3", "#9", "Column 1"])
def test_a_column_that_has_a_name_is_read_by_it(tmp_path: Path, named: str) -> None:
    rule, column, wording = fault(tmp_path, BY_NUMBER.replace('"##3"', f'"{named}"'))
    assert (rule, column) == ("mapping.source_column", named)
    assert "Write the name of the column." in wording
