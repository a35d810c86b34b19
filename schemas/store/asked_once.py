"""What is asked once of each state of an embedded file, whose engine reads that state alone."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine

KEPT, STAYING = "answers_of_the_state", "answers_that_stay"
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
    engine.update_execution_options(**{STAYING: {}})
    return engine


def looked_at(connection: Connection) -> Connection:
    """The connection, by which somebody looks from one view of the state to the next."""
    return connection.execution_options(**{LOOKED_AT: True})


def will_be_asked_again(connection: Connection) -> bool:
    """Whether more of the same state will be asked: only then does it pay to hold more than that.

    A command asks once; of a server's records the state may be another at the next question.
    """
    options = connection.get_execution_options()
    return KEPT in options and LOOKED_AT in options


def once_a_state(
    ask: Callable[Concatenate[Connection, Asked], Answer],
) -> Callable[Concatenate[Connection, Asked], Answer]:
    """`ask`, whose answer is kept where nothing can change under it: it must not be changed either.

    A writer and a server are asked each time. Whatever is asked for has a hash.
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
    return Keeping(most, (KEPT, STAYING))


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
