"""What is asked once of each state of an embedded file, whose engine reads that state alone."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine

KEPT = "answers_of_the_state"
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


def of_one_state(engine: Engine) -> Engine:
    """The engine, of which each question of `once_a_state` is asked once."""
    engine.update_execution_options(**{KEPT: {}})
    return engine


def stands_still(connection: Connection) -> bool:
    """Whether nothing can change under the connection, so that `once_a_state` keeps answers."""
    return KEPT in connection.get_execution_options()


def once_a_state(
    ask: Callable[Concatenate[Connection, Asked], Answer],
) -> Callable[Concatenate[Connection, Asked], Answer]:
    """`ask`, whose answer is kept where nothing can change under it: it must not be changed either.

    A writer and a server are asked each time. Whatever is asked for has a hash.
    """

    @wraps(ask)
    def asked(connection: Connection, *of: Asked.args, **how: Asked.kwargs) -> Answer:
        kept: dict[Any, Any] | None = connection.get_execution_options().get(KEPT)
        if kept is None:
            return ask(connection, *of, **how)
        question = (ask, of, tuple(sorted(how.items())))
        if question not in kept:
            kept[question] = ask(connection, *of, **how)
        return kept[question]

    return asked
