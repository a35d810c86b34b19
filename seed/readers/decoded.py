"""What a table comes to in memory, reckoned before it is there: small files may mean large ones."""

from collections.abc import Iterable

import polars as pl

from schemas import findings
from seed.readers.limits import Limits

# A cell of text: where it begins (8 bytes), and the view that frames keep (16), also of a blank.
CELL = 24
# Each column of each piece that is read has an entry of its own, also where it holds nothing.
MOST_COLUMNS = 1000


def fault(file: str, size: int, limits: Limits) -> findings.Finding | None:
    """The finding on a table of `size` bytes in memory, where that is more than is read."""
    if size <= limits.most_decoded:
        return None
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
    return findings.Finding(file, "file.decoded", wording)


def held(frames: Iterable[pl.DataFrame]) -> int:
    """What tables that were read hold, reckoned alike."""
    return sum(frame.height * frame.width * CELL + int(frame.estimated_size()) for frame in frames)


def too_wide(file: str, columns: int) -> findings.Finding:
    """The finding on a table of more columns than are read."""
    wording = (
        f"there are {columns:,} columns; at most {MOST_COLUMNS:,} are read. Delete those that are"
        " blank, and leave out what nobody reads."
    )
    return findings.Finding(file, "header.columns", wording)
