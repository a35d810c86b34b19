"""The rows of the questions that every visit begins with, stored ready, and what they rest on."""

from collections.abc import Sequence

import pandas as pd
import polars as pl
from sqlalchemy import (
    Column,
    Connection,
    Date,
    Float,
    Integer,
    Select,
    String,
    Table,
    bindparam,
    insert,
    select,
)

from metrics import options
from metrics.beside import currency
from metrics.counting.as_of import Own
from metrics.counting.cells import signature
from metrics.counting.request import JURISDICTION, YEAR, Request, Scope
from metrics.counting.rows import PRINTED
from metrics.measure import Measure
from metrics.units.declaration import METADATA
from schemas import scopes
from schemas.store import bookkeeping, database

ALL, BY_YEAR = "all", "by year"
# Of a few pages: those of Overview are a megabyte each.
ANSWERS_KEPT = 16

# The definitions that cells and answers are of, and the day of each jurisdiction; without a row of
# these definitions both are old. A database without a dated record has one row without a day.
stored_state = Table(
    "stored_state",
    METADATA,
    Column(JURISDICTION, String(16)),
    Column("as_of", Date),
    Column("signature", String(64), nullable=False),
)
answers = Table(
    "answers",
    METADATA,
    Column("question", String(8), nullable=False),
    Column("place", Integer, nullable=False),
    *(Column(name, String(32)) for name in ("measure", "version", "kind", "unit")),
    Column(JURISDICTION, String(16), nullable=False),
    Column("period", String(8), nullable=False),
    Column(YEAR, Integer),  # NULL: all, or undated
    *(Column(name, String(16) if name == "status" else Float) for name in PRINTED),
)
ROW = [column.name for column in answers.c if column.name not in ("question", "place", YEAR)]


def is_current(connection: Connection) -> bool:
    """Whether units and cells are there and of this program's definitions."""
    needed = (stored_state.name, bookkeeping.settings.name, bookkeeping.rates.name)
    if not database.tables_in(connection).issuperset(needed):
        return False
    return state_as_of(connection, scopes.EVERYTHING, options.of(connection)) is not None


@database.once_a_state
def state_as_of(connection: Connection, scope: Scope, chosen: options.Chosen) -> Own | None:
    """The as-of days that cells and answers are of; None where they are of other definitions.

    Options and own rates of exchange are among these.
    """
    own_signature = signature(chosen, currency.own(connection))
    # An older program's table has no jurisdiction, and is told by its signature first.
    same_definitions = stored_state.c.signature == own_signature
    if connection.execute(select(stored_state.c.signature).where(same_definitions)).first() is None:
        return None
    place, day = stored_state.c[JURISDICTION], stored_state.c.as_of
    seen = (same_definitions, day.is_not(None), scope.of_place(place))
    dated = select(place, day).where(*seen).order_by(place)
    return tuple(map(tuple, connection.execute(dated)))


def store_state(connection: Connection, judged: Request) -> None:
    """Keep the days and the options that the stored numbers are of."""
    own_signature = signature(judged.options, currency.own(connection))
    days = judged.as_of.own or ((None, None),)
    states = [
        {JURISDICTION: place, "as_of": day, "signature": own_signature} for place, day in days
    ]
    connection.execute(insert(stored_state), states)


def store_answer(connection: Connection, question: str, rows: pd.DataFrame) -> None:
    """Keep the rows of all measures as the answer to the question."""
    frame = pl.from_pandas(rows).with_columns(
        pl.lit(question).alias("question"),
        pl.int_range(pl.len()).alias("place"),
        pl.col("period").str.to_integer(strict=False).alias(YEAR),
    )
    database.insert_frame(connection, answers, frame)


def answer(
    connection: Connection, measures: Sequence[Measure], asked: Request
) -> pd.DataFrame | None:
    """The stored rows where they answer the question, else None, as where none are kept."""
    restricted = asked.by or asked.spans or asked.scope.office is not None
    restricted = restricted or any(name != JURISDICTION for name, _ in asked.only)
    # Years are rows of their own; what was counted of all of them is of no fewer.
    restricted = restricted or (not asked.by_year and asked.years != (None, None))
    if restricted or not asked.is_stored:
        return None
    rows = _ready(connection, tuple(measure.id for measure in measures), asked)
    return None if rows is None else rows.copy(deep=False)


@database.last_of_a_state(ANSWERS_KEPT)
def _ready(connection: Connection, ids: tuple[str, ...], asked: Request) -> pd.DataFrame | None:
    """Which whoever asks may change a copy of; a page of one measure asks for its years twice."""
    values = asked.values | {_nth(place): id_ for place, id_ in enumerate(ids)}
    rows = database.read_kept(connection, _stored(len(ids), asked.shape), values)
    order = {id_: place for place, id_ in enumerate(ids)}
    ordered = rows.with_columns(
        pl.col("measure").replace_strict(order, default=None, return_dtype=pl.Int64).alias("first")
    )
    return None if rows.is_empty() else ordered.sort("first", "place").select(ROW).to_pandas()


@database.kept_as_text
def _stored(measures: int, asked: Request) -> Select:
    """The stored rows of so many measures."""
    ids = [bindparam(_nth(place), "", String) for place in range(measures)]
    return select(answers.c.place, *(answers.c[name] for name in ROW)).where(
        answers.c.question == (BY_YEAR if asked.by_year else ALL),
        answers.c.measure.in_(ids),
        *asked.where_year(answers, None),
    )


def _nth(place: int) -> str:
    return f"measure_{place}"
