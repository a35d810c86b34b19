"""What a person chose for a source, column by column -> the text of a profile that says it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from schemas import columns
from seed.mapping.language.dates import MONTH
from seed.mapping.language.formats import NumberFormat
from seed.mapping.language.profile import SourceFile, Statement
from seed.mapping.language.shape import Shape
from seed.mapping.language.sql_texts import names_rows
from seed.mapping.language.targets import FIELDS

# Keys and values as TOML has them.
Said = Mapping[str, object]


@dataclass(frozen=True)
class ChosenColumn:
    """How one column of a table is filled: from a `source` column, by a `constant` or by `sql`.

    `sql` is an expression over the file's columns that gives a text, such as `'P' || _row`. `date`
    holds formats such as DD/MM/YYYY, `language` those of the names of months, where `Month` stands
    in them. `codes` None takes the cell as it stands; a code of "" leaves the cell blank;
    `codes_like` has patterns and their codes, for cells without a code of their own, `codes_from`
    numbers and the codes of those from there on; `codes_name` is the shared list that they are of.
    A comment stands above the column; of codes, by their source value, behind the code. `more` are
    the keys that have no name here, such as `unreadable`, as the profile says them.
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
    number: NumberFormat | None = None
    missing: tuple[str, ...] = ()
    pseudonym: bool = False
    more: Said = field(default_factory=dict)
    comment: str = ""
    code_comments: Mapping[str, str] = field(default_factory=dict)

    @property
    def read(self) -> str:
        """What it is read from: a column, or a text of SQL; blank of nothing."""
        return self.source or self.sql or ""

    @property
    def names_months(self) -> bool:
        """Whether a format has the name of a month, which is of some language."""
        return any(MONTH in words for words in self.date)

    @property
    def all_codes(self) -> Said:
        """Its codes as the profile has them, those of patterns and numbers among them."""
        beside = {"like": self.codes_like, "from": self.codes_from}
        return {**{key: codes for key, codes in beside.items() if codes}, **(self.codes or {})}


@dataclass(frozen=True)
class ChosenTable:
    """One table of the record model from one file (its label in `Chosen.files`).

    `where` is a condition in SQL on the rows that are meant. `person_none` says that the links are
    of persons not recorded. `closing_comment` stands behind the last column.
    """

    table: str
    file: str
    columns: Mapping[str, ChosenColumn]
    where: str = ""
    person_none: bool = False
    comment: str = ""
    closing_comment: str = ""

    @property
    def has_ids_by_row(self) -> bool:
        """Whether an id is made of the number of the row."""
        return any(
            column.sql is not None
            and names_rows(column.sql)
            and FIELDS[self.table][name].kind is columns.Kind.ID
            for name, column in self.columns.items()
        )


@dataclass(frozen=True)
class Chosen:
    """A whole profile as a page collects it.

    `comment` stands at its head. `files` holds those of the source, and behind them those that
    SELECTs make of them. `collected` and `rows` are stated by the profile itself; `lists` are codes
    that several columns share. `source` is the address of the database that is read in the place of
    files. `shape` is what the export looked like that the profile was made for.
    """

    name: str
    files: tuple[SourceFile, ...]
    tables: tuple[ChosenTable, ...]
    statement: Statement = field(default_factory=Statement)
    collected: tuple[str, ...] = ()
    rows: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)
    lists: Mapping[str, Said] = field(default_factory=dict)
    comment: str = ""
    source: str | None = None
    shape: Shape | None = None
