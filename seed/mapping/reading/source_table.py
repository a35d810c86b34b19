"""A file of a source, or a table of a database, as text columns."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from seed.mapping.language import by_number
from seed.mapping.language.profile import SourceFile
from seed.mapping.reading.derived import ROW


def no_rows() -> pl.DataFrame:
    """Nothing but the numbers of rows that there are none of."""
    return pl.DataFrame(schema={ROW: pl.Int32})


@dataclass(frozen=True)
class SourceTable:
    """A file of the source: text columns, and `row_number` as a spreadsheet numbers the rows.

    `width` is the number of columns in the file itself, without those that joins and flags add, and
    `by_number` what each of them is called, by the number that a profile may name it by; `unread`
    are rows in which a pattern found nothing, with what else is known of them.
    """

    file: str
    frame: pl.DataFrame
    sha256: str
    width: int = 0
    unread: pl.DataFrame = field(default_factory=no_rows)
    by_number: Mapping[str, str] = field(default_factory=dict)


def cleaned(file: SourceFile, frame: pl.DataFrame) -> pl.DataFrame:
    """Cells without blanks around them; null for nothing, and for the file's words for missing."""
    cell = pl.col(pl.String).str.strip_chars()
    return frame.with_columns(pl.when(~cell.is_in(["", *file.missing])).then(cell))


def ready(file: SourceFile, table: SourceTable, named: Collection[str]) -> SourceTable:
    """The table with its cells cleaned, and the columns that are `named` by their number."""
    frame = cleaned(file, table.frame)
    return replace(table, frame=by_number.numbered(frame, table.by_number, named))
