"""A source file or database table as text columns, which a profile names by name or position."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from schemas import findings
from schemas.language import message, messages, sentences
from seed.gate import column_checks
from seed.mapping.profile_model import ROW, Profile, SourceFile
from seed.mapping.toml_reader import did_you_mean
from seed.readers import BY_NUMBER

Finding = findings.Finding
# Column names by position, such as `#7`.
Numbers = Mapping[str, str]
Tables = Mapping[str, "SourceTable"]
WARNING = findings.Severity.WARNING
# In a table of one or two columns, equal rows are normal.
FEWEST_COLUMNS = 3


@dataclass(frozen=True)
class SourceTable:
    """A file of the source: text columns, and `row_number` as in a spreadsheet.

    `width` is the number of columns in the file. `by_number` has the column names by position
    (`#7`).
    """

    file: str
    frame: pl.DataFrame
    sha256: str
    width: int = 0
    by_number: Numbers = field(default_factory=dict)


def clean_cells(frame: pl.DataFrame, missing: Collection[str] = ()) -> pl.DataFrame:
    """Return the frame with stripped texts, NULL where blank or one of the words for `missing`."""
    cell = pl.col(pl.String).str.strip_chars()
    return frame.with_columns(pl.when(~cell.is_in(["", *missing])).then(cell))


def add_numbered(file: SourceFile, table: SourceTable, named: Collection[str]) -> SourceTable:
    """Return the table with cleaned cells, and a copy of each column `named` by position."""
    meant = sorted(table.by_number.keys() & set(named))
    frame = clean_cells(table.frame, file.missing)
    more = (pl.col(table.by_number[number]).alias(number) for number in meant)
    return replace(table, frame=frame.with_columns(more))


def is_position(name: str) -> bool:
    """Whether a name in a profile is a position such as `#7`."""
    return BY_NUMBER.fullmatch(name) is not None


def names_by_position(names: Sequence[str], numbers: Sequence[int] = ()) -> Numbers:
    """Return column names by position. `numbers` are the positions if they are not 1, 2, 3, ..."""
    counted = numbers or range(1, len(names) + 1)
    return {f"#{number}": name for number, name in zip(counted, names, strict=True)}


def names_in_position_order(numbers: Numbers) -> tuple[str, ...]:
    """Return the column names in the order of their positions; "" where there is none."""
    names = {int(number.removeprefix("#")): name for number, name in numbers.items()}
    return tuple(names.get(number, "") for number in range(1, max(names, default=0) + 1))


def find_person_columns_named_by_number(
    file: str, numbers: Numbers, named: Collection[str]
) -> Iterator[Finding]:
    """Yield a finding if a column named by position has names in it.

    A column's name decides whether it may be used for ids, so a column of names must be named by
    it.
    """
    for number, name in numbers.items():
        if number in named and column_checks.names_a_person(name):
            wording = message(
                "The mapping reads column [{number}], whose name is [{name}]. It may have names of"
                " people, so write its name in the mapping, not its number.",
                number=number,
                name=name,
            )
            yield Finding(file, "mapping.number_of_names", wording, column=number)


def list_columns_named(profile: Profile) -> dict[str, set[str]]:
    """Return by file the columns that a profile reads by name or by position."""
    named: dict[str, set[str]] = {file.name: set() for file in profile.files}
    for rule in profile.tables:
        named[rule.file] |= rule.reads
    return named


def find_missing_columns(
    file: SourceFile, names: Sequence[str], named: Collection[str]
) -> Iterator[Finding]:
    """Yield a finding for each column that the profile names and the file lacks."""
    for column in sorted({*named} - {*names}):
        near = did_you_mean(column, {*names} - {ROW})
        if is_position(column):
            near = message("Columns are numbered from 1. An empty column has no number.")
        missing = message(
            "The mapping reads [{column}], but this column is missing.", column=column
        )
        wording = sentences(missing, near)
        yield Finding(file.file, "mapping.source_column", wording, column=column)


def warn_of_rows(
    file: str, rule: str, column: str, rows: pl.Series, wording: str
) -> Iterator[Finding]:
    """Yield one warning for all `rows` (row numbers), at the first; nothing without rows."""
    if rows.len():
        first, times = rows[0], rows.len()
        yield Finding(file, rule, wording, WARNING, row=first, column=column, occurrences=times)


def find_identical_rows(file: str, frame: pl.DataFrame) -> Iterator[Finding]:
    """Yield a warning with the number of rows that equal an earlier row in every column."""
    names = [name for name in frame.columns if name != ROW]
    if len(names) < FEWEST_COLUMNS:
        return
    again = frame.filter(~pl.struct(names).is_first_distinct())[ROW]
    wording = messages(
        "This row is the same as an earlier row. Without ids in the source, both become records."
        " Check whether it was exported twice.",
        "{count} rows are the same as an earlier row. Without ids in the source, each becomes a"
        " record. Check whether they were exported twice.",
        again.len(),
    )
    yield from warn_of_rows(file, "mapping.identical_rows", names[0], again, wording)
