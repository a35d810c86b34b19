"""A submission's files are found, named and hashed."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from schemas import findings
from schemas.errors import SubmissionUnreadable
from schemas.findings import Severity
from seed import readers
from seed.submission import Manifest

CASES = "case_id,scope\nk7,charged_as_trafficking\n"


def written(folder: Path, **texts: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / name.replace("_dot_", ".")).write_bytes(text.encode())
    return folder


def test_a_folder_is_read_with_its_manifest(tmp_path: Path) -> None:
    folder = written(
        tmp_path / "sent", cases_dot_csv=CASES, submission_dot_toml='jurisdiction = "XAA"'
    )
    submission = readers.read_submission(folder)
    assert submission.source == "sent"
    assert submission.manifest == Manifest(jurisdiction="XAA")
    assert [(text.file, text.table, text.frame.height) for text in submission.texts] == [
        ("cases.csv", "cases", 1)
    ]
    assert submission.findings == ()
    [alone] = readers.read_submission(folder / "cases.csv").texts
    assert alone.table == "cases"


def test_names_of_files_and_columns_may_be_in_capitals(tmp_path: Path) -> None:
    folder = written(tmp_path, CASES_dot_CSV="\ufeff Case_ID ,\u00a0ＳＣＯＰＥ\nk7,x\n")
    submission = readers.read_submission(folder)
    assert submission.texts[0].frame.columns == ["case_id", "scope", "row_number"]
    [finding] = submission.findings
    assert (finding.rule, finding.severity) == ("header.normalised", Severity.WARNING)
    assert "case_id, scope" in finding.wording


def test_a_file_of_no_table_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    [finding] = readers.read_submission(written(tmp_path, case_dot_csv=CASES)).findings
    assert finding.rule == "file.unknown_table"
    assert "Did you mean cases.csv?" in finding.wording


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("cases_dot_tsv", "file.not_csv"),
        ("cases_dot_json", "file.not_csv"),
        ("cases_dot_zip", "file.not_csv"),
        ("cases_dot_xls", "xlsx.kind"),
        ("cases_dot_ods", "xlsx.kind"),
        ("cases_dot_xlsx", "xlsx.kind"),
        ("suspects_dot_parquet", "parquet.damaged"),
    ],
)
def test_tables_in_other_formats_are_refused(tmp_path: Path, name: str, rule: str) -> None:
    folder = written(tmp_path, cases_dot_csv=CASES, **{name: "x"})
    assert [f.rule for f in readers.read_submission(folder).findings] == [rule]


def test_other_files_are_named_as_not_read_and_the_dictionary_is_not(tmp_path: Path) -> None:
    folder = written(
        tmp_path, cases_dot_csv=CASES, notes_dot_txt="x", data_dictionary_dot_csv="x", _dot_x="y"
    )
    [finding] = readers.read_submission(folder).findings
    assert (finding.file, finding.severity) == ("notes.txt", Severity.WARNING)


def test_the_content_is_the_same_whatever_the_folder_is_called(tmp_path: Path) -> None:
    one = readers.read_submission(written(tmp_path / "one", cases_dot_csv=CASES))
    two = readers.read_submission(written(tmp_path / "two", cases_dot_csv=CASES))
    assert one.content_hash == two.content_hash
    written(tmp_path / "two", submission_dot_toml="made_up = true")
    assert readers.read_submission(tmp_path / "two").content_hash != one.content_hash
    written(tmp_path / "one", cases_dot_csv=CASES + "m2,trafficking_elements\n")
    assert readers.read_submission(tmp_path / "one").content_hash != one.content_hash


@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_a_delimiter_is_refused_unless_it_is_declared(tmp_path: Path, sign: str) -> None:
    folder = written(tmp_path, cases_dot_csv=CASES.replace(",", sign))
    [finding] = readers.read_submission(folder).findings
    assert finding.rule == "csv.delimiter"
    declared = f"delimiter = {json.dumps(sign)}"
    assert declared in finding.wording
    written(folder, submission_dot_toml=declared)
    submission = readers.read_submission(folder)
    assert submission.findings == ()
    assert submission.texts[0].frame.rows() == [("k7", "charged_as_trafficking", 2)]


def test_nothing_at_the_path_is_an_error_of_the_user(tmp_path: Path) -> None:
    with pytest.raises(SubmissionUnreadable, match=r"not found: \[gone\]"):
        readers.read_submission(tmp_path / "gone")
    with pytest.raises(SubmissionUnreadable, match="has no CSV file and no workbook"):
        readers.read_submission(tmp_path)
    with pytest.raises(SubmissionUnreadable, match="not found"):
        readers.find_submissions(tmp_path / "gone")
    (tmp_path / "cases.docx").write_text("x")
    with pytest.raises(SubmissionUnreadable, match="Unsupported file type"):
        readers.read_submission(tmp_path / "cases.docx")


def test_a_folder_of_submissions_gives_each(tmp_path: Path) -> None:
    one = written(tmp_path / "one", cases_dot_csv=CASES)
    written(tmp_path / "empty")
    (tmp_path / "two.zip").write_bytes(b"PK")
    assert readers.find_submissions(tmp_path) == [one, tmp_path / "two.zip"]
    assert readers.find_submissions(one) == [one]
    assert readers.find_submissions(tmp_path / "two.zip") == [tmp_path / "two.zip"]


def test_what_lies_beside_submissions_is_named_with_what_to_do(tmp_path: Path) -> None:
    written(tmp_path / "one", cases_dot_csv=CASES)
    for name in ("Q2.ODS", "old.xls", "notes.txt", "targets.csv", ".hidden.ods", "~$old.xls"):
        (tmp_path / name).write_bytes(b"x")
    told = {finding.file: finding for finding in readers.ignored_files(tmp_path)}
    assert list(told) == ["Q2.ODS", "notes.txt", "old.xls"]
    assert told["Q2.ODS"].wording == (
        "This is an OpenDocument sheet (.ods). It was ignored."
        ' Save it as "Excel workbook (.xlsx)" and send that file.'
    )
    assert "save each table as CSV UTF-8" in told["notes.txt"].wording
    assert {finding.severity for finding in told.values()} == {findings.Severity.WARNING}
    # Of one submission each file has its own finding.
    assert not list(readers.ignored_files(tmp_path / "one"))


def test_the_example_row_of_the_template_is_left_out_with_a_warning(tmp_path: Path) -> None:
    text = CASES + "EXAMPLE-1,charged_as_trafficking\n"
    submission = readers.read_submission(written(tmp_path, cases_dot_csv=text))
    [warning] = submission.findings
    assert (warning.rule, warning.severity, warning.row) == ("file.example", Severity.WARNING, 3)
    assert submission.texts[0].frame["case_id"].to_list() == ["k7"]
    alone = text.replace("k7,charged_as_trafficking\n", "")
    submission = readers.read_submission(written(tmp_path, cases_dot_csv=alone))
    assert [f.rule for f in submission.findings] == ["file.example", "file.no_rows"]
    assert submission.texts == ()


def test_files_are_bounded_together_before_they_are_decoded(tmp_path: Path) -> None:
    rows = "".join(f"k{number},charged_as_trafficking\n" for number in range(200))
    suspects = "".join(f"k{number},p{number},natural\n" for number in range(200))
    folder = written(
        tmp_path / "sent",
        cases_dot_csv=f"case_id,scope\n{rows}",
        suspects_dot_csv=f"case_id,person_id,kind\n{suspects}",
    )
    limits = replace(readers.COMMAND_LINE, most_decoded=20_000)
    assert readers.read_submission(folder, limits).findings == ()
    submission = readers.read_submission(folder, replace(limits, most_together=30_000))
    [finding] = submission.findings
    assert (finding.file, finding.rule) == ("suspects.csv", "file.decoded")
    assert "At most 30,000 are allowed together" in finding.wording
    assert [text.table for text in submission.texts] == ["cases"]
