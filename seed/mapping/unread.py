"""Cells that a rule could not read: listed row by row, and counted by value."""

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from schemas import findings
from seed.gate import name_columns
from seed.mapping.profile import ColumnRule, TableRule
from seed.mapping.report import NotMapped, Values
from seed.mapping.shown import values_of
from seed.mapping.sources import ROW
from seed.mapping.values import unread_name

Finding = findings.Finding

# Unreadable cells of one column that are listed one by one; the others are counted.
LISTED = 50
# The part of a column's filled cells that may be unreadable and left blank.
MOST_BLANKED = 0.2
# A count in a cell that would make more rows than this is a fault, not a count.
MOST_REPEATS = 10_000
_UNREAD = {
    "code": "this value is not among the profile's codes. Add it there, or to the missing values.",
    "date": "this is not a date as the profile writes it, or it is after the last day that the"
    " profile allows. Add the format, or a missing value.",
    "number": "this is not a number as the profile writes it. Add the format, or a missing value.",
    "case": "no case of the profile covers this row. Add a case, or say what it is [otherwise].",
    "repeat": f"a cell that counts rows must hold a whole number of at most {MOST_REPEATS:,}.",
}


def rarely_unread(column: ColumnRule, rows: pl.DataFrame) -> bool:
    """Whether few enough cells cannot be read: where many cannot, the profile is wrong."""
    filled = rows.height - (rows[column.source].null_count() if column.source else 0)
    return rows[unread_name(column)].sum() <= MOST_BLANKED * filled


def uncounted_cells(rule: TableRule, file: str, rows: pl.Series) -> Iterator[Finding]:
    """A finding per row whose cell does not say how often it stands for a row."""
    if rule.repeat is not None:
        yield from _listed(file, rule.repeat, "repeat", rows)


def unread_cells(
    rule: TableRule, rows: pl.DataFrame, file: str, blanked: set[str]
) -> Iterator[Finding]:
    """A finding per cell that cannot be read; a warning where its target is `blanked`."""
    for column in rule.columns:
        wrong = rows.filter(pl.col(unread_name(column)))[ROW].unique(maintain_order=True)
        name, kind = column.source or _cases_words(column), _kind(column)
        for finding in _listed(file, name, kind, wrong):
            yield _as_warning(finding, column) if column.target in blanked else finding


def _as_warning(finding: Finding, column: ColumnRule) -> Finding:
    wording = f"{finding.wording} {column.target} was left blank, as the profile says."
    return replace(finding, wording=wording, severity=findings.Severity.WARNING)


def not_mapped(rule: TableRule, rows: pl.DataFrame, file: str) -> Iterator[NotMapped]:
    """By column, the cells that could not be read; of cases, which look at several, the number."""
    for column in rule.columns:
        wrong = rows.filter(pl.col(unread_name(column)))
        if wrong.height:
            name = column.source or _cases_words(column)
            is_shown = column.source and not name_columns.is_one(name)
            cells = values_of(wrong[name]) if is_shown else Values(hidden=wrong.height)
            kind = _kind(column)
            yield NotMapped(file, name, rule.table, column.target, kind, cells)


def _kind(column: ColumnRule) -> str:
    if column.cases:
        return "case"
    if column.dates:
        return "date"
    return "number" if column.number is not None else "code"


def _cases_words(column: ColumnRule) -> str:
    return ", ".join(sorted(column.reads))


def _listed(file: str, column: str, kind: str, rows: pl.Series) -> Iterator[Finding]:
    """One finding per row, and one that speaks for the rows beyond the first `LISTED`."""
    for position, row in enumerate(rows[:LISTED], start=1):
        more = len(rows) - LISTED if position == LISTED else 0
        wording = _UNREAD[kind] + (f" {more:,} more rows have the same fault." if more > 0 else "")
        yield Finding(
            file,
            f"mapping.{kind}",
            wording,
            row=row,
            column=column,
            occurrences=1 + max(more, 0),
        )
