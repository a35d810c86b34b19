"""Readers: bytes of files -> text tables, strict, with findings; the manifest beside them."""

from seed.readers.csv_text import STANDARD, Dialect, read_text_table
from seed.readers.folder import read, submissions

__all__ = ["STANDARD", "Dialect", "read", "read_text_table", "submissions"]
