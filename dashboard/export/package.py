"""Write a report as a data package (Frictionless): CSV files, and a description of columns."""

import codecs
import csv
import io
import json
import math
import zipfile
from typing import Any

import pandas as pd

from dashboard import data_dictionary, words
from dashboard.data_dictionary import ColumnType
from dashboard.export import csv_file
from dashboard.export.content import Report
from dashboard.export.report_metadata import LINK, MADE_ON, REFERENCE_DATE, RELEASE, STATE
from dashboard.export.report_tables import plain_line
from dashboard.frames.key_findings import findings_table
from metrics import round_to_twelve_digits
from schemas.language import t

# Programs read these files: a byte-order mark would become part of the first column name.
ENCODING = "utf-8"
FIGURES, DEFINITIONS, SUBMISSIONS, CASES = "figures", "definitions", "submissions", "open-cases"
RELEASE_NOTES, CASE_STEPS = "notes", "open-case-steps"
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
    if steps:
        # A measure is named by its title there.
        tables[STEPS] = _with_column_names(pd.concat(steps)).rename(columns={"measure": "title"})
    listed = [part.cases for part in report.parts if part.cases is not None]
    if listed:
        words_of = pd.concat([one.table for one in listed], ignore_index=True)
        codes = pd.concat([one.codes for one in listed], ignore_index=True)
        tables[CASES] = _with_column_names(words_of).join(codes)
        tables[CASE_STEPS] = pd.concat([one.steps for one in listed], ignore_index=True)
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
    facts = facts_for_programs(report)
    said = {name: facts[label] for label, name in SAID_IN_EACH_ROW.items() if label in facts}
    says = dict.fromkeys(text for part in report.parts for one in part.blocks for text in one.says)
    warned = {"warning": " ".join(report.warnings), "how_to_read": " ".join(says)}
    return codecs.BOM_UTF8 + _csv(report.figures.assign(**said, **warned))


def facts_for_programs(report: Report) -> dict[str, str]:
    """Return the facts of a report by label, with ISO dates and a period such as 2021-2025.

    Several reference dates, of a report on several jurisdictions, are left out.
    """
    facts = {fact.label: plain_line(fact.text) for fact in report.facts}
    facts |= {"Period": words.period_code(report.period), MADE_ON: report.made_on.isoformat()}
    if facts.pop(REFERENCE_DATE) == words.day(report.reference_date):
        facts[REFERENCE_DATE] = report.reference_date.isoformat()
    return facts


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
    column = data_dictionary.BY_NAME.get(name)
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
        "about": facts_for_programs(report),
    }
