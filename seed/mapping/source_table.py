"""A source file or database table as text columns."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from schemas import findings
from schemas.language import message, messages, sentences
from seed.mapping.profile_model import ROW, Profile, SourceFile
from seed.mapping.toml_reader import did_you_mean

Finding = findings.Finding
Tables = Mapping[str, "SourceTable"]
WARNING = findings.Severity.WARNING
# A column by its number, as mappings wrote it, or readers called columns without a name.
_NUMBERED = re.compile(r"(#|Column )[0-9]+")
# In a table of one or two columns, equal rows are normal.
FEWEST_COLUMNS = 3


@dataclass(frozen=True)
class SourceTable:
    """A file of the source: text columns, and `row_number` as in a spreadsheet.

    `names` are all columns of the file, in order; of a database only those needed are in `frame`.
    """

    file: str
    frame: pl.DataFrame
    sha256: str
    names: tuple[str, ...] = ()


def clean_cells(frame: pl.DataFrame, missing: Collection[str] = ()) -> pl.DataFrame:
    """Return the frame with stripped texts, NULL where blank or one of the words for `missing`."""
    cell = pl.col(pl.String).str.strip_chars()
    return frame.with_columns(pl.when(~cell.is_in(["", *missing])).then(cell))


def list_columns_named(profile: Profile) -> dict[str, set[str]]:
    """Return by file the columns that a profile reads without SQL."""
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
        if _NUMBERED.fullmatch(column):
            near = message(
                "Write the name of the column. Only a column without a name is called by its"
                " number, such as #2."
            )
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
