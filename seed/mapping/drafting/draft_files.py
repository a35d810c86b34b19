"""What is found in one file of a source, and in each of its columns: looks, words, guesses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from seed.gate import id_words, ids, name_columns
from seed.mapping.drafting import guesses
from seed.mapping.drafting.profiling import Looks, look_of
from seed.mapping.language.by_number import Numbers, called
from seed.mapping.language.composing import ROW
from seed.mapping.language.formats import NumberFormat
from seed.mapping.language.profile import SourceFile
from seed.mapping.reading.report import Values
from seed.readers import FirstRow

OF_PERSONS = frozenset({"person_id", "victim_id"})
# A column of ids of which more are words than that holds names.
MOSTLY = 0.5
# Words that stand for no value, where a source has them; NA alone may be Namibia.
MISSING = (
    *("NA", "N/A", "n/a", "NULL", "null", "None", "-", "--", "?", "."),
    *("n.d.", "n/d", "N/D", "s/d", "S/D", "s.d.", "n.c.", "n.a.", "k.A.", "k. A."),
    *("desconocido", "Desconocido", "sin dato", "sin datos", "inconnu", "non communiqué"),
    *("desconhecido", "unbekannt", "bilinmiyor", "неизвестно", "тодорхойгүй", "غير معروف", "不详"),
)
# Of more different values nobody says one by one what they are.
MOST_COUNTED = 2_000
# So many rows are kept, to try on them what is said in SQL.
FIRST_ROWS = 50


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
class Arrangement:
    """What a SELECT does, as far as its tree tells: of which file, and the key of one row each."""

    origin: str
    makes_several: bool = False
    looks_up: bool = False
    key: str = ""


@dataclass(frozen=True)
class DraftFile:
    """A file of the source (or a sheet, or the records of a JSON), how it is read, what it has.

    `numbers` are those of its columns, from 1, where some of the file's have no cell. `first` are
    its first rows, for those who look what is made of them. What a SELECT makes of other files has
    columns that none of these has, `made`. Of the tables `not_of` it has no rows.
    """

    file: SourceFile
    rows: int
    columns: tuple[DraftColumn, ...]
    numbers: tuple[int, ...] = ()
    first: tuple[tuple[str | None, ...], ...] = ()
    made: frozenset[str] = frozenset()
    not_of: frozenset[str] = frozenset()
    arrangement: Arrangement | None = None

    @property
    def by_number(self) -> Numbers:
        """What each column is called, by the number that a profile may name it by."""
        return called([one.name for one in self.columns], self.numbers)

    @property
    def names(self) -> list[str]:
        """What its columns are called."""
        return [column.name for column in self.columns]

    def column(self, name: str) -> DraftColumn | None:
        """What was found of a column; None where there is none of this name."""
        return next((one for one in self.columns if one.name == name), None)


@dataclass(frozen=True)
class FirstRowsOfFile:
    """How a file of the source begins, read or not; none of what has no rows above its records."""

    file: SourceFile
    rows: tuple[FirstRow, ...]


def missing_words(frame: pl.DataFrame) -> Iterator[str]:
    """The words for missing that stand in the frame."""
    cells = frame.select(pl.col(pl.String).str.strip_chars())
    for word in MISSING:
        holding = sum(cells.select((pl.all() == word).any()).row(0))
        if holding > 1 or (holding and word != MISSING[0]):
            yield word


def draft_file(
    source: SourceFile,
    known: pl.DataFrame,
    numbers: tuple[int, ...] = (),
    made: frozenset[str] = frozenset(),
    arrangement: Arrangement | None = None,
) -> DraftFile:
    """What is found in a file: its cells without blanks around them, null where blank."""
    columns = known.drop(ROW)
    return DraftFile(
        source,
        known.height,
        tuple(draft_column(name, columns[name], source.name) for name in columns.columns),
        numbers,
        tuple(columns.head(FIRST_ROWS).iter_rows()),
        made,
        arrangement=arrangement,
    )


def draft_column(name: str, cells: pl.Series, of: str) -> DraftColumn:
    """What is found in a column of a file that is called `of`."""
    look = look_of(name, cells)
    known = cells.drop_nulls()
    if name_columns.is_one(name):
        # Names are not shown either, however often they stand there.
        look = replace(look, values=Values(hidden=look.values.cells))
    likely = guesses.targets(name, look, of)
    if look.looks is Looks.ID and id_words.words(known).sum() > MOSTLY * known.len():
        # Under whatever heading: two persons of one name would become one.
        likely = {of: score for of, score in likely.items() if of[1] not in OF_PERSONS}
    end = look.number.after if look.looks is Looks.ID and look.number else ""
    return DraftColumn(
        name,
        look.looks,
        known.len(),
        known.n_unique(),
        look.values,
        look.date,
        look.language,
        look.number,
        tuple(likely),
        tuple(likely.values()),
        counts=_counts(name, known),
        is_code=ids.is_code(known.str.strip_suffix(end) if end else known),
    )


def _counts(name: str, known: pl.Series) -> dict[str, int]:
    """How many cells hold each value."""
    if name_columns.is_one(name) or known.n_unique() > MOST_COUNTED:
        return {}
    return dict(known.value_counts().iter_rows())
