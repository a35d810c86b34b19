"""What a mapping did with a source: rows in and out, what it could not read."""

from dataclasses import dataclass


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
    """A file of the source: its rows, without the header, and its columns.

    Of `unused` rows no rule made or refused anything; `first_unused` are the numbers of the first
    few.
    """

    file: str
    rows: int
    columns: int
    unused: int = 0
    first_unused: tuple[int, ...] = ()


@dataclass(frozen=True)
class TableMade:
    """What a rule made of the `read` rows of a file: `rows` of a table.

    `left_out` do not meet its condition, or list nothing; `refused` have a cell that could not be
    read, each with a finding; `merged` say again what a row before them says. Where the rule splits
    no rows, these four come to `read`. `left_by` says what the rule asks, and how many rows have
    not that but all that it asks before.
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

    `kind` is what was expected: code, date or number; of a date that can be read, and is after the
    last day that is allowed, it is late.
    """

    file: str
    column: str
    table: str
    target: str
    kind: str
    values: Values


@dataclass(frozen=True)
class MappingReport:
    """What `profile` did with a source; `not_read` holds (file, column).

    `to_accept` is the command by which later exports are held against this one, where the profile
    does not say what it was made for; else blank. `lacks_day`: nobody says its day.
    """

    profile: str
    files: tuple[FileRead, ...] = ()
    tables: tuple[TableMade, ...] = ()
    not_mapped: tuple[NotMapped, ...] = ()
    not_read: tuple[tuple[str, str], ...] = ()
    to_accept: str = ""
    lacks_day: bool = False
