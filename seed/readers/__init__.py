"""Readers: bytes of files -> text tables, strict, with findings; the manifest beside them."""

from seed.readers.csv_text import STANDARD, Dialect, read_text_table
from seed.readers.exact import read_exact
from seed.readers.export import Layout, read_export
from seed.readers.folder import read, submissions
from seed.readers.limits import COMMAND_LINE, UPLOAD, Limits

__all__ = [
    "COMMAND_LINE",
    "STANDARD",
    "UPLOAD",
    "Dialect",
    "Layout",
    "Limits",
    "read",
    "read_exact",
    "read_export",
    "read_text_table",
    "submissions",
]
