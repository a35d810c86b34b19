"""What a person chose for a source, column by column -> the text of a profile that says it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from schemas import columns
from seed.mapping.language.composing import ROW, columns_in
from seed.mapping.language.dates import MONTH
from seed.mapping.language.formats import NumberFormat
from seed.mapping.language.profile import SourceFile, Statement
from seed.mapping.language.shape import Shape
from seed.mapping.language.targets import FIELDS

# Keys and values as TOML has them.
Said = Mapping[str, object]


@dataclass(frozen=True)
class ChosenColumn:
    """How one column of a table is filled: from a `source` column, by a `constant` or `compose`.

    `pick` names several source columns, of which the first that is filled is read. `compose` is a
    text with source columns in braces, such as `{court}-{number}`; `{row_number}` is the number of
    the row. `date` holds formats such as DD/MM/YYYY, `language` those of the names of months, where
    `Month` stands in them. `codes` None takes the cell as it stands; a code of "" leaves the cell
    blank; `codes_like` has patterns and their codes, for cells without a code of their own,
    `codes_from` numbers and the codes of those from there on. A comment stands above the column; of
    codes, by their source value, behind the code. `more` are the keys that have no name here, such
    as `only_if`, as the profile says them.
    """

    source: str | None = None
    constant: str | None = None
    compose: str | None = None
    pick: tuple[str, ...] | None = None
    codes: Mapping[str, str] | None = None
    codes_like: Mapping[str, str] = field(default_factory=dict)
    codes_from: Mapping[str, str] = field(default_factory=dict)
    date: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    number: NumberFormat | None = None
    missing: tuple[str, ...] = ()
    pseudonym: bool = False
    more: Said = field(default_factory=dict)
    comment: str = ""
    code_comments: Mapping[str, str] = field(default_factory=dict)

    @property
    def sources(self) -> tuple[str, ...]:
        """The columns that it is read from: one, or the first filled one of several."""
        return self.pick or (() if self.source is None else (self.source,))

    @property
    def read(self) -> str:
        """What it is read from, in one text; blank of nothing."""
        return ", ".join(self.sources)

    @property
    def names_months(self) -> bool:
        """Whether a format has the name of a month, which is of some language."""
        return any(MONTH in words for words in self.date)


@dataclass(frozen=True)
class ChosenTable:
    """One table of the record model from one file (its label in `Chosen.files`).

    `first_of` names source columns: one row for each group that they make. `person_none` says that
    the links are of persons not recorded, `charged_implied` that all here were charged.
    `more` are the keys that have no name here, such as `where`, as the profile says them.
    `closing_comment` stands behind the last column.
    """

    table: str
    file: str
    columns: Mapping[str, ChosenColumn]
    first_of: tuple[str, ...] = ()
    person_none: bool = False
    charged_implied: bool = False
    more: Said = field(default_factory=dict)
    comment: str = ""
    closing_comment: str = ""

    @property
    def has_ids_by_row(self) -> bool:
        """Whether an id is composed of the number of the row."""
        return any(
            ROW in columns_in(column.compose or "")
            and FIELDS[self.table][name].kind is columns.Kind.ID
            for name, column in self.columns.items()
        )


@dataclass(frozen=True)
class Chosen:
    """A whole profile as a page collects it.

    `comment` stands at its head. `files` holds those of the source, and behind them those made of
    them; `more_of_files` what they say beside, by label: their `flags` and `numbers`. `rows` are
    stated by the profile itself, by table: its jurisdiction's name and currency. `groups` are kept
    as they are. `source` is the address of the database that is read in the place of files.
    `shape` is what the export looked like that the profile was made for.
    """

    name: str
    files: tuple[SourceFile, ...]
    tables: tuple[ChosenTable, ...]
    statement: Statement = field(default_factory=Statement)
    rows: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)
    more_of_files: Mapping[str, Said] = field(default_factory=dict)
    groups: tuple[Said, ...] = ()
    comment: str = ""
    source: str | None = None
    shape: Shape | None = None


def tables_in(group: Said) -> Sequence[Said]:
    """The tables that a group fills, as far as it says so."""
    inner = group.get("tables")
    return [one for one in inner if isinstance(one, Mapping)] if isinstance(inner, list) else []
