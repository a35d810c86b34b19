"""What jurisdictions and offices say that they collect, and which tables they sent at all."""

import pandas as pd
import polars as pl
from sqlalchemy import Connection, select

from metrics.counting.gaps import sent_tables, stated_to
from metrics.counting.request import Scope
from schemas import dates, tables
from schemas import vocabulary as v
from schemas.store import database

# How much of `2020-05-17` a date of each precision was given as.
LENGTHS = {v.Precision.YEAR: 4, v.Precision.MONTH: 7, v.Precision.DAY: 10}


def declared(connection: Connection, scope: Scope) -> pd.DataFrame:
    """The statements in force on what is collected, in the order of the record model.

    Columns jurisdiction, column, office_id, from, to (as they were sent: `2020`, `2020-05`,
    `2020-05-17`), collected, first, last (the days they stand for; last is NULL until now) and
    batch_id (of an office NULL where it is its jurisdiction's).
    """
    statement = tables.coverage.c
    sent = [statement.jurisdiction, *tables.sent_columns(tables.coverage), statement.batch_id]
    exactness = [statement.from_precision, statement.to_precision]
    last = dates.latest(statement.to).label("last")
    query = (
        select(*sent, *exactness, statement["from"].label("first"), last)
        .where(stated_to(scope))
        .order_by(
            statement.jurisdiction, statement["column"], statement.office_id, statement["from"]
        )
    )
    statements = database.read_frame(connection, query)
    if scope.office:
        # What a whole jurisdiction sent is no office's own, down to its number.
        own = pl.when(pl.col("office_id").is_not_null()).then("batch_id")
        statements = statements.with_columns(own.alias("batch_id"))
    return (
        statements.with_columns(_as_sent(name) for name in ("from", "to"))
        .drop("from_precision", "to_precision")
        .to_pandas()
    )


def sent(connection: Connection, scope: Scope, jurisdiction: str) -> frozenset[str]:
    """The tables that a jurisdiction's stored submissions brought."""
    return sent_tables(connection, scope).get(jurisdiction, frozenset())


def _as_sent(name: str) -> pl.Expr:
    length = pl.col(f"{name}_precision").replace_strict(
        {precision.value: length for precision, length in LENGTHS.items()}, default=10
    )
    return pl.col(name).dt.to_string("%Y-%m-%d").str.slice(0, length).alias(name)
