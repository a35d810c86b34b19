"""Worked examples: fictional rows of a unit, judged one by one by the code that counts."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from threading import Lock

import numpy as np
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

from metrics import engine
from metrics.engine import COUNTED, Groups
from metrics.kinds import Amount, AmountRatio, Duration, FlowRatio, Median, Rate, Share
from metrics.measure import Measure
from metrics.parts import SqlSource, part_frames
from metrics.request import JURISDICTION, AsOf, Request
from schemas import scopes
from schemas.store import database

# The day on which all examples are judged.
AS_OF = date(2026, 6, 30)
VERDICT = "counts"
UNKNOWN, NOT_YET_DUE, LEFT_OUT = "unknown", "not yet due", "left out"
WORDS = {"yes": True, "no": False}
CASE = "case_id"
# What the parts yes and no are called where they are not yes and no.
VERDICTS = {
    # What belongs without an amount is no part of the sum.
    Amount.__name__: ("used", UNKNOWN),
    AmountRatio.__name__: ("used", "no"),
    Duration.__name__: ("ended", "still open"),
    Median.__name__: ("used", "no"),
    Rate.__name__: ("used", "no"),
    FlowRatio.__name__: ("resolved", "came in"),
}


class BadExample(Exception):
    """A worked example that cannot be read: a bug of the catalogue."""


@dataclass(frozen=True)
class Rows:
    """A text table taken apart: `cells` as written, without the verdict column."""

    columns: tuple[Column, ...]
    cells: tuple[tuple[str, ...], ...]
    verdicts: tuple[str, ...]


def read(measure: Measure) -> Rows:
    """The measure's example. BadExample as `read_rows`."""
    example = measure.example.strip()
    if not example.partition("\n")[0].endswith(VERDICT):
        names = (column.name for column in measure.example_columns)
        example = f"{' | '.join((*names, VERDICT))}\n{example}"
    return read_rows(measure.id, example, measure.unit, VERDICT)


def read_rows(name: str, example: str, unit: Table, verdict: str) -> Rows:
    """The lines of a text table whose last column is `verdict`.

    BadExample where it names no column of the unit, or a row is short.
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
def worked(measure: Measure) -> pd.DataFrame:
    """The example's rows with their verdict, counted once in a database of their own in memory.

    Columns: those of the example, as written, and `verdict`. It is everybody's, to be read only.
    """
    with alone() as connection:
        return judged(connection, measure)


_ONE_AT_A_TIME = Lock()


@contextmanager
def alone() -> Iterator[Connection]:
    """The database in memory in which examples are judged one after the other; it stays empty.

    To begin one takes five times as long as to judge an example.
    """
    with _ONE_AT_A_TIME, _in_memory().connect() as connection:
        yield connection


@cache
def _in_memory() -> Engine:
    return create_engine("duckdb:///:memory:", poolclass=StaticPool)


def judged(connection: Connection, measure: Measure) -> pd.DataFrame:
    """The same on a connection's database; nothing of it is read or written."""
    example = read(measure)
    frame = pd.DataFrame(example.cells, columns=[column.name for column in example.columns])
    verdicts = _verdicts(connection, measure, example)
    return frame.assign(verdict=[verdicts.get(str(place), LEFT_OUT) for place in frame.index])


def _verdicts(connection: Connection, measure: Measure, example: Rows) -> dict[str, str]:
    """Each row is a jurisdiction of its own, so that what is counted of it stands alone."""
    rows = fictional(measure.unit, example.columns, example.cells)
    request = Request(scope=scopes.EVERYTHING, as_of=AsOf(AS_OF))
    source = _OneByOne(connection, request, rows.cte(measure.unit.name))
    [counted] = part_frames(source, [measure]).values()
    return {row[JURISDICTION]: _verdict(measure, row) for row in counted.to_dicts()}


@dataclass(frozen=True)
class _OneByOne(SqlSource):
    """Units that are a case of their own each: what a case adds up to is known without asking."""

    rows: CTE

    def _ask(self, statement: database.Statement) -> pl.DataFrame:
        # A WITH of the unit's own name stands before its table, on both databases.
        return database.read_frame(self.connection, statement.query.add_cte(self.rows))

    def counts_of_cases(self, arm: tuple[Share, ...]) -> Groups:
        counted = self.counts(arm)
        of_ones = engine.single_unit_sums(counted.numbers)
        return Groups(counted.keys, np.concatenate([counted.numbers, of_ones], axis=1))

    def cases(self, _measure: Duration | Median) -> Groups:
        """None: limits of a middle depend on them, and no verdict does."""
        return engine.no_groups(engine.row_keys(self.shape), len(engine.CASE_PARTS))


def _verdict(measure: Measure, row: dict[str, float]) -> str:
    words = VERDICTS.get(measure.kind, ("yes", "no"))
    words_of_parts = zip(COUNTED, (*words, UNKNOWN, NOT_YET_DUE, LEFT_OUT), strict=True)
    return next((word for part, word in words_of_parts if row[part] > 0), LEFT_OUT)


def fictional(unit: Table, columns: Sequence[Column], cells: Sequence[tuple[str, ...]]) -> Select:
    """The rows of a text table as rows of the unit, each of a jurisdiction and a case of its own.

    What the table has no column for is NULL.
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
    # A unit has up to a hundred columns: written once, not in each row.
    return select(*given.c, *(cast(null(), c.type).label(c.name) for c in missing))


def _value(column: Column, cell: str) -> ColumnElement:
    """A cell as the column holds it; blank is NULL."""
    if not cell:
        return cast(null(), column.type)
    if isinstance(column.type, Boolean):
        return cast(literal(WORDS[cell]), Boolean)
    if isinstance(column.type, Date):
        return cast(literal(date.fromisoformat(cell)), Date)
    if isinstance(column.type, Numeric | Integer):
        return cast(literal(Decimal(cell)), column.type)
    return cast(literal(cell), String)
