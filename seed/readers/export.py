"""Read one table of a source's export: from a folder, an archive, a workbook, JSON or Parquet.

Mapping profiles read their source files through this module.
"""

import contextlib
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

from schemas import errors, findings
from schemas.language import message
from seed.readers import (
    archive,
    csv_text,
    headers,
    json_records,
    parquet_text,
    preflight,
    xlsx_container,
)
from seed.readers.headers import STANDARD, Findings, Layout, NotReadable, none_if_not_readable
from seed.readers.preflight import COMMAND_LINE, File, Limits
from seed.readers.sheet import WORDINGS, OpenSheet, SheetCache, SheetScan, named_rows, sheet_faults
from seed.submission import TextTable

# This many rows are enough to find the row with the column names.
FIRST_ROWS = 30
FIRST_BYTES = 1 << 18


@dataclass(frozen=True)
class FirstRow:
    """One of the first rows that are not blank: its number, as in `header_rows`, and its cells."""

    number: int
    cells: tuple[str, ...]


Read = tuple[TextTable, Findings]


@none_if_not_readable
def read_export(
    path: Path,
    *,
    file: str,
    table: str,
    layout: Layout = STANDARD,
    limits: Limits = COMMAND_LINE,
    cache: SheetCache | None = None,
) -> Read:
    """Return the text of one table of the export at `path`, or None, and the findings.

    `path` is a folder or an archive that holds `file`, or the file itself under any name. Columns
    keep the names of the source. `row_number` is the row in the sheet or CSV file; in JSON and
    Parquet it is the number of the record, from 1. Cells may be longer than in a submission, since
    columns that no profile reads are dropped later. A sheet in `cache` is not read again. Raises
    SubmissionUnreadable where nothing is at the path.
    """
    if not path.exists():
        raise errors.SubmissionUnreadable(
            "File or folder not found: [{name}]. Name the folder or the file of the export.",
            name=path.name,
        )
    wider = replace(limits, most_cell=max(limits.most_cell, preflight.MOST_CELL_OF_EXPORT))
    with _open_file(path, file, wider) as opened:
        if opened.suffix in (".xlsx", *xlsx_container.OTHERS):
            return _read_sheet(opened, table, layout, wider, cache or SheetCache())
        return _read(opened, table, layout, wider)


@contextlib.contextmanager
def _open_file(path: Path, file: str, limits: Limits) -> Iterator[File]:
    """Open the file with this name in the folder or archive at `path`, or `path` itself.

    Raises NotReadable, also where the file is damaged or changes while it is read.
    """
    name = file
    try:
        if path.is_dir():
            inside = path / file
            # The name comes from a profile, which is untrusted: it must not leave the folder.
            if inside.parent != path or not inside.is_file():
                raise _missing(file)
            name = inside.name
            yield preflight.file_at(inside)
        elif path.suffix.lower() == ".zip":
            with archive.open_archive(path, limits) as packed:
                member = _find_member(packed, file)
                name = member.name
                yield member
        else:
            name = path.name
            yield preflight.file_at(path)
    except preflight.Changed:
        raise NotReadable(preflight.changed_finding(name)) from None
    except archive.DAMAGED:
        raise NotReadable(archive.damaged_member_finding(name, path.name)) from None


def _find_member(packed: ZipFile, file: str) -> File:
    name = PurePosixPath(file).name.lower()
    named = [one for one in archive.archive_files(packed) if one.name.lower() == name]
    if not named:
        raise _missing(file)
    if len(named) > 1:
        wording = message("The archive has two files with this name. Keep one of them.")
        raise NotReadable(findings.Finding(file, "zip.twice", wording))
    return named[0]


def _missing(file: str) -> NotReadable:
    wording = message("The mapping reads this file, but it is missing.")
    return NotReadable(findings.Finding(file, "mapping.file_missing", wording))


def _read(file: File, table: str, layout: Layout, limits: Limits) -> Read:
    if file.suffix == ".json":
        return json_records.read_json(file, table=table, layout=layout, limits=limits)
    if file.suffix == ".parquet":
        if ".parquet" in limits.formats:
            _refuse_in_archive(file)
        numbers = layout.numbers_names
        return parquet_text.read_parquet(file, table=table, limits=limits, numbers_names=numbers)
    return csv_text.read_csv_file(file, table=table, layout=layout, limits=limits)


