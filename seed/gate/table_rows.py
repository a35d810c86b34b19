"""Typed rows on their way through the gate, what is stored beside them, and findings on them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

import polars as pl

from schemas import findings, tables

ROW = "row_number"
# Beside the table's columns: which of `files` the row stands in.
FILE = "file_index"
# What one rule finds in one column beyond this is counted.
MOST_FINDINGS = 100
# The place of a row in its frame, from 0.
INDEX = "row index"
# The parents that tell which case a row is of, by the column that names them. An office leads many
# cases, and none of them lacks what is of another.
CASE_PARENTS: Mapping[str, str] = {
    parent.columns[0]: parent.table
    for table in tables.RECORD_TABLES
    for parent in tables.parents_of(table)
    if len(parent.columns) == 1 and parent.table != tables.offices.name
}
# From the value of a cell that is at fault to the rule it breaks and the wording.
Worder = Callable[[str], tuple[str, str]]


@dataclass
class TableRows:
    """`frame` has the stored columns of the table without the batch's id, and `file_index`.

    `sent` are the columns that a file had. `refused` is true for each row that may not be stored,
    `held` for each of them that is without fault, and part of a case with one, `repeated` for each
    that says what another says; `unreadable` for each in which an id cannot be read that would tell
    the case. `unchanged` is true for each that is stored already as it is, `changed` for each that
    takes the place of a stored one. `replaced` are the keys of those, with `batch_id`. `taken_over`
    are the unchanged rows of batches that are replaced, `kept` their keys with `batch_id`.
    """

    table: tables.Table
    frame: pl.DataFrame
    files: tuple[str, ...]
    sent: frozenset[str]
    refused: pl.Series
    unreadable: pl.Series
    held: pl.Series = field(init=False)
    repeated: pl.Series = field(init=False)
    unchanged: pl.Series = field(init=False)
    changed: pl.Series = field(init=False)
    taken_over: pl.Series = field(init=False)
    replaced: pl.DataFrame | None = None
    kept: pl.DataFrame | None = None

    def __post_init__(self) -> None:
        none = pl.repeat(value=False, n=self.frame.height, eager=True)
        self.held = self.repeated = self.unchanged = self.changed = self.taken_over = none

    def refuse(self, rows: pl.Series) -> None:
        """Mark rows, given as truths, as not to be stored."""
        self.refused = self.refused | rows.fill_null(value=False)


def at_rows(
    rows: TableRows, broken: pl.Series, finding: findings.Finding
) -> Iterator[findings.Finding]:
    """The finding once per broken row, for the first of them; then once for all others."""
    broken = broken.fill_null(value=False)
    total = int(broken.sum())
    if not total:
        return
    places = rows.frame.select(FILE, ROW).filter(broken).head(MOST_FINDINGS + 1)
    for number, (file, row) in enumerate(places.iter_rows()):
        placed = replace(finding, file=rows.files[file], row=row)
        if number < MOST_FINDINGS:
            yield placed
        else:
            yield and_others(placed, total - MOST_FINDINGS)


def and_others(finding: findings.Finding, occurrences: int) -> findings.Finding:
    """The finding, speaking for this many rows from its own on."""
    wording = findings.of_others(finding.wording, occurrences - 1)
    return replace(finding, wording=wording, occurrences=occurrences)


class StoredKeys(Protocol):
    """Reads columns, and `batch_id`, of the rows of a table that a jurisdiction has stored."""

    def __call__(self, table: str, columns: tuple[str, ...], jurisdiction: str) -> pl.DataFrame: ...


@dataclass(frozen=True)
class Known:
    """What is known of possible parents: the rows sent, and a way to what is stored.

    `unread` are tables whose file could not be read: nothing can be said of their children.
    `supersedes` are the batches that are replaced; with `updates` a row of any may be changed. With
    `ids_by_row` a stored row of the same id is another one: nothing of what is replaced stays.
    """

    rows: Mapping[str, TableRows]
    unread: frozenset[str]
    stored: StoredKeys
    jurisdiction: str
    supersedes: frozenset[int] = frozenset()
    updates: bool = False
    ids_by_row: bool = False
    is_mapped: bool = False

    def may_change(self) -> pl.Expr:
        """Whether a stored row, by its `batch_id`, may be changed by a row of the same key."""
        return pl.lit(value=True) if self.updates else self.is_replaced()

    def is_replaced(self) -> pl.Expr:
        """Whether a stored row, by its `batch_id`, leaves unless it is sent again."""
        return pl.col("batch_id").is_in(sorted(self.supersedes))

    def beside(self, table: str, columns: tuple[str, ...]) -> pl.DataFrame:
        """What is stored and not replaced: rows sent again are among `rows`, others leave."""
        stored = self.stored(table, columns, self.jurisdiction)
        return stored.filter(~self.is_replaced()) if self.supersedes else stored

    @property
    def alone(self) -> "Known":
        """Without what is replaced, where its ids are of other rows than the same ids here."""
        if not self.ids_by_row:
            return self
        return replace(self, stored=lambda table, names, _: self.beside(table, names))


def key_columns(rows: TableRows) -> list[str]:
    return list(tables.key_of(rows.table)) or ["jurisdiction"]


def mask(rows: TableRows, indices: pl.Series) -> pl.Series:
    """Truths over all rows, true at the indices."""
    at = pl.int_range(rows.frame.height, dtype=pl.UInt32, eager=True)
    return at.is_in(indices.implode()) if indices.len() else at < 0
