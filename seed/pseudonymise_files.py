"""Replace columns of a sender's own file by pseudonyms, and leave the rest unchanged."""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

import polars as pl
import xlsxwriter

from schemas import errors, findings
from schemas.language import Message, message, sentences
from seed import pseudonyms, readers
from seed.gate import column_checks
from seed.gate.row_comparison import ROW

WORKBOOK = ".xlsx"
TEXT_FILES = (".csv", ".tsv", ".txt")
DELIMITERS = (",", ";", "\t", "|")
# A spreadsheet takes a cell that begins with one of these for a formula.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True)
class Replaced:
    """The new file and what was replaced.

    `data` is the file. `distinct` counts the distinct pseudonyms by column. `left` are columns that
    were not replaced although their names suggest persons. `pairs` holds each (column, original,
    pseudonym) once, and only the sender may see it.
    """

    data: bytes
    distinct: dict[str, int]
    left: tuple[str, ...]
    # Not in repr, which a log or traceback may show.
    pairs: tuple[tuple[str, str, str], ...] = field(default=(), repr=False)


@dataclass
class _Cells:
    """Computes the pseudonym of each value once, and collects the values of each column."""

    key: str
    pseudonym_of: dict[str, str] = field(default_factory=dict)
    distinct: dict[str, set[str]] = field(default_factory=dict)
    pairs: dict[tuple[str, str], str] = field(default_factory=dict)

    def replaced(self, column: str, value: str) -> str:
        """Return the pseudonym of a cell. A blank cell is returned unchanged."""
        if not value.strip():
            return value
        if value not in self.pseudonym_of:
            self.pseudonym_of[value] = pseudonyms.hash_value(self.key, value)
        self.distinct.setdefault(column, set()).add(self.pseudonym_of[value])
        self.pairs[column, value.strip()] = self.pseudonym_of[value]
        return self.pseudonym_of[value]


def replace_columns(
    path: Path, columns: Iterable[str], *, key: str, sheet: str | None = None
) -> Replaced | tuple[findings.Finding, ...]:
    """Return the file with pseudonyms in `columns`, or the findings where it cannot be read.

    In CSV all other bytes stay the same. Of a workbook only one sheet is kept, with its cells as
    text; `sheet` names it, and None takes the only visible one. Raises UserError for an unknown
    column or file format.
    """
    suffix = path.suffix.lower()
    if suffix not in (WORKBOOK, *TEXT_FILES):
        raise errors.UserError(
            "Unsupported file type: [{file}]. Use CSV or {workbook}.",
            file=path.name,
            workbook=WORKBOOK,
        )
    delimiter = "," if suffix == WORKBOOK else _find_delimiter(path)
    layout = readers.Layout(delimiter=delimiter, sheet=sheet)
    text, faults = readers.read_export(path, file=path.name, table=path.stem, layout=layout)
    if text is None:
        return faults
    names = [name for name in text.frame.columns if name != ROW]
    chosen = [_find_column(column, names) for column in dict.fromkeys(columns)]
    cells = _Cells(key)
    if suffix == WORKBOOK:
        data = _write_workbook(text.frame.select(names), chosen, cells, sheet)
    else:
        at = {names.index(name): name for name in chosen}
        data = _rewrite_csv(path.read_bytes().decode(), delimiter, at, cells).encode()
    left = tuple(
        name for name in names if name not in chosen and column_checks.identifies_persons(name)
    )
    distinct = {name: len(cells.distinct.get(name, ())) for name in chosen}
    pairs = tuple((*original, pseudonym) for original, pseudonym in sorted(cells.pairs.items()))
    return Replaced(data, distinct, left, pairs)


LOOKUP = ("column", "original", "pseudonym")


def write_lookup(path: Path, pairs: Iterable[tuple[str, str, str]]) -> None:
    """Write a CSV of originals and pseudonyms that only the owner of the file can read.

    Raises UserError where the file exists.
    """
    try:
        path.touch(pseudonyms.ONLY_THE_OWNER, exist_ok=False)
    except FileExistsError as error:
        wording = message("File already exists: [{file}]. It was not replaced.", file=path.name)
        raise errors.UserError(wording) from error
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(LOOKUP)
        rows.writerows((column, _as_text(value), pseudonym) for column, value, pseudonym in pairs)


def read_lookup(path: Path) -> dict[str, str]:
    """Return originals by pseudonym from a file of `write_lookup`.

    A spreadsheet may have saved the file again. Raises UserError where the file is not such a list
    or contradicts itself; the message repeats no value.
    """
    originals: dict[str, str] = {}
    for line, (_, original, pseudonym) in _lookup_rows(path):
        value = unicodedata.normalize("NFC", _as_written(original).strip())
        if not (value and pseudonym.strip()):
            raise _no_lookup(path, message("Line {line} has a blank cell.", line=line))
        if originals.setdefault(pseudonym.strip(), value) != value:
            raise _no_lookup(
                path,
                message("The pseudonym in line {line} already has another original.", line=line),
            )
    return originals


