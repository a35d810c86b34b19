"""A mapping profile, parsed: files of a source, and how their cells become the record model."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Literal

from schemas import findings
from seed.mapping.language.composing import columns_in, needed_in
from seed.mapping.language.conditions import Case, Condition, columns_of
from seed.mapping.language.formats import DateFormat, NumberFormat
from seed.mapping.language.shape import Shape
from seed.readers.database import Asked

Finding = findings.Finding


class Keep(StrEnum):
    """Which value of the rows that `first_of` takes for one is kept; without it the first row's."""

    MAX = "max"
    MIN = "min"
    FIRST_FILLED = "first_filled"


class Unfilled(StrEnum):
    """What is said of the columns that a profile leaves unfilled in the tables that it fills."""

    NOT_COLLECTED = "not_collected"
    # Other submissions of the jurisdiction bring them.
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class ColumnRule:
    """How a column of a table is filled, by one of `source`, `sql`, `pick`, `constant`, `compose`,
    `cases` and `joint`; `required` where no row may be without it, `is_number` where it holds a
    number.

    `pick` reads the first of several columns that is filled. `sql` is an expression that gives the
    text that is read, as `sql_column` of the file; `sql_reads` are the columns that it names.
    `codes` None takes the cell as it stands; `codes_like` holds patterns and their codes, for cells
    without a code of their own, the first that fits, and `codes_from` rising numbers and the codes
    of those from there on, for numbers that have no code yet. `otherwise` None refuses a row that
    no case covers. A date after `not_after` cannot be read. A cell that cannot be read refuses its
    row, or is left blank with a warning where the profile says `unreadable = "blank"` and at most a
    fifth of the column's filled cells are so.
    """

    target: str
    source: str | None = None
    pick: tuple[str, ...] = ()
    constant: str | None = None
    compose: str | None = None
    cases: tuple[Case, ...] = ()
    otherwise: str | None = None
    joint: tuple[str, ...] = ()
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
    only_if: Condition = ()
    missing_ok: bool = False
    not_after: date | None = None
    blank_unreadable: bool = False
    keep: Keep | None = None
    required: bool = False
    is_number: bool = False
    # No cell of it is shown: a name may stand there.
    hides: bool = False

    @property
    def is_formatted(self) -> bool:
        """Whether a cell without a code is read as a date or a number, and is none else."""
        return bool(self.dates) or (self.number is not None and not self.codes_from)

    @property
    def makes_rows(self) -> bool:
        """Whether a list in the cell becomes rows, not one value."""
        return bool(self.split) and self.several is None

    @property
    def named(self) -> frozenset[str]:
        """The source columns whose cells stand in it."""
        if self.sql is not None:
            return self.sql_reads
        return frozenset(self.sources) | columns_in(self.compose or "")

    @property
    def sources(self) -> tuple[str, ...]:
        """The columns of which the first filled one is read."""
        if self.sql is not None:
            return (self.sql_column,)
        return self.pick or (() if self.source is None else (self.source,))

    @property
    def needed(self) -> frozenset[str]:
        """The source columns without which a composed text is blank."""
        return needed_in(self.compose or "")

    @property
    def reads(self) -> frozenset[str]:
        """The source columns it looks at; what SQL looks at is told by its plan."""
        named = frozenset[str]() if self.sql is not None else self.named
        return frozenset(named | columns_of(*self.conditions) | set(self.joint))

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """When it is filled, and with what."""
        return (self.only_if, *(case.when for case in self.cases))


@dataclass(frozen=True)
class TableRule:
    """Rows of one table of the record model from the rows of one source file.

    `where_sql` is a condition in SQL, whose answer stands in `where_column`; `number` is that of
    the rule. `of` is the cell that a row is about: no row where it is blank, unless
    `unknown_as_row`.
    `first_of` makes one row of each group of these columns, the first, save where a column says
    which of their values to `keep`; `repeat` makes as many rows as
    the cell says.
    """

    table: str
    file: str
    columns: tuple[ColumnRule, ...]
    where: Condition = ()
    of: str | None = None
    unknown_as_row: bool = False
    first_of: tuple[str, ...] = ()
    repeat: str | None = None
    where_sql: str = ""
    number: int = 0

    @property
    def where_column(self) -> str:
        """Where the answer of `where_sql` stands, beside the columns of the file."""
        return f"\x1fwhere {self.number}"

    @property
    def reads(self) -> frozenset[str]:
        """The source columns it looks at."""
        of_columns = {c for rule in self.columns for c in rule.reads}
        own = {c for c in (self.of, self.repeat) if c is not None} | set(self.first_of)
        return frozenset(of_columns | own | columns_of(self.where))


