"""Typed rows of one table on their way through the gate, and findings that speak of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import polars as pl

from schemas import findings, tables

ROW = "row_number"
# Beside the table's columns: which of `files` the row stands in.
FILE = "file_index"
# What one rule finds in one column beyond this is counted.
MOST_FINDINGS = 100
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
