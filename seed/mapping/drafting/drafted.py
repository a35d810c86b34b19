"""What is guessed of one file of a source and of each of its columns."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from seed.mapping.drafting.looks import Looks
from seed.mapping.language.by_number import Numbers, called
from seed.mapping.language.formats import NumberFormat
from seed.mapping.language.profile import SourceFile
from seed.mapping.reading.report import Values
from seed.readers import FirstRow


@dataclass(frozen=True)
class DraftColumn:
    """A column of a source: what it looks like, and what it may be for.

    `filled` and `distinct` count cells that are not blank and values. `values` are those of a
    column with few of them. `date` and `number` say how it is written; of two dates it cannot be
    told which, unless they name months, in a `language`. `suggestion` is (table, column) of the
    record model, the first of `suggestions`, or None; `scores` say how likely each is, beside it.
    """

    name: str
    looks: Looks
    filled: int = 0
    distinct: int = 0
    values: Values = field(default_factory=Values)
    date: tuple[str, ...] = ()
    language: str = ""
    number: NumberFormat | None = None
    suggestions: tuple[tuple[str, str], ...] = ()
    scores: tuple[float, ...] = ()
    # Whether its cells are proven to be codes, which may be ids as they stand.
    is_code: bool = False
    # How many cells hold each value, for what a person says of values: never shown or written.
    # Nothing of names, and of a column of very many values.
    counts: Mapping[str, int] = field(default_factory=dict, repr=False)

    @property
    def suggestion(self) -> tuple[str, str] | None:
        return next(iter(self.suggestions), None)

    @property
    def is_number(self) -> bool:
        """Whether its cells are numbers, be they few that may be codes."""
        shown = [value for value, _ in self.values.shown]
        return self.looks is Looks.NUMBER or (bool(shown) and all(map(str.isdigit, shown)))

    @property
    def may_be_either(self) -> bool:
        """Whether day and month of its dates cannot be told apart."""
        return len(self.date) > 1 and not self.language


@dataclass(frozen=True)
class DraftFile:
    """A file of the source (or a sheet, or the records of a JSON), how it is read, what it has.

    `numbers` are those of its columns, from 1, where some of the file's have no cell. `first` are
    its first rows, for those who say how they are rearranged. `found` says by each file that it
    looks columns up in how many of its rows find a row there. Made of another file it has that
    one's columns too.
    """

    file: SourceFile
    rows: int
    columns: tuple[DraftColumn, ...]
    numbers: tuple[int, ...] = ()
    first: tuple[tuple[str | None, ...], ...] = ()
    found: Mapping[str, int] = field(default_factory=dict)
    # What is kept of the cells, to count those of some rows: never shown or written.
    cells: pl.DataFrame | None = field(default=None, repr=False, compare=False)

    @property
    def alone(self) -> "DraftFile":
        """The file without what it looks up in others."""
        added = {column for join in self.file.joins for column in join.columns}
        kept = [n for n, column in enumerate(self.columns) if column.name not in added]
        return replace(
            self,
            columns=tuple(self.columns[n] for n in kept),
            first=tuple(tuple(row[n] for n in kept) for row in self.first),
        )

    @property
    def by_number(self) -> Numbers:
        """What each column is called, by the number that a profile may name it by."""
        return called([one.name for one in self.alone.columns], self.numbers)


@dataclass(frozen=True)
class Beginning:
    """How a file of the source begins, read or not; none of what has no rows above its records."""

    file: SourceFile
    rows: tuple[FirstRow, ...]
