"""A mapping profile: files of a source, and how their cells become the record model."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from schemas import columns, findings, tables
from seed.mapping.cell_formats import (
    MONTH,
    DateFormat,
    NumberFormat,
    is_number,
    parse_date_format,
)
from seed.readers.database import TableOrSelect

Finding = findings.Finding
# What the number of a source's row is called, beside its columns.
ROW = "row_number"
Fields = Mapping[str, columns.Field]
# By table, the columns that a submission may have.
FIELDS: Mapping[str, Fields] = {
    table.name: {c.name: columns.field_of(c) for c in tables.sent_columns(table)}
    for table in tables.RECORD_TABLES
}
# What has a name elsewhere: an id made of another's would name something else.
REFERENCED_TABLES = frozenset({"cases", "suspects", "victims", "offices", "links"})
# Columns of these kinds hold numbers.
NUMERIC = (columns.Kind.INTEGER, columns.Kind.MONEY)
_KEYS = {table.name: tables.key_of(table) for table in tables.RECORD_TABLES}


class Unfilled(StrEnum):
    """Why a profile leaves columns unfilled in the tables that it fills."""

    NOT_COLLECTED = "not_collected"
    # Other submissions of the jurisdiction bring them.
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class ColumnRule:
    """How a column of a table is filled, by one of `source`, `sql` and `constant`.

    The first fields are the keys of the profile, in the order in which they are written. `sql` is
    an expression over the file's columns that gives a text. `date` holds formats such as
    DD/MM/YYYY, `language` those of the names of months. `codes` None takes the cell as it stands; a
    code of "" leaves the cell blank. `codes_like` holds patterns and their codes, for cells without
    a code of their own, the first that fits; `codes_from` numbers and the codes of those from there
    on, for numbers that have no code yet; `codes_name` is the shared list that they are of.

    A date after `not_after` cannot be read. A cell that cannot be read refuses its row, or is left
    blank with a warning where `unreadable` is "blank" and at most a fifth of the column's filled
    cells are so. A `comment` stands above the column, those of codes behind them.
    """

    source: str | None = None
    constant: str | None = None
    sql: str | None = None
    codes: Mapping[str, str] | None = None
    codes_like: Mapping[str, str] = field(default_factory=dict)
    codes_from: Mapping[str, str] = field(default_factory=dict)
    codes_name: str = ""
    date: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    number: NumberFormat | None = None
    pseudonym: bool = False
    missing_like: str | None = None
    not_after: dt.date | None = None
    split: tuple[str, ...] = ()
    several: str | None = None
    unreadable: Literal["blank"] | None = None
    missing_ok: bool = False
    comment: str = ""
    code_comments: Mapping[str, str] = field(default_factory=dict)
    # What the parser adds. The text that SQL makes is `sql_column` of the file, made of the columns
    # `sql_reads`. A number is written as `file_number` where the column does not say it.
    target: str = field(default="", compare=False)
    sql_column: str = field(default="", compare=False)
    sql_reads: frozenset[str] = field(default=frozenset(), compare=False)
    file_number: NumberFormat | None = field(default=None, compare=False)
    # No cell of it is shown: a name may stand there.
    hides: bool = field(default=False, compare=False)

    @property
    def names_months(self) -> bool:
        """Whether a format has the name of a month, which is of some language."""
        return any(MONTH in words for words in self.date)

    @property
    def dates(self) -> tuple[DateFormat, ...]:
        """Its formats of dates, without those that are none."""
        every = (parse_date_format(words, self.language) for words in self.date)
        return tuple(one for one in every if one is not None)

    @property
    def number_format(self) -> NumberFormat | None:
        """How its numbers are written, as it says itself or its file does."""
        return self.number if self.number is not None else self.file_number

    @property
    def code_steps(self) -> list[tuple[float, str]]:
        """Rising numbers, with the code of those from there on."""
        every = self.codes_from.items()
        return sorted((float(start), code) for start, code in every if is_number(start))

    @property
    def all_codes(self) -> Mapping[str, object]:
        """All its codes as the profile has them, also those of patterns and numbers."""
        beside = {"like": self.codes_like, "from": self.codes_from}
        return {**{key: codes for key, codes in beside.items() if codes}, **(self.codes or {})}

    @property
    def is_formatted(self) -> bool:
        """Whether a cell without a code is read as a date or a number."""
        return bool(self.date) or (self.number_format is not None and not self.codes_from)

    @property
    def makes_rows(self) -> bool:
        """Whether a list in the cell becomes rows, not one value."""
        return bool(self.split) and self.several is None

    @property
    def column(self) -> str | None:
        """The column whose cells are read, of the file or of its SQL; None of a constant."""
        return self.source if self.sql is None else self.sql_column

    @property
    def named(self) -> frozenset[str]:
        """The source columns whose cells stand in it."""
        if self.sql is not None:
            return self.sql_reads
        return frozenset() if self.source is None else frozenset({self.source})


@dataclass(frozen=True)
class TableRule:
    """Rows of one table of the record model from the rows of one source file.

    `where` is a condition in SQL, whose answer stands in `where_column`. `person_none` says that
    the links are of persons not recorded. `closing_comment` stands behind the last column. `number`
    is that of the rule in its profile.
    """

    table: str
    file: str
    columns: Mapping[str, ColumnRule]
    where: str = ""
    person_none: bool = False
    comment: str = ""
    closing_comment: str = ""
    number: int = field(default=0, compare=False)

    @property
    def where_column(self) -> str:
        """The name of the column that holds the result of `where`, added to the file's columns."""
        return f"\x1fwhere {self.number}"

    @property
    def reads(self) -> frozenset[str]:
        """The source columns that it names outright. The query plan tells what its SQL reads."""
        return frozenset(c.source for c in self.columns.values() if c.source is not None)


