"""Read Parquet into the same text table as a CSV file would give.

The number of rows and the types are checked in the metadata before any data is read.
"""

import hashlib
from collections.abc import Iterator, Sequence

import polars as pl
import pyarrow as pa
from pyarrow import compute, parquet

from schemas import findings
from schemas.language import Message, message
from seed.readers import headers, preflight
from seed.readers.headers import ROW, Findings, NotReadable, raise_findings
from seed.readers.preflight import File, Limits
from seed.submission import TextTable

# How many cells are unpacked at a time.
BATCH_CELLS = 1 << 20
# Once parsed, the metadata at the end of the file takes some twenty times its size. For a thousand
# columns in a hundred row groups it has ten megabytes.
MOST_DESCRIPTION = 16 << 20
END = b"PAR1"
DAMAGED = (pa.ArrowException, OSError, ValueError)


def read_parquet(
    file: File, *, table: str, limits: Limits, numbers_names: bool = False
) -> tuple[TextTable, Findings]:
    """Return the file's rows as text and the warnings; `row_number` counts from 1.

    With `numbers_names`, columns without a unique name get a number, as for exports of other
    systems. Raises NotReadable with the errors, and Changed where the file has changed.
    """
    name = file.name
    if ".parquet" not in limits.formats:
        wording = message(
            "Parquet cannot be uploaded. Send CSV UTF-8 or .xlsx, or use the command line."
        )
        raise NotReadable(findings.Finding(name, "parquet.not_accepted", wording))
    if file.size > limits.most_bytes:
        raise NotReadable(preflight.too_large_finding(name, file.size, limits.most_bytes))
    data = file.read()
    try:
        frame, warnings = _read_frame(data, name, limits, numbers_names=numbers_names)
    except MemoryError:
        # pyarrow's memory error is also one of DAMAGED, but the file is not damaged.
        raise
    except DAMAGED:
        # The error text may repeat a value of a record: do not pass it on.
        wording = message("Not a valid Parquet file. Create it again.")
        raise NotReadable(findings.Finding(name, "parquet.damaged", wording)) from None
    return TextTable(name, table, frame, hashlib.sha256(data).hexdigest()), warnings


def _read_frame(
    data: bytes, name: str, limits: Limits, *, numbers_names: bool
) -> tuple[pl.DataFrame, Findings]:
    if _description_bytes(data) > MOST_DESCRIPTION:
        wording = message(
            "The metadata of the file has more than {most:,} bytes. Create it again with fewer"
            " columns and in larger groups of rows.",
            most=MOST_DESCRIPTION,
        )
        raise NotReadable(findings.Finding(name, "parquet.size", wording))
    with _open_parquet(data) as opened:
        raise_findings(*_schema_faults(opened, name, limits))
        written = opened.schema_arrow.names
        names, warnings = headers.final_column_names(written, name, numbered=numbers_names)
        texts = [field.name for field in opened.schema_arrow if _is_text(field.type)]
    # Read texts as dictionaries first: a text used a million times is measured before it is
    # repeated in memory.
    with _open_parquet(data, texts) as opened:
        rows = _unpack_rows(opened, name, limits)
    return _text_frame(rows.rename_columns(names), name, limits), warnings


def _open_parquet(data: bytes, read_dictionary: Sequence[str] = ()) -> parquet.ParquetFile:
    return parquet.ParquetFile(
        pa.BufferReader(data),
        arrow_extensions_enabled=True,
        read_dictionary=list(read_dictionary),
    )


def _description_bytes(data: bytes) -> int:
    """The length of the metadata as the file states it; 0 where it states none."""
    last = data[-2 * len(END) :]
    return int.from_bytes(last[: len(END)], "little") if last.endswith(END) else 0


