"""DuckDB with one thread: tests run beside each other, and more would wait for each other."""

from typing import Any

import duckdb

# What a process of a test runs before the program itself.
FIRST = "from tests.one_thread import each; each(); "
_connect = duckdb.connect


def each() -> None:
    """From now on every database of this process has one thread."""
    duckdb.connect = alone


def alone(database: str = ":memory:", **how: Any) -> duckdb.DuckDBPyConnection:
    """A connection whose database has one thread, unless it asks for more."""
    return _connect(database, **how | {"config": {"threads": "1"} | how.get("config", {})})
