"""Write a report as a data package (version 2): CSV files, and a description of columns."""

import codecs
import csv
import hashlib
import io
import json
import math
import zipfile
from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import data_dictionary, words
from dashboard.data_dictionary import ColumnType, column_name
from dashboard.export.content import Report
from dashboard.export.report_metadata import LINK, MADE_ON, REFERENCE_DATE, RELEASE, STATE, MadeUp
from dashboard.export.report_tables import plain_line
from dashboard.frames.key_findings import findings_table
from dashboard.untrusted_text import as_text
from metrics import catalogue, publication_details, results, round_to_twelve_digits
from schemas.language import t

# Programs read these files: a byte-order mark would become part of the first column name.
ENCODING = "utf-8"
FIGURES, DEFINITIONS, SUBMISSIONS, CASES = "figures", "definitions", "submissions", "open-cases"
RELEASE_NOTES, CASE_STEPS = "notes", "open-case-steps"
KEY_FINDINGS, STEPS = "key-findings", "steps"

# Schemas of the descriptions (https://datapackage.org).
PACKAGE_SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"
TABLE_SCHEMA = "https://datapackage.org/profiles/2.0/tableschema.json"
# Columns of each CSV file, behind its own: of which records its rows are.
STATE_HASH, SOURCE, MADE_UP = "state_hash", "source", "made_up"
# Columns that name a row, by file. A template may use the same section title twice, and others may
# say the same twice, so a key is declared only if it is one.
KEYS: Mapping[str, tuple[str, ...]] = {
    FIGURES: ("section", "measure", "jurisdiction", "period", "split_by", "part"),
    DEFINITIONS: ("measure",),
    SUBMISSIONS: ("batch",),
    CASES: ("case",),
}
# Columns whose cells are codes.
CODES: Mapping[str, tuple[str, ...]] = {
    "status": (words.SHOWN, *words.ABSENCES),
    "kind": tuple(dict.fromkeys(one.kind for one in catalogue.CATALOGUE.values())),
    "split_by": results.BREAKDOWNS,
    MADE_UP: tuple(MadeUp),
}
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
        if report.is_of_release
        else {SUBMISSIONS: _with_column_names(report.submissions)}
    )
    if report.findings:
        tables[KEY_FINDINGS] = findings_table(report.findings)
    steps = [part.steps for part in report.parts if part.steps is not None]
    if steps:
        # A measure is named by its title there.
        tables[STEPS] = _with_column_names(pd.concat(steps)).rename(columns={"measure": "title"})
    for part in report.parts:
        if part.listed:
            tables[part.listed.name] = _with_column_names(part.listed.table)
    listed = [part.cases for part in report.parts if part.cases is not None]
    if listed:
        words_of = pd.concat([one.table for one in listed], ignore_index=True)
        codes = pd.concat([one.codes for one in listed], ignore_index=True)
        tables[CASES] = _with_column_names(words_of).join(codes)
        tables[CASE_STEPS] = pd.concat([one.steps for one in listed], ignore_index=True)
    tables = {name: _add_records_columns(table, report) for name, table in tables.items()}
    files = {f"{name}.csv": _safe_csv(table) for name, table in tables.items()}
    resources = [_csv_resource(name, tables[name], files[f"{name}.csv"]) for name in tables]
    package = _package_description(report) | {"resources": resources}
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

    It has a byte-order mark, because without it spreadsheets assume the encoding of the computer.
    """
    facts = facts_for_programs(report)
    said = {name: facts[label] for label, name in SAID_IN_EACH_ROW.items() if label in facts}
    says = dict.fromkeys(text for part in report.parts for one in part.blocks for text in one.says)
    warned = {"warning": " ".join(report.warnings), "how_to_read": " ".join(says)}
    return codecs.BOM_UTF8 + _safe_csv(
        _add_records_columns(report.figures.assign(**said, **warned), report)
    )


def _add_records_columns(table: pd.DataFrame, report: Report) -> pd.DataFrame:
    """Add missing columns: hash of the records, their source, and whether they are made up."""
    said = {
        STATE_HASH: dict(report.facts)[STATE],
        SOURCE: report.source,
        MADE_UP: report.made_up.value,
    }
    return table.assign(**{name: text for name, text in said.items() if name not in table})


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
    """Rename the columns to the names that programs use."""
    return table.rename(columns=column_name)


def _safe_csv(table: pd.DataFrame) -> bytes:
    """Return a table as CSV, protected against formulas, with numbers of twelve digits."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(map(_cell_text, row) for row in table.to_numpy(dtype=object).tolist())
    return text.getvalue().encode(ENCODING)


