"""Profile the columns of an export: kind of cells, date and number formats, frequent values."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

import polars as pl

from seed.gate import column_checks, id_privacy, id_words
from seed.mapping.cell_formats import (
    MONTH,
    NumberFormat,
    parse_date_format,
    read_date,
    read_number,
)
from seed.mapping.known_words import MISSING
from seed.mapping.mapping_report import Values
from seed.mapping.profile_model import ROW, SourceFile
from seed.mapping.shown_values import count_shown_values
from seed.readers import FirstRow

# This share of cells must fit a kind. Not all must, because real exports have faulty cells.
MOST = 0.95
# The same for dates with month names, which have more typing errors and variants.
MOST_NAMED = 0.8
# How many cells of a column are examined.
ENOUGH = 20_000
# A column with more distinct values does not hold codes.
MOST_CODES = 40
# The values of a code column must recur: on average at least this often.
LEAST_REPEATED = 3
YES_NO = {"yes", "no", "y", "n", "true", "false", "t", "f", "0", "1", "oui", "non", "si", "sí"}
FULL_DATES = (
    "YYYY-MM-DD",
    "YYYY-MM-DD 00:00:00",
    "YYYY/MM/DD",
    "DD.MM.YYYY",
    "DD/MM/YYYY",
    "MM/DD/YYYY",
    "DD-MM-YYYY",
    "YYYY-MM",
    "MM/YYYY",
)
YEAR = "YYYY"
# Dates with month names. FIRSTS has how some languages write the first day of a month.
MONTH_DATES = (
    "DD Month YYYY",
    "DD de Month de YYYY",
    "DD Month de YYYY",
    "DD. Month YYYY",
    "DD-Month-YYYY",
    "Month DD, YYYY",
    "Month DD YYYY",
    "Month YYYY",
)
FIRSTS = ("DDer Month YYYY", "DDº de Month de YYYY", "DD.º de Month de YYYY", "DDº Month YYYY")
_YEAR = r"^(19[5-9][0-9]|20[0-9]{2})$"
_DATED_NAME = re.compile(r"date|year|_on$|_at$|day|month|ann[eé]e|\ba[nñ]o\b|jahr", re.IGNORECASE)
_ID = r"^[A-Za-z0-9._-]{1,64}$"
_SIGN = r"(?:[$€£¥₹]|[A-Z]{3})"
# A word after a number and a space is its unit: 24 mois.
_UNIT = rf"(?:\s?{_SIGN}|\s[^\W\d_]{{2,9}})"
# Combinations of decimal and thousands separators.
NUMBERS = (
    NumberFormat(),
    NumberFormat(thousands=","),
    NumberFormat(decimal=",", thousands="."),
    NumberFormat(decimal=",", thousands=" "),
    NumberFormat(thousands="'"),
)
# If a larger share of a column's cells are words, they are no ids.
MOSTLY = 0.5
# Cells are counted by value only in columns with at most this many distinct values.
MOST_COUNTED = 2_000
# How many first rows are kept, to try SQL on.
FIRST_ROWS = 50


class CellKind(StrEnum):
    """The kind of cells in a column."""

    BLANK = "blank"
    YES_NO = "yes_no"
    DATE = "date"
    NUMBER = "number"
    CODE = "code"
    ID = "id"
    TEXT = "text"


@dataclass(frozen=True)
class ColumnProfile:
    """A column of an export: what its cells look like, and which record column it may fill.

    `filled` counts cells that are not blank, `distinct` their values. `values` are those that may
    be shown, if there are few. Several formats in `date` mean that it is unclear which part is the
    day and which the month, unless months have names. `suggestions` are (table, column) of the
    record model with their scores, best first.
    """

    name: str
    looks: CellKind
    filled: int = 0
    distinct: int = 0
    values: Values = field(default_factory=Values)
    date: tuple[str, ...] = ()
    number: NumberFormat | None = None
    suggestions: Mapping[tuple[str, str], float] = field(default_factory=dict)
    # Whether all cells are proven to be codes, so that they need no pseudonyms as ids.
    is_code: bool = False
    # Cells by value, for internal use only: it may hold values that must not be shown. Empty for
    # names and for very many values.
    counts: Mapping[str, int] = field(default_factory=dict, repr=False)

    @property
    def suggestion(self) -> tuple[str, str] | None:
        """Return the likeliest table and column; None if none is likely."""
        return next(iter(self.suggestions), None)

    @property
    def is_number(self) -> bool:
        """Return whether cells are numbers, or all values that may be shown are of digits only."""
        shown = [value for value, _ in self.values.shown]
        return self.looks is CellKind.NUMBER or (bool(shown) and all(map(str.isdigit, shown)))

    @property
    def may_be_either(self) -> bool:
        """Return whether it is unclear which part of a date is the day, and which the month."""
        return len(self.date) > 1 and not any(MONTH in words for words in self.date)


@dataclass(frozen=True)
class Arrangement:
    """What a SELECT does with the rows of the file `origin`.

    It makes several rows of one, has columns of the files `joined`, or takes one row for each value
    of `key`.
    """

    origin: str
    makes_several: bool = False
    joined: tuple[str, ...] = ()
    key: str = ""


@dataclass(frozen=True)
class FileProfile:
    """The profile of a file, a sheet, the records of a JSON file, or the result of a SELECT.

    `first` are its first rows. `made` are columns that only the SELECT has. `not_of` are tables of
    which it certainly has no rows.
    """

    file: SourceFile
    rows: int
    columns: tuple[ColumnProfile, ...]
    first: tuple[tuple[str | None, ...], ...] = ()
    made: frozenset[str] = frozenset()
    not_of: frozenset[str] = frozenset()
    arrangement: Arrangement | None = None

    @property
    def names(self) -> list[str]:
        """Return the names of the columns of the file."""
        return [column.name for column in self.columns]

    def column(self, name: str) -> ColumnProfile | None:
        """Return the column with this name; None if there is none."""
        return next((one for one in self.columns if one.name == name), None)


@dataclass(frozen=True)
class FirstRowsOfFile:
    """The first rows of a file, which may be a file that could not be read as a table."""

    file: SourceFile
    rows: tuple[FirstRow, ...]


def find_missing_words(frame: pl.DataFrame) -> Iterator[str]:
    """Yield the words for missing values that a frame uses."""
    cells = frame.select(pl.col(pl.String).str.strip_chars())
    for word in MISSING:
        holding = sum(cells.select((pl.all() == word).any()).row(0))
        if holding > 1 or (holding and word != MISSING[0]):
            yield word


def profile_file(
    source: SourceFile,
    frame: pl.DataFrame,
    made: frozenset[str] = frozenset(),
    arrangement: Arrangement | None = None,
) -> FileProfile:
    """Return the profile of a file. Cells must be stripped texts, NULL where blank."""
    cells = frame.drop(ROW)
    return FileProfile(
        source,
        frame.height,
        tuple(profile_column(name, cells[name]) for name in cells.columns),
        tuple(cells.head(FIRST_ROWS).iter_rows()),
        made,
        arrangement=arrangement,
    )


def profile_column(name: str, cells: pl.Series) -> ColumnProfile:
    """Return the profile of a column. Cells must be texts, NULL where blank."""
    known = cells.drop_nulls()
    look = _profile_with_kind(name, known) if known.len() else ColumnProfile(name, CellKind.BLANK)
    distinct = known.n_unique()
    is_name = column_checks.names_a_person(name)
    has_counts = not is_name and distinct <= MOST_COUNTED
    return replace(
        look,
        filled=known.len(),
        distinct=distinct,
        # Names are never shown, however frequent they are.
        values=Values(hidden=look.values.cells) if is_name else look.values,
        is_code=id_privacy.are_codes(known),
        counts=dict(known.value_counts().iter_rows()) if has_counts else {},
    )


def _profile_with_kind(name: str, known: pl.Series) -> ColumnProfile:
    """Return a profile with the kind guessed from cells: yes/no, date, number, code, id or text."""
    distinct = known.n_unique()
    words = set(known.unique()[: len(YES_NO) + 1].str.to_lowercase())
    if 1 < distinct <= len(YES_NO) and words <= YES_NO:
        values = count_shown_values(known, always=known.unique())
        return ColumnProfile(name, CellKind.YES_NO, values=values)
    sample = known[:ENOUGH]
    if formats := _date_formats(name, sample):
        return ColumnProfile(name, CellKind.DATE, date=formats)
    # A few values may be codes, whatever they look like: the user can say what each means. Numbers
    # of one or two digits identify nobody, so even rare ones are shown.
    short = known.filter(known.str.contains("^[0-9]{1,2}$")).unique()
    values = count_shown_values(known, always=short) if distinct <= MOST_CODES else Values()
    is_listed = distinct <= MOST_CODES and known.len() >= LEAST_REPEATED * distinct
    number = _number_format(sample)
    may_be_codes = is_listed and number == NumberFormat() and (known.str.len_chars() <= 2).all()
    if number is not None and not may_be_codes:
        return ColumnProfile(name, CellKind.NUMBER, number=number, values=values)
    # Words may be names, and two persons with one name would become one.
    are_words = id_words.are_words(known).sum() > MOSTLY * known.len()
    is_id = _most_cells_match(sample, _ID) and not are_words
    kind = CellKind.CODE if is_listed else CellKind.ID if is_id else CellKind.TEXT
    return ColumnProfile(name, kind, values=values)


def _most_cells_match(cells: pl.Series, pattern: str) -> bool:
    return cells.str.contains(pattern).sum() >= MOST * cells.len()


def _date_formats(name: str, cells: pl.Series) -> tuple[str, ...]:
    """Return the formats in which most cells are dates; several if they fit equally well."""
    shares = {words: _share_of_dates(cells, words) for words in FULL_DATES}
    if (best := max(shares.values())) >= MOST:
        return tuple(words for words, share in shares.items() if share == best)
    if _most_cells_match(cells, _YEAR) and _DATED_NAME.search(unicodedata.normalize("NFC", name)):
        return (YEAR,)
    few = cells.unique(maintain_order=True)
    if not _most_cells_match(few, r"[0-9]{4}") or not few.str.contains(r"[^\W\d_]{3}").any():
        return ()
    likeliest = max(MONTH_DATES, key=lambda words: _share_of_dates(few, words))
    formats = (likeliest, *(words for words in FIRSTS if _share_of_dates(few, words)))
    return formats if _share_of_dates(few, *formats) >= MOST_NAMED else ()


def _share_of_dates(cells: pl.Series, *formats: str) -> float:
    written = map(parse_date_format, formats)
    days = pl.coalesce(read_date(pl.col("cell"), one) for one in written if one is not None)
    return cells.to_frame("cell").select(days).to_series().count() / cells.len()


def _number_format(cells: pl.Series) -> NumberFormat | None:
    """Return the format in which nearly all cells are numbers; None if there is none.

    A symbol before the first number ($17,052) or after it is tried as part of the format.
    """
    formats = list(NUMBERS)
    if before := re.match(rf"-?({_SIGN} ?)[0-9]", cells[0]):
        formats += [replace(one, before=before[1]) for one in NUMBERS]
    if after := re.search(rf"[0-9]({_UNIT})$", cells[0]):
        formats += [replace(one, after=after[1]) for one in NUMBERS]
    read = cells.to_frame("cell").select(
        read_number(pl.col("cell"), one).count().alias(str(n)) for n, one in enumerate(formats)
    )
    # If several fit equally well, take the first.
    count, form = max(zip(read.row(0), formats, strict=True), key=lambda one: one[0])
    return form if count >= MOST * cells.len() else None
