"""Rows of a database as text, as a file of them would be: streamed, and known again by a hash."""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

import polars as pl
from sqlalchemy import ColumnClause, CursorResult, Select, column, literal_column, select, table
from sqlalchemy.sql import quoted_name

from schemas import findings
from seed.readers import cell_length, csv_header, decoded, look_over
from seed.readers.csv_header import ROW
from seed.readers.database.asked import Asked
from seed.readers.database.opening import Opened, Refused, Undecodable
from seed.readers.limits import Limits

# Rows that are held as the driver gives them, on their way to text.
ROWS_AT_ONCE = 10_000
# Whole numbers up to here are exact in a float, and written without decimals.
EXACT = 1e15
Cells = list[str | None]
Pieces = Iterator[Sequence[Sequence[object]]]
Wanted = Callable[[Sequence[str]], Collection[str]]


@dataclass(frozen=True)
class Rows:
    """What was read: all `names` of the columns, and in `frame` those wanted, with `row_number`.

    `sha256` is of the rows in whatever order, so that the same rows are the same content.
    """

    names: tuple[str, ...]
    frame: pl.DataFrame
    sha256: str


Read = tuple[Rows | None, tuple[findings.Finding, ...]]


@dataclass
class _Faults:
    """What no text can be made of, by rule and column: the first row with it, and how many."""

    file: str
    found: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def add(self, rule: str, name: str, row: int, times: int) -> None:
        known = self.found.setdefault((rule, name), [row, 0])
        known[1] += times

    def told(self) -> Iterator[findings.Finding]:
        for (rule, name), (row, times) in self.found.items():
            yield findings.Finding(
                self.file, rule, WORDINGS[rule], row=row, column=name, occurrences=times
            )


WORDINGS = {
    "database.type": "this column holds bytes, lists or records, which are no text. Leave it out,"
    " or take a part of it as text in a SELECT.",
    "enc.nul": "a text holds NUL, which text has not. Put it right in the system itself, or take it"
    " out in a SELECT.",
    "enc.utf8": "a text is not UTF-8. Put it right in the system itself, or leave the column out by"
    " a SELECT.",
}


def rows(
    of: Opened, asked: Asked, file: str, limits: Limits, *, wanted: Wanted
) -> tuple[Rows | None, tuple[findings.Finding, ...]]:
    """The rows of a table or a SELECT, which goes by `file` in findings, or why they are not read.

    Of a table only the columns are read that `wanted` picks of its names; a SELECT names its own.
    Where it picks none, nothing is read. They come in the order of the primary key, else of all
    their columns, a SELECT's in its own; `row_number` counts them from 1. Raises
    DatabaseUnavailable where the database goes away.
    """
    try:
        return _read(of, asked, file, limits, wanted)
    except Refused as refused:
        # A transaction with a fault in it answers nothing more.
        of.connection.rollback()
        return None, (_refused(asked, file, str(refused)),)
    except UnicodeDecodeError:
        return None, (findings.Finding(file, "enc.utf8", WORDINGS["enc.utf8"]),)


def _read(of: Opened, asked: Asked, file: str, limits: Limits, wanted: Wanted) -> Read:
    names, kept, found, said = _asked(of, asked, file, wanted)
    if findings.errors(said):
        return None, said
    if not kept:
        return Rows(names, pl.DataFrame(schema={ROW: pl.Int32}), ""), said
    frame, faults = _gathered(found, [names[n] for n in kept], file, limits)
    if frame is None:
        return None, faults
    sha256 = _hash(frame)
    if not (asked.select or of.key(asked)):
        frame = frame.sort(pl.all(), nulls_last=True)
    numbered = frame.with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int32).alias(ROW))
    most_cell = max(limits.most_cell, cell_length.MOST_OF_EXPORT)
    if too_long := cell_length.faults(numbered, file, most_cell):
        return None, too_long
    return Rows(names, numbered, sha256), said


def _asked(
    of: Opened, asked: Asked, file: str, wanted: Wanted
) -> tuple[tuple[str, ...], list[int], Pieces, tuple[findings.Finding, ...]]:
    """The names of all columns, the places of those that are read, and their rows to come."""
    result = _executed(of, asked, _all_of(asked).limit(0))
    written = list(result.keys())
    if len(written) > decoded.MOST_COLUMNS:
        result.close()
        return (), [], iter(()), (decoded.too_wide(file, len(written)),)
    names, said = csv_header.settled(written, file, numbered=True)
    picked = () if findings.errors(said) else wanted(names)
    kept = [n for n, name in enumerate(names) if name in picked or (asked.select and picked)]
    if not (asked.select and kept):
        # A server keeps what it was asked until it is told that nobody wants it.
        result.close()
    if not asked.select and kept:
        query = select(*(_quoted(written[n]) for n in kept)).select_from(_table(asked))
        query = query.order_by(*map(_quoted, of.key(asked))).limit(asked.most)
        result = _executed(of, asked, query)
    return names, kept, _pieces(result, asked.most), said


