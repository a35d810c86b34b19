"""What lies on the cluster: records and units as Parquet, and rows on their way there and back.

Everything goes through the session, so that the folder may be on any store that the cluster knows.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import polars as pl
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    Numeric,
    String,
    Table,
    func,
    select,
)

from schemas.store import database

if TYPE_CHECKING:
    from pyspark.sql.connect.dataframe import DataFrame
    from pyspark.sql.connect.session import SparkSession

OWN_FOLDER = "prosecution-quality"
JURISDICTION = "jurisdiction"
# Rows that are in the program's memory at once on their way.
PIECE_ROWS = 100_000
# Values that are sent at once. The Connect server holds each several times over as an object of
# its own: of 100,000 rows with some forty texts it ran out of a gigabyte.
SENT_VALUES = 500_000
HALF = 2**32
# What DuckDB adds before it rounds, so that the half of a last digit is rounded up.
AWAY_FROM_ZERO = "1E-9D"
SPARK_TYPES = (
    (String, "string"),
    (Boolean, "boolean"),
    (Integer, "int"),
    (Float, "double"),
    (Date, "date"),
    (DateTime, "timestamp_ntz"),
)


class Lake:
    """A folder of its own within the one given, and the session's views of what lies there."""

    def __init__(self, spark: "SparkSession", folder: str) -> None:
        self._spark = spark
        self._root = f"{folder.rstrip('/')}/{OWN_FOLDER}"

    def empty(self) -> None:
        """Take away all that lies in the folder: written over by nothing, on any kind of store."""
        nothing = self._spark.createDataFrame([], "nothing int")
        nothing.write.mode("overwrite").parquet(self._root)

    def bring_records(self, connection: Connection, table: Table) -> None:
        """Let a table of records be read on the cluster: Parquet, by jurisdiction."""
        path, is_first = f"{self._root}/records/{table.name}", True
        place = table.c[JURISDICTION]
        sizes = connection.execute(select(place, func.count()).group_by(place)).all()
        for places in pieces({row[0]: row[1] for row in sizes}):
            frame = database.read_frame(connection, select(table).where(place.in_(places)))
            for sent in frame.iter_slices(max(1, SENT_VALUES // len(table.c))):
                rows = self._spark.createDataFrame(sent.to_arrow(), types(table.c))
                written = rows.write.mode("overwrite" if is_first else "append")
                written.partitionBy(JURISDICTION).parquet(path)
                is_first = False
        self._show(table, path) if sizes else self.bring(connection, table)

    def bring(self, connection: Connection, table: Table) -> None:
        """Let a table of few rows be read on the cluster."""
        frame = database.read_frame(connection, select(table))
        rows = self._spark.createDataFrame(frame.to_arrow(), types(table.c))
        rows.createOrReplaceTempView(table.name)

    def made(self, statement: str, columns: Sequence[Column]) -> "DataFrame":
        """The rows of a statement, named and typed as the columns are."""
        named = self._spark.sql(statement).toDF(*(column.name for column in columns))
        given = dict(named.dtypes)
        return named.selectExpr(*(typed(column, given[column.name]) for column in columns))

    def keep(self, rows: "DataFrame", table: Table) -> None:
        """Keep a unit's rows, so that statements after it read them."""
        path = f"{self._root}/units/{table.name}"
        rows.write.mode("overwrite").parquet(path)
        self._show(table, path)

    def hand_back(self, connection: Connection, table: Table) -> None:
        """Store in the database what is kept of a unit."""
        kept = self._spark.table(table.name)
        sizes = kept.groupBy(JURISDICTION).count().collect()
        for places in pieces({row[0]: row[1] for row in sizes}):
            self.store(connection, table, kept.filter(kept[JURISDICTION].isin(places)))

    def store(self, connection: Connection, table: Table, rows: "DataFrame") -> None:
        """Store rows in the database."""
        frame = pl.from_arrow(rows.toArrow())
        assert isinstance(frame, pl.DataFrame)
        database.insert_frame(connection, table, frame)

    def _show(self, table: Table, path: str) -> None:
        rows = self._spark.read.schema(types(table.c)).parquet(path)
        rows.createOrReplaceTempView(table.name)


def pieces(sizes: Mapping[str, int]) -> Iterator[list[str]]:
    """The jurisdictions, as many at a time as come to PIECE_ROWS; one with more goes alone."""
    piece: list[str] = []
    rows = 0
    for place, size in sorted(sizes.items()):
        if piece and rows + size > PIECE_ROWS:
            yield piece
            piece, rows = [], 0
        piece, rows = [*piece, place], rows + size
    if piece:
        yield piece


def typed(column: Column, given: str) -> str:
    """A column of the type that is stored, made of the given type as the database makes it."""
    name, stored = f"`{column.name}`", column.type
    digits = getattr(stored, "scale", None)
    value = name if given != "double" or digits is None else _digits(name, digits)
    return f"CAST({value} AS {_type(column)}) AS {name}"


def _digits(number: str, scale: int) -> str:
    """A double as a decimal with all the digits that it has: as DuckDB multiplies and rounds it.

    Spark would take the shortest digits that tell it from other doubles. A product has more digits
    than a whole number of Spark's, so that it is taken apart: by a power of two, which is exact.
    """
    product = f"ROUND({number} * 1E{scale}D + SIGN({number}) * {AWAY_FROM_ZERO})"
    high = f"FLOOR({product} / {HALF})"
    low = f"{product} - CAST({high} AS DOUBLE) * {HALF}"
    whole = (
        f"(CAST({high} AS DECIMAL(20, 0)) * {HALF} + CAST(CAST({low} AS BIGINT) AS DECIMAL(20, 0)))"
    )
    return f"{whole} * CAST('1E-{scale}' AS DECIMAL({scale + 1}, {scale}))"


def types(columns: Iterable[Column]) -> str:
    """The columns as Spark declares them."""
    return ", ".join(f"`{column.name}` {_type(column)}" for column in columns)


def _type(column: Column) -> str:
    kind = column.type
    if isinstance(kind, Numeric) and kind.precision is not None and kind.scale is not None:
        return f"decimal({kind.precision}, {kind.scale})"
    return next(name for stored, name in SPARK_TYPES if isinstance(kind, stored))
