"""The plain statements in PostgreSQL's words: the same numbers, and nothing done to make them fast.

What DuckDB leaves out is written out: what a statement groups by, and names of inner statements.
"""

from collections.abc import Sequence
from itertools import count

import sqlglot
from sqlglot import exp

DUCKDB, POSTGRESQL = "duckdb", "postgres"


def translated(statements: Sequence[str]) -> list[str]:
    """Statements for DuckDB, for PostgreSQL."""
    return [_written_out(one).sql(POSTGRESQL) for one in statements]


def _written_out(statement: str) -> exp.Expression:
    tree = sqlglot.parse_one(statement, read=DUCKDB)
    names = (f"inner_{number}" for number in count())
    for inner in tree.find_all(exp.Subquery):
        if not inner.alias and isinstance(inner.parent, exp.From):
            inner.set("alias", exp.TableAlias(this=exp.to_identifier(next(names))))
    for select in tree.find_all(exp.Select):
        group = select.args.get("group")
        if group is not None and group.args.get("all"):
            keys = [
                exp.Literal.number(position)
                for position, made in enumerate(select.expressions, start=1)
                if made.find(exp.AggFunc) is None
            ]
            select.set("group", exp.Group(expressions=keys))
    return tree
