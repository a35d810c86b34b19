"""One table of a source's export: from a folder, an archive, a workbook, JSON or Parquet."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from schemas import errors, findings
from seed.readers import (
    archive,
    cell_length,
    csv_header,
    csv_text,
    json_records,
    look_over,
    parquet_text,
    raw,
    sheet_text,
    workbook,
)
from seed.readers.csv_text import Dialect
from seed.readers.kept_sheet import KeptSheet
from seed.readers.limits import COMMAND_LINE, Limits
from seed.readers.look_over import File
from seed.readers.sheet_scan import Scan
from seed.submission import TextTable

Read = tuple[TextTable | None, tuple[findings.Finding, ...]]


@dataclass(frozen=True)
class Layout(Dialect):
    """Where a table stands in its file, and how it is written.

    `sheet` is that of a workbook (None: its only one); `records` the path to a list in a JSON file,
    its names divided by dots (none: the file is the list); `keys` the fields that each row takes
    over from the records around it.
    """

    sheet: str | None = None
    records: str = ""
    keys: tuple[str, ...] = ()


PLAIN = Layout()
# The last row in which there is what only those may hold that are above the header.
ABOVE: dict[str, Callable[[Scan], int]] = {
    "xlsx.merged": lambda scan: scan.merged_to,
    "xlsx.formula": lambda scan: scan.formulas_to,
}


def read_export(
    path: Path,
    *,
    file: str,
    table: str,
    layout: Layout = PLAIN,
    limits: Limits = COMMAND_LINE,
    kept: KeptSheet | None = None,
) -> Read:
    """The text of one table of the export at `path`, or None with what is wrong with it.

    `path` is a folder or an archive that holds `file`, or the file itself, whatever its name.
    Names of columns stay the source's. `row_number` is the sheet's or the CSV file's; in JSON and
    Parquet it is that of the record, from 1. Cells may be longer than those of a submission: what
    no profile reads is not kept. A sheet that is `kept` is not read again. Raises
    SubmissionUnreadable where nothing is there.
    """
    if not path.exists():
        raise errors.SubmissionUnreadable(
            f"Nothing is at [{path.name}]. Name the folder or the file of the export."
        )
    wider = replace(limits, most_cell=max(limits.most_cell, cell_length.MOST_OF_EXPORT))
    with file_of(path, file, wider) as opened:
        if isinstance(opened, findings.Finding):
            return None, (opened,)
        try:
            if opened.suffix in (".xlsx", *workbook.OTHERS):
                return _read_sheet(opened, table, layout, wider, kept or KeptSheet())
            return _read(opened, table, layout, wider)
        except look_over.Changed:
            return None, (look_over.written_meanwhile(opened.name),)
        except archive.DAMAGED:
            return None, (archive.damaged(opened.name, path.name),)


@contextlib.contextmanager
def file_of(path: Path, file: str, limits: Limits) -> Iterator[File | findings.Finding]:
    """The file of that name in the folder or archive at `path`, or `path` itself; or why not."""
    if path.is_dir():
        inside = path / file
        # Names of profiles are text from outside: they name a file in the folder, nothing else.
        plain = inside.parent == path and inside.is_file()
        yield look_over.on_disk(inside) if plain else _missing(file)
    elif path.suffix.lower() == ".zip":
        with contextlib.ExitStack() as closing:
            yield _member(path, file, limits, closing)
    else:
        yield look_over.on_disk(path)


def _member(
    path: Path, file: str, limits: Limits, closing: contextlib.ExitStack
) -> File | findings.Finding:
    size = path.stat().st_size
    if size > limits.most_bytes:
        return raw.too_large(path.name, size, limits.most_bytes)
    packed = archive.opened(path)
    if isinstance(packed, findings.Finding):
        return packed
    closing.enter_context(packed)
    if faults := archive.faults(packed, path, limits):
        return faults[0]
    name = PurePosixPath(file).name.lower()
    named = [one for one in archive.members(packed) if one.name.lower() == name]
    if len(named) > 1:
        wording = "the archive has this file twice. Keep one of them."
        return findings.Finding(file, "zip.twice", wording)
    return named[0] if named else _missing(file)


def _missing(file: str) -> findings.Finding:
    wording = "the profile reads this file, which is not there."
    return findings.Finding(file, "mapping.file_missing", wording)


def _read(file: File, table: str, layout: Layout, limits: Limits) -> Read:
    if file.suffix == ".json":
        wanted = json_records.Wanted(layout.records, layout.keys, layout.numbers_names)
        return json_records.read(file, table=table, wanted=wanted, limits=limits)
    if file.suffix == ".parquet":
        if ".parquet" not in limits.formats:
            return None, (parquet_text.not_accepted(file.name),)
        if file.path is None:
            return None, (_alone(file),)
        numbers = layout.numbers_names
        return parquet_text.read(file, table=table, limits=limits, numbers_names=numbers)
    return csv_text.read_file(file, table=table, dialect=layout, limits=limits)


def _alone(file: File) -> findings.Finding:
    wording = "it is not read from inside an archive. Send it alone, or as CSV UTF-8."
    return findings.Finding(file.name, "zip.nested", wording)


def _read_sheet(file: File, table: str, layout: Layout, limits: Limits, kept: KeptSheet) -> Read:
    if file.path is None:
        return None, (_alone(file),)
    opened = kept.opened(file, limits)
    sheet = None if opened.faults else sheet_of(opened, layout.sheet, file.name)
    if isinstance(sheet, workbook.Sheet):
        return _read_shown(sheet_text.Place(opened, sheet), table, layout, limits, kept)
    return None, opened.faults if sheet is None else (sheet,)


def _read_shown(
    place: sheet_text.Place, table: str, layout: Layout, limits: Limits, kept: KeptSheet
) -> Read:
    scan = kept.look(place, limits)
    if isinstance(scan, findings.Finding):
        return None, (scan,)
    faults = tuple(
        fault
        for fault in sheet_text.faults(scan, place, limits)
        if not _is_above(fault.rule, scan, layout.header_rows)
    )
    if findings.errors(faults):
        return None, faults
    asked = sheet_text.Asked(layout, limits.most_cell)
    frame, said, numbers = sheet_text.named(scan, place, asked, kept.cells(scan, place))
    if frame is None or frame.is_empty():
        return None, said if frame is None else (csv_header.no_rows(place.file),)
    return TextTable(place.file, table, frame, place.workbook.sha256, numbers), said


def _is_above(rule: str, scan: Scan, header_rows: tuple[int, ...]) -> bool:
    """Whether it is all over the names, or a group over several of them.

    A title over the header is not read: it may be merged, or a link to who made the file.
    """
    if rule not in ABOVE:
        return False
    first, *others = header_rows
    is_group = rule == "xlsx.merged" and bool(others)
    return ABOVE[rule](scan) < (header_rows[-1] + 1 if is_group else first)


def sheet_of(
    opened: workbook.Workbook, name: str | None, file: str
) -> workbook.Sheet | findings.Finding:
    """The sheet of that name, or the only one that is shown; or why neither is there."""
    shown = [sheet for sheet in opened.sheets if not sheet.hidden]
    named = [s for s in opened.sheets if name and s.name.strip().lower() == name.strip().lower()]
    if name is None and len(shown) == 1:
        return shown[0]
    if named and not named[0].hidden:
        return named[0]
    if named:
        wording = "the sheet that the profile reads is hidden. Show it."
        return findings.Finding(file, "xlsx.hidden_sheet", wording)
    names = ", ".join(f"[{sheet.name[:31]}]" for sheet in shown[:20])
    wording = f"the profile must name one of the sheets of this workbook: {names}."
    return findings.Finding(file, "xlsx.sheet", wording)
