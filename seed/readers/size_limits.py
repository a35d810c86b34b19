"""How much of a file is read, cell by cell and in memory, and what is said of more."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import polars as pl

from schemas import findings
from seed.readers.headers import ROW, NotReadable, refuse

# A cell of text: where it begins (8 bytes), and the view that frames keep (16), also of a blank.
CELL_BYTES = 24
# A longer name of a column may be a value.
MOST_NAME = 40
# What a spreadsheet takes at most; of a source's export, whose texts are mostly not kept.
MOST_CELL_OF_EXPORT = 32_767
MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Limits:
    """What is refused before it is read into memory.

    `most_bytes` is of one file as it stands, `most_unpacked` of all that an archive or a workbook
    holds, `most_decoded` of one table in memory, and `most_together` of all that are read at once,
    of which those before it hold `held`; `most_rows` of one table, without its header;
    `most_cell` are the characters of one cell of a submission; `formats` are the endings that are
    read, in lower case. JSON is read through a mapping profile alone: of nested records it must be
    said what becomes a row.
    """

    most_bytes: int
    most_unpacked: int
    most_decoded: int
    most_rows: int
    most_cell: int
    formats: frozenset[str]
    most_together: int
    held: int = 0

    def beside(self, held: int) -> "Limits":
        """What is left for the next table where those before it hold so many bytes."""
        left = max(0, self.most_together - held)
        return replace(self, held=held, most_decoded=min(self.most_decoded, left))


COMMAND_LINE = Limits(
    most_bytes=1024 * MEGABYTE,
    most_unpacked=2048 * MEGABYTE,
    # A file of the most bytes, in cells of a dozen signs, comes to a little less.
    most_decoded=3072 * MEGABYTE,
    # Ten million are refused.
    most_rows=9_999_999,
    most_cell=1000,
    formats=frozenset({".csv", ".tsv", ".txt", ".zip", ".xlsx", ".json", ".parquet"}),
    most_together=6144 * MEGABYTE,
)
UPLOAD = Limits(
    most_bytes=25 * MEGABYTE,
    most_unpacked=512 * MEGABYTE,
    # The child that reads it may hold three times as much.
    most_decoded=1024 * MEGABYTE,
    most_rows=200_000,
    most_cell=256,
    formats=COMMAND_LINE.formats - {".parquet"},
    # However many files there are, it is one child that holds them.
    most_together=1024 * MEGABYTE,
)


def check_cell_lengths(frame: pl.DataFrame, file: str, most: int) -> None:
    """Raise NotReadable, by column of text, at the first cell of more than `most` characters."""
    refuse(*_long_cells(frame, file, most))


def _long_cells(frame: pl.DataFrame, file: str, most: int) -> Iterator[findings.Finding]:
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


def check_memory(file: str, size: int, limits: Limits) -> None:
    """Raise NotReadable for a table of `size` bytes in memory, where that is more than is read."""
    if size <= limits.most_decoded:
        return
    wording = (
        f"in memory the table would take {size:,} bytes; at most {limits.most_decoded:,} are read."
        " Split it by period or by office, and leave out columns that nobody reads."
    )
    if limits.held:
        wording = (
            f"in memory the table would take {size:,} bytes beside the {limits.held:,} of those"
            f" before it; at most {limits.most_together:,} are read together. Send the records of"
            " fewer years or offices at once, and leave out columns that nobody reads."
        )
    raise NotReadable(findings.Finding(file, "file.decoded", wording))


def held_bytes(frames: Iterable[pl.DataFrame]) -> int:
    """What tables that were read hold, reckoned alike."""
    return sum(
        frame.height * frame.width * CELL_BYTES + int(frame.estimated_size()) for frame in frames
    )
