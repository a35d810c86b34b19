"""Write frames to a database, and read queries as frames."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import ParamSpec

import polars as pl
import pyarrow as pa
from sqlalchemy import (
    DDL,
    Boolean,
    Column,
    CompoundSelect,
    Connection,
    CursorResult,
    Date,
    DateTime,
    Dialect,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Select,
    String,
    Table,
    column,
    exists,
    func,
    insert,
    literal,
    select,
    table,
)
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

from schemas.store import postgresql
from schemas.store.duckdb_store import ROW_GROUP
from schemas.store.snapshot_cache import cached_per_snapshot

INCOMING = "incoming_frame"
# Rows per fetch.
FETCHED_ROWS = 16_384
# Rows per part of a COPY: some megabytes of text.
COPY_ROWS = 100_000
# No text in the record model has a backslash, so this marks NULL safely.
COPY_NULL = "\\N"
FRAME_TYPES: tuple[tuple[type[TypeEngine], type[pl.DataType]], ...] = (
    (String, pl.String),
    (Boolean, pl.Boolean),
    (Integer, pl.Int64),
    (Float, pl.Float64),
    (Numeric, pl.Float64),
    (Date, pl.Date),
    (DateTime, pl.Datetime),
    (LargeBinary, pl.Binary),
)
# Cached SQL texts with parameters, and cached SQLAlchemy statements.
STATEMENTS_KEPT, WHOLE_KEPT = 2048, 256
Types = dict[str, pl.DataType | type[pl.DataType]]
Asked = ParamSpec("Asked")


@dataclass(frozen=True)
class Statement:
    """A query, described by the function that builds it and the arguments.

    The SQLAlchemy objects of a query on many measures take 150 kB, the SQL text a tenth of that, so
    only the text is cached.
    """

    make: Callable[..., Select]
    of: tuple[Hashable, ...]

    @property
    def query(self) -> Select:
        """Return the SQLAlchemy query, to build other queries from it."""
        return _build_query(self)


@lru_cache(WHOLE_KEPT)
def _build_query(statement: Statement) -> Select:
    return statement.make(*statement.of)


def cache_compiled_sql(make: Callable[Asked, Select]) -> Callable[Asked, Statement]:
    """Decorate a function that builds a query: it then returns a Statement, which is compiled once.

    The arguments must be hashable; the SQL is cached by them. Run it with `read_precompiled`.
    """

    @wraps(make)
    def statement(*of: Asked.args, **how: Asked.kwargs) -> Statement:
        assert not how
        return Statement(make, of)

    return statement


def insert_frame(connection: Connection, target: Table, frame: pl.DataFrame) -> None:
    """Insert the rows of a frame into a table, within the transaction of the connection.

    Columns that the frame lacks become NULL. Raises ValueError if it has a column that the table
    lacks.
    """
    if strange := set(frame.columns) - set(target.c.keys()):
        raise ValueError(f"{target.name} has no column {', '.join(sorted(strange))}")
    if frame.is_empty():
        return
    if connection.dialect.name == "duckdb":
        _register_and_insert(connection, target, frame)
    elif _has_row_security(connection, target):
        # PostgreSQL refuses COPY into tables with row security.
        with temporary_table(connection, frame, target) as rows:
            connection.execute(insert(target).from_select(frame.columns, select(rows)))
    else:
        _copy_frame(connection, target, frame)


def _has_row_security(connection: Connection, target: Table) -> bool:
    """Whether row security applies to the table for the connected role."""
    return bool(connection.execute(select(func.row_security_active(target.name))).scalar())


def read_frame(connection: Connection, query: Select | CompoundSelect) -> pl.DataFrame:
    """Run a query and return its rows as a frame, with the same types on both databases.

    Text is String, whole numbers are Int64, Numeric with a scale is Decimal, other numbers are
    Float64.
    """
    return _result_frame(connection.execute(query), _frame_types(query))


def read_precompiled(
    connection: Connection, statement: Statement, values: Mapping[str, object]
) -> pl.DataFrame:
    """Run a precompiled query with values for its parameters, and return its rows as a frame.

    For a query on all measures, SQLAlchemy needs as long to find the compiled text in its own cache
    as DuckDB needs to answer it.
    """
    dialect = connection.dialect
    text, parameters, types = _compile_statement(statement, dialect)
    given = [(name, values.get(name, value)) for name, value in parameters]
    by_place = tuple(value for _, value in given) or None
    return _result_frame(
        connection.exec_driver_sql(text, by_place if dialect.positional else dict(given)), types
    )


@lru_cache(STATEMENTS_KEPT)
def _compile_statement(
    statement: Statement, dialect: Dialect
) -> tuple[str, tuple[tuple[str, object], ...], Types]:
    """Return the SQL of a statement, its parameters in order with default values, and its types."""
    query = statement.make(*statement.of)
    compiled = query.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    assert isinstance(compiled, SQLCompiler)
    own = compiled.params
    names = (compiled.positiontup or []) if dialect.positional else own
    return str(compiled), tuple((name, own[name]) for name in names), _frame_types(query)


def _result_frame(result: CursorResult, types: Types) -> pl.DataFrame:
    """Return the rows of a result as a frame with these types."""
    if result.dialect.name == "duckdb":
        # The default reserves memory for a million rows per column, and queries on all measures
        # have a thousand columns.
        frame = pl.from_arrow(result.cursor.to_arrow_table(FETCHED_ROWS))
        assert isinstance(frame, pl.DataFrame)
        result.close()
        # Cast only columns that differ from their declared type. Casting all of them is slow.
        given = frame.schema
        casts = [pl.col(name).cast(kind) for name, kind in types.items() if kind != given[name]]
        return frame.with_columns(casts) if casts else frame
    rows = [tuple(row) for row in result]
    # Not strict: PostgreSQL returns sums of integers as decimals.
    return pl.DataFrame(rows, schema=types, strict=False, orient="row", infer_schema_length=None)


@cached_per_snapshot
def non_empty_tables(connection: Connection, candidates: tuple[Table, ...]) -> frozenset[str]:
    """Return the names of the tables that have at least one row."""
    query = select(
        *(exists(select(literal(1)).select_from(one)).label(one.name) for one in candidates)
    )
    answers = connection.execute(query).one()._mapping
    return frozenset(name for name, has_rows in answers.items() if has_rows)


@contextmanager
def temporary_table(connection: Connection, frame: pl.DataFrame, like: Table) -> Iterator[Table]:
    """Put a frame's rows into a temporary table, with the column types of `like`, for joins."""
    columns = (Column(name, like.c[name].type) for name in frame.columns)
    rows = Table(INCOMING, MetaData(), *columns, prefixes=["TEMPORARY"])
    if connection.dialect.name == "duckdb":
        with _register_rows(connection, frame.to_arrow()):
            yield rows
        return
    rows.create(connection)
    _copy_frame(connection, rows, frame)
    connection.execute(DDL(f"ANALYZE {INCOMING}"))
    yield rows
    rows.drop(connection)