@dataclass(frozen=True)
class SourceFile:
    """A file of the source, how its bytes are read, and how its numbers are written by column.

    `sheet` names a sheet of a workbook, `records` the place of the records in a JSON file: names
    with dots between them, none for the whole file. `keys` are fields of the records around them
    that each record takes over. `header_rows` are the rows of its names, from 1: in a profile
    `header_row = 3`, or `header_row = [3, 4]` where groups stand over the names, which are joined.

    Wherever a profile names a column, `#7` is the file's seventh, as a spreadsheet's letter G is:
    for names that cannot be typed or change from export to export. No column goes by such a name:
    one that is called so in the file goes by `##7`.

    With a `select` it is the rows that this makes of files above, and `file` is blank until they
    are made: then it is of its `origin`, and `made` are the columns that this has not.

    With `asked` it is no file but a table or a SELECT of the profile's database, and `file` is what
    that goes by.
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
    numbers: Mapping[str, NumberFormat] = field(default_factory=dict)
    asked: TableOrSelect | None = None
    select: str = ""
    origin: str | None = None
    made: frozenset[str] = frozenset()

    @property
    def is_own(self) -> bool:
        """Whether it is a file of the source, not made by a SELECT."""
        return not self.select and self.origin is None


@dataclass(frozen=True)
class StatedRow:
    """A row that the profile states itself, with the line where it stands."""

    table: str
    line: int = field(compare=False)
    values: Mapping[str, str]


@dataclass(frozen=True)
class Statement:
    """What the profile says of the whole submission.

    `ids = "by_row"`: the source has no ids, so that the same id is another person's in the next
    export. Each import replaces the last one by the profile. `collected` are columns of records
    that the source holds although nothing fills them.
    """

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
class FileShape:
    """The columns of a file in their order, and by column that something depends on its words.

    `common` are words of a column with too many to keep all of them: those of many rows. A file
    that is made of others has words, and no columns of its own.
    """

    columns: tuple[str, ...] = ()
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    common: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Shape:
    """By the profile's names its files, and by (table, file) the rows made of each row read."""

    files: Mapping[str, FileShape] = field(default_factory=dict)
    shares: Mapping[tuple[str, str], float] = field(default_factory=dict)

    def renamed(self, called: Callable[[str], str]) -> "Shape":
        """A copy in which files have the names that another profile gives them."""
        return Shape(
            {called(name): file for name, file in self.files.items()},
            {(table, called(file)): share for (table, file), share in self.shares.items()},
        )


@dataclass(frozen=True)
class Profile:
    """A profile as it is drafted, edited, written and run.

    `files` are those of the source, and what SELECTs make of them. `rows` are those that it states
    itself, `lists` codes that several columns share. `source` is the address of the database that
    it reads, in the place of files. `shape` is what exports are held against. A `comment` stands at
    its head.

    The parser adds `findings`: with errors among them it turns no file into records. `warnings` are
    what goes on as it is, and is to be written otherwise. `coverage` are rows of that table
    which follow from what it leaves unfilled, or says to be collected. `sha256` is of its text and
    belongs to the content hash of every submission it makes. The command line knows it as `called`:
    blank of one that comes with the project, which nobody writes to.
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
        """The files of the source, without what SELECTs make of them."""
        return tuple(file for file in self.files if file.is_own)

    def root(self, name: str) -> str:
        """The file of the source that the rows of a file are of."""
        return next((one.origin for one in self.files if one.name == name and one.origin), name)

    @property
    def needs_key(self) -> bool:
        """Whether it asks for pseudonyms."""
        return any(c.pseudonym for rule in self.tables for c in rule.columns.values())


def table_key(table: str) -> str:
    """The first column of the table's key, which names a row of claims, charges, assets."""
    return next(iter(_KEYS[table]), "")


def allowed_codes(field: columns.Field) -> frozenset[str]:
    """The closed list of a column, empty where it has none."""
    return frozenset(field.codes or ())
