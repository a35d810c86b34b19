"""The template is a submission once it is filled, and the dictionary explains its columns."""

import csv
from pathlib import Path

import pytest

from schemas import tables
from schemas.errors import UserError
from seed import gate, readers, templates
from tests.gated import Stored


def test_a_file_per_table_has_its_header(tmp_path: Path) -> None:
    written = templates.write(tmp_path / "new" / "empty")
    assert {path.name for path in written} == {
        "submission.toml",
        "data_dictionary.csv",
        *(f"{table.name}.csv" for table in tables.RECORD_TABLES),
    }
    header = (tmp_path / "new" / "empty" / "protections.csv").read_text()
    assert header == "victim_id,kind\n"


def test_a_filled_template_passes_the_gate(tmp_path: Path) -> None:
    for path in templates.write(tmp_path):
        if path.name not in ("submission.toml", "data_dictionary.csv", "protections.csv"):
            path.unlink()
    manifest = tmp_path / "submission.toml"
    lines = [line.removeprefix("# ") for line in manifest.read_text().splitlines() if " = " in line]
    manifest.write_text("\n".join(lines).replace('note = ""', 'note = "test"'))
    with (tmp_path / "protections.csv").open("a") as file:
        file.write("v1,screen\n")
    stored = Stored(victims=[{"victim_id": "v1", "jurisdiction": "AAA"}])
    checked = gate.check(readers.read(tmp_path), stored)
    assert checked.findings == ()
    assert checked.jurisdiction == "AAA"


def test_the_dictionary_has_a_line_for_each_column_that_may_be_sent(tmp_path: Path) -> None:
    templates.write(tmp_path)
    with (tmp_path / "data_dictionary.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == sum(len(tables.sent_columns(table)) for table in tables.RECORD_TABLES)
    scope = next(row for row in rows if (row["table"], row["column"]) == ("cases", "scope"))
    assert scope == {
        "table": "cases",
        "column": "scope",
        "kind": "code of a closed list",
        "required": "yes",
        "codes": "charged_as_trafficking trafficking_elements",
        "meaning": "Charged as trafficking, or with its elements only",
    }


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text("mine")
    with pytest.raises(UserError, match=r"has cases\.csv already\. Name an empty folder\."):
        templates.write(tmp_path)
    assert (tmp_path / "cases.csv").read_text() == "mine"
    assert not (tmp_path / "suspects.csv").exists()


def test_a_folder_that_cannot_be_made_is_an_error_of_the_user(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError, match="cannot be written"):
        templates.write(tmp_path / "file" / "below")
