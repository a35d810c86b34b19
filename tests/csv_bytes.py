"""Read CSV text that is in memory, as a file of a submission is read."""

import io

from seed.readers.csv_text import read_csv_file
from seed.readers.headers import STANDARD, Findings, Layout, none_if_not_readable
from seed.readers.preflight import COMMAND_LINE, File, Limits
from seed.submission import TextTable


@none_if_not_readable
def read_csv_bytes(
    data: bytes, *, file: str, layout: Layout = STANDARD, limits: Limits = COMMAND_LINE
) -> tuple[TextTable, Findings]:
    """Return the rows and no findings, or None and the findings."""
    opened = File(file, len(data), lambda: io.BytesIO(data))
    return read_csv_file(opened, table="cases", layout=layout, limits=limits)
