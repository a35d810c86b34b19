"""Rows of a file that say in every column what an earlier one says: sent twice, or two alike?"""

from collections.abc import Iterator

import polars as pl

from schemas import findings
from seed.mapping.reading.derived import ROW
from seed.mapping.reading.listed import counted

# In a list of one or two columns, equal rows tell nothing.
FEWEST_COLUMNS = 3


def identical_rows(file: str, frame: pl.DataFrame) -> Iterator[findings.Finding]:
    """A warning that counts them; `frame` has all columns of the file and `row_number`."""
    columns = [name for name in frame.columns if name != ROW]
    if len(columns) < FEWEST_COLUMNS:
        return
    again = frame.filter(~pl.struct(columns).is_first_distinct())[ROW]
    wording = (
        f"{_rows(again.len())} in every column what an earlier row says. Where the source has no"
        " ids, each becomes a record of its own. Look whether they were exported twice."
    )
    yield from counted(file, "mapping.identical_rows", columns[0], again, wording)


def _rows(number: int) -> str:
    return "this row says" if number == 1 else f"{number:,} rows say"
