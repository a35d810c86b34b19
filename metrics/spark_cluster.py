"""Counting beyond one machine: a cluster of Apache Spark makes units and cells from the records.

The records go to the cluster as Parquet, over Spark Connect; the statements of `metrics` run there,
translated from DuckDB's SQL by sqlglot; the rows come back into the database in one transaction.
"""

import os
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from functools import cache
from importlib.util import find_spec
from time import monotonic
from typing import TYPE_CHECKING

import polars as pl
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Dialect,
    Float,
    Insert,
    Integer,
    Numeric,
    Select,
    String,
    Table,
    func,
    make_url,
    select,
)
from sqlalchemy.sql import visitors

from metrics.rebuild import refresh
from metrics.units.build import UNITS
from schemas import errors, tables
from schemas.store import database

if TYPE_CHECKING:
    from pyspark.sql.connect.dataframe import DataFrame
    from pyspark.sql.connect.session import SparkSession
    from pyspark.sql.connect.shell.progress import StageInfo
    from sqlglot import exp

SCHEME = "sc://"
NEEDED = ("pyspark", "sqlglot", "grpc")
SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    # Else amounts differ from the database's in the twelfth place.
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    # What was left by an interrupted count is written over as a whole.
    "spark.sql.sources.partitionOverwriteMode": "static",
}
# How often the server is asked anew where it does not answer, some 20 seconds in all: by its own
# default a server that is gone is asked for ten minutes.
TRIES = 5
# A cluster that others use gives its cores late; one without workers never does.
IDLE_SECONDS = 300
LONGEST_REASON = 300
# What a fault's text holds, and what that means to whoever looks after the cluster.
NO_ROOM = "has no room left where it spills to (spark.local.dir), or in the folder"
NO_MASTER = "has lost its master"
NO_FOLDER = "does not see the folder on all of its machines"
MEANINGS = {
    "No space left on device": NO_ROOM,
    "Disk quota exceeded": NO_ROOM,
    "File too large": NO_ROOM,
    "SparkContext was shut down": NO_MASTER,
    "Cannot call methods on a stopped SparkContext": NO_MASTER,
    "Master removed our application": NO_MASTER,
    "All masters are unresponsive": NO_MASTER,
    "PATH_NOT_FOUND": NO_FOLDER,
    "FILE_NOT_EXIST": NO_FOLDER,
    "FileNotFoundException": NO_FOLDER,
    "OutOfMemoryError": "has too little memory in its workers",
}
UNREACHABLE = ("UNAVAILABLE", "RETRIES_EXCEEDED", "Connection refused", "INVALID_HANDLE")


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
# Functions that sqlglot hands on as they are written, and that Spark has under these names.
KNOWN_TO_SPARK = frozenset({"MAKE_YM_INTERVAL"})
READ, WRITTEN = "duckdb", "spark"


class NotAnswering(errors.DatabaseUnavailable):
    """The cluster did not do its part; nothing was changed, and it can be asked again."""


class NotKnownToSpark(Exception):
    """A statement has a function that Spark may not know under this name."""


class Idle(Exception):
    """No worker takes the tasks."""


def count(connection: Connection, url: str, folder: str) -> None:
    """Make units and cells again from the stored records, on the cluster at `sc://HOST:PORT`.

    `folder` is a place that all machines of the cluster read and write; the records that are
    brought there are taken away at the end. Everything happens in the connection's transaction.
    Raises UserError where the extra is not installed, NotAnswering where the cluster fails.
    """
    with connected(url) as spark, _emptied(spark, folder) as staging:
        refresh(connection, _Filling(staging))


@contextmanager
def _emptied(spark: "SparkSession", folder: str) -> Iterator["Staging"]:
    """The folder, empty at first and at the end; one that a killed count filled is emptied too."""
    staging = Staging(spark, folder)
    staging.empty()
    try:
        yield staging
    except BaseException:
        # It has failed, so the cluster is asked only once more, and only to tidy up.
        spark.client.set_retry_policies([])
        with suppress(*faults()):
            staging.empty()
        raise
    staging.empty()


class _Filling:
    """Runs each `INSERT ... SELECT` on the cluster, and brings there what the statement reads."""

    def __init__(self, staging: "Staging") -> None:
        self._staging = staging
        self._known: set[str] = set()

    def __call__(self, connection: Connection, statement: Insert) -> None:
        """Fill the statement's table in the database; later statements read units there."""
        query, target = statement.select, statement.table
        assert isinstance(query, Select)
        assert isinstance(target, Table)
        for table in dict.fromkeys(
            one for one in visitors.iterate(query) if isinstance(one, Table)
        ):
            self._bring(connection, table)
        columns = [target.c[name] for name in statement._select_names or ()]
        rows = self._staging.run(in_spark(query), columns)
        if target in UNITS:
            self._known.add(target.name)
            self._staging.keep(rows, target)
            self._staging.hand_back(connection, target)
        else:
            self._staging.store(connection, target, rows)

    def _bring(self, connection: Connection, table: Table) -> None:
        if table.name not in self._known:
            self._known.add(table.name)
            is_large = table in tables.RECORD_TABLES
            bring = self._staging.bring_records if is_large else self._staging.bring
            bring(connection, table)


