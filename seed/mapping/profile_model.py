"""The data model of a mapping profile: source files, and how their cells become records."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from schemas import columns, findings, tables
from seed.mapping.cell_formats import (
    DateFormat,
    NumberFormat,
    is_number_text,
    parse_date_format,
)
from seed.readers.database import TableOrSelect

Finding = findings.Finding
# The column with the number of the source's row.
ROW = "row_number"
Fields = Mapping[str, columns.Field]
# The columns that a submission may have, by table.
FIELDS: Mapping[str, Fields] = {
    table.name: {c.name: columns.field_of(c) for c in tables.sent_columns(table)}
    for table in tables.RECORD_TABLES
}
# Tables whose ids other tables refer to.
REFERENCED_TABLES = frozenset({"cases", "suspects", "victims", "offices", "links"})
# Columns of these kinds hold numbers.
NUMERIC = (columns.Kind.INTEGER, columns.Kind.MONEY)
_KEYS = {table.name: tables.key_of(table) for table in tables.RECORD_TABLES}


class Unfilled(StrEnum):
    """Why a profile leaves columns of the tables that it fills without values."""

    NOT_COLLECTED = "not_collected"
    # Other submissions of the jurisdiction bring them.
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class ColumnRule:
    """How one column of a table is filled: by exactly one of `source`, `sql` and `constant`.

    The first fields are the keys of `profile_keys`, in the order in which they are written.

    `codes` maps cells to codes, where "" leaves the cell blank; None takes the cell unchanged.
    Cells without a code there try the patterns of `codes_like` in order, then `codes_from`.
    `codes_name` is the shared list that the codes come from.

    A row with an unreadable cell is refused. With `unreadable` = "blank", the cell becomes blank
    with a warning, if this concerns at most a fifth of the column's filled cells.
    """

    source: str | None = None
    constant: str | None = None
    sql: str | None = None
    codes: Mapping[str, str] | None = None
    codes_like: Mapping[str, str] = field(default_factory=dict)
    codes_from: Mapping[str, str] = field(default_factory=dict)
    codes_name: str = ""
    date: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    number: NumberFormat | None = None
    pseudonym: bool = False
    not_after: dt.date | None = None
    split: tuple[str, ...] = ()
    several: str | None = None
    unreadable: Literal["blank"] | None = None
    missing_ok: bool = False
    comment: str = ""
    code_comments: Mapping[str, str] = field(default_factory=dict)
    # Set by the parser. `sql_column` is the column of the file with the result of `sql`, made from
    # the columns `sql_reads`.
    target: str = field(default="", compare=False)
    sql_column: str = field(default="", compare=False)
    sql_reads: frozenset[str] = field(default=frozenset(), compare=False)
    # Cells of this column are never shown: they may hold names.
    hides: bool = field(default=False, compare=False)

    @property
    def dates(self) -> tuple[DateFormat, ...]:
        """Return the valid date formats of the column."""
        every = map(parse_date_format, self.date)
        return tuple(one for one in every if one is not None)

    @property
    def code_steps(self) -> list[tuple[float, str]]:
        """Return numbers in ascending order, each with the code for numbers from there on."""
        steps = self.codes_from.items()
        return sorted((float(start), code) for start, code in steps if is_number_text(start))

    @property
    def all_codes(self) -> Mapping[str, object]:
        """Return all codes as the profile writes them, with those for patterns and numbers."""
        beside = {"like": self.codes_like, "from": self.codes_from}
        return {**{key: codes for key, codes in beside.items() if codes}, **(self.codes or {})}

    @property
    def is_formatted(self) -> bool:
        """Return whether a cell without a code is parsed as a date or a number."""
        return bool(self.date) or (self.number is not None and not self.codes_from)

    @property
    def makes_rows(self) -> bool:
        """Return whether each part of a list in the cell becomes a row."""
        return bool(self.split) and self.several is None

    @property
    def column(self) -> str | None:
        """Return the column that is read, of the file or of its SQL; None for a constant."""
        return self.source if self.sql is None else self.sql_column

    @property
    def named(self) -> frozenset[str]:
        """Return the source columns whose cells may be in the result."""
        if self.sql is not None:
            return self.sql_reads
        return frozenset() if self.source is None else frozenset({self.source})


@dataclass(frozen=True)
class TableRule:
    """How rows of one table of the record model are made from the rows of one source file.

    `closing_comment` is written after the last column. `number` is its position in the profile.
    """

    table: str
    file: str
    columns: Mapping[str, ColumnRule]
    where: str = ""
    comment: str = ""
    closing_comment: str = ""
    number: int = field(default=0, compare=False)

    @property
    def where_column(self) -> str:
        """Return the name of the column with the result of `where`, added to the file's columns."""
        return f"\x1fwhere {self.number}"

    @property
    def filled(self) -> Mapping[str, ColumnRule]:
        """Return the columns without those that a blank constant leaves unfilled."""
        return {target: one for target, one in self.columns.items() if one.constant != ""}

    @property
    def reads(self) -> frozenset[str]:
        """Return the source columns that the rule names as `source`, not those in its SQL."""
        return frozenset(c.source for c in self.columns.values() if c.source is not None)


