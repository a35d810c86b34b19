"""Find the tables of a source without a profile, and the rows with their column names."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from schemas import findings
from schemas.language import Message, message, messages, sentences
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
        alone, faults = _tables_of_file(path, limits)
        return tuple(with_labels(alone)), (*faults, *submission_files.unread_in_archive(path))
    files: list[SourceFile] = []
    findings: list[Finding] = []
    for one in sorted(path.iterdir()):
        if one.is_file() and one.suffix.lower() in limits.formats - {".zip"}:
            inside, faults = _tables_of_file(one, limits)
            files += inside
            findings += faults
    findings += submission_files.unread_kinds(submission_files.file_names(path))
    return tuple(with_labels(files)), tuple(findings)


def _tables_of_file(path: Path, limits: Limits) -> Contents:
    """Return the tables in a file: sheets, lists of records, files of an archive, or itself."""
    match path.suffix.lower():
        case ".zip":
            return _tables_of_archive(path, limits)
        case ".xlsx":
            try:
                sheets = xlsx_container.open_workbook(preflight.file_at(path), limits).sheets
            except NotReadable:
                # The reader says why.
                sheets = ()
            shown = [sheet.name for sheet in sheets if not sheet.hidden]
            named = tuple(SourceFile(name, path.name, sheet=name) for name in shown)
            return named or (SourceFile(path.stem, path.name),), ()
        case ".json":
            return _tables_of_json(path, limits)
        case ending if ending in TEXT_FILES:
            with path.open("rb") as opened_file:
                return (_sniff_text(path.name, opened_file.read(BYTES_SNIFFED)),), ()
        case _:
            return (SourceFile(path.stem, path.name),), ()


def _tables_of_archive(path: Path, limits: Limits) -> Contents:
    """Return the text files in an archive, or findings if it cannot be read."""
    files = []
    try:
        with archive.open_archive(path, limits) as packed:
            for member in archive.archive_files(packed):
                if member.suffix in TEXT_FILES:
                    with member.open() as opened_file:
                        files.append(_sniff_text(member.name, opened_file.read(BYTES_SNIFFED)))
    except NotReadable as unread:
        return (), unread.findings
    return tuple(files), ()


def _sniff_text(name: str, head: bytes) -> SourceFile:
    """Return a text file with its guessed encoding and delimiter."""
    encoding = "utf-8"
    try:
        head.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # A character cut off at the end of the sample does not mean another encoding.
        if error.start < len(head) - 4:
            encoding = "cp1252"
    text = head.lstrip(b"\xef\xbb\xbf\r\n").decode(encoding, "replace")
    return SourceFile(Path(name).stem, name, encoding=encoding, delimiter=_delimiter(text))


def _delimiter(text: str) -> str:
    """Return the most frequent delimiter of the first line, unless the lines below use another one.

    A title above the names may have no delimiter, or others.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n", LINES_LOOKED_AT)
    lines = lines[:LINES_LOOKED_AT]
    likeliest = max(DELIMITERS, key=lines[0].count)
    cells = {sign: _cells_by_line(lines, sign) for sign in DELIMITERS}
    widths = {sign: Counter(cells[sign]).most_common(1)[0] for sign in DELIMITERS}
    if cells[likeliest][0] == widths[likeliest][0] > 1:
        return likeliest
    return max(
        DELIMITERS, key=lambda sign: (widths[sign][0] > 1, widths[sign][1], sign == likeliest)
    )


def _cells_by_line(lines: Iterable[str], sign: str) -> list[int]:
    """Return the number of cells of each line that is not blank; [1] without such lines."""
    try:
        return [len(cells) for cells in csv.reader(lines, delimiter=sign) if cells] or [1]
    except csv.Error:
        return [1]


def _tables_of_json(path: Path, limits: Limits) -> Contents:
    """Return the lists of records in a JSON file; the file itself if it cannot be parsed."""
    if path.stat().st_size > min(limits.most_bytes, json_records.MOST_BYTES):
        return (SourceFile(path.stem, path.name),), ()
    try:
        data = path.read_bytes()
        if not json_records.fits_in_memory(data, limits):
            raise ValueError(path.name)
        content = json.loads(data)
    except (ValueError, RecursionError):
        # The reader says what is wrong, and where.
        return (SourceFile(path.stem, path.name),), ()
    lists = tuple(
        SourceFile(records or path.stem, path.name, records=records, keys=keys)
        for records, keys in _record_lists(content, (), ())
    )
    return lists or (SourceFile(path.stem, path.name),), ()


