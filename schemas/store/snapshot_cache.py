"""Cache query results per snapshot of the records.

The engine of a database file reads only one snapshot. On a server, a snapshot is identified by the
version of the data and the scope of the transaction.
"""

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine

# Execution options of an engine or connection. Each is a dict of results by function.
SNAPSHOT, FOREVER = "answers_of_the_snapshot", "answers_that_stay"
# Option of a server's engine: the dicts of its newest snapshot, one per scope.
SNAPSHOTS = "answers_by_snapshot"
SNAPSHOTS_KEPT = 16
MISSING = object()
Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")
Query = Callable[Concatenate[Connection, Arguments], Answer]


def enable_for_file(engine: Engine) -> Engine:
    """Turn on the cache for the engine of a file, which reads one snapshot; return the engine."""
    engine.update_execution_options(**{SNAPSHOT: {}})
    return engine


def enable_for_server(engine: Engine) -> Engine:
    """Turn on the caches of `lru_forever` and `with_snapshot_cache` for the engine of a server."""
    engine.update_execution_options(**{FOREVER: {}, SNAPSHOTS: {}})
    return engine


def clear(engine: Engine) -> None:
    """Clear the cache of the engine's snapshot. Threads that still need results query again."""
    engine.get_execution_options().get(SNAPSHOT, {}).clear()


def with_snapshot_cache(connection: Connection, snapshot: tuple[str, Hashable]) -> Connection:
    """Return a connection to a server that caches the results of queries on its snapshot.

    `snapshot` is the version of the data and the scope. Results of other versions are removed.
    """
    snapshots = connection.get_execution_options()[SNAPSHOTS]
    if snapshot not in snapshots:
        for other in [*snapshots]:
            if other[0] != snapshot[0] or len(snapshots) >= SNAPSHOTS_KEPT:
                snapshots.pop(other, None)
    answers = snapshots.setdefault(snapshot, {})
    return connection.execution_options(**{SNAPSHOT: answers})


def cached_per_snapshot(query: Query[Arguments, Answer]) -> Query[Arguments, Answer]:
    """Decorate a function that queries, to cache its results per snapshot. Do not change a result.

    The arguments must be hashable. Writers use no cache; on a server, only a connection of
    `with_snapshot_cache` does.
    """
    return _cached(query, (SNAPSHOT,), None)


def lru_forever(most: int) -> Callable[[Query[Arguments, Answer]], Query[Arguments, Answer]]:
    """Decorate a query that does not depend on the records, to cache its `most` last used results.

    The engine of a server keeps them as long as it exists, that of a file as long as its snapshot.
    """
    return lambda query: _cached(query, (FOREVER, SNAPSHOT), most)


def _cached(
    query: Query[Arguments, Answer], places: tuple[str, ...], most: int | None
) -> Query[Arguments, Answer]:
    """Return the query with a cache: the first option in `places` that the connection has."""

    @wraps(query)
    def ask(connection: Connection, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
        options = connection.get_execution_options()
        cache: dict[Any, dict[Any, Any]] | None
        cache = next((options[place] for place in places if place in options), None)
        if cache is None:
            return query(connection, *args, **kwargs)
        answers = cache.setdefault(query, {})
        question = (args, tuple(sorted(kwargs.items())))
        answer = answers.get(question, MISSING)
        if answer is MISSING:
            answer = query(connection, *args, **kwargs)
        if most is not None:
            # Insert again, so that the least recently used result is first.
            answers.pop(question, None)
            while len(answers) >= most:
                answers.pop(next(iter(answers)), None)
        answers[question] = answer
        return answer

    return ask
