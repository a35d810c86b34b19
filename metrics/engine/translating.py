"""A statement of Core -> the same in Spark's SQL.

It is compiled for DuckDB with its values written out, and sqlglot writes that as Spark has it. A
function that Spark may not know is refused by name, and the statement is not sent.
"""

from collections.abc import Callable
from datetime import date
from functools import cache

import sqlglot
from sqlalchemy import Date, Dialect, Select, make_url
from sqlglot import exp

# Functions that sqlglot hands on as they are written, and that Spark has under these names.
KNOWN_TO_SPARK = frozenset({"MAKE_YM_INTERVAL"})
READ, WRITTEN = "duckdb", "spark"


class NotKnownToSpark(Exception):
    """A statement has a function that Spark may not know under this name."""


class _Day(Date):
    """A date that is written as a date: as bare text, Spark would take it for text."""

    def literal_processor(self, dialect: Dialect) -> Callable[[date], str]:  # noqa: ARG002 - theirs
        return lambda day: f"DATE '{day.isoformat()}'"


def in_spark(statement: Select) -> str:
    """The statement in Spark's SQL. NotKnownToSpark where it has a function that may not be known.

    Only with `spark.sql.decimalOperations.allowPrecisionLoss=false` are its amounts the same.
    """
    compiled = statement.compile(dialect=_dialect(), compile_kwargs={"literal_binds": True})
    tree = sqlglot.parse_one(str(compiled), read=READ).transform(_mended, copy=False)
    asked = {one.name.upper() for one in tree.find_all(exp.Anonymous)}
    if strange := sorted(asked - KNOWN_TO_SPARK):
        raise NotKnownToSpark(f"Not known to Spark: {', '.join(strange)}.")
    return tree.sql(dialect=WRITTEN)


def _mended(node: exp.Expr) -> exp.Expr:
    """What DuckDB has and Spark has otherwise, or not at all."""
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
