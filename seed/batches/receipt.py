"""Receipts: what happened to a submission, in a form to show to its sender."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

import pandas as pd
import polars as pl
from sqlalchemy import Connection

from schemas import findings, tables
from schemas import vocabulary as v
from schemas.language import message, sentences
from seed import gate
from seed.gate import Checked
from seed.gate.row_comparison import ROW
from seed.submission import All, Submission

FIRST_ROWS = 3
_DATE_FORMS = {v.Precision.DAY: "%Y-%m-%d", v.Precision.MONTH: "%Y-%m", v.Precision.YEAR: "%Y"}


@dataclass(frozen=True)
class FirstRows:
    """The first rows of a table as a mapping made them, without columns that are blank in all.

    `file` names their source files. `columns` begin with `row_number`, the row in the source.
    """

    table: str
    file: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True)
class TableReport:
    """How identifiable the persons in a table are (k-anonymity).

    Rows that agree in all of `columns` form a class; `smallest` is the size of the smallest class.
    `unique_rows` counts the rows that are alone in their class. Without the column `frees_most`
    only `unique_without` rows would be unique: no other column reduces them more. These are None
    and 0 where no row is unique.
    """

    table: str
    columns: tuple[str, ...]
    rows: int
    classes: int
    smallest: int
    unique_rows: int
    frees_most: str | None
    unique_without: int


@dataclass(frozen=True)
class ReidentificationReport:
    """The reports on each table of persons that has rows. A row is a person in a case."""

    tables: tuple[TableReport, ...]


Finding = findings.Finding
# Updates what is counted from the records, in the transaction that changed them.
Refresh = Callable[[Connection], None]
# Returns findings on a batch after its rows are counted, such as amounts without an exchange rate.
Remarks = Callable[[Connection, int], tuple[Finding, ...]]


class Partial(StrEnum):
    """The choice whether to store a submission's other cases when some cases have refused rows."""

    REFUSE = "refuse"
    ACCEPT = "accept"


# Measures the records of some jurisdictions, to compare before and after. Figures of the others
# cannot change: each jurisdiction is counted from its own records, at its own reference date.
Measured = Callable[[Connection, frozenset[str]], pd.DataFrame]


@dataclass(frozen=True)
class TableRows:
    """How many rows of a table were new, changed, unchanged or refused; each row is one of these.

    Changed rows replace stored ones; unchanged ones were stored before. `removed` counts stored
    rows that the submission lacks although it replaces their batch.
    """

    table: str
    read: int
    new: int
    changed: int
    unchanged: int
    refused: int
    removed: int = 0

    @property
    def good(self) -> int:
        """Return the number of accepted rows that are not stored in the same form."""
        return self.new + self.changed


@dataclass(frozen=True)
class Receipt:
    """What happened to one submission.

    Status `checked` means that it would be stored. `rows_good` counts rows that are new or changed;
    rows that are neither good nor refused were stored before. `rows_stored` counts rows stored
    under the batch, including unchanged rows of batches that it replaced. `batch_id` is the new
    batch or, for `already_stored`, the batch with the same content (None where several together
    have it). `accepted_share` is the share (0-1) of rows not refused. `held_back` lists refused
    rows that are refused only because of other rows of their case. `supersedes` are the batches
    that lost rows. `first_rows`, for mapped exports only, are the first good rows of each table.
    The sender asked for `updates`, or to replace the batches `named`. With `ids_by_row`, ids are
    row numbers, and the submission replaces the last batch by its mapping.
    """

    source: str
    status: Literal["stored", "already_stored", "refused", "checked"]
    batch_id: int | None
    rows_read: int
    rows_stored: int
    rows_refused: int
    rows_good: int
    findings: tuple[Finding, ...]
    not_read: tuple[tuple[str, str], ...]
    accepted_share: float
    tables: tuple[TableRows, ...] = ()
    supersedes: tuple[int, ...] = ()
    reidentification: ReidentificationReport | None = None
    jurisdiction: str | None = None
    first_rows: tuple[FirstRows, ...] = ()
    updates: bool = False
    named: tuple[int, ...] | All = ()
    held_back: gate.HeldBack = field(default_factory=gate.HeldBack)
    ids_by_row: bool = False

    @property
    def may_be_stored_in_part(self) -> bool:
        """Return whether the submission was refused, but could be stored without refused rows."""
        whole = gate.is_fatal(self.findings)
        return self.status == "refused" and self.changes_records and not whole

    @property
    def rows_at_fault(self) -> int:
        """Return the number of refused rows without those refused only because of their case."""
        return self.rows_refused - sum(self.held_back.rows.values())

    @property
    def rows_removed(self) -> int:
        """Return the number of stored rows that are, or would be, removed."""
        return sum(rows.removed for rows in self.tables)

    @property
    def by_row_in_words(self) -> str:
        """Return a sentence on which imports replace each other if ids are row numbers; else ""."""
        if not self.ids_by_row or self.status == "already_stored":
            return ""
        imports = ", ".join(str(one) for one in self.supersedes)
        if self.status == "stored":
            done = message("It has replaced import {imports} as a whole.", imports=imports)
        else:
            done = message("It would replace import {imports} as a whole.", imports=imports)
        return sentences(
            message("Its ids are row numbers."),
            done if imports else "",
            message(
                "The next import by this mapping, for the same jurisdiction and office, replaces it"
                " as a whole."
            ),
        )

    @property
    def changes_records(self) -> bool:
        """Return whether storing the submission changes any record."""
        return bool(self.rows_good or self.rows_removed)

    @property
    def day_in_words(self) -> str:
        """Return a sentence where storing changes nothing but the extraction date; else ""."""
        if self.changes_records or self.status not in {"stored", "checked"}:
            return ""
        return message("All its rows are already stored. Only the extraction date changes.")


@dataclass(frozen=True)
class Trial:
    """What storing would do, with the measures `before` and `after`.

    Both are None where nothing would be stored: something is refused, or all is stored already.
    """

    receipts: tuple[Receipt, ...]
    before: pd.DataFrame | None
    after: pd.DataFrame | None


def first_rows_stored(submission: Submission, checked: Checked) -> Iterator[FirstRows]:
    """Yield the first good rows of each table that a mapping filled; none without a mapping.

    Refused rows are never shown: a wrong cell may identify somebody.
    """
    if submission.mapped is None:
        return
    for name, frame in checked.frames.items():
        texts = [text for text in submission.texts if text.table == name]
        sent = {column for text in texts for column in text.frame.columns}
        first = frame.head(FIRST_ROWS)
        dates = {column.name for column in tables.date_columns(tables.METADATA.tables[name])}
        names = [ROW, *(c for c in first.columns if c in sent - {ROW})]
        filled = [c for c in names if first[c].null_count() < first.height]
        shown = first.select(_date_as_kept(c) if c in dates else pl.col(c) for c in filled)
        files = dict.fromkeys(text.file for text in texts)
        yield FirstRows(name, ", ".join(files), tuple(filled), tuple(shown.rows()))


def _date_as_kept(date: str) -> pl.Expr:
    """Return the date as text with its stored precision: a day, a month or a year."""
    precision = pl.col(f"{date}_precision")
    forms = [
        pl.when(precision == kept).then(pl.col(date).dt.strftime(form))
        for kept, form in _DATE_FORMS.items()
    ]
    return pl.coalesce(forms).alias(date)
