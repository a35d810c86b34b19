"""What a submission is once it is read: text tables, manifest, findings of reading."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

import polars as pl

from schemas import findings

if TYPE_CHECKING:
    # The mapping makes submissions, and reports on them.
    from seed.mapping.mapping_report import MappingReport
    from seed.mapping.profile_model import Shape

Finding = findings.Finding


class Stage(StrEnum):
    """What long work is at, as the command line says it; pages have words of their own."""

    READING = "Reading"
    READING_FILES = "Reading the files"
    LOOKING = "Looking at the columns"
    COMPARING = "Comparing"
    CHECKING = "Checking"
    STORING = "Storing"
    REMOVING = "Removing"
    COUNTING = "Counting"
    DROPPING_DAYS = "Dropping days"
    REPLACING = "Replacing"
    MAKING_UP = "Writing made-up records"


# Says what is being done, how much of it is done, and how much there is.
Progress = Callable[[str, int, int], None]
Dates = Literal["day", "month"]
# Every batch of the jurisdiction that is in force.
All = Literal["all"]
ALL: All = "all"


def no_progress(what: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class Manifest:
    """What `submission.toml` says of the whole submission; all of it may be left out.

    `supersedes` names the batches that it replaces: what it lacks of them leaves. With `updates` it
    changes rows of the same ids and adds others, and none leaves. With neither it is new.
    `delimiter` is that of its CSV files: spreadsheets write semicolons where the comma is the
    decimal sign, and exporting anew does not help their users. `made_up` has to be said: codes of
    countries that are left to users do not tell it, since real data use them too (Kosovo's XKX).
    """

    jurisdiction: str | None = None
    office_id: str | None = None
    extracted_on: date | None = None
    period_from: date | None = None
    period_to: date | None = None
    dates: Dates = "day"
    note: str | None = None
    made_up: bool = False
    # What to do with stored rows is no content: the same bytes are known again without it.
    supersedes: tuple[int, ...] | All = field(default=(), repr=False)
    updates: bool = field(default=False, repr=False)
    # The files themselves tell two delimiters apart.
    delimiter: str = field(default=",", repr=False)


@dataclass
class TextTable:
    """One file, all text: typed once, and let go then, since it is the largest thing in memory.

    `frame` has the columns as sent, their names normalised, each text with blank cells NULL; beside
    them `row_number` (Int32), the number a spreadsheet shows beside the row: the first data row
    is 2. `height` is its number of rows, also when they are let go.
    `sha256` is of the file's bytes. `numbers` are those of its columns, from 1, where some of the
    file's are not here.
    """

    file: str
    table: str
    frame: pl.DataFrame
    sha256: str
    numbers: tuple[int, ...] = ()
    height: int = field(init=False)

    def __post_init__(self) -> None:
        self.height = self.frame.height

    def drop_rows(self) -> None:
        """Keep the columns and no row."""
        self.frame = self.frame.clear()

    @property
    def has_dropped_rows(self) -> bool:
        return self.frame.height < self.height


@dataclass(frozen=True)
class Unmapped:
    """Rows of a file that a mapping could not read as rows of a table.

    `ids` has the source's `row_number` and the ids that it could read, as text, NULL where there is
    none; `unreadable` is true where an id could not be read that would tell the case.
    """

    table: str
    file: str
    ids: pl.DataFrame
    unreadable: pl.Series


@dataclass(frozen=True)
class Submission:
    """A folder, archive or mapped export, read but not yet checked.

    `source` is its name without the path. `content_hash` changes with any byte of its files, its
    mapping or its manifest. `findings` are those of reading and mapping; `not_read` holds (file,
    source column). `implied` holds the ids of rules that a mapping turned into warnings,
    `unmapped` the rows that it could not read; `mapped` says what it did, file by file and table by
    table, `shape` what the export looked like. `is_present` says that it is what a system holds
    now: where that is what it held once before, it is not known again as what was sent then, but
    newer than what came between. With `ids_by_row` its ids are numbers of rows: it replaces the
    last batch by the same mapping, of the same jurisdiction and office, as a whole.
    """

    source: str
    manifest: Manifest
    texts: tuple[TextTable, ...]
    content_hash: str
    findings: tuple[Finding, ...] = ()
    not_read: tuple[tuple[str, str], ...] = ()
    mapping: str | None = None
    implied: frozenset[str] = frozenset()
    unmapped: tuple[Unmapped, ...] = ()
    mapped: "MappingReport | None" = None
    shape: "Shape | None" = None
    is_present: bool = False
    ids_by_row: bool = False


def content_hash(
    files: Iterable[tuple[str, str]], manifest: Manifest, *, mapping_sha256: str = ""
) -> str:
    """The hash of a submission's content: of (name, sha256) of its files, manifest and mapping."""
    content = (sorted(files), manifest, mapping_sha256)
    return hashlib.sha256(repr(content).encode()).hexdigest()


def with_corrections(
    submission: Submission, *, supersedes: tuple[int, ...] | All = (), updates: bool = False
) -> Submission:
    """The submission with what its sender says beside it: it adds to what its manifest says."""
    manifest = submission.manifest
    if ALL in {supersedes, manifest.supersedes}:
        named: tuple[int, ...] | All = ALL
    else:
        named = tuple(sorted({*manifest.supersedes, *supersedes}))
    manifest = replace(manifest, supersedes=named, updates=manifest.updates or updates)
    return replace(submission, manifest=manifest)
