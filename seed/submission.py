"""The data types of a submission after reading: text tables, manifest, findings of reading."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

import polars as pl

from schemas import findings
from schemas.language import marked

if TYPE_CHECKING:
    # The mapping makes submissions, and reports on them.
    from seed.mapping.mapping_report import MappingReport
    from seed.mapping.profile_model import Shape

Finding = findings.Finding


class Stage(StrEnum):
    """The steps of a long job, as the command line shows them. Pages have their own words."""

    READING = marked("Reading")
    READING_FILES = marked("Reading the files")
    LOOKING = marked("Checking the columns")
    COMPARING = marked("Comparing")
    CHECKING = marked("Checking")
    STORING = marked("Storing")
    REMOVING = marked("Removing")
    COUNTING = marked("Counting")
    DROPPING_DAYS = marked("Removing days")
    REPLACING = marked("Replacing")
    MAKING_UP = marked("Writing demonstration data")


# Called with the current step, how much of it is done, and the total.
Progress = Callable[[str, int, int], None]
Dates = Literal["day", "month"]
# All batches of the jurisdiction that are in force.
All = Literal["all"]
ALL: All = "all"


def no_progress(what: str, done: int, total: int) -> None:
    """Do nothing: for callers that do not show the progress of a job."""


@dataclass(frozen=True)
class Manifest:
    """What `submission.toml` says about the whole submission; each field may be left out.

    `supersedes` names the batches that it replaces; their rows are removed unless they are sent
    again. With `updates` it changes rows with the same ids and adds others, but removes none.
    Without both, all its rows are new. `delimiter` is for its CSV files: where the comma is the
    decimal sign, spreadsheets write semicolons. `made_up` must be stated. User-assigned country
    codes do not show it, because real data use them too (XKX for Kosovo).
    """

    jurisdiction: str | None = None
    office_id: str | None = None
    extracted_on: date | None = None
    period_from: date | None = None
    period_to: date | None = None
    dates: Dates = "day"
    note: str | None = None
    made_up: bool = False
    # Not in repr, so not in the content hash: the same files are recognised with other corrections.
    supersedes: tuple[int, ...] | All = field(default=(), repr=False)
    updates: bool = field(default=False, repr=False)
    # Not in the content hash: the files themselves differ with the delimiter.
    delimiter: str = field(default=",", repr=False)


@dataclass
class TextTable:
    """One file as text. Its rows are converted to types once, then dropped to free memory.

    `frame` has the columns as sent, with normalised names and NULL for blank cells, and
    `row_number` (Int32) as in a spreadsheet: the first data row is 2. `height` is the number of
    rows, even after they are dropped. `sha256` is of the file.
    """

    file: str
    table: str
    frame: pl.DataFrame
    sha256: str
    height: int = field(init=False)

    def __post_init__(self) -> None:
        self.height = self.frame.height

    def drop_rows(self) -> None:
        """Drop all rows to free memory; keep the columns."""
        self.frame = self.frame.clear()

    @property
    def has_dropped_rows(self) -> bool:
        return self.frame.height < self.height


@dataclass(frozen=True)
class Unmapped:
    """Rows of a file that a mapping could not turn into rows of a table.

    `ids` has the source's `row_number` and the ids that were readable, as text, else NULL.
    `unreadable` is true where an id that leads to the case could not be read.
    """

    table: str
    file: str
    ids: pl.DataFrame
    unreadable: pl.Series


@dataclass(frozen=True)
class Submission:
    """A folder, archive or mapped export that was read but not checked yet.

    `source` is its name without the path. `content_hash` changes with any byte of its files,
    mapping or manifest. `findings` come from reading and mapping. `not_read` lists each (file,
    source column) that was not read. `implied` are ids of rules that the mapping turns into
    warnings. `unmapped` are rows that it could not read, `mapped` is its report, and `shape`
    describes the export. `is_present` means that it is the state of a system now: if an earlier
    state comes back, it counts as new. With `ids_by_row` its ids are row numbers, so it replaces
    the last batch by the same mapping, jurisdiction and office.
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
    """Return the SHA-256 of the content: (name, sha256) of each file, manifest and mapping."""
    content = (sorted(files), manifest, mapping_sha256)
    return hashlib.sha256(repr(content).encode()).hexdigest()


def with_corrections(
    submission: Submission, *, supersedes: tuple[int, ...] | All = (), updates: bool = False
) -> Submission:
    """Return the submission with the sender's choices added to those of its manifest."""
    manifest = submission.manifest
    if ALL in {supersedes, manifest.supersedes}:
        named: tuple[int, ...] | All = ALL
    else:
        named = tuple(sorted({*manifest.supersedes, *supersedes}))
    manifest = replace(manifest, supersedes=named, updates=manifest.updates or updates)
    return replace(submission, manifest=manifest)