@dataclass(frozen=True)
class SourceFile:
    """A file of the source, and how its bytes are read, by the keys of `profile_keys`.

    With a `select` it is the rows that this SELECT makes of the files above, and `file` is blank
    until it has run. The result then belongs to the file `origin`, and `made` are its new columns.

    With `asked` it is a table or SELECT of the profile's database, and `file` is its name in
    findings.
    """

    name: str
    file: str
    sheet: str | None = None
    records: str = ""
    keys: tuple[str, ...] = ()
    encoding: str = "utf-8"
    delimiter: str = ","
    header_rows: tuple[int, ...] = (1,)
    skip_rows: int = 0
    missing: tuple[str, ...] = ()
    asked: TableOrSelect | None = None
    select: str = ""
    origin: str | None = None
    made: frozenset[str] = frozenset()

    @property
    def is_own(self) -> bool:
        """Return whether this is a file of the export, and not the result of a SELECT."""
        return not self.select and self.origin is None


@dataclass(frozen=True)
class StatedRow:
    """A row that the profile itself states, with its line in the profile."""

    table: str
    line: int = field(compare=False)
    values: Mapping[str, str]


@dataclass(frozen=True)
class Statement:
    """What the profile says about the whole submission, by the keys of `profile_keys`."""

    jurisdiction: str | None = None
    office_id: str | None = None
    extracted_on: dt.date | None = None
    period_from: dt.date | None = None
    period_to: dt.date | None = None
    dates: Literal["day", "month"] = "day"
    note: str | None = None
    unfilled: Unfilled | None = None
    ids: Literal["by_row"] | None = None
    collected: tuple[str, ...] = ()


@dataclass(frozen=True)
class KeptWords:
    """The words of a column that a Shape keeps: frequent ones, or with `are_all` also rare ones.

    With `are_all`, `hidden` more words are not kept because each may identify a person.
    """

    kept: frozenset[str]
    are_all: bool = True
    hidden: int = 0


@dataclass(frozen=True)
class FileShape:
    """The columns of a file in their order, and the kept words of those that the profile compares.

    A file made by a SELECT has words, but no columns of its own.
    """

    columns: tuple[str, ...] = ()
    words: Mapping[str, KeptWords] = field(default_factory=dict)


@dataclass(frozen=True)
class Shape:
    """What an export looked like: its files, and how many rows of tables were made of them.

    `files` are by their name in the profile. `shares` are rows made per row read, by (table, file).
    """

    files: Mapping[str, FileShape] = field(default_factory=dict)
    shares: Mapping[tuple[str, str], float] = field(default_factory=dict)


@dataclass(frozen=True)
class Profile:
    """A mapping profile as it is drafted, edited, written and run.

    `files` are those of the source and the results of SELECTs. `lists` are codes shared by several
    columns. `comment` is written at the top.

    The parser adds the other fields. With errors in `findings` the profile reads nothing.
    `warnings` are about forms that still work but should be changed. `coverage` are rows for
    columns that it does not fill, or says are collected. `sha256` is of its text and is part of the
    content hash of its submissions. `called` is its name on the command line, "" for a shipped
    profile.
    """

    name: str
    files: tuple[SourceFile, ...] = ()
    tables: tuple[TableRule, ...] = ()
    statement: Statement = field(default_factory=Statement)
    rows: tuple[StatedRow, ...] = ()
    lists: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    comment: str = ""
    source: str | None = None
    shape: Shape | None = None
    file: str = field(default="", compare=False)
    sha256: str = field(default="", compare=False)
    called: str = field(default="", compare=False)
    coverage: tuple[StatedRow, ...] = field(default=(), compare=False)
    findings: tuple[Finding, ...] = field(default=(), compare=False)
    warnings: tuple[Finding, ...] = field(default=(), compare=False)

    @property
    def own_files(self) -> tuple[SourceFile, ...]:
        """Return the files of the source, without the results of SELECTs."""
        return tuple(file for file in self.files if file.is_own)

    def root(self, name: str) -> str:
        """Return the source file that the rows of `name` come from; `name` if it is one."""
        return next((one.origin for one in self.files if one.name == name and one.origin), name)

    @property
    def needs_key(self) -> bool:
        """Return whether a column needs pseudonyms, and so a key."""
        return any(c.pseudonym for rule in self.tables for c in rule.columns.values())


def table_key(table: str) -> str:
    """Return the first column of the table's key, which names a row; "" without a key."""
    return next(iter(_KEYS[table]), "")


def allowed_codes(field: columns.Field) -> frozenset[str]:
    """Return the codes that a column allows; empty where it has no closed list."""
    return frozenset(field.codes or ())
