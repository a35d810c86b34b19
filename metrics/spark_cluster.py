"""Count on a cluster of Apache Spark, for more records than one machine can count.

The records go to the cluster as Parquet, over Spark Connect. The statements of `metrics` run there,
translated from DuckDB's SQL by sqlglot. The rows come back into the database in one transaction.
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
from schemas.language import Message, marked, message
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
    # Otherwise amounts differ from the database's in the twelfth decimal.
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    # Overwrite everything that an interrupted count left.
    "spark.sql.sources.partitionOverwriteMode": "static",
}
# How often to retry if the server does not answer: 20 seconds in all. Its default is ten minutes.
TRIES = 5
# A busy cluster gives its cores late; one without workers never does.
IDLE_SECONDS = 300
LONGEST_REASON = 300
# Texts in errors, with their meaning for the administrator of the cluster.
NO_ROOM = marked(
    "The cluster {cluster} has no space left in spark.local.dir or in the folder. The figures"
    " were not changed. Free some space, then run the same command again."
)
NO_MASTER = marked(
    "The cluster {cluster} has lost its master. The figures were not changed. Start the master"
    " again, then run the same command again."
)
NO_FOLDER = marked(
    "Some machines of the cluster {cluster} cannot see the folder. The figures were not changed."
    " Make the folder available on all of them, then run the same command again."
)
NO_MEMORY = marked(
    "The workers of the cluster {cluster} have too little memory. The figures were not changed."
    " Give them more, then run the same command again."
)
NO_WORKER = marked(
    "No worker of the cluster {cluster} has taken a task for {seconds} seconds. The figures were"
    " not changed. Check the workers, then run the same command again."
)
NO_ANSWER = marked(
    "The cluster {cluster} does not answer. The figures were not changed. Check the cluster, then"
    " run the same command again."
)
FAILED = marked(
    "The cluster {cluster} failed: {reason}. The figures were not changed. Solve the problem,"
    " then run the same command again."
)
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
    "OutOfMemoryError": NO_MEMORY,
}
UNREACHABLE = ("UNAVAILABLE", "RETRIES_EXCEEDED", "Connection refused", "INVALID_HANDLE")


OWN_FOLDER = "prosecution-quality"
JURISDICTION = "jurisdiction"
# Rows in the program's memory at once.
PIECE_ROWS = 100_000
# Values that are sent at once. The Connect server keeps each several times as an object: with
# 100,000 rows of forty texts it ran out of a gigabyte.
SENT_VALUES = 500_000
HALF = 2**32
# DuckDB adds this before rounding, so that half of a last digit is rounded up.
AWAY_FROM_ZERO = "1E-9D"
SPARK_TYPES = (
    (String, "string"),
    (Boolean, "boolean"),
    (Integer, "int"),
    (Float, "double"),
    (Date, "date"),
    (DateTime, "timestamp_ntz"),
)
# Functions that sqlglot passes on unchanged and Spark knows by the same name.
KNOWN_TO_SPARK = frozenset({"MAKE_YM_INTERVAL"})
READ, WRITTEN = "duckdb", "spark"


class NotAnswering(errors.DatabaseUnavailable):
    """Raised if the cluster fails; nothing was changed, and the command can be repeated."""


class NotKnownToSpark(Exception):
    """Raised if a statement uses a function that is not known to mean the same in Spark."""


class Idle(Exception):
    """Raised if no worker of the cluster runs the tasks."""


def recount_on_cluster(connection: Connection, url: str, folder: str) -> None:
    """Rebuild units and stored counts from the records, on the cluster at `sc://HOST:PORT`.

    `folder` must be readable and writable for all machines of the cluster; records put there are
    deleted at the end. Everything happens in the connection's transaction. Raises UserError if the
    packages for Spark are not installed, NotAnswering if the cluster fails.
    """
    with open_session(url) as spark, _shared_folder_emptied(spark, folder) as staging:
        refresh(connection, _Filling(staging))


@contextmanager
def _shared_folder_emptied(spark: "SparkSession", folder: str) -> Iterator["Staging"]:
    """Provide the shared folder, and empty it before and after counting."""
    staging = Staging(spark, folder)
    staging.empty()
    try:
        yield staging
    except BaseException:
        # After a failure, try only once to clean up.
        spark.client.set_retry_policies([])
        with suppress(*cluster_exceptions()):
            staging.empty()
        raise
    staging.empty()


class _Filling:
    """Runs each `INSERT ... SELECT` on the cluster, after sending the tables that it reads."""

    def __init__(self, staging: "Staging") -> None:
        self._staging = staging
        self._known: set[str] = set()

    def __call__(self, connection: Connection, statement: Insert) -> None:
        """Run an INSERT on the cluster and store its rows; units also stay on the cluster."""
        query, target = statement.select, statement.table
        assert isinstance(query, Select)
        assert isinstance(target, Table)
        for table in dict.fromkeys(
            one for one in visitors.iterate(query) if isinstance(one, Table)
        ):
            self._copy_table(connection, table)
        columns = [target.c[name] for name in statement._select_names or ()]
        rows = self._staging.run(to_spark_sql(query), columns)
        if target in UNITS:
            self._known.add(target.name)
            self._staging.keep(rows, target)
            self._staging.hand_back(connection, target)
        else:
            self._staging.store(connection, target, rows)

    def _copy_table(self, connection: Connection, table: Table) -> None:
        if table.name not in self._known:
            self._known.add(table.name)
            is_large = table in tables.RECORD_TABLES
            bring = self._staging.bring_records if is_large else self._staging.bring
            bring(connection, table)


@contextmanager
def open_session(url: str) -> Iterator["SparkSession"]:
    """Open a session at `sc://HOST:PORT`.

    Raises UserError if the packages for Spark are not installed, NotAnswering if the cluster fails.
    """
    if not url.startswith(SCHEME):
        raise errors.UserError(
            "Invalid address of a cluster: {address}. Use {scheme}HOST:PORT.",
            address=without_token(url),
            scheme=SCHEME,
        )
    if not all(map(find_spec, NEEDED)):
        raise errors.UserError(
            "To use a cluster, install the extra [spark] in the program's folder:"
            " .venv/bin/pip install --editable '.[spark]' (docs/cluster.md)."
        )
    spark = None
    try:
        spark = _session(url)
        for name, value in SETTINGS.items():
            spark.conf.set(name, value)
        yield spark
    except cluster_exceptions() as error:
        raise NotAnswering(describe_fault(url, error)) from error
    finally:
        if spark is not None:
            spark.stop()


def _session(url: str) -> "SparkSession":
    """Open a session of Spark Connect with progress monitoring."""
    # The client wants SPARK_HOME, although it does not need an installation.
    os.environ.setdefault("SPARK_HOME", os.devnull)
    # It warns at each retry; the final error says enough.
    warnings.filterwarnings("ignore", module="pyspark")
    # Imported here because it takes seconds, and few users have a cluster.
    from pyspark.sql.connect.client.retries import DefaultPolicy
    from pyspark.sql.connect.session import SparkSession

    spark = SparkSession(connection=url)
    spark.client.set_retry_policies([DefaultPolicy(max_retries=TRIES)])
    spark.registerProgressHandler(Watch())
    return spark


def cluster_exceptions() -> tuple[type[Exception], ...]:
    """Return the exceptions that a session raises if the cluster fails."""
    import grpc
    from pyspark.errors import PySparkException

    return PySparkException, grpc.RpcError, Idle


def without_token(url: str) -> str:
    """Return the address without the access token that it may contain."""
    return url.partition("/;")[0]


class Watch:
    """Watches the progress of statements; raises Idle if no task has run for IDLE_SECONDS."""

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


def describe_fault(url: str, error: Exception) -> Message:
    """Return a sentence for the user on why the cluster failed."""
    text = str(error)
    # The cause may be only in the server's stack trace, not in the text.
    whole = f"{text}\n{getattr(error, 'getStackTrace', str)()}"
    if isinstance(error, Idle):
        wording = NO_WORKER
    elif known := next((meaning for word, meaning in MEANINGS.items() if word in whole), None):
        wording = known
    elif any(word in text for word in UNREACHABLE):
        wording = NO_ANSWER
    else:
        wording = FAILED
    return message(
        wording,
        cluster=without_token(url),
        seconds=IDLE_SECONDS,
        reason=text.strip().partition("\n")[0][:LONGEST_REASON],
    )


class Staging:
    """The folder for files of this run, and the views by which the session reads these files."""

    def __init__(self, spark: "SparkSession", folder: str) -> None:
        self._spark = spark
        self._root = f"{folder.rstrip('/')}/{OWN_FOLDER}"

    def empty(self) -> None:
        """Empty the folder, by overwriting it with no rows, which works on any kind of storage."""
        nothing = self._spark.createDataFrame([], "nothing int")
        nothing.write.mode("overwrite").parquet(self._root)

    def bring_records(self, connection: Connection, table: Table) -> None:
        """Send a table of records to the cluster as Parquet, by jurisdiction."""
        path, is_first = f"{self._root}/records/{table.name}", True
        jurisdiction = table.c[JURISDICTION]
        sizes = connection.execute(select(jurisdiction, func.count()).group_by(jurisdiction)).all()
        for jurisdictions in split_into_pieces({row[0]: row[1] for row in sizes}):
            frame = database.read_frame(
                connection, select(table).where(jurisdiction.in_(jurisdictions))
            )
            for sent in frame.iter_slices(max(1, SENT_VALUES // len(table.c))):
                rows = self._spark.createDataFrame(sent.to_arrow(), column_types_sql(table.c))
                written = rows.write.mode("overwrite" if is_first else "append")
                written.partitionBy(JURISDICTION).parquet(path)
                is_first = False
        self._create_view(table, path) if sizes else self.bring(connection, table)

    def bring(self, connection: Connection, table: Table) -> None:
        """Send a table with few rows to the cluster."""
        frame = database.read_frame(connection, select(table))
        rows = self._spark.createDataFrame(frame.to_arrow(), column_types_sql(table.c))
        rows.createOrReplaceTempView(table.name)

    def run(self, statement: str, columns: Sequence[Column]) -> "DataFrame":
        """Run a statement and return its rows, with names and types of the columns."""
        named = self._spark.sql(statement).toDF(*(column.name for column in columns))
        given = dict(named.dtypes)
        return named.selectExpr(*(cast_sql(column, given[column.name]) for column in columns))

    def keep(self, rows: "DataFrame", table: Table) -> None:
        """Keep a unit's rows on the cluster for later statements."""
        path = f"{self._root}/units/{table.name}"
        rows.write.mode("overwrite").parquet(path)
        self._create_view(table, path)

    def hand_back(self, connection: Connection, table: Table) -> None:
        """Store in the database the rows of a unit that `keep` has left on the cluster."""
        kept = self._spark.table(table.name)
        sizes = kept.groupBy(JURISDICTION).count().collect()
        for jurisdictions in split_into_pieces({row[0]: row[1] for row in sizes}):
            self.store(connection, table, kept.filter(kept[JURISDICTION].isin(jurisdictions)))

    def store(self, connection: Connection, table: Table, rows: "DataFrame") -> None:
        """Store rows in the database."""
        frame = pl.from_arrow(rows.toArrow())
        assert isinstance(frame, pl.DataFrame)
        database.insert_frame(connection, table, frame)

    def _create_view(self, table: Table, path: str) -> None:
        rows = self._spark.read.schema(column_types_sql(table.c)).parquet(path)
        rows.createOrReplaceTempView(table.name)


def split_into_pieces(sizes: Mapping[str, int]) -> Iterator[list[str]]:
    """Yield groups of jurisdictions with at most PIECE_ROWS rows; a larger one is a group alone."""
    piece: list[str] = []
    rows = 0
    for jurisdiction, size in sorted(sizes.items()):
        if piece and rows + size > PIECE_ROWS:
            yield piece
            piece, rows = [], 0
        piece, rows = [*piece, jurisdiction], rows + size
    if piece:
        yield piece


def cast_sql(column: Column, given: str) -> str:
    """Return the SQL that casts a column, read by Spark as type `given`, to its stored type.

    A double becomes a decimal with the digits that DuckDB would give it.
    """
    name, stored = f"`{column.name}`", column.type
    digits = getattr(stored, "scale", None)
    value = name if given != "double" or digits is None else _decimal_digits_sql(name, digits)
    return f"CAST({value} AS {_spark_type(column)}) AS {name}"


def _decimal_digits_sql(number: str, scale: int) -> str:
    """Return SQL for a double as a decimal with all its digits, rounded as DuckDB does.

    Spark would use the shortest digits that identify the double. The number times its scale has
    more digits than Spark's whole numbers, so it is split by a power of two, which is exact.
    """
    product = f"ROUND({number} * 1E{scale}D + SIGN({number}) * {AWAY_FROM_ZERO})"
    high = f"FLOOR({product} / {HALF})"
    low = f"{product} - CAST({high} AS DOUBLE) * {HALF}"
    whole = (
        f"(CAST({high} AS DECIMAL(20, 0)) * {HALF} + CAST(CAST({low} AS BIGINT) AS DECIMAL(20, 0)))"
    )
    return f"{whole} * CAST('1E-{scale}' AS DECIMAL({scale + 1}, {scale}))"


