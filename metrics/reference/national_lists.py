"""Check and store lists that users keep: events, targets, wages and own exchange rates.

They are not records: the gate does not check them, they belong to no batch and cannot be undone,
and a new file replaces the whole list.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd
import polars as pl
from sqlalchemy import Connection, String, Table, delete, insert, select

from metrics import results
from metrics.catalogue import CATALOGUE
from metrics.measure import Direction, Measure
from metrics.measure_kinds import Count, Share
from metrics.rebuild import refresh
from metrics.records_state import jurisdictions
from metrics.reference.currency import EURO
from metrics.request import Scope
from metrics.results import Status
from metrics.statistics.trends import (
    TargetVerdict,
    cases_above_target,
    cases_needed_for_target,
    judge_at_least_target,
    judge_at_most_target,
)
from schemas import columns, currencies, errors, findings, scopes
from schemas.language import LANGUAGES, marked, message, messages
from schemas.store import audit, bookkeeping, database

YES, NO = "yes", "no"
LONGEST_SOURCE = 200
FIRST_YEAR, LAST_YEAR = 1950, 2100
_PLACE = re.compile(r"[A-Z]{3}(-[A-Z0-9]{1,3})?")
_YEAR = re.compile("[0-9]{4}")
_AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,8})?")
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
# A month counts as its 15th and a year as 1 July, as in records (`dates.effective_day`).
_MIDDLE = {1: (7, 1), 2: (15,), 3: ()}
# Control and format characters and line ends: they can reverse text or hide its neighbours.
UNSEEN = ("Cc", "Cf", "Zl", "Zp")
# Persian and Indian scripts need them.
JOINERS = "\u200c\u200d"
Row = dict[str, Any]


@dataclass
class Checked:
    """The cells of one row of a list, methods that check each kind of cell, and the findings."""

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
        """Add a finding on a cell. Its wording does not repeat the cell."""
        row = int(self.cells["row_number"])
        self.found.append(findings.Finding(self.file, rule, wording, severity, row, column))

    def text(self, column: str, longest: int) -> str:
        """Return a required text; add a fault if it is blank, too long or not one line."""
        text = self.cells[column] or ""
        if not text:
            self.fault(column, "list.missing", message("This cell is blank. Fill it in."))
        elif len(text) > longest:
            wording = messages(
                "The text has {count} character. At most {most} are allowed. Shorten it.",
                "The text has {count} characters. At most {most} are allowed. Shorten it.",
                len(text),
                most=longest,
            )
            self.fault(column, "list.too_long", wording)
        elif any(unicodedata.category(sign) in UNSEEN and sign not in JOINERS for sign in text):
            wording = message(
                "The text has a line break or an invisible character. Write it on one line."
            )
            self.fault(column, "list.control", wording)
        return text

    def place(self, column: str, known: frozenset[str]) -> str:
        """Return a jurisdiction code; add a warning if no records of it are stored."""
        jurisdiction = self.cells[column] or ""
        if not _PLACE.fullmatch(jurisdiction):
            wording = message("Not a code of ISO 3166-1 alpha-3, such as USA or USA-CA.")
            self.fault(column, "list.jurisdiction", wording)
        elif jurisdiction not in known:
            wording = message(
                "No records of this jurisdiction are stored. The row is kept, and shown when there"
                " are records."
            )
            self.fault(column, "list.unstored", wording, findings.Severity.WARNING)
        return jurisdiction

    def day(self, column: str) -> str:
        """Return the text of a day, a month or a year; add a fault if it is none of them."""
        day = self.cells[column] or ""
        if middle_day(day) is None:
            wording = message(
                "Invalid date. Use YYYY-MM-DD, YYYY-MM or YYYY, with a year from {first} to"
                " {last}.",
                first=FIRST_YEAR,
                last=LAST_YEAR,
            )
            self.fault(column, "list.date", wording)
        return day

    def year(self, column: str) -> int:
        """Return a year; add a fault unless it has four digits."""
        year = self.cells[column] or ""
        if not _YEAR.fullmatch(year) or not FIRST_YEAR <= int(year) <= LAST_YEAR:
            wording = message(
                "Invalid year. Write four digits, from {first} to {last}.",
                first=FIRST_YEAR,
                last=LAST_YEAR,
            )
            self.fault(column, "list.year", wording)
            return FIRST_YEAR
        return int(year)

    def currency(self, column: str) -> str:
        """Return a currency code; add a fault unless it is a current or replaced one (ISO 4217)."""
        currency = self.cells[column] or ""
        if currency not in currencies.known_codes():
            wording = message("Not a currency code of ISO 4217, such as EUR.")
            self.fault(column, "list.currency", wording)
        return currency

    def amount(self, column: str) -> float:
        """Return the cell of a column as a number; add a fault unless it is above 0."""
        amount = self.cells[column] or ""
        if not _AMOUNT.fullmatch(amount) or not float(amount):
            wording = message(
                "Not a number above 0. Write it without separators for thousands, such as 1234.5."
            )
            self.fault(column, "list.amount", wording)
            return 1.0
        return float(amount)

    def switch(self, column: str) -> bool:
        """Return whether a cell is yes; add a fault if it is neither yes nor no."""
        answer = self.cells[column] or ""
        if answer not in (YES, NO):
            self.fault(column, "list.yes_no", message("Write yes or no."))
        return bool(answer == YES)


def recount_nothing(connection: Connection) -> None:
    """Do nothing: this list does not change any figure, so nothing is recounted."""


@dataclass(frozen=True)
class Listing:
    """A list: its table, the header of its file, how to check a row, and its key columns.

    `checked` turns the cells of a row, with the stored jurisdictions, into a row of the table.
    After the columns of the header, a file may have translations of the columns `translated`.
    `twice` is the text of the finding on a row with the key of an earlier row. `refresh` recounts
    what depends on the list, in the transaction that changes it.
    """

    table: Table
    header: tuple[str, ...]
    checked: Callable[[Checked, frozenset[str]], Row]
    key: tuple[str, ...]
    twice: str
    refresh: Callable[[Connection], None] = recount_nothing
    translated: tuple[str, ...] = ()

    @property
    def translations(self) -> tuple[str, ...]:
        """Return the columns with translations, which a file may have after the header."""
        return tuple(
            columns.translation_name(name, to) for name in self.translated for to in LANGUAGES
        )

    def rows(
        self, text: pl.DataFrame, file: str, known: frozenset[str]
    ) -> tuple[list[Row], tuple[findings.Finding, ...]]:
        """Check the cells of a file, and return the rows of the list and the findings.

        `text` has the header's columns as text, blank cells NULL, and `row_number`.
        """
        rows, all_findings = [], []
        first: dict[tuple, int] = {}
        for cells in text.iter_rows(named=True):
            checked = Checked(file, cells)
            row = self.checked(checked, known)
            for name in self.translations:
                row[name] = self._read_translation(checked, name)
            key = tuple(row[name] for name in self.key)
            if not findings.only_errors(checked.found) and key in first:
                wording = message(self.twice, row=f"{first[key]:,}")
                checked.fault(self.header[0], "list.twice", wording)
            first.setdefault(key, int(cells["row_number"]))
            rows.append(row)
            all_findings += checked.found
        return rows, tuple(all_findings)

    def _read_translation(self, cells: Checked, name: str) -> str | None:
        kind = self.table.c[name].type
        assert isinstance(kind, String)
        assert kind.length
        return cells.text(name, kind.length) if cells.cells.get(name) else None

    def take_in(
        self, url: str, text: pl.DataFrame, file: str
    ) -> tuple[int, tuple[findings.Finding, ...]]:
        """Check a file and replace the list by it; return the number of rows, and findings.

        If a finding is an error, the list is not replaced.
        """
        rows, all_findings = self.rows(text, file, _stored_jurisdictions(url))
        if findings.only_errors(all_findings):
            return 0, all_findings
        self._replace_rows(url, rows)
        return len(rows), all_findings

    def replace(self, connection: Connection, rows: list[Row]) -> None:
        """Replace all rows of the list by the given rows."""
        connection.execute(delete(self.table))
        if rows:
            connection.execute(insert(self.table), rows)

    def clear(self, url: str) -> None:
        """Delete all rows of the list. Raises DatabaseMissing if there is no database."""
        database.reading(url)
        self._replace_rows(url, [])

    def _replace_rows(self, url: str, rows: list[Row]) -> None:
        name = self.table.name
        with (
            audit.audited(url, audit.Action.REPLACE_LIST, list=name, rows=len(rows)),
            database.writing(url, purpose=f"change of {name}") as connection,
        ):
            self.replace(connection, rows)
            self.refresh(connection)


def refresh_then_replace_lists(
    refresh: Callable[[Connection], None], lists: Sequence[tuple[Listing, list[Row]]]
) -> Callable[[Connection], None]:
    """Return a function that runs `refresh` and then replaces the lists, in one transaction."""

    def both(connection: Connection) -> None:
        refresh(connection)
        for listing, rows in lists:
            listing.replace(connection, rows)

    return both


def middle_day(text: str) -> date | None:
    """Return the middle day of a text date (a day, month or year); None if it is no date."""
    parts = _DAY.fullmatch(text)
    numbers = [int(part) for part in parts.groups() if part] if parts else []
    if not numbers or not FIRST_YEAR <= numbers[0] <= LAST_YEAR:
        return None
    try:
        return date(*numbers, *_MIDDLE[len(numbers)])
    except ValueError:
        return None


def _stored_jurisdictions(url: str) -> frozenset[str]:
    try:
        with database.reading(url).connect() as connection:
            return frozenset(jurisdictions(connection, scopes.EVERYTHING)["jurisdiction"])
    except errors.DatabaseMissing:
        return frozenset()


stored_events = bookkeeping.events
EVENTS_HEADER = ("jurisdiction", "on", "title", "source", "breaks")
# The space in a chart.
LONGEST_TITLE = 80


def load_events(connection: Connection, scope: Scope) -> pd.DataFrame:
    """Return the events: jurisdiction, on, title, source, breaks; by jurisdiction and day.

    `on` is a date: the 15th of a month, 1 July of a year. `breaks` is True if figures before and
    after must not be compared. Titles are the user's text, so pages must escape them. Titles and
    sources are in the current language, if the file has them in it.
    """
    event = stored_events.c
    texts = (columns.in_reader_language(event[name]).label(name) for name in EVENTS.translated)
    query = select(event.jurisdiction, event.dated, event.breaks, *texts).where(
        scope.of_place(event.jurisdiction)
    )
    frame = database.read_frame(connection, query).to_pandas()
    frame["on"] = [middle_day(dated) for dated in frame["dated"]]
    ordered = frame.sort_values(["jurisdiction", "on", "title"], ignore_index=True)
    return ordered[["jurisdiction", "on", "title", "source", "breaks"]]


def _check_event(cells: Checked, known: frozenset[str]) -> Row:
    return {
        "jurisdiction": cells.place("jurisdiction", known),
        "dated": cells.day("on"),
        "title": cells.text("title", LONGEST_TITLE),
        "source": cells.text("source", LONGEST_SOURCE),
        "breaks": cells.switch("breaks"),
    }


EVENTS = Listing(
    stored_events,
    EVENTS_HEADER,
    _check_event,
    ("jurisdiction", "dated", "title"),
    marked("Row {row} has the same event on the same day. Keep one of them."),
    translated=("title", "source"),
)
stored_targets = bookkeeping.targets
TARGETS_HEADER = ("measure", "jurisdiction", "value", "by", "source")
_NUMBER = re.compile(r"\d{1,9}(\.\d{1,6})?")


@dataclass(frozen=True)
class Against:
    """How a figure compares with its target (`target`, in the unit of the value).

    `to_go` is how many of the used units would have to become yes (no, if lower is better) for a
    share to reach the target; None for other kinds. `reached` is whether the value itself reaches
    the target, regardless of random variation.
    """

    target: float
    standing: TargetVerdict
    reached: bool
    to_go: int | None


def load_targets(connection: Connection, scope: Scope) -> pd.DataFrame:
    """Return the targets: measure, jurisdiction, value, due, source; by measure and jurisdiction.

    `value` is in the unit of the measure's value (shares 0-1, durations in days), `due` a date as
    YYYY-MM-DD, YYYY-MM or YYYY. Targets of measures that no longer exist are left out.
    """
    here = select(stored_targets).where(scope.of_place(stored_targets.c.jurisdiction))
    query = here.order_by(stored_targets.c.measure, stored_targets.c.jurisdiction)
    frame = database.read_frame(connection, query).to_pandas()
    return frame[frame["measure"].isin(list(CATALOGUE))].reset_index(drop=True)


def compare_with_target(row: Mapping[str, Any], target: float) -> Against | None:
    """Compare a figure (a row of `results.rows`) with its target.

    None if the row's status is not ok, or it has no value. If it has no interval, the verdict is
    open.
    """
    if row["status"] != Status.OK or pd.isna(row["value"]):
        return None
    measure = CATALOGUE[row["measure"]]
    lower = measure.direction is Direction.LOWER
    judge = judge_at_most_target if lower else judge_at_least_target
    value = float(row["value"])
    return Against(
        target=target,
        standing=judge(*results.confidence_limits(row), target),
        reached=value <= target if lower else value >= target,
        to_go=units_to_go(measure, row, target) if isinstance(measure, Share) else None,
    )


def units_to_go(measure: Measure, row: Mapping[str, Any], target: float) -> int:
    """Return how many more units of a share (fewer if lower is better) would reach a target."""
    yes, n = int(row["numerator"]), int(row["denominator"])
    count = cases_above_target if measure.direction is Direction.LOWER else cases_needed_for_target
    return count(yes, n, target)


def _check_target(cells: Checked, known: frozenset[str]) -> Row:
    """Check a row of the list of targets."""
    measure = CATALOGUE.get(cells.cells["measure"] or "")
    if measure is None:
        wording = message("Unknown measure. `measures` lists the codes of all measures.")
        cells.fault("measure", "target.measure", wording)
    elif isinstance(measure, Count) or measure.direction is Direction.CONTEXT:
        wording = message(
            "{measure} is for context only: no value is better than another, so it has no target.",
            measure=measure.id,
        )
        cells.fault("measure", "target.context", wording)
    return {
        "measure": cells.cells["measure"],
        "jurisdiction": cells.place("jurisdiction", known),
        "value": _target_value(cells, measure),
        "due": cells.day("by"),
        "source": cells.text("source", LONGEST_SOURCE),
    }


def _target_value(cells: Checked, measure: Measure | None) -> float:
    """Return the value of a target; add a fault if it is not a valid number."""
    value = cells.cells["value"] or ""
    if not _NUMBER.fullmatch(value):
        wording = message("Not a number of 0 or more. Write 0.7 for 70%, and a duration in days.")
        cells.fault("value", "target.value", wording)
        return 0.0
    if isinstance(measure, Share) and float(value) > 1:
        wording = message(
            "{measure} is a share, so its target is a number from 0 to 1. Write 0.7 for 70%.",
            measure=measure.id,
        )
        cells.fault("value", "target.share", wording)
    return float(value)


TARGETS = Listing(
    stored_targets,
    TARGETS_HEADER,
    _check_target,
    ("measure", "jurisdiction"),
    marked("Row {row} has the same measure and jurisdiction. Keep one of them."),
)
stored_wages = bookkeeping.wages
WAGES_HEADER = ("jurisdiction", "year", "kind", "monthly", "currency", "source")
WAGE_KINDS = ("minimum", "median")


def load_wages(connection: Connection, scope: Scope) -> pd.DataFrame:
    """Return the wages: jurisdiction, year, kind (WAGE_KINDS), monthly, currency, source."""
    keys = (stored_wages.c.jurisdiction, stored_wages.c.kind, stored_wages.c.year)
    listed = select(*(stored_wages.c[name] for name in WAGES_HEADER))
    query = listed.where(scope.of_place(stored_wages.c.jurisdiction)).order_by(*keys)
    return database.read_frame(connection, query).to_pandas()


def _check_wage(cells: Checked, known: frozenset[str]) -> Row:
    """Check a row of the list of wages."""
    kind = cells.cells["kind"] or ""
    if kind not in WAGE_KINDS:
        cells.fault("kind", "wage.kind", f"write {' or '.join(WAGE_KINDS)}.")
    return {
        "jurisdiction": cells.place("jurisdiction", known),
        "year": cells.year("year"),
        "kind": kind,
        "monthly": cells.amount("monthly"),
        "currency": cells.currency("currency"),
        "source": cells.text("source", LONGEST_SOURCE),
    }


WAGES = Listing(
    stored_wages,
    WAGES_HEADER,
    _check_wage,
    ("jurisdiction", "year", "kind"),
    marked("Row {row} has the same jurisdiction, year and kind. Keep one of them."),
)
# Rates are per euro, so that one list serves every jurisdiction.

stored_rates = bookkeeping.rates
RATES_HEADER = ("currency", "year", "per_euro", "source")


def load_own_rates(connection: Connection) -> pd.DataFrame:
    """Return the user's own exchange rates: currency, year, per_euro (units per euro), source."""
    query = select(*(stored_rates.c[name] for name in RATES_HEADER)).order_by(
        stored_rates.c.currency, stored_rates.c.year
    )
    return database.read_frame(connection, query).to_pandas()


def _check_rate(cells: Checked, known: frozenset[str]) -> Row:  # noqa: ARG001 - rates are of no place
    """Check a row of the list of exchange rates."""
    code = cells.currency("currency")
    if code == EURO:
        wording = message("Rates are per euro, which is always 1. Leave this row out.")
        cells.fault("currency", "rate.euro", wording)
    return {
        "currency": code,
        "year": cells.year("year"),
        "per_euro": cells.amount("per_euro"),
        "source": cells.text("source", LONGEST_SOURCE),
    }


RATES = Listing(
    stored_rates,
    RATES_HEADER,
    _check_rate,
    ("currency", "year"),
    marked("Row {row} has the same currency and year. Keep one of them."),
    refresh,
)
