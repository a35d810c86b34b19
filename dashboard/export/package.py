"""Write a report as a data package (Frictionless): CSV files, and a description of columns."""

import codecs
import csv
import io
import json
import math
import zipfile
from typing import Any

import pandas as pd

from dashboard.export import csv_file
from dashboard.export.content import Report
from dashboard.export.report_metadata import LINK, MADE_ON, REFERENCE_DATE, RELEASE, STATE
from dashboard.export.report_tables import plain_line
from dashboard.frames import figures
from dashboard.frames.figures import ColumnType
from dashboard.frames.key_findings import COLUMNS, findings_table
from metrics import round_to_twelve_digits
from schemas.language import t

# Programs read these files: a byte-order mark would become part of the first column name.
ENCODING = "utf-8"
FIGURES, DEFINITIONS, SUBMISSIONS, CASES = "figures", "definitions", "submissions", "open-cases"
RELEASE_NOTES = "notes"
KEY_FINDINGS, STEPS = "key-findings", "steps"

# Facts that a single CSV file repeats in each row, by label.
SAID_IN_EACH_ROW = {
    "Jurisdiction": "of_jurisdiction",
    "Office": "of_office",
    "Form of exploitation": "of_form",
    "Period": "of_period",
    REFERENCE_DATE: "state_of_the_records",
    RELEASE: "release",
    STATE: "state_hash",
    LINK: "link_to_this_state",
    MADE_ON: "made_on",
}


def render_package(report: Report) -> dict[str, bytes]:
    """Return the files of the package by name. The same report gives the same bytes."""
    tables = {FIGURES: report.figures, DEFINITIONS: _with_column_names(report.definitions)}
    # A release does not list its submissions, but may have notes.
    tables |= (
        {RELEASE_NOTES: _with_column_names(report.notes)}
        if RELEASE in dict(report.facts)
        else {SUBMISSIONS: _with_column_names(report.submissions)}
    )
    if report.findings:
        tables[KEY_FINDINGS] = findings_table(report.findings)
    steps = [part.steps for part in report.parts if part.steps is not None]
    tables |= {STEPS: _with_column_names(pd.concat(steps))} if steps else {}
    cases = [part.cases.table for part in report.parts if part.cases is not None]
    tables |= {CASES: _with_column_names(pd.concat(cases))} if cases else {}
    files = {f"{name}.csv": _csv(table) for name, table in tables.items()}
    resources = [_resource(name, table) for name, table in tables.items()]
    package = _package(report) | {"resources": resources}
    text = json.dumps(package, ensure_ascii=False, indent=2)
    return {"datapackage.json": f"{text}\n".encode(), **files}


def zip_package(report: Report) -> bytes:
    """Return the package as a zip file. The same report gives the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in render_package(report).items():
            entry = zipfile.ZipInfo(f"{report.file_name}/{name}")
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def csv_alone(report: Report) -> bytes:
    """Return the figures as one CSV file, with facts on the report in each row.

    It has a byte-order mark, because without one spreadsheets assume the encoding of the computer.
    """
    facts = dict(report.facts)
    said = {name: facts[label] for label, name in SAID_IN_EACH_ROW.items() if label in facts}
    warned = {"warning": " ".join(report.warnings)}
    return codecs.BOM_UTF8 + _csv(report.figures.assign(**said, **warned))


def _with_column_names(table: pd.DataFrame) -> pd.DataFrame:
    """Rename the columns for programs."""
    return table.rename(columns=column_name)


def column_name(heading: str) -> str:
    """Convert a heading to a name for programs: lower case, other characters become "_"."""
    signs = "".join(sign if sign.isalnum() else " " for sign in heading.lower())
    return "_".join(signs.split())


def _csv(table: pd.DataFrame) -> bytes:
    """Return a table as CSV, protected against formulas, with numbers of twelve digits."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(map(_cell_text, row) for row in table.itertuples(index=False, name=None))
    return text.getvalue().encode(ENCODING)


def _cell_text(cell: object) -> object:
    """Format a cell. Whole numbers have no decimal point, also in columns with blanks."""
    if isinstance(cell, str):
        return csv_file.as_text(plain_line(cell))
    assert isinstance(cell, float)
    if math.isnan(cell):
        return ""
    number = round_to_twelve_digits(cell)
    return int(number) if number.is_integer() else number


def _resource(name: str, table: pd.DataFrame) -> dict[str, Any]:
    """Return the description of a CSV file in a data package."""
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": ENCODING,
        "schema": {"fields": [_field(str(column)) for column in table.columns]},
    }


def _field(name: str) -> dict[str, str]:
    """Return the description of a column in a data package."""
    column = figures.BY_NAME.get(name) or COLUMNS.get(name)
    if column is None:
        return {"name": name, "type": ColumnType.TEXT.value}
    return {
        "name": name,
        "type": column.holds.value,
        "title": t(column.title),
        "description": t(column.meaning),
    }


def _package(report: Report) -> dict[str, Any]:
    """Return the description of a data package, without its files."""
    return {
        "name": report.file_name.lower(),
        "profile": "tabular-data-package",
        "title": plain_line(report.whole_title),
        "description": " ".join(report.warnings),
        "created": f"{report.made_on.isoformat()}T00:00:00Z",
        "about": {fact.label: plain_line(fact.text) for fact in report.facts},
    }
