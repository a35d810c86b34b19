"""A report as a data package (Frictionless): its figures as CSV, and what each column holds."""

import json
from typing import Any

import pandas as pd

from dashboard.exports import csv_file
from dashboard.report import figures
from dashboard.report.content import Report
from dashboard.report.figures import Holds
from dashboard.report.writers.printed import plain

# CSV of a package is read by programs: a byte-order mark would be a part of the first name.
ENCODING = "utf-8"
FIGURES, DEFINITIONS, SUBMISSIONS, CASES = "figures", "definitions", "submissions", "open-cases"


def written(report: Report) -> dict[str, bytes]:
    """The files of the package by name; the same bytes for the same report."""
    tables = {
        FIGURES: report.figures.astype(_types()),
        DEFINITIONS: _named(report.definitions),
        SUBMISSIONS: _named(report.submissions),
    }
    cases = [part.cases.table for part in report.parts if part.cases is not None]
    tables |= {CASES: _named(pd.concat(cases))} if cases else {}
    files = {f"{name}.csv": _csv(table) for name, table in tables.items()}
    resources = [_resource(name, table) for name, table in tables.items()]
    package = _package(report) | {"resources": resources}
    text = json.dumps(package, ensure_ascii=False, indent=2)
    return {"datapackage.json": f"{text}\n".encode(), **files}


def _types() -> dict[str, str]:
    """Whole numbers are written without a point, also where others are not known."""
    return {column.name: "Int64" for column in figures.COLUMNS if column.holds is Holds.WHOLE}


def _named(table: pd.DataFrame) -> pd.DataFrame:
    """With names that programs take."""
    return table.rename(columns=_name)


def _name(heading: str) -> str:
    signs = "".join(sign if sign.isalnum() else " " for sign in heading.lower())
    return "_".join(signs.split())


def _csv(table: pd.DataFrame) -> bytes:
    """Text that a spreadsheet would run has an apostrophe before it; numbers have all digits."""
    safe = table.map(_text)
    return str(safe.to_csv(index=False, lineterminator="\n")).encode(ENCODING)


def _text(cell: object) -> object:
    return csv_file.as_text(plain(cell)) if isinstance(cell, str) else cell


def _resource(name: str, table: pd.DataFrame) -> dict[str, Any]:
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
    column = figures.BY_NAME.get(name)
    if column is None:
        return {"name": name, "type": Holds.TEXT.value}
    return {
        "name": name,
        "type": column.holds.value,
        "title": column.title,
        "description": column.meaning,
    }


def _package(report: Report) -> dict[str, Any]:
    return {
        "name": report.file_name.lower(),
        "profile": "tabular-data-package",
        "title": plain(f"{report.title}, {report.subject}, {report.period}"),
        "description": " ".join(report.warnings),
        "created": report.made_on.isoformat(),
        "about": {fact.label: plain(fact.text) for fact in report.facts},
    }
