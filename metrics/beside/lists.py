"""Lists that people set beside the records: what is wrong with their rows, and their one write.

They are no records: they pass no gate, have neither batch nor undo, and each is replaced whole.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import Connection, Table, delete, insert

from metrics.records_state import jurisdictions
from schemas import currencies, errors, findings, scopes
from schemas.store import audit, database

YES, NO = "yes", "no"
LONGEST_SOURCE = 200
FIRST_YEAR, LAST_YEAR = 1950, 2100
_PLACE = re.compile(r"[A-Z]{3}(-[A-Z0-9]{1,3})?")
_YEAR = re.compile("[0-9]{4}")
_AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,8})?")
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
# A month stands for its 15th and a year for 1 July, as in the records (`dates.effective`).
_MIDDLE = {1: (7, 1), 2: (15,), 3: ()}
# Control and format signs and line ends: they turn text around, or hide what stands beside.
UNSEEN = ("Cc", "Cf", "Zl", "Zp")
# Persian and the scripts of India are written with them.
JOINERS = "\u200c\u200d"
Row = dict[str, Any]


@dataclass
class Checked:
    """The cells of one row as they are asked for, and the findings on them."""

    file: str
    cells: Mapping[str, Any]
    found: list[findings.Finding] = field(default_factory=list)

    def fault(
        self,
        column: str,
        rule: str,
        wording: str,
        severity: findings.Severity = findings.Severity.ERROR,
    ) -> None:
        """Add a finding on the cell; the wording repeats no cell."""
        row = int(self.cells["row_number"])
        self.found.append(findings.Finding(self.file, rule, wording, severity, row, column))

    def text(self, column: str, longest: int) -> str:
        """A text that must be there, on one line and no longer than this."""
        text = self.cells[column] or ""
        if not text:
            self.fault(column, "list.missing", "it is blank. Fill it in.")
        elif len(text) > longest:
            wording = f"it has {len(text):,} characters; at most {longest} are shown. Shorten it."
            self.fault(column, "list.too_long", wording)
        elif any(unicodedata.category(sign) in UNSEEN and sign not in JOINERS for sign in text):
            wording = "it holds a line end or a sign that cannot be seen. Write it on one line."
            self.fault(column, "list.control", wording)
        return text

    def place(self, column: str, known: frozenset[str]) -> str:
        """A jurisdiction, with a warning where nothing is stored of it."""
        jurisdiction = self.cells[column] or ""
        if not _PLACE.fullmatch(jurisdiction):
            wording = "this is not ISO 3166-1 alpha-3, such as USA or USA-CA."
            self.fault(column, "list.jurisdiction", wording)
        elif jurisdiction not in known:
            wording = "no record of this jurisdiction is stored: it is kept, and shown once one is."
            self.fault(column, "list.unstored", wording, findings.Severity.WARNING)
        return jurisdiction

    def day(self, column: str) -> str:
        """A day, a month or a year, as written."""
        day = self.cells[column] or ""
        if middle(day) is None:
            wording = (
                "this is no date. Write YYYY-MM-DD, YYYY-MM or YYYY, of a year from"
                f" {FIRST_YEAR} to {LAST_YEAR}."
            )
            self.fault(column, "list.date", wording)
        return day

    def year(self, column: str) -> int:
        """A year of four digits."""
        year = self.cells[column] or ""
        if not _YEAR.fullmatch(year) or not FIRST_YEAR <= int(year) <= LAST_YEAR:
            wording = f"this is no year from {FIRST_YEAR} to {LAST_YEAR}. Write four digits."
            self.fault(column, "list.year", wording)
            return FIRST_YEAR
        return int(year)

    def currency(self, column: str) -> str:
        """A currency of ISO 4217, or one that was replaced."""
        currency = self.cells[column] or ""
        if currency not in currencies.known():
            self.fault(column, "list.currency", "this is no currency of ISO 4217, such as EUR.")
        return currency

    def amount(self, column: str) -> float:
        """A number above 0."""
        amount = self.cells[column] or ""
        if not _AMOUNT.fullmatch(amount) or not float(amount):
            wording = "this is no number above 0. Write it without signs of thousands, as 1234.5."
            self.fault(column, "list.amount", wording)
            return 1.0
        return float(amount)

    def switch(self, column: str) -> bool:
        """Yes or no."""
        answer = self.cells[column] or ""
        if answer not in (YES, NO):
            self.fault(column, "list.yes_no", f"write {YES} or {NO}.")
        return bool(answer == YES)


def nothing_to_count(connection: Connection) -> None:
    """What no number is counted by needs no refresh."""


@dataclass(frozen=True)
class Listing:
    """A list: its table, the header of its file, what makes a row, and what a row is told apart by.

    `checked` turns the cells of a row, with the jurisdictions stored, into a row of the table;
    `refresh` makes anew, in the transaction that changes the list, what is counted by it.
    """

    table: Table
    header: tuple[str, ...]
    checked: Callable[[Checked, frozenset[str]], Row]
    key: tuple[str, ...]
    twice: str
    refresh: Callable[[Connection], None] = nothing_to_count

    def rows(
        self, text: pl.DataFrame, file: str, known: frozenset[str]
    ) -> tuple[list[Row], tuple[findings.Finding, ...]]:
        """The rows of the table that a file's text makes, and the findings on it.

        `text` has the header's columns as text, blank cells null, and `row_number`.
        """
        rows, all_findings = [], []
        first: dict[tuple, int] = {}
        for cells in text.iter_rows(named=True):
            checked = Checked(file, cells)
            row = self.checked(checked, known)
            key = tuple(row[name] for name in self.key)
            if not findings.errors(checked.found) and key in first:
                wording = f"row {first[key]:,} has {self.twice} as well. Keep one of them."
                checked.fault(self.header[0], "list.twice", wording)
            first.setdefault(key, int(cells["row_number"]))
            rows.append(row)
            all_findings += checked.found
        return rows, tuple(all_findings)

    def take_in(
        self, url: str, text: pl.DataFrame, file: str
    ) -> tuple[int, tuple[findings.Finding, ...]]:
        """Replace the whole list, unless a finding is an error: rows stored, and all findings."""
        rows, all_findings = self.rows(text, file, _stored(url))
        if findings.errors(all_findings):
            return 0, all_findings
        self._put(url, rows)
        return len(rows), all_findings

    def replace(self, connection: Connection, rows: list[Row]) -> None:
        """Put these rows in the place of all that the list has."""
        connection.execute(delete(self.table))
        if rows:
            connection.execute(insert(self.table), rows)

    def clear(self, url: str) -> None:
        """Empty the list. Raises DatabaseMissing where there is no database."""
        database.reading(url)
        self._put(url, [])

    def _put(self, url: str, rows: list[Row]) -> None:
        name = self.table.name
        with (
            audit.audited(url, audit.Action.REPLACE_LIST, list=name, rows=len(rows)),
            database.writing(url, purpose=f"change of {name}") as connection,
        ):
            self.replace(connection, rows)
            self.refresh(connection)


def beside(
    refresh: Callable[[Connection], None], lists: Sequence[tuple[Listing, list[Row]]]
) -> Callable[[Connection], None]:
    """A refresh that puts lists into their place as well, in the same transaction."""

    def both(connection: Connection) -> None:
        refresh(connection)
        for listing, rows in lists:
            listing.replace(connection, rows)

    return both


def middle(text: str) -> date | None:
    """The day that a date of any precision stands for; None where it is none."""
    parts = _DAY.fullmatch(text)
    numbers = [int(part) for part in parts.groups() if part] if parts else []
    if not numbers or not FIRST_YEAR <= numbers[0] <= LAST_YEAR:
        return None
    try:
        return date(*numbers, *_MIDDLE[len(numbers)])
    except ValueError:
        return None


def _stored(url: str) -> frozenset[str]:
    try:
        with database.reading(url).connect() as connection:
            return frozenset(jurisdictions(connection, scopes.EVERYTHING)["jurisdiction"])
    except errors.DatabaseMissing:
        return frozenset()
