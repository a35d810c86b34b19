"""The sheet that was read last: its first rows are looked at before it is read as a table."""

from pathlib import Path

import polars as pl

from schemas import findings
from seed.readers import sheet_text, workbook
from seed.readers.limits import Limits
from seed.readers.look_over import File, Stamp
from seed.readers.sheet_scan import Scan

Finding = findings.Finding


class KeptSheet:
    """One workbook and one of its sheets at a time: to unpack them takes most of reading them.

    A file that was changed since is another one.
    """

    def __init__(self) -> None:
        self._file: tuple[Path | None, Stamp] | None = None
        self._workbook = workbook.Workbook("")
        self._part: str | None = None
        self._scan: Scan | Finding = Scan()
        self._cells: pl.DataFrame | Finding | None = None

    def opened(self, file: File, limits: Limits) -> workbook.Workbook:
        """The workbook, opened once. Raises Changed."""
        if self._file != (file.path, file.stamp):
            self._workbook, self._part = workbook.opened(file, limits), None
            self._file = (file.path, file.stamp)
        return self._workbook

    def look(self, place: sheet_text.Place, limits: Limits) -> Scan | Finding:
        """What stands in a sheet of it, looked over once."""
        if self._part != place.sheet.part:
            self._scan, self._cells = sheet_text.look(place, limits), None
            self._part = place.sheet.part
        return self._scan

    def cells(self, scan: Scan, place: sheet_text.Place) -> pl.DataFrame | Finding:
        """The cells of the sheet that was looked over, read once."""
        if self._cells is None:
            self._cells = sheet_text.cells(scan, place)
        return self._cells
