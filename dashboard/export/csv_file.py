"""Write a table as CSV, protected against spreadsheet formulas."""

import pandas as pd

from metrics import round_to_twelve_digits

# Spreadsheets treat cells with these first characters as formulas (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# Without a byte-order mark, Excel assumes the encoding of the computer.
ENCODING = "utf-8-sig"


def csv_bytes(table: pd.DataFrame) -> bytes:
    """Return the table as CSV in UTF-8 with a byte-order mark. Formulas become text."""
    safe = table.map(as_text).rename(columns=as_text)
    return str(safe.to_csv(index=False)).encode(ENCODING)


def as_text(cell: object) -> object:
    """Add an apostrophe before text that looks like a formula; round floats to twelve digits."""
    if isinstance(cell, float):
        return round_to_twelve_digits(cell)
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell
