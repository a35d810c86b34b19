"""What is asked once of each state of the records.

The engine of an embedded file reads one state alone. A server's transaction sees the state that has
its mark, and the rows of its scope.
"""

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine

KEPT, STAYING = "answers_of_the_state", "answers_that_stay"
STATES = "answers_by_state"
# States of a server: the newest one, in as many scopes.
STATES_KEPT = 16
LOOKED_AT = "is_looked_at"
NOTHING = object()
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


def of_one_state(engine: Engine) -> Engine:
    """The engine, of which each question of `once_a_state` is asked once."""
    engine.update_execution_options(**{KEPT: {}})
    return engine


def forget(engine: Engine) -> None:
    """Let the answers go that are kept by the engine's state: whoever still reads it asks anew."""
    engine.get_execution_options().get(KEPT, {}).clear()


def of_a_server(engine: Engine) -> Engine:
    """The engine, of which each question of `last_of_what_stays` is asked once."""
    engine.update_execution_options(**{STAYING: {}, STATES: {}})
    return engine


def looked_at(connection: Connection, state: tuple[str, Hashable] | None = None) -> Connection:
    """The connection, by which somebody looks from one view of the state to the next.

    `state` is the mark and the scope of a server's transaction: answers of another mark go.
    """
    states = connection.get_execution_options().get(STATES)
    if state is None or states is None:
        return connection.execution_options(**{LOOKED_AT: True})
    if state not in states:
        for other in [*states]:
            if other[0] != state[0] or len(states) >= STATES_KEPT:
                states.pop(other, None)
    return connection.execution_options(**{LOOKED_AT: True, KEPT: states.setdefault(state, {})})


def will_be_asked_again(connection: Connection) -> bool:
    """Whether more of the same state will be asked: only then does it pay to hold more than that.

    A command asks once.
    """
    options = connection.get_execution_options()
    return KEPT in options and LOOKED_AT in options


def once_a_state(
    ask: Callable[Concatenate[Connection, Asked], Answer],
) -> Callable[Concatenate[Connection, Asked], Answer]:
    """`ask`, whose answer is kept where nothing can change under it: it must not be changed either.

    A writer is asked each time, and so is a server, unless the connection is `looked_at`. Whatever
    is asked for has a hash.
    """
    return _once(ask, most=None)


class Keeping(NamedTuple):
    """How many answers are kept, of those that were asked for last, and with what of the engine."""

    most: int
    kept_by: tuple[str, ...]

    def __call__(
        self, ask: Callable[Concatenate[Connection, Asked], Answer]
    ) -> Callable[Concatenate[Connection, Asked], Answer]:
        """`ask`, whose answers are kept so."""
        return _once(ask, most=self.most, kept_by=self.kept_by)


def last_of_a_state(most: int) -> Keeping:
    """The same of the `most` answers that were asked for last: large ones, of many questions."""
    return Keeping(most, (KEPT,))


def last_of_what_stays(most: int) -> Keeping:
    """The same of what its question alone decides, in any state, as what is known by its hash.

    Of a server's too it is asked once, as long as its engine is kept.
    """
    return Keeping(most, (STAYING, KEPT))


def _once(
    ask: Callable[Concatenate[Connection, Asked], Answer],
    *,
    most: int | None,
    kept_by: tuple[str, ...] = (KEPT,),
) -> Callable[Concatenate[Connection, Asked], Answer]:
    @wraps(ask)
    def asked(connection: Connection, *of: Asked.args, **how: Asked.kwargs) -> Answer:
        options = connection.get_execution_options()
        state: dict[Any, dict[Any, Any]] | None
        state = next((options[name] for name in kept_by if name in options), None)
        if state is None:
            return ask(connection, *of, **how)
        kept = state.setdefault(ask, {})
        question = (of, tuple(sorted(how.items())))
        answer = kept.get(question, NOTHING)
        if answer is NOTHING:
            answer = ask(connection, *of, **how)
        if most is not None:
            # Put in anew, so that the first is what nobody asked for for longest.
            kept.pop(question, None)
            while len(kept) >= most:
                kept.pop(next(iter(kept)), None)
        kept[question] = answer
        return answer

    return asked