@contextmanager
def _register_rows(connection: Connection, rows: pa.Table | pa.RecordBatchReader) -> Iterator[None]:
    native = connection.connection.driver_connection
    assert native is not None
    native.register(INCOMING, rows)
    try:
        yield
    finally:
        native.unregister(INCOMING)


def _register_and_insert(connection: Connection, target: Table, frame: pl.DataFrame) -> None:
    arrived = table(INCOMING, *(column(name) for name in frame.columns))
    with _register_rows(connection, _read_in_pieces(frame)):
        rows = select(*(arrived.c[name] for name in frame.columns))
        connection.execute(insert(target).from_select(frame.columns, rows))


def _read_in_pieces(frame: pl.DataFrame) -> pa.RecordBatchReader:
    """Return a reader of the frame in parts, which are freed from memory after reading.

    DuckDB keeps registered data until the transaction ends. A whole table would keep all rows of an
    import in memory (5 GB for 15 million rows); a reader that was read to its end keeps none.
    """

    def pieces() -> Iterator[pa.RecordBatch]:
        for piece in frame.iter_slices(ROW_GROUP):
            yield from piece.to_arrow().to_batches()

    return pa.RecordBatchReader.from_batches(frame.head(0).to_arrow().schema, pieces())


def _copy_frame(connection: Connection, target: Table, frame: pl.DataFrame) -> None:
    """Send the rows of a frame to PostgreSQL with COPY."""
    preparer = connection.dialect.identifier_preparer
    names = ", ".join(preparer.quote(name) for name in frame.columns)
    statement = (
        f"COPY {preparer.format_table(target)} ({names}) "
        f"FROM STDIN (FORMAT csv, NULL '{COPY_NULL}')"
    )
    with (
        postgresql.driver_connection(connection) as native,
        native.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        for piece in frame.iter_slices(COPY_ROWS):
            copy.write(piece.write_csv(include_header=False, null_value=COPY_NULL))


def _frame_types(query: Select | CompoundSelect) -> Types:
    return {c.name: _frame_type(c.type) for c in query.selected_columns}


def _frame_type(kind: TypeEngine) -> pl.DataType | type[pl.DataType]:
    if isinstance(kind, Numeric) and kind.precision is not None and kind.scale is not None:
        return pl.Decimal(kind.precision, kind.scale)
    for stored, frame in FRAME_TYPES:
        if isinstance(kind, stored):
            return frame
    # Without a type, polars would guess one from the rows of PostgreSQL, and from none of them.
    raise TypeError(f"A column of a query has no type that a frame knows, but {kind!r}.")
