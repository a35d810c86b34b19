"""What a statement that fills a table is made of, for an engine that carries it out."""

from typing import NamedTuple

from sqlalchemy import Insert, Select, Table
from sqlalchemy.sql import visitors


def read_by(query: Select) -> dict[Table, None]:
    """The tables that a statement reads, each once."""
    return {one: None for one in visitors.iterate(query) if isinstance(one, Table)}


class Filling(NamedTuple):
    """The rows that fill a table, and the columns that they are of."""

    query: Select
    target: Table
    names: list[str]


def taken_apart(statement: Insert) -> Filling:
    """What an `INSERT ... SELECT` says."""
    query, target = statement.select, statement.table
    assert isinstance(query, Select)
    assert isinstance(target, Table)
    return Filling(query, target, list(statement._select_names or ()))
