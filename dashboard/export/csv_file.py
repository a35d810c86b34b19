"""A table as a CSV file whose cells a spreadsheet cannot run."""

import pandas as pd

from metrics import twelve_digits

# A spreadsheet reads a cell that begins so as a formula (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# Excel takes a file without the mark for the machine's own encoding.
ENCODING = "utf-8-sig"


def csv_bytes(table: pd.DataFrame) -> bytes:
    """The table with its header, in UTF-8 with a byte-order mark; formulas become text."""
    safe = table.map(as_text).rename(columns=as_text)
    return str(safe.to_csv(index=False)).encode(ENCODING)


def as_text(cell: object) -> object:
    """Text that begins like a formula with an apostrophe before it, numbers with twelve digits."""
    if isinstance(cell, float):
        return twelve_digits(cell)
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell
