"""A file of a source, or a table of a database, as text columns; named by name or by number."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from schemas import findings
from seed.gate import column_names
from seed.mapping.profile_model import ROW, Profile, SourceFile
from seed.mapping.toml_reader import nearest
from seed.readers import BY_NUMBER

Finding = findings.Finding
# What each column is called, by its number, as in `#7`.
Numbers = Mapping[str, str]
Tables = Mapping[str, "SourceTable"]
WARNING = findings.Severity.WARNING
# In a list of one or two columns, equal rows tell nothing.
FEWEST_COLUMNS = 3


@dataclass(frozen=True)
class SourceTable:
    """A file of the source: text columns, and `row_number` as a spreadsheet numbers the rows.

    `width` is the number of columns in the file itself, and `by_number` what each of them is
    called, by the number that a profile may name it by.
    """

    file: str
    frame: pl.DataFrame
    sha256: str
    width: int = 0
    by_number: Numbers = field(default_factory=dict)


def clean_cells(frame: pl.DataFrame, missing: Collection[str] = ()) -> pl.DataFrame:
    """Cells without blanks around them; null for nothing, and for the words for missing."""
    cell = pl.col(pl.String).str.strip_chars()
    return frame.with_columns(pl.when(~cell.is_in(["", *missing])).then(cell))


def add_numbered(file: SourceFile, table: SourceTable, named: Collection[str]) -> SourceTable:
    """The table with its cells cleaned, and a column more for each that is `named` by number."""
    meant = sorted(table.by_number.keys() & set(named))
    frame = clean_cells(table.frame, file.missing)
    more = (pl.col(table.by_number[number]).alias(number) for number in meant)
    return replace(table, frame=frame.with_columns(more))


def is_number(name: str) -> bool:
    """Whether it names a column by its number."""
    return BY_NUMBER.fullmatch(name) is not None


def number_columns(names: Sequence[str], numbers: Sequence[int] = ()) -> Numbers:
    """What each column is called by its number; no `numbers` where they follow each other."""
    counted = numbers or range(1, len(names) + 1)
    return {f"#{number}": name for number, name in zip(counted, names, strict=True)}


def in_order(numbers: Numbers) -> tuple[str, ...]:
    """What the columns are called from the first on; blank one that has no cell."""
    names = {int(number.removeprefix("#")): name for number, name in numbers.items()}
    return tuple(names.get(number, "") for number in range(1, max(names, default=0) + 1))


def find_number_faults(file: str, numbers: Numbers, named: Collection[str]) -> Iterator[Finding]:
    """Find columns named by number that hold names of persons, or that are also named by name.

    What may be made of names is judged by what a column is called. How its numbers are written is
    said under one name, and would not hold under the other.
    """
    for number, name in numbers.items():
        if number not in named:
            continue
        if column_names.names_a_person(name):
            wording = (
                f"the profile reads [{number}], which is called [{name}] here. A column that is"
                " called like a name must be named by what it is called."
            )
            yield Finding(file, "mapping.number_of_names", wording, column=number)
        if name in named:
            wording = (
                f"the profile reads this column as [{number}] and as [{name}]. Name it in one way"
                " throughout, so that all that is said of it holds wherever it is read."
            )
            yield Finding(file, "mapping.named_twice", wording, column=number)


def list_columns_named(profile: Profile) -> dict[str, set[str]]:
    """By file, the columns that a profile reads or gives a number format for."""
    named = {file.name: set(file.numbers) for file in profile.files}
    for rule in profile.tables:
        named[rule.file] |= rule.reads
    return named


def find_missing_columns(
    file: SourceFile, names: Sequence[str], named: Collection[str]
) -> Iterator[Finding]:
    """Find columns that the profile names and the file does not have."""
    for column in sorted({*named} - {*names}):
        like = nearest(column, {*names} - {ROW})
        if is_number(column):
            like = " Columns are numbered from 1; one without any cell is none."
        wording = f"the profile reads [{column}], which is not there.{like}"
        yield Finding(file.file, "mapping.source_column", wording, column=column)


def warn_of_rows(
    file: str, rule: str, column: str, rows: pl.Series, wording: str
) -> Iterator[Finding]:
    """Warn once for all rows, naming the first; nothing if there are none."""
    if rows.len():
        first, times = rows[0], rows.len()
        yield Finding(file, rule, wording, WARNING, row=first, column=column, occurrences=times)


def find_identical_rows(file: str, frame: pl.DataFrame) -> Iterator[Finding]:
    """A warning that counts rows that say in every column what an earlier one of a file says."""
    names = [name for name in frame.columns if name != ROW]
    if len(names) < FEWEST_COLUMNS:
        return
    again = frame.filter(~pl.struct(names).is_first_distinct())[ROW]
    rows = "this row says" if again.len() == 1 else f"{again.len():,} rows say"
    wording = (
        f"{rows} in every column what an earlier row says. Where the source has no"
        " ids, each becomes a record of its own. Look whether they were exported twice."
    )
    yield from warn_of_rows(file, "mapping.identical_rows", names[0], again, wording)