@contextmanager
def connected(url: str) -> Iterator["SparkSession"]:
    """A session at `sc://HOST:PORT`. Raises UserError without the extra, NotAnswering by faults."""
    if not url.startswith(SCHEME):
        raise errors.UserError(
            f"[{without_token(url)}] is no engine: expected is {SCHEME}HOST:PORT."
        )
    if not all(map(find_spec, NEEDED)):
        raise errors.UserError(
            "An engine needs the extra [spark]; in the project's folder:"
            " .venv/bin/pip install --editable '.[spark]' (docs/cluster.md)."
        )
    spark = None
    try:
        spark = _session(url)
        for name, value in SETTINGS.items():
            spark.conf.set(name, value)
        yield spark
    except faults() as error:
        raise NotAnswering(describe_fault(url, error)) from error
    finally:
        if spark is not None:
            spark.stop()


def _session(url: str) -> "SparkSession":
    # The client alone is no installation of Spark, and asks for one all the same.
    os.environ.setdefault("SPARK_HOME", os.devnull)
    # It warns of each try, and what came of them is told at the end.
    warnings.filterwarnings("ignore", module="pyspark")
    # Seconds to import, for the few who have a cluster.
    from pyspark.sql.connect.client.retries import DefaultPolicy
    from pyspark.sql.connect.session import SparkSession

    spark = SparkSession(connection=url)
    spark.client.set_retry_policies([DefaultPolicy(max_retries=TRIES)])
    spark.registerProgressHandler(Watch())
    return spark


def faults() -> tuple[type[Exception], ...]:
    """What a session raises where the cluster does not do its part."""
    import grpc
    from pyspark.errors import PySparkException

    return PySparkException, grpc.RpcError, Idle


def without_token(url: str) -> str:
    """The address without what it may hold behind it: a token."""
    return url.partition("/;")[0]


class Watch:
    """Told of a statement's progress; ends it where no task has run for IDLE_SECONDS."""

    def __init__(self) -> None:
        self._done, self._since = (-1, ""), monotonic()

    def __call__(
        self,
        stages: "Iterable[StageInfo] | None",
        inflight_tasks: int,
        operation_id: str | None,
        done: bool,
    ) -> None:
        completed = sum(stage.num_completed_tasks for stage in stages or ())
        at = completed, operation_id or ""
        if done or inflight_tasks or at != self._done:
            self._done, self._since = at, monotonic()
        elif monotonic() - self._since > IDLE_SECONDS:
            raise Idle


def describe_fault(url: str, error: Exception) -> str:
    text = str(error)
    # What led to a fault stands in what the server says of it, and not always in its text.
    whole = f"{text}\n{getattr(error, 'getStackTrace', str)()}"
    if isinstance(error, Idle):
        what = f"has had no worker that takes its tasks for {IDLE_SECONDS} seconds"
    elif known := next((meaning for word, meaning in MEANINGS.items() if word in whole), None):
        what = known
    elif any(word in text for word in UNREACHABLE):
        what = "does not answer, or has ended while it worked"
    else:
        what = f"has failed: {text.strip().partition(chr(10))[0][:LONGEST_REASON]}"
    return (
        f"The engine [{without_token(url)}] {what}. The figures are as they were; put it right"
        " and run the same command again."
    )


class Staging:
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

    def run(self, statement: str, columns: Sequence[Column]) -> "DataFrame":
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
    """The SQL expression that casts a column, read by Spark as type `given`, to its stored type.

    A double becomes a decimal with the digits that DuckDB would give it.
    """
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


class _Day(Date):
    """A date that is written as a date: as bare text, Spark would take it for text."""

    def literal_processor(self, dialect: Dialect) -> Callable[[date], str]:  # noqa: ARG002 - theirs
        return lambda day: f"DATE '{day.isoformat()}'"


def in_spark(statement: Select) -> str:
    """The statement in Spark's SQL. NotKnownToSpark where it has a function that may not be known.

    Only with `spark.sql.decimalOperations.allowPrecisionLoss=false` are its amounts the same.
    """
    # Both come with the extra, for the few who have a cluster.
    import sqlglot
    from sqlglot import exp

    compiled = statement.compile(dialect=_dialect(), compile_kwargs={"literal_binds": True})
    tree = sqlglot.parse_one(str(compiled), read=READ).transform(_mended, copy=False)
    asked = {one.name.upper() for one in tree.find_all(exp.Anonymous)}
    if strange := sorted(asked - KNOWN_TO_SPARK):
        raise NotKnownToSpark(f"Not known to Spark: {', '.join(strange)}.")
    return tree.sql(dialect=WRITTEN)


def _mended(node: "exp.Expr") -> "exp.Expr":
    """What DuckDB has and Spark has otherwise, or not at all."""
    from sqlglot import exp

    if isinstance(node, exp.Anonymous) and node.name.upper() == "TO_MONTHS":
        years = exp.Literal.number(0)
        return exp.Anonymous(this="MAKE_YM_INTERVAL", expressions=[years, *node.expressions])
    # The greatest of one is that one; Spark asks for two at least.
    if isinstance(node, exp.Greatest | exp.Least) and not node.expressions:
        return node.this
    return node


@cache
def _dialect() -> Dialect:
    dialect = make_url("duckdb://").get_dialect()()
    dialect.colspecs = {**dialect.colspecs, Date: _Day}
    return dialect
