"""The first rows of what a mapping made, as they are stored: of rows that the gate let through."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from schemas import tables
from schemas import vocabulary as v
from seed.gate import Checked
from seed.gate.table_rows import ROW
from seed.submission import Submission

FIRST_ROWS = 3
_WRITTEN = {v.Precision.DAY: "%Y-%m-%d", v.Precision.MONTH: "%Y-%m", v.Precision.YEAR: "%Y"}


@dataclass(frozen=True)
class FirstRows:
    """The first rows made of a table, without the columns that are blank in all of them.

    `file` names the files that they come from; `columns` begin with `row_number`, the source's.
    """

    table: str
    file: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


def first_rows(submission: Submission, checked: Checked) -> tuple[FirstRows, ...]:
    """Of each table that a mapping filled, the first rows that are good; none without a mapping.

    A refused row is never among them: a cell of it may tell who somebody is.
    """
    return () if submission.mapped is None else tuple(_of_tables(submission, checked))


def _of_tables(submission: Submission, checked: Checked) -> Iterator[FirstRows]:
    for name, frame in checked.frames.items():
        texts = [text for text in submission.texts if text.table == name]
        sent = {column for text in texts for column in text.frame.columns}
        first = frame.head(FIRST_ROWS)
        dates = {column.name for column in tables.dates_of(tables.METADATA.tables[name])}
        names = [ROW, *(c for c in first.columns if c in sent - {ROW})]
        filled = [c for c in names if first[c].null_count() < first.height]
        shown = first.select(_written(c) if c in dates else pl.col(c) for c in filled)
        files = dict.fromkeys(text.file for text in texts)
        yield FirstRows(name, ", ".join(files), tuple(filled), tuple(shown.rows()))


def _written(date: str) -> pl.Expr:
    """The date as it is kept: a day, a month or a year."""
    precision = pl.col(f"{date}_precision")
    forms = [
        pl.when(precision == kept).then(pl.col(date).dt.strftime(form))
        for kept, form in _WRITTEN.items()
    ]
    return pl.coalesce(forms).alias(date)
