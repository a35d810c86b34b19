"""Find the tables of a source without a profile, and the rows with their column names."""

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from schemas import findings
from schemas.language import message
from seed.mapping.profile_model import SourceFile
from seed.readers import (
    FirstRow,
    Limits,
    NotReadable,
    archive,
    join_header_rows,
    json_records,
    preflight,
    submission_files,
    xlsx_container,
)

Finding = findings.Finding
# How many first bytes are read to find a file's encoding and delimiter.
BYTES_SNIFFED = 1 << 20
DELIMITERS = (",", ";", "\t", "|")
LINES_LOOKED_AT = 50
TEXT_FILES = {".csv", ".tsv", ".txt"}
# Lists in JSON are searched for in this many records, and down to this depth.
RECORDS_LOOKED_AT = 100
DEEPEST = 3
_KEY_NAME = re.compile(r"(^|_)(id|no|nr|num|number|key|ref)$|Id$|No$", re.IGNORECASE)
Contents = tuple[tuple[SourceFile, ...], tuple[Finding, ...]]
# A narrower table cannot be told from its titles.
LEAST_WIDTH = 3
# Titles fill few of a table's columns, its names nearly all.
TITLES_FILL, NAMES_FILL = 1 / 3, 2 / 3
LEAST_DISTINCT, LEAST_ALIKE = 0.8, 0.8
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}.*|\d{1,2}[ .-][^\W\d]{3,9}\.?[ -]\d{2,4}")


def list_source_tables(path: Path, limits: Limits) -> Contents:
    """Return the tables at `path`, each with a unique label, and findings on unreadable files."""
    if not path.is_dir():
        files, said = _tables_of_file(path, limits)
        return tuple(with_labels(files)), (*said, *submission_files.unread_in_archive(path))
    every: list[SourceFile] = []
    faults: list[Finding] = []
    for one in sorted(path.iterdir()):
        if one.is_file() and one.suffix.lower() in limits.formats - {".zip"}:
            files, said = _tables_of_file(one, limits)
            every += files
            faults += said
    faults += submission_files.unread_kinds(submission_files.file_names(path))
    return tuple(with_labels(every)), tuple(faults)


def _tables_of_file(path: Path, limits: Limits) -> Contents:
    """Return the tables in a file: sheets, lists of records, files of an archive, or itself.

    A file that cannot be read is returned as a table: its reader says what is wrong, and where.
    """
    found: list[SourceFile] = []
    match path.suffix.lower():
        case ".zip":
            try:
                with archive.open_archive(path, limits) as packed:
                    texts = (f for f in archive.archive_files(packed) if f.suffix in TEXT_FILES)
                    return tuple(_sniff_text(f.name, f.open) for f in texts), ()
            except NotReadable as unread:
                return (), unread.findings
        case ".xlsx":
            with suppress(NotReadable):
                sheets = xlsx_container.open_workbook(preflight.file_at(path), limits).sheets
                shown = (sheet.name for sheet in sheets if not sheet.hidden)
                found = [SourceFile(name, path.name, sheet=name) for name in shown]
        case ".json":
            for place, keys in _record_lists(_json_content(path, limits), (), ()):
                name = place or path.stem
                found.append(SourceFile(name, path.name, records=place, keys=keys))
        case ending if ending in TEXT_FILES:
            found = [_sniff_text(path.name, lambda: path.open("rb"))]
    return tuple(found) or (SourceFile(path.stem, path.name),), ()


def _sniff_text(name: str, open_file: Callable[[], IO[bytes]]) -> SourceFile:
    """Return a text file with its guessed encoding and delimiter."""
    with open_file() as opened:
        head = opened.read(BYTES_SNIFFED)
    encoding = "utf-8"
    try:
        head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # A character cut off at the end of the sample does not mean another encoding.
        if error.start < len(head) - 4:
            encoding = "cp1252"
    text = head.lstrip(b"\xef\xbb\xbf\r\n").decode(encoding, "replace")
    lines = text.splitlines()[:LINES_LOOKED_AT] or [""]
    delimiter = max(DELIMITERS, key=lambda sign: _delimiter_fit(lines, sign))
    return SourceFile(Path(name).stem, name, encoding=encoding, delimiter=delimiter)


def _delimiter_fit(lines: Sequence[str], delimiter: str) -> tuple[bool, int, int, int]:
    """Return how well a delimiter divides lines, as a sort key: the best one has the largest.

    The best one divides the first line, and into as many cells as most lines have. A title above
    the names may have no delimiter, or others: then the best one divides most lines into equally
    many cells.
    """
    try:
        widths = [len(cells) for cells in csv.reader(lines, delimiter=delimiter) if cells] or [1]
    except csv.Error:
        widths = [1]
    width, times = Counter(widths).most_common(1)[0]
    in_first_line = lines[0].count(delimiter)
    return width > 1, in_first_line if widths[0] == width else 0, times, in_first_line


def _json_content(path: Path, limits: Limits) -> object:
    """Return the content of a JSON file; None if it is too large or not JSON."""
    if path.stat().st_size > min(limits.most_bytes, json_records.MOST_BYTES):
        return None
    data = path.read_bytes()
    try:
        return json.loads(data) if json_records.fits_in_memory(data, limits) else None
    except (ValueError, RecursionError):
        return None