@dataclass(frozen=True)
class Join:
    """Columns of another file of the source, looked up by `on`, which must be unique there.

    `there` is what the columns of `on` are called in that file.
    """

    file: str
    on: tuple[str, ...]
    columns: tuple[str, ...]
    there: tuple[str, ...]


@dataclass(frozen=True)
class Flag:
    """Over the rows that another file has of a key: yes if any meets `yes`, no if all meet `no`.

    Blank where neither holds, and where the file has no such row.
    """

    name: str
    file: str
    by: tuple[str, ...]
    yes: Condition
    no: Condition = ()

    @property
    def reads(self) -> frozenset[str]:
        """The columns it looks at in its file."""
        return frozenset(self.by) | columns_of(self.yes, self.no)


@dataclass(frozen=True)
class Unpivot:
    """Repeated groups of columns that become rows: `{"statute": "Statute{n}"}` and the like.

    What stands for `part`, the name in braces, is a column of the rows too. `parts` are those that
    are meant, `parts_like` what they look like; without either all are.
    """

    members: Mapping[str, str]
    part: str
    parts: tuple[str, ...] = ()
    parts_like: str | None = None


@dataclass(frozen=True)
class Extract:
    """What a pattern finds in a cell: a row for each match, a column for each of its `names`.

    `between` may stand between matches; anything else that is left over is told. A cell that is
    like `missing_like` says nothing.
    """

    column: str
    like: str
    names: tuple[str, ...]
    between: tuple[str, ...] = ()
    missing_like: str | None = None


@dataclass(frozen=True)
class SourceFile:
    """A file of the source, how its bytes are read, and what is added to it from others.

    `sheet` names a sheet of a workbook, `records` the place of the records in a JSON file: names
    with dots between them, none for the whole file. `keys` are fields of the records around them
    that each record takes over. `header_rows` are the rows of its names, from 1: in a profile
    `header_row = 3`, or `header_row = [3, 4]` where groups stand over the names, which are joined.
    `numbers` says by column how its numbers are written, for rules and conditions alike. With an
    `origin` it is no file of its own, but rows made of another one's by `unpivot` or `extract`, and
    `file` is that one's.

    Wherever a profile names a column, `#7` is the file's seventh, as a spreadsheet's letter G is:
    for names that cannot be typed or change from export to export. No column goes by such a name:
    one that is called so in the file goes by `##7`. One that a join adds keeps its number there.

    With a `select` it is the rows that this makes of files above, and `file` is blank until they
    are made: then they have an origin, and `made` are the columns that it has not.

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
    joins: tuple[Join, ...] = ()
    flags: tuple[Flag, ...] = ()
    origin: str | None = None
    unpivot: Unpivot | None = None
    extract: Extract | None = None
    asked: Asked | None = None
    select: str = ""
    made: frozenset[str] = frozenset()

    @property
    def makes(self) -> frozenset[str]:
        """The columns that are none of its origin."""
        unpivoted = {*self.unpivot.members, self.unpivot.part} if self.unpivot else set()
        return self.made | unpivoted | set(self.extract.names if self.extract else ())


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

    def lineage(self, name: str) -> Iterator[str]:
        """A file by its name, that which it is made of, and so on to one of the source."""
        origins = {file.name: file.origin for file in self.files}
        one: str | None = name
        while one is not None:
            yield one
            one = origins[one]

    @property
    def needs_key(self) -> bool:
        """Whether it asks for pseudonyms."""
        return any(column.pseudonym for rule in self.tables for column in rule.columns)
