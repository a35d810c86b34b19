"""Readers: bytes of files -> text tables, strict, with findings; the manifest beside them."""

from seed.readers.csv_header import BY_NUMBER
from seed.readers.csv_header import joined as joined_names
from seed.readers.csv_text import STANDARD, Dialect, read_text_table
from seed.readers.database import is_address
from seed.readers.exact import read_exact
from seed.readers.export import Layout, read_export
from seed.readers.first_rows import FirstRow, first_rows
from seed.readers.folder import beside, read, submissions
from seed.readers.kept_sheet import KeptSheet
from seed.readers.limits import COMMAND_LINE, UPLOAD, Limits

__all__ = [
    "BY_NUMBER",
    "COMMAND_LINE",
    "STANDARD",
    "UPLOAD",
    "Dialect",
    "FirstRow",
    "KeptSheet",
    "Layout",
    "Limits",
    "beside",
    "first_rows",
    "is_address",
    "joined_names",
    "read",
    "read_exact",
    "read_export",
    "read_text_table",
    "submissions",
]
