"""Run the worked examples: fictional rows of a unit, counted by the same code as records."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from threading import Lock

import pandas as pd
import polars as pl
from sqlalchemy import (
    CTE,
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Date,
    Engine,
    Integer,
    Numeric,
    Select,
    String,
    Table,
    cast,
    create_engine,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.pool import StaticPool

from metrics.count_queries import CASE_PARTS, COUNTED, row_keys
from metrics.measure import Measure
from metrics.measure_counts import SqlSource, count_parts
from metrics.measure_kinds import Amount, AmountRatio, Duration, FlowRatio, Median, Rate
from metrics.request import JURISDICTION, AsOf, Request
from schemas import scopes
from schemas.store import database

# The day on which all examples are judged.
AS_OF = date(2026, 6, 30)
VERDICT = "counts"
UNKNOWN, NOT_YET_DUE, LEFT_OUT = "unknown", "not yet due", "left out"
WORDS = {"yes": True, "no": False}
CASE = "case_id"
# Words for the parts "yes" and "no" of these kinds.
VERDICTS = {
    # Units that belong but have no amount are not in the sum.
    Amount.__name__: ("used", UNKNOWN),
    AmountRatio.__name__: ("used", "no"),
    Duration.__name__: ("ended", "still open"),
    Median.__name__: ("used", "no"),
    Rate.__name__: ("used", "no"),
    FlowRatio.__name__: ("resolved", "came in"),
}


class BadExample(Exception):
    """Raised if a worked example cannot be read, which is a bug in the catalogue."""


@dataclass(frozen=True)
class Rows:
    """A parsed text table: `columns`, and `cells` as written, without the expected results."""

    columns: tuple[Column, ...]
    cells: tuple[tuple[str, ...], ...]
    verdicts: tuple[str, ...]


def read_example(measure: Measure) -> Rows:
    """Return the worked example of a measure. Raises BadExample if it does not fit its unit."""
    example = measure.example.strip()
    if not example.partition("\n")[0].endswith(VERDICT):
        names = (column.name for column in measure.example_columns)
        example = f"{' | '.join((*names, VERDICT))}\n{example}"
    return parse_example_rows(measure.id, example, measure.unit, VERDICT)


def parse_example_rows(name: str, example: str, unit: Table, verdict: str) -> Rows:
    """Parse the rows of a worked example: a text table whose last column is the result.

    Raises BadExample if it names a column that the unit lacks, or a row is too short.
    """
    lines = example.strip().splitlines()
    header, *rows = (tuple(cell.strip() for cell in line.split("|")) for line in lines)
    unknown = [name for name in header[:-1] if name not in unit.c]
    if unknown or header[-1] != verdict or any(len(row) != len(header) for row in rows):
        raise BadExample(f"{name}: its example does not fit {unit.name}.")
    return Rows(
        columns=tuple(unit.c[name] for name in header[:-1]),
        cells=tuple(row[:-1] for row in rows),
        verdicts=tuple(row[-1] for row in rows),
    )


@cache
def example_with_verdicts(measure: Measure) -> pd.DataFrame:
    """Return the rows of a measure's worked example with `verdict`, the computed result.

    It is computed once, in a separate database in memory. The frame is shared: do not change it.
    """
    with example_database() as connection:
        return judge_example(connection, measure)


_ONE_AT_A_TIME = Lock()


@contextmanager
def example_database() -> Iterator[Connection]:
    """Open the one empty in-memory database in which examples are computed; other threads wait.

    All examples use the same database, because creating it takes five times as long as an example.
    """
    with _ONE_AT_A_TIME, _in_memory().connect() as connection:
        yield connection


@cache
def _in_memory() -> Engine:
    return create_engine("duckdb:///:memory:", poolclass=StaticPool)


def judge_example(connection: Connection, measure: Measure) -> pd.DataFrame:
    """Return the rows of a measure's worked example with `verdict`, the computed result.

    `connection` only runs the query; the tables of its database are not used.
    """
    example = read_example(measure)
    frame = pd.DataFrame(example.cells, columns=[column.name for column in example.columns])
    verdicts = _example_verdicts(connection, measure, example)
    return frame.assign(verdict=[verdicts.get(str(row), LEFT_OUT) for row in frame.index])


def _example_verdicts(connection: Connection, measure: Measure, example: Rows) -> dict[str, str]:
    """Return the result of each row of an example.

    Each row has its own jurisdiction, so that it is counted alone.
    """
    rows = example_units_query(measure.unit, example.columns, example.cells)
    request = Request(scope=scopes.EVERYTHING, as_of=AsOf(AS_OF))
    source = _ExampleSource(connection, request, rows.cte(measure.unit.name))
    counted = count_parts(source, [measure]).to_dicts()
    return {row[JURISDICTION]: _row_verdict(measure, row) for row in counted}


@dataclass(frozen=True)
class _ExampleSource(SqlSource):
    """Counts units that each have a case of their own, so that no query for cases is needed."""

    rows: CTE

    def _run_query(self, statement: database.Statement) -> pl.DataFrame:
        # A WITH with the unit's name takes precedence over its table, in both databases.
        return database.read_frame(self.connection, statement.query.add_cte(self.rows))

    def has_clusters(self, measure: Measure) -> bool:  # noqa: ARG002 - as the overridden method
        return False

    def cases(self, _measure: Duration | Median) -> pl.DataFrame:
        """Return no rows: the results of examples need no confidence limits."""
        keys = dict.fromkeys(row_keys(self.shape), pl.String)
        return pl.DataFrame(schema=keys | dict.fromkeys(CASE_PARTS, pl.Float64))


def _row_verdict(measure: Measure, row: dict[str, float]) -> str:
    words = VERDICTS.get(measure.kind, ("yes", "no"))
    words_of_parts = zip(COUNTED, (*words, UNKNOWN, NOT_YET_DUE, LEFT_OUT), strict=True)
    return next((word for part, word in words_of_parts if row[part] > 0), LEFT_OUT)


def example_units_query(
    unit: Table, columns: Sequence[Column], cells: Sequence[tuple[str, ...]]
) -> Select:
    """Return a query that gives the rows of a worked example as rows of a unit table.

    Each row has a jurisdiction and a case of its own. Other columns are NULL.
    """
    placed = {JURISDICTION, CASE}
    filled = [column for column in columns if column.name not in placed]
    missing = [c for c in unit.c if c not in filled and c.name not in placed]
    given = union_all(
        *(
            select(
                cast(literal(str(number)), String).label(JURISDICTION),
                cast(literal(str(number)), String).label(CASE),
                *(_value(c, cell).label(c.name) for c, cell in zip(filled, row, strict=True)),
            )
            for number, row in enumerate(cells)
        )
    ).subquery()
    # A unit has up to a hundred columns: write the others once, not in each row.
    return select(*given.c, *(cast(null(), c.type).label(c.name) for c in missing))


def _value(column: Column, cell: str) -> ColumnElement:
    """Return a cell as SQL in the column's type; blank is NULL."""
    if not cell:
        return cast(null(), column.type)
    if isinstance(column.type, Boolean):
        return cast(literal(WORDS[cell]), Boolean)
    if isinstance(column.type, Date):
        return cast(literal(date.fromisoformat(cell)), Date)
    if isinstance(column.type, Numeric | Integer):
        return cast(literal(Decimal(cell)), column.type)
    return cast(literal(cell), String)
