"""Counting on a cluster without one: what is sent, translated and said; no network is asked."""

import sys
from itertools import chain
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
import sqlglot
from sqlalchemy import (
    Column,
    Connection,
    Date,
    Float,
    Insert,
    Numeric,
    Select,
    String,
    column,
    func,
    select,
)
from sqlglot import exp

from metrics import results, spark_cluster
from metrics.catalogue import CATALOGUE
from metrics.completeness import store_filled_counts
from metrics.lateness import store_office_cases
from metrics.measure_counts import SqlSource, count_parts
from metrics.not_collected import store_never_filled
from metrics.rebuild import derived_tables
from metrics.spark_cluster import (
    KNOWN_TO_SPARK,
    NotKnownToSpark,
    open_session,
    to_spark_sql,
)
from metrics.stored_counts import store_cells
from metrics.units.build import UNITS
from metrics.units.unit_columns import unit_rows_query
from schemas import scopes, tables
from schemas.errors import UserError
from schemas.store import database
from tests.command_line import run
from tests.soak import everyday, some_of_each

Say = pytest.CaptureFixture[str]
DAY = column("charged_on", Date)


@pytest.mark.parametrize(
    ("sizes", "pieces"),
    [
        ({}, []),
        ({"XAA": 80_000, "XAB": 20_000, "XAC": 1}, [["XAA", "XAB"], ["XAC"]]),
        # A jurisdiction is one piece, however large.
        ({"XAB": 1, "XAA": 900_000}, [["XAA"], ["XAB"]]),
    ],
)
def test_jurisdictions_travel_together_while_they_are_few(
    sizes: dict[str, int], pieces: list[list[str]]
) -> None:
    assert list(spark_cluster.split_into_pieces(sizes)) == pieces


def test_every_column_has_a_type_on_the_cluster() -> None:
    for table in (*tables.RECORD_TABLES, *derived_tables.sorted_tables):
        assert spark_cluster.column_types_sql(table.c).count("` ") == len(table.c), table.name


def test_a_double_becomes_a_decimal_digit_by_digit_and_nothing_else_does() -> None:
    amount, name = Column("amount", Numeric(30, 12)), Column("name", String(8))
    assert "ROUND(`amount` * 1E12D" in spark_cluster.cast_sql(amount, "double")
    others = ((amount, "decimal(30,12)"), (name, "string"), (Column("rate", Float), "double"))
    assert not [one for one, type_ in others if "ROUND" in spark_cluster.cast_sql(one, type_)]


