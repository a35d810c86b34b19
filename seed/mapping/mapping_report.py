"""The report of a mapping: rows read and made, and cells that could not be read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Values:
    """The distinct values of some cells: `shown` with their counts, most frequent first.

    `hidden` counts the cells whose value must not be shown, or that exceed the number shown.
    """

    shown: tuple[tuple[str, int], ...] = ()
    hidden: int = 0

    @property
    def cells(self) -> int:
        """Return the number of all cells."""
        return self.hidden + sum(count for _, count in self.shown)


@dataclass(frozen=True)
class FileRead:
    """A file of the source: how many rows (without header) and columns it has.

    No rule used or refused the `unused` rows; `first_unused` are the numbers of the first ones.
    """

    file: str
    rows: int
    columns: int
    unused: int = 0
    first_unused: tuple[int, ...] = ()


@dataclass(frozen=True)
class TableMade:
    """What a rule made of the `read` rows of a file: `rows` of a table.

    `left_out` rows do not meet its condition, or list nothing. `refused` rows have an unreadable
    cell, with a finding. `merged` rows repeat an earlier row. If the rule splits no rows, these
    four numbers add up to `read`. `left_by` has each condition, with the rows that fail it but meet
    all earlier ones.
    """

    table: str
    file: str
    read: int
    rows: int
    left_out: int = 0
    refused: int = 0
    merged: int = 0
    left_by: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class NotMapped:
    """Cells of a source column that the profile could not read for `table.target`.

    `kind` is what was expected: code, date or number. The kind `late` means dates after the last
    one allowed.
    """

    file: str
    column: str
    table: str
    target: str
    kind: str
    values: Values


@dataclass(frozen=True)
class MappingReport:
    """What `profile` did with a source; `not_read` lists each (file, column) that was not read.

    `to_accept` is the command that records this export as the one to compare later exports with, if
    the profile has none; else "". With `lacks_day`, nothing states the day of the export.
    """

    profile: str
    files: tuple[FileRead, ...] = ()
    tables: tuple[TableMade, ...] = ()
    not_mapped: tuple[NotMapped, ...] = ()
    not_read: tuple[tuple[str, str], ...] = ()
    to_accept: str = ""
    lacks_day: bool = False
