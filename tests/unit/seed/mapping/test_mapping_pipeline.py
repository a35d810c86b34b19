"""An export becomes a submission, with a report of what the mapping did."""

from pathlib import Path

import pytest

from schemas.errors import SubmissionUnreadable, UserError
from seed import gate
from seed.mapping import mapping_pipeline
from seed.submission import Submission
from tests.submissions import Stored

PROFILE = """\
[manifest]
jurisdiction = "XAA"
unfilled = "elsewhere"
extracted_on = 2026-06-30
dates = "month"
[files.all]
file = "export.csv"
[[tables.cases]]
from = "all"
where = "kind = 'first'"
[tables.cases.columns]
case_id = "id"
scope = { constant = "trafficking_elements" }
opened_on = { source = "day", date = "YYYY-MM-DD", missing_ok = true }
[[tables.cases]]
from = "all"
where = "kind = 'second'"
[tables.cases.columns]
case_id = "id"
scope = { constant = "charged_as_trafficking" }
[[rows.coverage]]
column = "claims"
from = 2000-01-01
collected = "no"
"""
EXPORT = "id,kind,day,name\n1,first,2026-01-05,x\n2,second,,y\n3,first,soon,z\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "profile.toml").write_text(PROFILE)
    (tmp_path / "export").mkdir()
    (tmp_path / "export" / "export.csv").write_text(EXPORT)
    return tmp_path


def read(folder: Path) -> Submission:
    profile = mapping_pipeline.load_profile(str(folder / "profile.toml"))
    return mapping_pipeline.read_export(folder / "export", profile)


def test_a_profile_that_is_nowhere_offers_those_that_are() -> None:
    with pytest.raises(UserError, match=r"\"sherlock\" not found\. Did you mean sherloc\?"):
        mapping_pipeline.load_profile("sherlock")


def test_nothing_at_the_path_is_said() -> None:
    with pytest.raises(SubmissionUnreadable, match=r"not found: \[nowhere\]"):
        mapping_pipeline.read_export(Path("nowhere"), mapping_pipeline.load_profile("sherloc"))


def test_the_manifest_and_the_mapping_go_with_the_submission(folder: Path) -> None:
    submission = read(folder)
    assert (submission.source, submission.mapping) == ("export", "profile")
    assert submission.manifest.jurisdiction == "XAA"
    assert submission.manifest.dates == "month"
    assert submission.implied == {"cases.opened_on"}
    assert submission.not_read == (("export.csv", "name"),)


def test_rules_that_fill_one_table_from_one_file_make_one_text(folder: Path) -> None:
    submission = read(folder)
    coverage, cases = submission.texts
    assert (cases.file, cases.table) == ("export.csv", "cases")
    assert cases.frame.select("row_number", "case_id", "scope").rows() == [
        (2, "1", "trafficking_elements"),
        (3, "2", "charged_as_trafficking"),
    ]
    assert (coverage.file, coverage.frame["row_number"].to_list()) == ("profile.toml", [21])


def test_an_unreadable_cell_refuses_its_row_alone(folder: Path) -> None:
    submission = read(folder)
    (finding,) = submission.findings
    assert (finding.file, finding.row, finding.column) == ("export.csv", 4, "day")
    [left] = submission.unmapped
    assert (left.table, left.file, left.ids.rows()) == ("cases", "export.csv", [(4, "3")])
    assert not left.unreadable.any()
    checked = gate.check(submission, Stored())
    assert (checked.rows_read["cases"], checked.rows_refused["cases"]) == (3, 1)
    assert not gate.is_fatal(checked.findings)


def test_a_faulty_profile_reads_nothing(folder: Path) -> None:
    profile = folder / "profile.toml"
    profile.write_text(PROFILE.replace("tables.cases", "tables.casses"))
    submission = read(folder)
    assert submission.texts == ()
    assert {f.rule for f in submission.findings} >= {"profile.unknown_table"}


def test_the_content_changes_with_the_export_and_with_the_profile(folder: Path) -> None:
    profile, export = folder / "profile.toml", folder / "export"
    first = read(folder).content_hash
    assert read(folder).content_hash == first
    profile.write_text(PROFILE + "# another word\n")
    second = read(folder).content_hash
    (export / "export.csv").write_text(EXPORT + "4,first,,w\n")
    assert len({first, second, read(folder).content_hash}) == 3
