"""A mapping profile, parsed: files of a source, and how their cells become the record model."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal

from schemas import columns, findings, tables
from seed.mapping.cell_formats import DateFormat, NumberFormat
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
_KEYS = {table.name: tables.key_of(table) for table in tables.RECORD_TABLES}


class Unfilled(StrEnum):
    """Why a profile leaves columns unfilled in the tables that it fills."""

    NOT_COLLECTED = "not_collected"
    # Other submissions of the jurisdiction bring them.
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class ColumnRule:
    """How a column of a table is filled, by one of `source`, `sql` and `constant`.

    `sql` is an expression that gives the text that is read, as `sql_column` of the file;
    `sql_reads` are the columns that it names. `codes` None takes the cell as it stands;
    `codes_like` holds patterns and their codes, for cells without a code of their own, the first
    that fits, and `codes_from` rising numbers and the codes of those from there on, for numbers
    that have no code yet. A date after `not_after` cannot be read. A cell that cannot be read
    refuses its row, or is left blank with a warning where the profile says `unreadable = "blank"`
    and at most a fifth of the column's filled cells are so. `is_number` where a number is held.
    """

    target: str
    source: str | None = None
    constant: str | None = None
    sql: str | None = None
    sql_column: str = ""
    sql_reads: frozenset[str] = frozenset()
    codes: Mapping[str, str] | None = None
    codes_like: tuple[tuple[str, str], ...] = ()
    codes_from: tuple[tuple[float, str], ...] = ()
    missing: tuple[str, ...] = ()
    missing_like: str | None = None
    dates: tuple[DateFormat, ...] = ()
    number: NumberFormat | None = None
    split: tuple[str, ...] = ()
    several: str | None = None
    pseudonym: bool = False
    missing_ok: bool = False
    not_after: date | None = None
    blank_unreadable: bool = False
    is_number: bool = False
    # No cell of it is shown: a name may stand there.
    hides: bool = False

    @property
    def is_formatted(self) -> bool:
        """Whether a cell without a code is read as a date or a number."""
        return bool(self.dates) or (self.number is not None and not self.codes_from)

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

    `where` is a condition in SQL, whose answer stands in `where_column`; `number` is that of
    the rule.
    """

    table: str
    file: str
    columns: tuple[ColumnRule, ...]
    where: str = ""
    number: int = 0

    @property
    def where_column(self) -> str:
        """The name of the column that holds the result of `where`, added to the file's columns."""
        return f"\x1fwhere {self.number}"

    @property
    def reads(self) -> frozenset[str]:
        """The source columns that it names outright. The query plan tells what its SQL reads."""
        return frozenset(one.source for one in self.columns if one.source is not None)


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
    line: int
    values: Mapping[str, str]


@dataclass(frozen=True)
class Statement:
    """What the profile says of the whole submission.

    `ids = "by_row"`: the source has no ids, so that the same id is another person's in the next
    export. Each import replaces the last one by the profile.
    """

    jurisdiction: str | None = None
    office_id: str | None = None
    extracted_on: date | None = None
    period_from: date | None = None
    period_to: date | None = None
    dates: Literal["day", "month"] = "day"
    note: str | None = None
    unfilled: Unfilled | None = None
    ids: Literal["by_row"] | None = None


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
    """A checked profile; with error findings it turns no file into records.

    `warnings` are what goes on as it is, and is to be written otherwise.
    `rows` are those that it states itself, `not_collected` those of coverage that follow from what
    it leaves unfilled. `sha256` is of its text and belongs to the content hash of every submission
    it makes. `source` is the address of the database that it reads, in the place of files. `shape`
    is what exports are held against, `called` what the command line knows the profile by: blank of
    one that comes with the project, which nobody writes to.
    """

    name: str
    file: str
    sha256: str
    statement: Statement = field(default_factory=Statement)
    files: tuple[SourceFile, ...] = ()
    tables: tuple[TableRule, ...] = ()
    rows: tuple[StatedRow, ...] = ()
    not_collected: tuple[StatedRow, ...] = ()
    findings: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
    source: str | None = None
    shape: Shape | None = None
    called: str = ""

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
        return any(column.pseudonym for rule in self.tables for column in rule.columns)


def table_key(table: str) -> str:
    """The first column of the table's key, which names a row of claims, charges, assets."""
    return next(iter(_KEYS[table]), "")


def allowed_codes(field: columns.Field) -> frozenset[str]:
    """The closed list of a column, empty where it has none."""
    return frozenset(field.codes or ())
