"""Readers: turn files and databases into tables of text, with findings where a file is wrong."""

from seed.readers.csv_text import read_exact_csv
from seed.readers.database import is_address
from seed.readers.export import FirstRow, first_rows, read_export
from seed.readers.headers import Layout, NotReadable, join_header_rows
from seed.readers.preflight import COMMAND_LINE, UPLOAD, Limits
from seed.readers.sheet import SheetCache
from seed.readers.submission_files import find_submissions, ignored_files, read_submission

__all__ = [
    "COMMAND_LINE",
    "UPLOAD",
    "FirstRow",
    "Layout",
    "Limits",
    "NotReadable",
    "SheetCache",
    "find_submissions",
    "first_rows",
    "ignored_files",
    "is_address",
    "join_header_rows",
    "read_exact_csv",
    "read_export",
    "read_submission",
]
