"""A small CSV file of exactly these columns, in this order, that is no table of a submission."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from schemas import errors, findings
from seed.readers import csv_header, csv_text, look_over
from seed.readers.limits import MEGABYTE, UPLOAD

LIMITS = replace(UPLOAD, most_bytes=MEGABYTE, most_rows=10_000)
# A row, or why there is none.
Read = tuple[pl.DataFrame | None, tuple[findings.Finding, ...]]


def read_exact(path: Path, columns: Sequence[str]) -> Read:
    """The rows of a UTF-8 CSV file: `columns` as text without blanks around them, and `row_number`.

    Blank cells are null, and rows are numbered as a spreadsheet does. Without rows or with another
    header there is no frame, and the findings say why. Raises SubmissionUnreadable where no file is
    at the path.
    """
    if not path.is_file():
        raise errors.SubmissionUnreadable(
            f"No file is at [{path.name}]. Expected is a CSV file with the header"
            f" {','.join(columns)}."
        )
    text, faults = csv_text.read_file(look_over.on_disk(path), table=path.stem, limits=LIMITS)
    if text is None:
        return None, tuple(_no_rows(fault) for fault in faults)
    if text.frame.columns[:-1] != list(columns):
        wording = f"the header is another one. Expected is exactly {','.join(columns)}."
        return None, (findings.Finding(path.name, "header.exact", wording, row=1),)
    cell = pl.col(pl.String).str.strip_chars()
    return text.frame.with_columns(pl.when(cell != "").then(cell)), ()


def _no_rows(fault: findings.Finding) -> findings.Finding:
    """A list may have no row, but is not emptied by a file that was cut off."""
    if fault.rule != csv_header.NO_ROWS:
        return fault
    return replace(fault, wording="there is a header and no row. Say --clear to have none.")