def _cell_text(cell: object) -> object:
    """Format a cell. Whole numbers have no decimal point, also in columns with blanks."""
    if isinstance(cell, str):
        return as_text(plain_line(cell))
    assert isinstance(cell, float)
    if math.isnan(cell):
        return ""
    number = round_to_twelve_digits(cell)
    return int(number) if number.is_integer() else number


def _csv_resource(name: str, table: pd.DataFrame, content: bytes) -> dict[str, Any]:
    """Return the description of a CSV file in a data package."""
    key = KEYS.get(name, ())
    is_key = bool(key) and not table.duplicated([*key]).any()
    fields = [
        _column_description(
            str(column),
            is_in_key=is_key and column in key,
            has_blanks=bool((table[column] == "").any()),
        )
        for column in table.columns
    ]
    return {
        "name": name,
        "path": f"{name}.csv",
        "type": "table",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": ENCODING,
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "$schema": TABLE_SCHEMA,
            "fields": fields,
            **({"primaryKey": [*key]} if is_key else {}),
        },
    }


def _column_description(name: str, *, is_in_key: bool, has_blanks: bool) -> dict[str, Any]:
    """Return the description of a column in a data package."""
    column, codes = data_dictionary.BY_NAME.get(name), CODES.get(name)
    if codes and has_blanks:
        # What cannot be said has no status.
        codes = ("", *codes)
    type_ = ColumnType.TEXT if column is None else column.holds
    return {
        "name": name,
        "type": type_.value,
        **({"title": t(column.title), "description": t(column.meaning)} if column else {}),
        **({"constraints": {"enum": [*codes]}} if codes else {}),
        # A blank text is a text, above all in a key, and not a missing value.
        **({"missingValues": []} if (is_in_key and type_ is ColumnType.TEXT) or codes else {}),
    }


def _package_description(report: Report) -> dict[str, Any]:
    """Return the description of a data package, without its files."""
    return {
        "$schema": PACKAGE_SCHEMA,
        "name": report.file_name.lower(),
        "profile": "tabular-data-package",
        "title": plain_line(report.whole_title),
        "description": " ".join(report.warnings),
        "created": f"{report.made_on.isoformat()}T00:00:00Z",
        "version": dict(report.facts)[STATE],
        "sources": _sources(report),
        **_published_by(report),
        "about": facts_for_programs(report),
    }


def _sources(report: Report) -> list[dict[str, str]]:
    """Return the sources for the package's description: the records or release, and each import."""
    source = {"title": plain_line(report.source), "version": dict(report.facts)[STATE]}
    imports = zip(report.submissions["Batch"], report.submissions["Content (SHA-256)"], strict=True)
    return [
        source,
        *(
            {"title": t("Import {batch}", batch=f"{batch:.0f}"), "version": content_hash}
            for batch, content_hash in imports
        ),
    ]


def _published_by(report: Report) -> dict[str, Any]:
    """Return the licence and the contact for a package's description, those that are set."""
    facts = dict(report.facts)
    licence, contact = (
        plain_line(facts.get(name, ""))
        for name in (publication_details.LICENCE, publication_details.CONTACT)
    )
    named = "path" if publication_details.ADDRESS.fullmatch(licence) else "name"
    return {
        **({"licenses": [{named: licence}]} if licence else {}),
        **({"contributors": [{"title": contact, "roles": ["contact"]}]} if contact else {}),
    }
