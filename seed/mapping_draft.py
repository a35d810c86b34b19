"""A first profile for a source that nobody has mapped: its columns, their looks, a guess."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from schemas import findings as found
from seed.mapping_chosen import Chosen
from seed.mapping_profile import NumberFormat, SourceFile
from seed.mapping_report import Values


class Looks(StrEnum):
    """What the cells of a column look like."""

    BLANK = "blank"
    YES_NO = "yes_no"
    DATE = "date"
    NUMBER = "number"
    CODE = "code"
    ID = "id"
    TEXT = "text"


@dataclass(frozen=True)
class DraftColumn:
    """A column of a source: what it looks like, and what it may be for.

    `filled` and `distinct` count cells that are not blank and values. `values` are those of a
    column with few of them. `date` and `number` say how it is written. `suggestion` is (table,
    column) of the record model, the first of `suggestions`, or None.
    """

    name: str
    looks: Looks
    filled: int = 0
    distinct: int = 0
    values: Values = field(default_factory=Values)
    date: tuple[str, ...] = ()
    number: NumberFormat | None = None
    suggestions: tuple[tuple[str, str], ...] = ()

    @property
    def suggestion(self) -> tuple[str, str] | None:
        return next(iter(self.suggestions), None)


@dataclass(frozen=True)
class DraftFile:
    """A file of the source (or a sheet, or the records of a JSON), how it is read, what it has."""

    file: SourceFile
    rows: int
    columns: tuple[DraftColumn, ...]


@dataclass(frozen=True)
class Draft:
    """All that is guessed of a source; `findings` says why a file could not be read."""

    name: str
    files: tuple[DraftFile, ...] = ()
    findings: tuple[found.Finding, ...] = ()

    @property
    def chosen(self) -> Chosen:
        """The suggestions as a choice, to begin with; a person goes on from here."""
        raise NotImplementedError(self.name)

    @property
    def toml(self) -> str:
        """The profile with comments for whoever goes on; `parse` says what is still to fill."""
        raise NotImplementedError(self.name)


def draft(path: Path) -> Draft:
    """What is at `path`: a csv, xlsx, json, parquet or zip file, or a folder of such.

    Raises SubmissionUnreadable where nothing is there.
    """
    raise NotImplementedError(path.name)
