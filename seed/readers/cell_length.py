"""Cells that are longer than any code, date or pseudonym."""

from collections.abc import Iterator

import polars as pl

from schemas import findings
from seed.readers.csv_header import ROW

# A longer name of a column may be a value.
MOST_NAME = 40
# What a spreadsheet takes at most; of a source's export, whose texts are mostly not kept.
MOST_OF_EXPORT = 32_767


def faults(frame: pl.DataFrame, file: str, most: int) -> tuple[findings.Finding, ...]:
    """A finding per column of text with a cell of more than `most` characters, at the first row."""
    return tuple(_faults(frame, file, most))


def _faults(frame: pl.DataFrame, file: str, most: int) -> Iterator[findings.Finding]:
    # Bytes are at hand, characters are counted only where there are more bytes than that.
    longest = frame.select(pl.col(pl.String).str.len_bytes().max())
    for column in longest.columns:
        if (longest.item(0, column) or 0) <= most:
            continue
        rows = frame.filter(pl.col(column).str.len_chars() > most)[ROW]
        if rows.len():
            yield findings.Finding(
                file,
                "file.cell_size",
                f"a cell is longer than {most:,} characters. Codes, dates and pseudonyms are short:"
                " take out what is none of them.",
                row=int(rows.item(0)),
                column=column if column.isidentifier() and len(column) <= MOST_NAME else None,
                occurrences=rows.len(),
            )