class Session:
    """Takes what is sent to a cluster, and notes how many rows at once and into what."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, int]] = []
        self.write = self.read = self

    def __getattr__(self, _name: str) -> Any:
        return lambda *_: self

    def createDataFrame(self, rows: pa.Table, _types: str) -> "Session":  # noqa: N802 - Spark's name
        self.rows = rows.num_rows
        return self

    def mode(self, how: str) -> "Session":
        self.sent.append((how, self.rows))
        return self


def test_no_more_is_sent_at_once_than_the_server_holds(
    two_cases: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spark_cluster, "SENT_VALUES", len(tables.cases.c))
    session: Any = Session()
    with database.reading(f"duckdb:///{two_cases}").connect() as connection:
        spark_cluster.Staging(session, "folder").bring_records(connection, tables.cases)
    # Each row alone, and what an earlier count left is written over by the first.
    assert session.sent == [("overwrite", 1), ("append", 1)]


class Stage:
    def __init__(self, completed: int) -> None:
        self.num_completed_tasks = completed


def test_an_engine_of_another_kind_is_refused() -> None:
    with (
        pytest.raises(UserError, match=r"Invalid address of a cluster: spark://one:7077"),
        open_session("spark://one:7077"),
    ):
        pass


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setattr(spark_cluster, "find_spec", lambda _name: None)
    with (
        pytest.raises(UserError, match=r"--editable '\.\[spark\]'"),
        open_session("sc://one:15002"),
    ):
        pass


def test_a_token_is_not_repeated() -> None:
    told = spark_cluster.describe_fault(
        "sc://one:15002/;token=secret", RuntimeError("SQL is wrong\nat line 1")
    )
    assert told == (
        "The cluster sc://one:15002 failed: SQL is wrong. The figures were not changed. Solve the"
        " problem, then run the same command again."
    )


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Job aborted: java.io.IOException: No space left on device", "no space left"),
        ("SparkContext was shut down", "has lost its master"),
        ("status = StatusCode.UNAVAILABLE", "does not answer"),
        ("[PATH_NOT_FOUND] Path does not exist", "cannot see the folder"),
    ],
)
def test_a_fault_is_told_by_what_it_means(text: str, what: str) -> None:
    fault = spark_cluster.describe_fault("sc://one", RuntimeError(text))
    assert "sc://one" in fault
    assert what in fault


def test_a_statement_that_no_worker_takes_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 1.0, 400.0, 401.0, 802.0])
    monkeypatch.setattr(spark_cluster, "monotonic", lambda: next(clock))
    watch = spark_cluster.Watch()
    watch([Stage(1)], inflight_tasks=0, operation_id="one", done=False)
    # Work that is long is work.
    watch([Stage(1)], inflight_tasks=1, operation_id="one", done=False)
    watch([Stage(2)], inflight_tasks=0, operation_id="one", done=False)
    with pytest.raises(spark_cluster.Idle):
        watch([Stage(2)], inflight_tasks=0, operation_id="one", done=False)
    assert "has taken a task for 300 seconds" in spark_cluster.describe_fault(
        "sc://one", spark_cluster.Idle()
    )


def test_an_engine_without_a_folder_is_a_wrong_call(capsys: Say) -> None:
    outcome = run(capsys, "server", "count", "--engine", "sc://one:15002")
    assert outcome.code == 2
    assert "--engine and --lake together" in outcome.err


def functions_of(text: str) -> set[str]:
    """The functions that sqlglot hands on as they stand, read as Spark reads them."""
    return {
        one.name.upper() for one in sqlglot.parse_one(text, read="spark").find_all(exp.Anonymous)
    }


def test_every_unit_and_every_cell_is_made_by_what_spark_knows(made_up_url: str) -> None:
    texts = {unit.name: [to_spark_sql(unit_rows_query(unit))] for unit in UNITS}

    def collect(_: Connection, statement: Insert) -> None:
        assert isinstance(statement.select, Select)
        texts.setdefault(statement.table.name, []).append(to_spark_sql(statement.select))

    with database.reading(made_up_url).connect() as connection:
        store_never_filled(connection, collect)
        store_filled_counts(connection, collect)
        judged = results.build_request(connection, scopes.EVERYTHING)
        store_cells(connection, judged, collect)
        store_office_cases(connection, judged, collect)
    others = {"cells", "filled_cells", "never_filled", "office_cases"}
    assert texts.keys() == {*(unit.name for unit in UNITS), *others}
    written = "".join(chain(*texts.values()))
    assert "MAKE_YM_INTERVAL" in written
    assert "TO_MONTHS" not in written


@pytest.mark.parametrize("by", everyday((), rest=[("year",), ("form", "office")]))
def test_every_kind_of_measure_is_asked_in_what_spark_knows(
    made_up_url: str, by: tuple[str, ...]
) -> None:
    texts: list[str] = []
    with database.reading(made_up_url).connect() as connection:
        asked = results.build_request(connection, scopes.EVERYTHING, by=by)
        able = [one for one in CATALOGUE.values() if {*by} <= {"year", *one.breakdowns}]
        measures = some_of_each(able, lambda one: one.kind)

        class Written(SqlSource):
            def _run_query(self, statement: database.Statement) -> pl.DataFrame:
                texts.append(to_spark_sql(statement.query))
                return super()._run_query(statement)

        count_parts(Written(connection, asked), measures)
    assert len(texts) >= len({one.unit for one in measures})
    assert set(chain(*map(functions_of, texts))) <= KNOWN_TO_SPARK


def test_what_spark_may_not_know_is_refused_by_name() -> None:
    with pytest.raises(NotKnownToSpark, match="LIST_SORT_OF"):
        to_spark_sql(select(func.list_sort_of(DAY)))


def test_the_greatest_of_one_is_that_one() -> None:
    assert to_spark_sql(select(func.greatest(DAY).label("day"))) == "SELECT charged_on AS day"
    assert "GREATEST(" in to_spark_sql(select(func.greatest(DAY, DAY)))
