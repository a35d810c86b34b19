"""What a mapping did with a source: rows in and out, what it could not read, its first rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from seed.cell_wording import PERSONAL

# A value is shown only where it is common, short and does not look like a person's or a place's.
LEAST_OFTEN = 3
LONGEST_SHOWN = 40
# Beyond these the values of one column are counted together.
MOST_SHOWN = 50


@dataclass(frozen=True)
class Values:
    """The distinct values of some cells: `shown` with their counts, commonest first.

    `hidden` is the number of cells whose value may not be shown, or that is one of too many.
    """

    shown: tuple[tuple[str, int], ...] = ()
    hidden: int = 0

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return self.hidden + sum(count for _, count in self.shown)


@dataclass(frozen=True)
class FileRead:
    """A file of the source: its rows, without the header, and its columns."""

    file: str
    rows: int
    columns: int


@dataclass(frozen=True)
class TableMade:
    """The rows of a table made from a file, and the source rows refused (each with a finding)."""

    table: str
    file: str
    rows: int
    refused: int


@dataclass(frozen=True)
class NotMapped:
    """Cells of a source column that the profile could not read for `table.target`.

    `kind` is what was expected: code, date, number, case or repeat.
    """

    file: str
    column: str
    table: str
    target: str
    kind: str
    values: Values


@dataclass(frozen=True)
class FirstRows:
    """The first rows made of a table, without the columns that are blank in all of them."""

    table: str
    file: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True)
class MappingReport:
    """What `profile` did with a source; `not_read` holds (file, column)."""

    profile: str
    files: tuple[FileRead, ...] = ()
    tables: tuple[TableMade, ...] = ()
    not_mapped: tuple[NotMapped, ...] = ()
    not_read: tuple[tuple[str, str], ...] = ()
    first_rows: tuple[FirstRows, ...] = ()


def values_of(cells: pl.Series, *, always: Iterable[str] = ()) -> Values:
    """The distinct texts of `cells` that may be shown, blanks aside; those of `always` may be."""
    counted = cells.drop_nulls().alias("value").value_counts(sort=True, name="cells")
    counted = counted.sort("cells", "value", descending=[True, False])
    allowed = set(always)
    shown = [
        (value, count)
        for value, count in counted.iter_rows()
        if value in allowed or (count >= LEAST_OFTEN and may_be_shown(value))
    ][:MOST_SHOWN]
    total = cells.len() - cells.null_count()
    return Values(tuple(shown), total - sum(count for _, count in shown))


def may_be_shown(value: str) -> bool:
    """Whether a value is short and has nothing that betrays a person or a place."""
    return len(value) <= LONGEST_SHOWN and not any(pattern.search(value) for pattern, _ in PERSONAL)


def first_rows(table: str, file: str, frame: pl.DataFrame, rows: int = 3) -> FirstRows:
    """The first rows of `frame`, without columns that stay blank in them."""
    first = frame.head(rows)
    filled: Sequence[str] = [c for c in first.columns if first[c].null_count() < first.height]
    return FirstRows(table, file, tuple(filled), tuple(first.select(filled).rows()))
