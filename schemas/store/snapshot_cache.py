"""Cache of what is read from one snapshot of the records.

The engine of an embedded file reads one snapshot only. A server's snapshot is named by the mark
that each write renews, and by the scope whose rows the transaction sees.
"""

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine

# Execution options of an engine or connection. Each holds a dict of answers by function.
SNAPSHOT, FOREVER = "answers_of_the_snapshot", "answers_that_stay"
# Of a server's engine: the dicts of its newest snapshot, one per scope.
SNAPSHOTS = "answers_by_snapshot"
SNAPSHOTS_KEPT = 16
INTERACTIVE = "is_interactive"
MISSING = object()
Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")
Query = Callable[Concatenate[Connection, Arguments], Answer]


def enable_for_file(engine: Engine) -> Engine:
    """Let an engine that reads one snapshot keep all answers."""
    engine.update_execution_options(**{SNAPSHOT: {}})
    return engine


def enable_for_server(engine: Engine) -> Engine:
    """Let a server's engine keep answers: of `lru_forever`, and of `with_snapshot_cache`."""
    engine.update_execution_options(**{FOREVER: {}, SNAPSHOTS: {}})
    return engine


def clear(engine: Engine) -> None:
    """Forget the answers of the engine's snapshot. Whoever still reads it asks again."""
    engine.get_execution_options().get(SNAPSHOT, {}).clear()


def with_snapshot_cache(
    connection: Connection, snapshot: tuple[str, Hashable] | None = None
) -> Connection:
    """The connection of somebody who goes on looking at the same snapshot.

    `snapshot` is the mark and the scope of a server's transaction: answers of other marks go.
    """
    snapshots = connection.get_execution_options().get(SNAPSHOTS)
    if snapshot is None or snapshots is None:
        return connection.execution_options(**{INTERACTIVE: True})
    if snapshot not in snapshots:
        for other in [*snapshots]:
            if other[0] != snapshot[0] or len(snapshots) >= SNAPSHOTS_KEPT:
                snapshots.pop(other, None)
    answers = snapshots.setdefault(snapshot, {})
    return connection.execution_options(**{INTERACTIVE: True, SNAPSHOT: answers})


def is_interactive(connection: Connection) -> bool:
    """Whether more of the same snapshot will be asked, as by a page; a command asks once."""
    options = connection.get_execution_options()
    return SNAPSHOT in options and INTERACTIVE in options


def cached_per_snapshot(query: Query[Arguments, Answer]) -> Query[Arguments, Answer]:
    """Cache a query's answers, which nobody may change, per snapshot. Its arguments are hashable.

    A writer asks each time. So does a server, but for a connection of `with_snapshot_cache`.
    """
    return _cached(query, (SNAPSHOT,), None)


def lru_per_snapshot(most: int) -> Callable[[Query[Arguments, Answer]], Query[Arguments, Answer]]:
    """Like `cached_per_snapshot`, keeping the `most` answers that were asked for last."""
    return lambda query: _cached(query, (SNAPSHOT,), most)


def lru_forever(most: int) -> Callable[[Query[Arguments, Answer]], Query[Arguments, Answer]]:
    """Like `lru_per_snapshot`, for answers that the arguments alone decide, in any snapshot.

    A server's engine keeps them as long as it lives.
    """
    return lambda query: _cached(query, (FOREVER, SNAPSHOT), most)


def _cached(
    query: Query[Arguments, Answer], places: tuple[str, ...], most: int | None
) -> Query[Arguments, Answer]:
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
            # Put in again, so that the first is what nobody asked for for longest.
            answers.pop(question, None)
            while len(answers) >= most:
                answers.pop(next(iter(answers)), None)
        answers[question] = answer
        return answer

    return ask
