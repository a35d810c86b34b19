"""Parquet -> a text table, as a CSV file of it would be; rows and types by its metadata first."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow as pa
from pyarrow import compute, parquet

from schemas import findings
from seed.readers import cell_length, csv_header, look_over, raw
from seed.readers.csv_header import ROW
from seed.readers.limits import Limits
from seed.submission import TextTable

MOST_COLUMNS = 1000
# Rows that are unpacked at once.
BATCH_ROWS = 1 << 16
Read = tuple[TextTable | None, tuple[findings.Finding, ...]]
DAMAGED = (pa.ArrowException, OSError, ValueError)


def not_accepted(file: str) -> findings.Finding:
    """The finding on Parquet where it is not read."""
    wording = "Parquet is not accepted in an upload. Send CSV UTF-8 or .xlsx, or use the command"
    return findings.Finding(file, "parquet.not_accepted", f"{wording} line.")


def read(path: Path, *, table: str, limits: Limits) -> Read:
    """The file's rows as text; `row_number` counts them from 1. None with why it is not read."""
    name, size = path.name, path.stat().st_size
    if size > limits.most_bytes:
        return None, (raw.too_large(name, size, limits.most_bytes),)
    try:
        with parquet.ParquetFile(path, memory_map=True, arrow_extensions_enabled=True) as opened:
            if faults := tuple(_faults(opened, name, limits)):
                return None, faults
            rows = _unpacked(opened, limits)
            if rows is None:
                return None, (_too_large(name, limits),)
            return _text(rows, path, table, limits)
    except DAMAGED:
        # Its text may repeat a value: it goes no further.
        wording = "this is no Parquet file, or it is damaged. Write it anew."
        return None, (findings.Finding(name, "parquet.damaged", wording),)


def _unpacked(opened: parquet.ParquetFile, limits: Limits) -> pa.Table | None:
    """All rows, or None where they come to more than a CSV file of them may have.

    What is written once and meant a million times is not in the sizes that the file declares.
    """
    # A file without a row has no piece, and yet its columns.
    pieces, size = [_unrolled(pa.RecordBatch.from_pylist([], opened.schema_arrow))], 0
    for batch in opened.iter_batches(BATCH_ROWS):
        pieces.append(_unrolled(batch))
        size += pieces[-1].nbytes
        if size > limits.most_bytes:
            return None
    return pa.Table.from_batches(pieces)


def _unrolled(rows: pa.RecordBatch) -> pa.RecordBatch:
    plain = [
        column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
        for column in rows.columns
    ]
    return pa.RecordBatch.from_arrays(plain, names=rows.schema.names)


def _too_large(name: str, limits: Limits) -> findings.Finding:
    wording = f"unpacked it has more than {limits.most_bytes:,} bytes, the most that is read."
    return findings.Finding(name, "parquet.size", f"{wording} Split it.")


def _faults(opened: parquet.ParquetFile, name: str, limits: Limits) -> Iterator[findings.Finding]:
    metadata, schema = opened.metadata, opened.schema_arrow
    if metadata.num_rows > limits.most_rows:
        yield look_over.too_many(name, limits.most_rows)
    declared = sum(
        metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups)
    )
    if declared > limits.most_unpacked or len(schema) > MOST_COLUMNS:
        wording = f"unpacked it has {declared:,} bytes in {len(schema):,} columns; at most"
        wording += f" {limits.most_unpacked:,} in {MOST_COLUMNS:,} are read. Split it."
        yield findings.Finding(name, "parquet.size", wording)
    yield from csv_header.faults(tuple(field.name.strip() for field in schema), name)
    for number, field in enumerate(schema, start=1):
        if not _is_plain(field.type):
            wording = (
                f"column {number} has the type {_kind(field.type)}. Expected are text, whole"
                " numbers, decimals, floats, yes or no, and days."
            )
            yield findings.Finding(name, "parquet.type", wording)


def _is_plain(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_plain(kind.value_type)
    tests = (
        pa.types.is_string,
        pa.types.is_large_string,
        pa.types.is_string_view,
        pa.types.is_integer,
        pa.types.is_floating,
        pa.types.is_decimal,
        pa.types.is_boolean,
        pa.types.is_date,
        pa.types.is_timestamp,
        pa.types.is_null,
    )
    return any(test(kind) for test in tests)


def _kind(kind: pa.DataType) -> str:
    if isinstance(kind, pa.BaseExtensionType):
        return "of an extension"
    return "nested" if pa.types.is_nested(kind) else "binary or a time"


def _text(read_table: pa.Table, path: Path, table: str, limits: Limits) -> Read:
    name = path.name
    columns, faults = {}, []
    for field in read_table.schema:
        column = read_table.column(field.name)
        if pa.types.is_timestamp(field.type) and _has_times(column):
            wording = "dates have a time of day. Expected are days: write the column as date32."
            faults.append(findings.Finding(name, "parquet.time", wording))
            continue
        columns[field.name.strip()] = _as_text(column, field.type)
    if faults:
        return None, tuple(faults)
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    frame = frame.with_columns(pl.when(pl.all() != "").then(pl.all()))
    numbered = frame.with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int32).alias(ROW))
    kept = numbered.filter(~pl.all_horizontal(pl.exclude(ROW).is_null()))
    if kept.is_empty():
        return None, (csv_header.no_rows(name),)
    if too_long := cell_length.faults(kept, name, limits.most_cell):
        return None, too_long
    with path.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    return TextTable(name, table, kept, digest), ()


def _has_times(column: pa.ChunkedArray) -> bool:
    days = column.cast(pa.timestamp("ns")).cast(pa.timestamp("s"), safe=False)
    whole = compute.equal(compute.floor_temporal(days, unit="day"), days)
    back = compute.equal(days.cast(pa.timestamp("ns")), column.cast(pa.timestamp("ns")))
    return not compute.all(compute.and_(whole, back)).as_py() if len(column) else False


def _as_text(column: pa.ChunkedArray, kind: pa.DataType) -> pl.Series:
    if pa.types.is_timestamp(kind):
        return _as_text(column.cast(pa.date32(), safe=False), pa.date32())
    if pa.types.is_floating(kind):
        # Whole numbers have no decimals: tools write them so where some cells are missing.
        values = pl.Series(column.cast(pa.float64()).to_numpy())
        whole = values.cast(pl.Int64, strict=False).cast(pl.String)
        kept = pl.DataFrame({"v": values, "w": whole}).select(
            pl.when((pl.col("v") == pl.col("v").round(0)) & (pl.col("v").abs() < 1e15))
            .then(pl.col("w"))
            .otherwise(pl.col("v").cast(pl.String))
        )
        missing = pl.Series(column.is_null().to_numpy())
        return kept.to_series().set(missing, None)
    series = pl.Series(column.cast(pa.large_string()))
    return series.cast(pl.String)
