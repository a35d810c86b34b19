"""How much of a file is read, and of which formats: on the command line, and from an upload."""

from dataclasses import dataclass, replace

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
