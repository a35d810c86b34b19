"""What became of a submission, for the person who sent it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

import pandas as pd
import polars as pl
from sqlalchemy import Connection

from schemas import findings, tables
from schemas import vocabulary as v
from seed import gate
from seed.gate import Checked
from seed.gate.table_rows import ROW
from seed.submission import All, Submission

FIRST_ROWS = 3
_DATE_FORMS = {v.Precision.DAY: "%Y-%m-%d", v.Precision.MONTH: "%Y-%m", v.Precision.YEAR: "%Y"}


@dataclass(frozen=True)
class FirstRows:
    """The first rows made of a table, without the columns that are blank in all of them.

    `file` names the files that they come from; `columns` begin with `row_number`, the source's.
    """

    table: str
    file: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True)
class TableReport:
    """The classes of a table: rows that are alike in all of `columns` are one class.

    `unique_rows` are alone in their class. Without the column `frees_most` they would be
    `unique_without`; where no row is unique it is None and 0. `smallest` is the number of rows of
    the smallest class.
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
    """One entry per table of persons that holds rows; a row is a person in a case."""

    tables: tuple[TableReport, ...]


Finding = findings.Finding
# Refills what is counted from the records, in the transaction that changed them.
Refresh = Callable[[Connection], None]
# What is to be said of the rows of a batch once they are counted, such as amounts without a rate.
Remarks = Callable[[Connection, int], tuple[Finding, ...]]


class Partial(StrEnum):
    """What happens to the cases without a refused row, where others have some."""

    REFUSE = "refuse"
    ACCEPT = "accept"


# What is measured of the records of some jurisdictions, to be compared before and after: nothing
# of the others moves, since each is judged by its own records, on its own day.
Measured = Callable[[Connection, frozenset[str]], pd.DataFrame]


@dataclass(frozen=True)
class TableRows:
    """What became of the rows of a table: each is one of new, changed, unchanged and refused.

    Changed rows take the place of stored ones; unchanged ones were stored before. `removed` are the
    stored ones that leave, since the submission replaces their batch and lacks them.
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
        """The rows that say something else than is stored."""
        return self.new + self.changed


@dataclass(frozen=True)
class Receipt:
    """What became of one submission.

    `checked` means it would be stored. `rows_good` are those that are new or changed; `rows_stored`
    those that stand under the batch, unchanged ones of batches that it replaced among them.
    `batch_id` is the batch that was made or, when `already_stored`, the one that brought the same
    content before (None where several did). Rows that are neither good nor refused were stored
    before. `accepted_share` is the part (0-1) of the rows that was not refused. `held_back` says
    which of those that were are so for others of their case. `supersedes` are the batches of whose
    rows some gave way. `first_rows` are, of a mapped export, the first of each table that are good.
    `updates` and `named` say what it was asked to do with stored rows, `ids_by_row` that it
    replaces the last batch by its mapping.
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
        """Whether, refused as it is, it could be stored without the refused rows."""
        whole = gate.is_fatal(self.findings)
        return self.status == "refused" and self.changes_records and not whole

    @property
    def rows_at_fault(self) -> int:
        """The refused rows but for those that stay out with others of their case."""
        return self.rows_refused - sum(self.held_back.rows.values())

    @property
    def rows_removed(self) -> int:
        """The stored rows that leave, or would."""
        return sum(rows.removed for rows in self.tables)

    @property
    def by_row_in_words(self) -> str:
        """What becomes of the import before or behind it, where ids are numbers of rows."""
        if not self.ids_by_row or self.status == "already_stored":
            return ""
        replaced = ", ".join(str(one) for one in self.supersedes)
        batches = f"batch {replaced}" if len(self.supersedes) == 1 else f"batches {replaced}"
        replaces = "it replaced" if self.status == "stored" else "it would replace"
        done = f": {replaces} {batches} as a whole" if replaced else ""
        return (
            f"Its ids are numbers of rows{done}. The next import by this mapping, for the same"
            " jurisdiction and office, replaces it as a whole."
        )

    @property
    def changes_records(self) -> bool:
        """Whether the records are others with it than without."""
        return bool(self.rows_good or self.rows_removed)


@dataclass(frozen=True)
class Trial:
    """What storing would do, and what is measured `before` and `after`.

    Both are None where nothing would be stored: something is refused, or all is stored already.
    """

    receipts: tuple[Receipt, ...]
    before: pd.DataFrame | None
    after: pd.DataFrame | None


def accepted_share(read: int, refused: int) -> float:
    """The part of the rows read that was not refused, 0-1; 1 where there were none."""
    return 1.0 if read == 0 else (read - refused) / read


def first_rows_stored(submission: Submission, checked: Checked) -> tuple[FirstRows, ...]:
    """Of each table that a mapping filled, the first rows that are good; none without a mapping.

    A refused row is never among them: a cell of it may tell who somebody is.
    """
    return () if submission.mapped is None else tuple(_first_rows_of_tables(submission, checked))


def _first_rows_of_tables(submission: Submission, checked: Checked) -> Iterator[FirstRows]:
    for name, frame in checked.frames.items():
        texts = [text for text in submission.texts if text.table == name]
        sent = {column for text in texts for column in text.frame.columns}
        first = frame.head(FIRST_ROWS)
        dates = {column.name for column in tables.dates_of(tables.METADATA.tables[name])}
        names = [ROW, *(c for c in first.columns if c in sent - {ROW})]
        filled = [c for c in names if first[c].null_count() < first.height]
        shown = first.select(_date_as_kept(c) if c in dates else pl.col(c) for c in filled)
        files = dict.fromkeys(text.file for text in texts)
        yield FirstRows(name, ", ".join(files), tuple(filled), tuple(shown.rows()))


def _date_as_kept(date: str) -> pl.Expr:
    """The date as it is kept: a day, a month or a year."""
    precision = pl.col(f"{date}_precision")
    forms = [
        pl.when(precision == kept).then(pl.col(date).dt.strftime(form))
        for kept, form in _DATE_FORMS.items()
    ]
    return pl.coalesce(forms).alias(date)