def _pieces(result: CursorResult[Any], most: int | None) -> Pieces:
    read = 0
    with result:
        for piece in result.partitions(ROWS_AT_ONCE):
            yield piece if most is None else piece[: most - read]
            read += len(piece)
            if most is not None and read >= most:
                return


def _all_of(asked: Asked) -> Select[Any]:
    return select(literal_column("*")).select_from(_table(asked))


def _table(asked: Asked) -> Any:
    # As the profile writes it: databases fold what is not quoted, each in its own way.
    schema = None if asked.schema is None else quoted_name(asked.schema, quote=True)
    return table(quoted_name(asked.name, quote=True), schema=schema)


def _quoted(name: str) -> ColumnClause[Any]:
    return column(quoted_name(name, quote=True))


def _executed(of: Opened, asked: Asked, query: Select[Any]) -> CursorResult[Any]:
    """The result, of which so many rows are fetched at a time; a SELECT goes as it is written."""
    options = {"yield_per": ROWS_AT_ONCE}
    if not asked.select:
        return of.connection.execute(query, execution_options=options)
    # Without parameters its signs for them are signs of its own.
    return of.connection.exec_driver_sql(
        asked.select.strip().rstrip(";"), execution_options={**options, "no_parameters": True}
    )


def _gathered(
    pieces: Pieces, names: Sequence[str], file: str, limits: Limits
) -> tuple[pl.DataFrame | None, tuple[findings.Finding, ...]]:
    faults, frames, size, height = _Faults(file), [], 0, 0
    for piece in pieces:
        columns = zip(names, zip(*piece, strict=True), strict=True)
        cells = {name: _texts(name, of_it, height, faults) for name, of_it in columns}
        frame = pl.DataFrame(cells, schema=dict.fromkeys(names, pl.String))
        height += len(piece)
        size += decoded.held([frame])
        frames.append(frame)
        if height > limits.most_rows:
            return None, (look_over.too_many(file, limits.most_rows),)
        if fault := decoded.fault(file, size, limits):
            return None, (fault,)
    if told := tuple(faults.told()):
        return None, told
    whole = pl.concat(frames) if frames else pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    filled = whole.filter(~pl.all_horizontal(pl.all().is_null()))
    return (None, (_no_rows(file),)) if filled.is_empty() else (filled, ())


def _texts(name: str, values: Sequence[object], before: int, faults: _Faults) -> Cells:
    kinds = {*map(type, values)} - {type(None)}
    if kinds == {Undecodable, str} or kinds == {Undecodable}:
        bad = [row for row, value in enumerate(values, before + 1) if type(value) is Undecodable]
        faults.add("enc.utf8", name, bad[0], len(bad))
        return [None] * len(values)
    if unknown := kinds - TEXTS.keys():
        bad = [row for row, value in enumerate(values, before + 1) if type(value) in unknown]
        faults.add("database.type", name, bad[0], len(bad))
        return [None] * len(values)
    cells = [None if value is None else TEXTS[type(value)](value) or None for value in values]
    bad = [row for row, cell in enumerate(cells, before + 1) if cell and "\0" in cell]
    if bad:
        faults.add("enc.nul", name, bad[0], len(bad))
    return cells


def _of_float(value: Any) -> str:
    is_whole = value == value // 1 and abs(value) < EXACT
    return str(int(value)) if is_whole else repr(value)


def _of_decimal(value: Any) -> str:
    return format(value, "f")


def _of_moment(value: Any) -> str:
    """A day where there is no time of day; another zone's moment in UTC, whoever reads it."""
    at = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    midnight = value.time() == time() and not value.tzinfo
    return at.date().isoformat() if midnight else at.isoformat(sep=" ")


# As files have them: what they are made into is the same for all behind the readers.
TEXTS: Mapping[type, Callable[[Any], str]] = {
    str: str,
    bool: lambda value: "true" if value else "false",
    int: str,
    float: _of_float,
    Decimal: _of_decimal,
    date: date.isoformat,
    datetime: _of_moment,
    time: time.isoformat,
    UUID: str,
}


def _hash(frame: pl.DataFrame) -> str:
    digest = hashlib.sha256()
    ordered = frame.sort(pl.all())
    digest.update(repr(frame.columns).encode())
    for piece in ordered.iter_slices(ROWS_AT_ONCE):
        digest.update(piece.write_csv(include_header=False).encode())
    return digest.hexdigest()


def _no_rows(file: str) -> findings.Finding:
    """An empty table at night is rather a fault than the news that all is gone."""
    wording = (
        "there is no row. Nothing was read of it, so that nothing leaves for it; if it is empty"
        " for good, take its block out of the mapping."
    )
    return findings.Finding(file, csv_header.NO_ROWS, wording)


def _refused(asked: Asked, file: str, reason: str) -> findings.Finding:
    what = "SELECT" if asked.select else "table"
    wording = (
        f"the database does not answer this {what}: {reason}. A table or column may be gone or be"
        " called otherwise, or the reader may not read it; a source is only read."
    )
    return findings.Finding(file, f"database.{what.lower()}", wording)
