"""The first rows of a file as they stand, for whoever looks where the names of its columns are."""

import contextlib
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from schemas import findings
from seed.readers import archive, look_over, raw, sheet_text, workbook
from seed.readers.export import PLAIN, Layout, file_of, sheet_of
from seed.readers.kept_sheet import KeptSheet
from seed.readers.limits import COMMAND_LINE, Limits
from seed.readers.look_over import File

# So many rows tell where the names of the columns stand.
FIRST_ROWS = 30
FIRST_BYTES = 1 << 18


@dataclass(frozen=True)
class FirstRow:
    """One of the first rows that are not blank: its number, as `header_rows` counts, its cells."""

    number: int
    cells: tuple[str, ...]


def first_rows(
    path: Path,
    *,
    file: str,
    layout: Layout = PLAIN,
    limits: Limits = COMMAND_LINE,
    kept: KeptSheet | None = None,
) -> tuple[FirstRow, ...]:
    """The first rows of a CSV file or a sheet, wherever its names stand.

    None of what has no rows, and of what cannot be read: why is said where it is read. A sheet is
    `kept` for that.
    """
    with file_of(path, file, limits) as opened:
        if isinstance(opened, findings.Finding) or opened.suffix in (".json", ".parquet"):
            return ()
        try:
            if opened.suffix in (".xlsx", *workbook.OTHERS):
                return tuple(_first_of_sheet(opened, layout, limits, kept or KeptSheet()))
            return tuple(_first_of_text(opened, layout))
        except (look_over.Changed, *archive.DAMAGED):
            return ()


def _first_of_text(file: File, layout: Layout) -> Iterator[FirstRow]:
    with file.open() as opened:
        head = opened.read(FIRST_BYTES)
    if raw.no_text(head, file.name, layout.encoding):
        return
    text = head.decode(layout.encoding, "replace").removeprefix("\ufeff")
    lines = io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n"), newline="\n")
    reader = csv.reader(lines, delimiter=layout.delimiter)
    number, rows = 1, 0
    with contextlib.suppress(csv.Error):
        for cells in reader:
            if any(map(str.strip, cells)):
                yield FirstRow(number, tuple(map(str.strip, cells)))
                rows += 1
            number = reader.line_num + 1
            if rows == FIRST_ROWS:
                return


def _first_of_sheet(
    file: File, layout: Layout, limits: Limits, kept: KeptSheet
) -> Iterator[FirstRow]:
    if file.path is None:
        return
    opened = kept.opened(file, limits)
    sheet = None if opened.faults else sheet_of(opened, layout.sheet, file.name)
    if not isinstance(sheet, workbook.Sheet):
        return
    place = sheet_text.Place(opened, sheet)
    scan = kept.look(place, limits)
    if isinstance(scan, findings.Finding):
        return
    faults = findings.errors(tuple(sheet_text.faults(scan, place, limits)))
    # What is wrong with single cells is no harm here; a sheet of another size or kind is.
    if any(fault.rule not in sheet_text.WORDINGS for fault in faults):
        return
    cells = kept.cells(scan, place)
    if isinstance(cells, findings.Finding):
        return
    for number, *row in cells.head(FIRST_ROWS).iter_rows():
        yield FirstRow(number, tuple((cell or "").strip() for cell in row))