def _record_lists(
    content: object, place: tuple[str, ...], keys: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the path of each list of records, with the key fields of the records around it."""
    if isinstance(content, dict):
        for name, inner in content.items():
            if isinstance(inner, list | dict) and len(place) < DEEPEST:
                yield from _record_lists(inner, (*place, name), keys)
        return
    if not isinstance(content, list):
        return
    records = [one for one in content[:RECORDS_LOOKED_AT] if isinstance(one, dict)]
    if not records:
        return
    yield ".".join(place), keys
    below = (*keys, *_key_fields(records))
    for name in dict.fromkeys(name for record in records for name in record):
        lists = [record[name] for record in records if isinstance(record.get(name), list)]
        if lists and len(place) < DEEPEST:
            yield from _record_lists(
                [one for inner in lists for one in inner], (*place, name), below
            )


def _key_fields(records: Iterable[Mapping[str, object]]) -> list[str]:
    """Return fields that identify a record: those named like an id, else the first simple one."""
    names = list(
        dict.fromkeys(
            name
            for record in records
            for name, value in record.items()
            if not isinstance(value, dict | list)
        )
    )
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
    """The rows with the column names, from 1, and how many rows after them hold no data."""

    rows: tuple[int, ...] = (1,)
    skipped: int = 0


NO_HEADER_ROWS: Mapping[str, HeaderRows] = {}


def find_header_rows(rows: Sequence[FirstRow]) -> HeaderRows:
    """Return the rows with the column names, found in the first rows of a file; row 1 by default.

    Names are texts, nearly all different, fill nearly the whole width, and do not recur below. Rows
    above them are titles, which fill few columns. The last title row may hold group names: then
    each of its blank cells has a name below it, which differs from the data below.
    """
    width = _width(rows)
    if width < LEAST_WIDTH:
        return HeaderRows()
    for place, row in enumerate(rows[:-1]):
        below = rows[place + 1 :]
        if _is_group(row, below):
            return HeaderRows((row.number, below[0].number))
        if _filled_cells(row) > TITLES_FILL * width:
            # If the rows differ in their number of cells, the delimiter is wrong.
            alike = sum(len(one.cells) == len(row.cells) for one in below)
            is_table = _filled_cells(row) >= NAMES_FILL * width and alike >= LEAST_ALIKE * len(
                below
            )
            return (
                HeaderRows((row.number,)) if is_table and _are_names(row, below) else HeaderRows()
            )
    return HeaderRows()


def describe_header_rows(head: HeaderRows, rows: Sequence[FirstRow]) -> str:
    """Return a sentence on the header rows found, for the user to check; "" for row 1."""
    first, *others = head.rows
    if head == HeaderRows():
        return ""
    return sentences(
        _rows_above(first, has_titles=any(row.number < first for row in rows)),
        _joined_names(head.rows, rows) if others else _names_row(first),
    )


def _rows_above(first: int, *, has_titles: bool) -> str:
    if first == 1:
        return ""
    last = first - 1
    if has_titles:
        return messages("Row 1 is a title.", "Rows 1 to {count} are titles.", last)
    return messages("Row 1 is blank.", "Rows 1 to {count} are blank.", last)


def _names_row(first: int) -> Message:
    return message("The names of the columns are in row {row}.", row=first)


def _joined_names(numbers: Sequence[int], rows: Sequence[FirstRow]) -> Message:
    headers = [row.cells for row in rows if row.number in numbers]
    alone = {cell for cells in headers for cell in cells}
    example = next((name for name in join_header_rows(headers) if name not in alone), "")
    return message(
        "The names of the columns are in rows {rows} and are joined, for example [{name}].",
        rows=", ".join(map(str, numbers)),
        name=example[:40],
    )


def _width(rows: Sequence[FirstRow]) -> int:
    """Return the width of a table: the most cells filled in at least two rows."""
    counts = sorted(map(_filled_cells, rows), reverse=True)
    return counts[1] if len(counts) > 1 else 0


def _filled_cells(row: FirstRow) -> int:
    return sum(map(bool, row.cells))


def _are_names(row: FirstRow, below: Sequence[FirstRow]) -> bool:
    """Whether a row looks like column names: mostly different texts, not repeated below."""
    cells = [cell.casefold() for cell in row.cells if cell]
    texts = sum(map(_is_text, cells))
    again = any(
        cell and cell.casefold() == _cell(other, number).casefold()
        for other in below
        for number, cell in enumerate(row.cells)
    )
    return 2 * texts > len(cells) and len({*cells}) >= LEAST_DISTINCT * len(cells) and not again


def _is_group(row: FirstRow, below: Sequence[FirstRow]) -> bool:
    """Whether the row holds group headings over the column names in the row below."""
    names, *rows = below
    width = max(len(row.cells), len(names.cells))
    over = [_cell(row, number) for number in range(width)]
    named = [_cell(names, number) for number in range(width)]
    groups = [n for n in range(width - 1) if over[n] and not over[n + 1] and named[n]]
    # A column without data needs no name.
    empty = [n for n in range(width) if not any(_cell(one, n) for one in rows)]
    is_covered = all(over[n] or named[n] or n in empty for n in range(width))
    # If a name is only in the upper row, the two rows are one header.
    least = 1 if any(one and not other for one, other in zip(over, named, strict=True)) else 2
    if (
        len(groups) < least
        or not is_covered
        or not all(map(_is_text, filter(None, (*over, *named))))
    ):
        return False
    under = [n for n in range(width) if not over[n]]
    # A data row resembles the rows below it: it has no texts where they have none, or repeats
    # values.
    is_unlike = any(_holds_data(rows, n) for n in range(width) if named[n])
    again = any(named[n] == _cell(one, n) for one in rows for n in range(width) if named[n])
    return bool(under) and is_unlike and not again


def _holds_data(rows: Sequence[FirstRow], number: int) -> bool:
    cells = [cell for row in rows if (cell := _cell(row, number))]
    return 2 * sum(not _is_text(cell) for cell in cells) > len(cells)


def _cell(row: FirstRow, number: int) -> str:
    return row.cells[number] if number < len(row.cells) else ""


def _is_text(cell: str) -> bool:
    """Whether a cell is neither a number nor a date."""
    return any(map(str.isalpha, cell)) and not _DATE.fullmatch(cell)
