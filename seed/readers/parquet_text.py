"""Read Parquet into the same text table as a CSV file would give.

The number of rows and the types are checked in the metadata before any data is read.
"""

import hashlib
from collections.abc import Iterator

import polars as pl
import pyarrow as pa
from pyarrow import compute, parquet

from schemas import findings
from schemas.language import Message, message
from seed.readers import headers, preflight
from seed.readers.headers import ROW, Findings, NotReadable, raise_findings
from seed.readers.preflight import File, Limits
from seed.submission import TextTable

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
    with parquet.ParquetFile(pa.BufferReader(data), arrow_extensions_enabled=True) as opened:
        raise_findings(*_schema_faults(opened, name, limits))
        written = opened.schema_arrow.names
        names, warnings = headers.final_column_names(written, name, numbered=numbers_names)
        rows = opened.read().cast(_without_dictionaries(opened.schema_arrow))
    preflight.check_memory(name, rows.nbytes, limits)
    return _text_frame(rows.rename_columns(list(names)), name, limits), warnings


def _without_dictionaries(schema: pa.Schema) -> pa.Schema:
    """Return the schema with each text written out, so that the memory of the rows is known."""
    return pa.schema(
        field.with_type(field.type.value_type) if pa.types.is_dictionary(field.type) else field
        for field in schema
    )


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
    """Return whether cells of a type can become text: no lists, records, bytes or times of day."""
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
