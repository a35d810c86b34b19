"""The template is a submission once it is filled, and the dictionary explains its columns."""

import codecs
import csv
from pathlib import Path

import pytest

from schemas import columns, tables
from schemas.errors import UserError
from seed import gate, readers, templates
from tests.submissions import Stored

NO_FEEDS = templates.Feeds()


def test_a_file_per_table_has_its_header(tmp_path: Path) -> None:
    written = templates.write_template(tmp_path / "new" / "empty", NO_FEEDS)
    assert {path.name for path in written} == {
        "submission.toml",
        "data_dictionary.csv",
        "data_dictionary.html",
        "template.xlsx",
        *(f"{table.name}.csv" for table in tables.RECORD_TABLES),
    }
    header = (tmp_path / "new" / "empty" / "protections.csv").read_text()
    assert header == "victim_id,kind\n"


def test_a_filled_template_passes_the_gate(tmp_path: Path) -> None:
    for path in templates.write_template(tmp_path, NO_FEEDS):
        if path.suffix == ".csv" and path.name not in ("data_dictionary.csv", "protections.csv"):
            path.unlink()
    _say_everything(tmp_path / "submission.toml")
    with (tmp_path / "protections.csv").open("a") as file:
        file.write("v1,screen\n")
    stored = Stored(victims=[{"victim_id": "v1", "jurisdiction": "AAA"}])
    checked = gate.check(readers.read_submission(tmp_path), stored)
    assert checked.findings == ()
    assert checked.jurisdiction == "AAA"


def _say_everything(manifest: Path) -> None:
    """Take the # away from each line that may be said."""
    lines = [line.removeprefix("# ") for line in manifest.read_text().splitlines() if " = " in line]
    manifest.write_text("\n".join(line for line in lines if not line.startswith("supersedes")))


def test_the_dictionary_has_a_line_for_each_column_that_may_be_sent() -> None:
    text = templates.dictionary_csv().removeprefix(codecs.BOM_UTF8).decode()
    rows = list(csv.DictReader(text.splitlines()))
    assert len(rows) == sum(len(tables.sent_columns(table)) for table in tables.RECORD_TABLES)
    collected = next(row for row in rows if row["column"] == "collected")
    assert collected == {
        "table": "coverage",
        "column": "collected",
        "kind": "code from a closed list",
        "required": "yes",
        "codes": "yes no",
        "meaning": "Whether it is collected",
    }


def test_the_page_has_an_anchor_for_each_table_and_column_and_names_each_code() -> None:
    page = templates.dictionary_html(NO_FEEDS)
    for table in tables.RECORD_TABLES:
        assert f'<section id="{table.name}"' in page
        for column in tables.sent_columns(table):
            assert f'<tr id="{table.name}.{column.name}">' in page
            for code in columns.field_of(column).codes or ():
                assert f"<code>{code.value}</code>" in page
    assert "Accommodation and food service activities" in page
    assert "Measures" not in page


def test_the_page_stands_alone_and_is_dark_where_the_reader_is() -> None:
    page = templates.dictionary_html(NO_FEEDS)
    assert "prefers-color-scheme: dark" in page
    for elsewhere in ("http://", "https://", "<script", "<link", "@import", "src="):
        assert elsewhere not in page


def test_the_page_says_which_measures_a_column_feeds() -> None:
    feeds = templates.Feeds({"cases.scope": ("X01",)}, {"X01": "A <measure>"})
    page = templates.dictionary_html(feeds)
    row = page[page.index('<tr id="cases.scope">') : page.index('<tr id="cases.form">')]
    assert '<a href="#measure-X01" title="A &lt;measure&gt;">X01</a>' in row
    assert '<tr id="measure-X01">' in page


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text("mine")
    with pytest.raises(UserError, match=r"already has cases\.csv\. Choose an empty folder"):
        templates.write_template(tmp_path, NO_FEEDS)
    assert (tmp_path / "cases.csv").read_text() == "mine"
    assert not (tmp_path / "suspects.csv").exists()
    with pytest.raises(UserError, match="Cannot write into"):
        templates.write_template(tmp_path / "cases.csv" / "below", NO_FEEDS)