def _refuse_in_archive(file: File) -> None:
    if file.path is None:
        wording = message(
            "This file cannot be read from inside an archive. Send it alone, or as CSV UTF-8."
        )
        raise NotReadable(findings.Finding(file.name, "zip.nested", wording))


def _read_sheet(file: File, table: str, layout: Layout, limits: Limits, cache: SheetCache) -> Read:
    of, scan, faults = _scanned_sheet(file, layout, limits, cache)
    if findings.only_errors(faults):
        raise NotReadable(*faults)
    frame, warnings = named_rows(
        scan, of.file, cache.cells(scan, of), layout=layout, most_cell=limits.most_cell
    )
    if frame.is_empty():
        raise NotReadable(headers.no_rows_finding(of.file))
    return TextTable(of.file, table, frame, of.workbook.sha256), warnings


def _scanned_sheet(
    file: File, layout: Layout, limits: Limits, cache: SheetCache
) -> tuple[OpenSheet, SheetScan, Findings]:
    """Return the sheet, its scan and its faults. Raises NotReadable if there is no such sheet."""
    _refuse_in_archive(file)
    opened = cache.workbook(file, limits)
    of = OpenSheet(opened, _find_sheet(opened, layout.sheet, file.name))
    scan = cache.scan(of, limits)
    faults = sheet_faults(scan, of, limits)
    return of, scan, tuple(one for one in faults if not _is_outside_rows(one.rule, scan, layout))


def _is_outside_rows(rule: str, scan: SheetScan, layout: Layout) -> bool:
    """Return whether the fault is only in rows above the names, or in a merged group name.

    Rows above the header are not read. A title may be merged, or link to the maker of the file.
    """
    first, *others = layout.header_rows
    if rule == "xlsx.formula":
        return scan.formulas_to < first
    return rule == "xlsx.merged" and scan.merged_to < (others[-1] + 1 if others else first)


def _find_sheet(
    opened: xlsx_container.Workbook, name: str | None, file: str
) -> xlsx_container.Sheet:
    """Return the sheet with this name, or the only visible one. Raises NotReadable without it."""
    shown = [sheet for sheet in opened.sheets if not sheet.hidden]
    named = [s for s in opened.sheets if name and s.name.strip().lower() == name.strip().lower()]
    if name is None and len(shown) == 1:
        return shown[0]
    if named and not named[0].hidden:
        return named[0]
    if named:
        wording = message("The sheet that the mapping reads is hidden. Show it.")
        raise NotReadable(findings.Finding(file, "xlsx.hidden_sheet", wording))
    names = ", ".join(f"[{sheet.name[:31]}]" for sheet in shown[:20])
    wording = message(
        "Name one of the sheets of this workbook in the mapping: {sheets}.", sheets=names
    )
    raise NotReadable(findings.Finding(file, "xlsx.sheet", wording))


def first_rows(
    path: Path,
    *,
    file: str,
    layout: Layout = STANDARD,
    limits: Limits = COMMAND_LINE,
    cache: SheetCache | None = None,
) -> tuple[FirstRow, ...]:
    """Return the first rows of a CSV file or sheet, so that a user can point to the names.

    Empty for JSON and Parquet, and for a file that cannot be read: `read_export` says why. The
    sheet stays in `cache` for that call.
    """
    try:
        with _open_file(path, file, limits) as opened:
            if opened.suffix in (".json", ".parquet"):
                return ()
            if opened.suffix in (".xlsx", *xlsx_container.OTHERS):
                return tuple(_first_rows_of_sheet(opened, layout, limits, cache or SheetCache()))
            return tuple(_first_rows_of_text(opened, layout))
    except NotReadable:
        return ()


def _first_rows_of_text(file: File, layout: Layout) -> Iterator[FirstRow]:
    with file.open() as opened:
        head = opened.read(FIRST_BYTES)
    if preflight.other_kind_fault(head, file.name, layout.encoding):
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


def _first_rows_of_sheet(
    file: File, layout: Layout, limits: Limits, cache: SheetCache
) -> Iterator[FirstRow]:
    of, scan, faults = _scanned_sheet(file, layout, limits, cache)
    # Faults in single cells do no harm here. A sheet that is too large or broken is not shown.
    if any(fault.rule not in WORDINGS for fault in findings.only_errors(faults)):
        return
    for number, *row in cache.cells(scan, of).head(FIRST_ROWS).iter_rows():
        yield FirstRow(number, tuple((cell or "").strip() for cell in row))
