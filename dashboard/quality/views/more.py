"""How to add and correct: Add records, templates, statements on what is collected."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard import data, feeds, filters, own_records, words
from dashboard.each_row import each_row
from dashboard.server import access, files
from dashboard.shared import lines, note, take_away, written_down
from dashboard.shared.draw import nothing
from schemas import tables
from schemas.store import database
from seed import templates

STEPS = """\
prosecution-quality template my-submission     # empty files, a workbook and a data dictionary
prosecution-quality import my-submission --dry-run
prosecution-quality import my-submission
prosecution-quality batches                    # what is stored, and where it came from
"""
HEADINGS = ("What", "Whose", "From", "To", "Collected")
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HOW = (
    "Download the statements, change them in any spreadsheet, and send the file on Add records for "
    "{place}. Where a line changes what it said, choose {named} under “Replace the changed rows "
    "of”; new lines are simply added. A line cannot be taken away by a file: give it a last day."
)
NONE_YET = (
    "No statement is stored for {place}. Download the file with its columns alone and write one "
    "line for each table or column that is not collected (collected = no), or that is collected "
    "and had nothing to report (collected = yes)."
)


def add() -> None:
    """Lead to Add records, and offer what is filled to be sent."""
    if not database.may_write(data.records_url()):
        note.draw(own_records.BY_IMPORTER, key="more.by_importer")
    elif "upload" in dict(access.pages(access.identity())):
        st.page_link("dashboard/upload/upload.py", label="Add records on this computer")
    with st.container(horizontal=True):
        _offer("Template workbook", templates.workbook(), "template.xlsx", WORKBOOK)
        _offer(
            "Data dictionary (CSV)", templates.dictionary_csv(), "data_dictionary.csv", "text/csv"
        )
        html = templates.dictionary_html(feeds.of_catalogue())
        _offer("Data dictionary (page)", html, "data_dictionary.html", "text/html")


def coverage(choice: filters.Choice) -> None:
    """Draw what the place says that it collects, and how to say it anew."""
    statements = data.declared()
    here = statements[statements["jurisdiction"] == choice.jurisdiction]
    place = filters.options().jurisdictions[choice.jurisdiction]
    if here.empty:
        nothing(NONE_YET.format(place=place))
    else:
        names = filters.options().offices.get(choice.jurisdiction, {})
        rows = [_statement(row, names) for row in each_row(here)]
        lines.table(HEADINGS, rows, name="coverage")
        if not choice.office_alone:
            batches = [f"batch {number}" for number in sorted(here["batch_id"].unique())]
            note.draw(HOW.format(place=place, named=words.listing(batches)), key="coverage.how")
    columns = [column.name for column in tables.sent_columns(tables.coverage)]
    text = str(here[columns].to_csv(index=False))
    on = {"what": "table", "name": "coverage", "jurisdiction": choice.jurisdiction}
    content = written_down.at_the_press(text.encode(), **on)
    _offer("Download coverage.csv", content, "coverage.csv", "text/csv")


def _statement(row: Mapping[str, object], names: Mapping[str, str]) -> list[str]:
    office = row["office_id"]
    return [
        str(row["column"]),
        "All offices" if pd.isna(office) else names.get(str(office), str(office)),
        str(row["from"]),
        "until now" if pd.isna(row["to"]) else str(row["to"]),
        "Yes" if row["collected"] == "yes" else "No",
    ]


def _offer(label: str, content: files.Content | str, name: str, kind: str) -> None:
    take_away.offer(label, content, name=name, kind=kind, key=f"quality.{name}")