def _unpack_rows(opened: parquet.ParquetFile, name: str, limits: Limits) -> pa.Table:
    """All rows. Raises NotReadable as soon as they exceed the memory limit."""
    width = len(opened.schema_arrow)
    size = opened.metadata.num_rows * width * preflight.CELL_BYTES
    # A file without rows yields no batch, but its columns are needed.
    pieces = [_decode_dictionaries(pa.RecordBatch.from_pylist([], opened.schema_arrow))]
    for batch in opened.iter_batches(max(1, BATCH_CELLS // max(1, width))):
        size += sum(map(_decoded_bytes, batch.columns))
        preflight.check_memory(name, size, limits)
        pieces.append(_decode_dictionaries(batch))
    return pa.Table.from_batches(pieces)


def _decoded_bytes(column: pa.Array) -> int:
    """The bytes of a column's values after each repetition is written out."""
    if not pa.types.is_dictionary(column.type) or not _is_text(column.type.value_type):
        return column.nbytes
    lengths = compute.binary_length(column.dictionary)
    return compute.sum(lengths.take(column.indices).cast(pa.int64())).as_py() or 0


def _is_text(kind: pa.DataType) -> bool:
    tests = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view)
    return any(test(kind) for test in tests)


def _decode_dictionaries(rows: pa.RecordBatch) -> pa.RecordBatch:
    plain = [
        column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
        for column in rows.columns
    ]
    return pa.RecordBatch.from_arrays(plain, names=rows.schema.names)


def _schema_faults(
    opened: parquet.ParquetFile, name: str, limits: Limits
) -> Iterator[findings.Finding]:
    metadata, schema = opened.metadata, opened.schema_arrow
    if metadata.num_rows > limits.most_rows:
        yield preflight.too_many_rows_finding(name, limits.most_rows)
    declared = sum(
        metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups)
    )
    if declared > limits.most_unpacked:
        wording = message(
            "Unpacked it has {size:,} bytes, but at most {most:,} can be read. Split it.",
            size=declared,
            most=limits.most_unpacked,
        )
        yield findings.Finding(name, "parquet.size", wording)
    if len(schema) > headers.MOST_COLUMNS:
        yield headers.too_wide_finding(name, len(schema))
    else:
        size = metadata.num_rows * len(schema) * preflight.CELL_BYTES
        preflight.check_memory(name, size, limits)
    for number, field in enumerate(schema, start=1):
        if not _is_plain(field.type):
            yield findings.Finding(name, "parquet.type", _type_wording(number, field.type))


def _is_plain(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_plain(kind.value_type)
    tests = (
        _is_text,
        pa.types.is_integer,
        pa.types.is_floating,
        pa.types.is_decimal,
        pa.types.is_boolean,
        pa.types.is_date,
        pa.types.is_timestamp,
        pa.types.is_null,
    )
    return any(test(kind) for test in tests)


def _type_wording(column: int, kind: pa.DataType) -> Message:
    if isinstance(kind, pa.BaseExtensionType):
        return message(
            "Column {column} has a type of an extension. Use text, numbers, yes or no, or days.",
            column=column,
        )
    if pa.types.is_nested(kind):
        return message(
            "Column {column} has a nested type. Use text, numbers, yes or no, or days.",
            column=column,
        )
    return message(
        "Column {column} is binary or a time of day. Use text, numbers, yes or no, or days.",
        column=column,
    )


def _text_frame(read_table: pa.Table, name: str, limits: Limits) -> pl.DataFrame:
    columns, faults = {}, []
    for field in read_table.schema:
        column = read_table.column(field.name)
        if pa.types.is_timestamp(field.type) and _has_times(column):
            wording = message("The dates have a time of day. Write the column as days (date32).")
            faults.append(findings.Finding(name, "parquet.time", wording))
            continue
        columns[field.name] = _column_text(column, field.type)
    raise_findings(*faults)
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    frame = frame.with_columns(pl.when(pl.all() != "").then(pl.all()))
    numbered = frame.with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int32).alias(ROW))
    kept = numbered.filter(~pl.all_horizontal(pl.exclude(ROW).is_null()))
    if kept.is_empty():
        raise NotReadable(headers.no_rows_finding(name))
    preflight.check_cell_lengths(kept, name, limits.most_cell)
    return kept


def _has_times(column: pa.ChunkedArray) -> bool:
    days = column.cast(pa.timestamp("ns")).cast(pa.timestamp("s"), safe=False)
    whole = compute.equal(compute.floor_temporal(days, unit="day"), days)
    back = compute.equal(days.cast(pa.timestamp("ns")), column.cast(pa.timestamp("ns")))
    return not compute.all(compute.and_(whole, back)).as_py() if len(column) else False


def _column_text(column: pa.ChunkedArray, kind: pa.DataType) -> pl.Series:
    if pa.types.is_timestamp(kind):
        return _column_text(column.cast(pa.date32(), safe=False), pa.date32())
    if pa.types.is_floating(kind):
        # Write whole numbers without decimals: tools store integers as floats if a cell is missing.
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