def _lookup_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the line number and cells of each row that is not blank, without the header."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file, delimiter=_find_delimiter(path), strict=True)
            names = [name.strip().casefold() for name in next(rows, [])]
            if tuple(names) != LOOKUP:
                raise _no_lookup(
                    path, message("The first line must be {header}.", header=", ".join(LOOKUP))
                )
            for row in rows:
                if not any(cell.strip() for cell in row):
                    continue
                if len(row) == len(LOOKUP):
                    yield rows.line_num, row
                else:
                    wrong = message(
                        "Line {line} must have {width} cells, but has {cells}.",
                        line=rows.line_num,
                        width=len(LOOKUP),
                        cells=len(row),
                    )
                    raise _no_lookup(path, wrong)
    except OSError as error:
        raise _no_lookup(path, message("The file cannot be read.")) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise _no_lookup(path, message("Save it as CSV in UTF-8.")) from error


def _no_lookup(path: Path, why: Message) -> errors.UserError:
    return errors.UserError(
        sentences(
            message("[{file}] is not a lookup of pseudonyms.", file=path.name),
            why,
            message("Use the file that pseudonymise --lookup wrote."),
        )
    )


def _as_written(value: str) -> str:
    """Undo `_as_text`."""
    return value[1:] if value.startswith("'") and value[1:].startswith(FORMULA_SIGNS) else value


def _as_text(value: str) -> str:
    """Return the value with an apostrophe before it, if a spreadsheet would calculate it."""
    return f"'{value}" if value.startswith(FORMULA_SIGNS) else value


def _find_delimiter(path: Path) -> str:
    """Return the most frequent delimiter outside quotes in the first line; else the comma."""
    with path.open("rb") as file:
        header = next((line for line in file if line.strip()), b"").decode(errors="replace")
    return max(DELIMITERS, key=re.sub('"[^"]*"', "", header).count)


def _find_column(column: str, names: list[str]) -> str:
    """Return the file's name for a column, ignoring case if only one fits. Raises UserError."""
    for name in names:
        if name == column:
            return name
    alike = [name for name in names if name.casefold() == column.strip().casefold()]
    if len(alike) == 1:
        return alike[0]
    near = get_close_matches(column, names, n=3, cutoff=findings.NEAR)
    missing = message("The file has no column [{column}].", column=column)
    raise errors.UserError(sentences(missing, findings.suggest_names(near)))


def _rewrite_csv(text: str, delimiter: str, by_place: dict[int, str], cells: _Cells) -> str:
    """Return the text with cells replaced in the columns `by_place`, by position from 0."""
    sign = re.escape(delimiter)
    cell_and_end = re.compile(rf'("(?:[^"]|"")*"|[^{sign}\r\n]*)({sign}|\r\n|\r|\n|\Z)')
    body = _start_of_rows(text, cell_and_end, delimiter)
    return text[:body] + cell_and_end.sub(_cell_replacer(delimiter, by_place, cells), text[body:])


def _cell_replacer(
    delimiter: str, by_place: dict[int, str], cells: _Cells
) -> Callable[[re.Match[str]], str]:
    place = 0

    def replace(match: re.Match[str]) -> str:
        nonlocal place
        column, end = by_place.get(place), match[2]
        place = place + 1 if end == delimiter else 0
        if column is None:
            return match[0]
        cell = match[1]
        if cell.startswith('"'):
            value = cells.replaced(column, cell[1:-1].replace('""', '"'))
            return '"' + value.replace('"', '""') + '"' + end
        return cells.replaced(column, cell) + end

    return replace


def _start_of_rows(text: str, cell_and_end: re.Pattern[str], delimiter: str) -> int:
    """Return the position of the first data row, after the header and blank lines before it."""
    at = len(text) - len(text.removeprefix(BYTE_ORDER_MARK).lstrip("\r\n"))
    while at < len(text):
        match = cell_and_end.match(text, at)
        assert match is not None
        at = match.end()
        if match[2] != delimiter:
            break
    return at


def _write_workbook(
    frame: pl.DataFrame, chosen: list[str], cells: _Cells, sheet: str | None
) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        page = workbook.add_worksheet(sheet)
        text = workbook.add_format({"num_format": "@"})
        for place, name in enumerate(frame.columns):
            page.write_string(0, place, name)
            for row, value in enumerate(frame[name], start=1):
                if value is not None:
                    shown = cells.replaced(name, value) if name in chosen else value
                    page.write_string(row, place, shown, text)
    return buffer.getvalue()