def _record_lists(
    content: object, place: tuple[str, ...], keys: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the path of each list of records, with the key fields of the records around it."""
    below: dict[str, object] = {}
    if isinstance(content, dict):
        below = {name: one for name, one in content.items() if isinstance(one, list | dict)}
    elif isinstance(content, list):
        records = [one for one in content[:RECORDS_LOOKED_AT] if isinstance(one, dict)]
        if not records:
            return
        yield ".".join(place), keys
        keys = (*keys, *_key_fields(records))
        lists: dict[str, list[object]] = {}
        for name, inner in ((name, inner) for record in records for name, inner in record.items()):
            if isinstance(inner, list):
                lists.setdefault(name, []).extend(inner)
        below = {**lists}
    for name, inner in below.items():
        if len(place) < DEEPEST:
            yield from _record_lists(inner, (*place, name), keys)


def _key_fields(records: Iterable[Mapping[str, object]]) -> list[str]:
    """Return fields that identify a record: those named like an id, else the first plain value."""
    cells = (cell for record in records for cell in record.items())
    names = list(dict.fromkeys(name for name, value in cells if not isinstance(value, dict | list)))
    return [name for name in names if _KEY_NAME.search(name)] or names[:1]


def with_labels(files: Iterable[SourceFile]) -> Iterator[SourceFile]:
    """Yield the files under unique names that TOML needs no quotes for."""
    labels: set[str] = set()
    for file in files:
        label = re.sub(r"[^a-z0-9]+", "_", file.name.lower()).strip("_") or "file"
        number = 1
        while (name := label if number == 1 else f"{label}_{number}") in labels:
            number += 1
        labels.add(name)
        yield replace(file, name=name)


@dataclass(frozen=True)
class HeaderRows:
    """The rows with the column names, from 1, and how many rows after them have no data."""

    rows: tuple[int, ...] = (1,)
    skipped: int = 0


NO_HEADER_ROWS: Mapping[str, HeaderRows] = {}


def find_header_rows(rows: Sequence[FirstRow]) -> HeaderRows:
    """Return the rows with the column names, found in the first rows of a file; row 1 by default.

    Names are texts, nearly all different, fill nearly the whole width, and do not recur below. Rows
    above them are titles, which fill few columns. The last title row may hold group names: then
    each of its blank cells has a name below it, which differs from the data below.
    """
    filled = [sum(map(bool, row.cells)) for row in rows]
    # The most cells filled in at least two rows.
    width = sorted(filled)[-2] if len(rows) > 1 else 0
    if width < LEAST_WIDTH:
        return HeaderRows()
    for place, row in enumerate(rows[:-1]):
        below = rows[place + 1 :]
        if _is_group(row, below):
            return HeaderRows((row.number, below[0].number))
        if filled[place] > TITLES_FILL * width:
            # If the rows differ in their number of cells, the delimiter is wrong.
            alike = sum(len(one.cells) == len(row.cells) for one in below)
            is_table = filled[place] >= NAMES_FILL * width and alike >= LEAST_ALIKE * len(below)
            are_names = is_table and _are_names(row, below)
            return HeaderRows((row.number,)) if are_names else HeaderRows()
    return HeaderRows()


def describe_header_rows(head: HeaderRows, rows: Sequence[FirstRow]) -> str:
    """Return a sentence on the header rows found, for the user to check; "" for row 1."""
    if head == HeaderRows():
        return ""
    if len(head.rows) == 1:
        return message("The names of the columns are in row {row}.", row=head.rows[0])
    headers = [row.cells for row in rows if row.number in head.rows]
    alone = {cell for cells in headers for cell in cells}
    example = next((name for name in join_header_rows(headers) if name not in alone), "")
    return message(
        "The names of the columns are in rows {rows} and are joined, for example [{name}].",
        rows=", ".join(map(str, head.rows)),
        name=example[:40],
    )


def _are_names(row: FirstRow, below: Sequence[FirstRow]) -> bool:
    """Return whether a row looks like column names: mostly different texts, not repeated below."""
    cells = [cell.casefold() for cell in row.cells if cell]
    texts = sum(map(_is_text, cells))
    again = any(
        cell and cell.casefold() == _cell(other, number).casefold()
        for other in below
        for number, cell in enumerate(row.cells)
    )
    return 2 * texts > len(cells) and len({*cells}) >= LEAST_DISTINCT * len(cells) and not again


def _is_group(row: FirstRow, below: Sequence[FirstRow]) -> bool:
    """Return whether the row holds group headings over the column names in the row below."""
    names, *rows = below
    width = max(len(row.cells), len(names.cells))
    columns = [
        (_cell(row, n), _cell(names, n), [cell for one in rows if (cell := _cell(one, n))])
        for n in range(width)
    ]
    over = [upper for upper, _, _ in columns]
    named = [(name, cells) for _, name, cells in columns if name]
    headings = [n for n in range(width - 1) if over[n] and not over[n + 1] and columns[n][1]]
    # A column without data needs no name.
    is_covered = all(upper or name or not cells for upper, name, cells in columns)
    # If a name is only in the upper row, the two rows are one header.
    least = 1 if any(upper and not name for upper, name, _ in columns) else 2
    are_texts = all(map(_is_text, filter(None, [*over, *names.cells])))
    # A data row resembles the rows below it: it has no texts where they have none, or repeats
    # values.
    is_unlike = any(2 * sum(map(_is_text, cells)) < len(cells) for _, cells in named)
    again = any(name in cells for name, cells in named)
    is_group = len(headings) >= least and is_covered and are_texts and "" in over
    return is_group and is_unlike and not again


def _cell(row: FirstRow, number: int) -> str:
    return row.cells[number] if number < len(row.cells) else ""


def _is_text(cell: str) -> bool:
    """Return whether a cell is neither a number nor a date."""
    return any(map(str.isalpha, cell)) and not _DATE.fullmatch(cell)