def column_types_sql(columns: Iterable[Column]) -> str:
    """Return the column declarations for Spark."""
    return ", ".join(f"`{column.name}` {_spark_type(column)}" for column in columns)


def _spark_type(column: Column) -> str:
    kind = column.type
    if isinstance(kind, Numeric) and kind.precision is not None and kind.scale is not None:
        return f"decimal({kind.precision}, {kind.scale})"
    return next(name for stored, name in SPARK_TYPES if isinstance(kind, stored))


class _Day(Date):
    """A date type that is written as DATE '...', because Spark takes a quoted date for text."""

    def literal_processor(self, dialect: Dialect) -> Callable[[date], str]:  # noqa: ARG002 - theirs
        return lambda day: f"DATE '{day.isoformat()}'"


def to_spark_sql(statement: Select) -> str:
    """Return the statement in Spark's SQL.

    Raises NotKnownToSpark for a function that Spark may not know. Amounts equal those of DuckDB
    only with `spark.sql.decimalOperations.allowPrecisionLoss=false`.
    """
    # Part of the optional extra.
    import sqlglot
    from sqlglot import exp

    compiled = statement.compile(dialect=_sql_dialect(), compile_kwargs={"literal_binds": True})
    tree = sqlglot.parse_one(str(compiled), read=READ).transform(_with_spark_functions, copy=False)
    asked = {one.name.upper() for one in tree.find_all(exp.Anonymous)}
    if strange := sorted(asked - KNOWN_TO_SPARK):
        raise NotKnownToSpark(f"Not known to Spark: {', '.join(strange)}.")
    return tree.sql(dialect=WRITTEN)


def _with_spark_functions(node: "exp.Expr") -> "exp.Expr":
    """Return an SQL tree with functions of DuckDB replaced by those of Spark."""
    from sqlglot import exp

    if isinstance(node, exp.Anonymous) and node.name.upper() == "TO_MONTHS":
        years = exp.Literal.number(0)
        return exp.Anonymous(this="MAKE_YM_INTERVAL", expressions=[years, *node.expressions])
    # GREATEST of one value is that value; Spark needs two at least.
    if isinstance(node, exp.Greatest | exp.Least) and not node.expressions:
        return node.this
    return node


@cache
def _sql_dialect() -> Dialect:
    dialect = make_url("duckdb://").get_dialect()()
    dialect.colspecs = {**dialect.colspecs, Date: _Day}
    return dialect
