"""An empty submission to be filled, and the data dictionary of the record model."""

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from schemas import columns, errors, tables

MANIFEST = """\
# About this submission. Every line may be left out; take the # away to fill one.
# The columns of each file are explained in data_dictionary.csv.
# Files that you do not fill are to be deleted: a table that is not sent is "not collected".

# The jurisdiction, ISO 3166-1 alpha-3, with a subdivision where it has its own prosecution
# ("USA-CA"). It may be left out where jurisdictions.csv or offices.csv says it.
# jurisdiction = "AAA"

# The office that sends it, where it is one.
# office_id = "office-1"

# The day on which the records were taken from the register, and the period they cover.
# extracted_on = 2026-01-31
# period_from = 2020-01-01
# period_to = 2025-12-31

# "month" stores the month of each full date, "day" (the default) stores days.
# dates = "day"

# A word for those who read the figures, of at most 500 characters.
# note = "Closed cases only"

# true for records that are not real.
# made_up = false
"""
FORMS: dict[columns.Kind, str] = {
    columns.Kind.ID: "pseudonym, 1-64 of A-Z a-z 0-9 . _ -",
    columns.Kind.CODE: "code of a closed list",
    columns.Kind.DATE: "date, YYYY-MM-DD, YYYY-MM or YYYY",
    columns.Kind.INTEGER: "whole number",
    columns.Kind.MONEY: "amount of 0 or more with at most two decimals, 1234.50",
    columns.Kind.CURRENCY: "currency, ISO 4217",
    columns.Kind.JURISDICTION: "jurisdiction, ISO 3166-1 alpha-3 with an optional subdivision",
    columns.Kind.COUNTRY: "country, ISO 3166-1 alpha-3",
    columns.Kind.LABEL: "name that pages show, at most 60 characters",
    columns.Kind.COLUMN: "name of a table, or table.column",
}
DICTIONARY_HEADER = ("table", "column", "kind", "required", "codes", "meaning")


def write(directory: Path) -> list[Path]:
    """Write a CSV file per table with its header, submission.toml and data_dictionary.csv.

    The folder is made where it is missing. Raises UserError where it has one of these files.
    """
    files = {
        "submission.toml": MANIFEST,
        "data_dictionary.csv": _csv([DICTIONARY_HEADER, *dictionary()]),
    } | {
        f"{table.name}.csv": _csv([[c.name for c in tables.sent_columns(table)]])
        for table in tables.RECORD_TABLES
    }
    there = [name for name in files if (directory / name).exists()]
    if there:
        raise errors.UserError(
            f"[{directory.name}] has {', '.join(sorted(there)[:5])} already. Name an empty folder."
        )
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (directory / name).write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise errors.UserError(
            f"[{directory.name}] cannot be written: {error.strerror}. Name another folder."
        ) from error
    return [directory / name for name in files]


def dictionary() -> list[tuple[str, ...]]:
    """A row per column that may be sent: table, column, kind, required, codes, meaning."""
    return [
        _entry(table, column)
        for table in tables.RECORD_TABLES
        for column in tables.sent_columns(table)
    ]


def _entry(table: tables.Table, column: columns.Column) -> tuple[str, ...]:
    field = columns.field_of(column)
    codes = "" if field.codes is None else " ".join(code.value for code in field.codes)
    required = "yes" if field.required else "no"
    return table.name, column.name, FORMS[field.kind], required, codes, field.meaning


def _csv(rows: Iterable[Iterable[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
