"""The dashboard's one cache: answers by the state of the data, who asks, and the question.

Sessions share the answers, and what several ask for at once is computed once. Streamlit's own
cache writes each answer down and reads it again at each look, which took a third of a page's run.
"""

from collections.abc import Callable
from functools import lru_cache, partial, wraps
from threading import Lock
from typing import Any, Generic, ParamSpec, TypeVar

import pandas as pd

# Of each kind of question a view asks two or three; this is enough for about a hundred views.
ANSWERS_KEPT = 250
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
_CLEAR: list[Callable[[], None]] = []
# By the address of a database, its state when it was last asked about.
_STATES: dict[str, str] = {}


class _Entry(Generic[Answer]):
    """An answer that is there, or that one thread computes while others wait for it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._answers: list[Answer] = []

    def get(self, compute: Callable[[], Answer]) -> Answer:
        """The answer, with copies of its frames. After an error the next thread tries again."""
        with self._lock:
            if not self._answers:
                self._answers.append(compute())
        return _copy_frames(self._answers[0])


def cached(
    compute: Callable[Asked, Answer], *, most: int = ANSWERS_KEPT
) -> Callable[Asked, Answer]:
    """`compute`, of whose answers the `most` asked for last are kept until the data changes.

    The arguments need a hash; the first of them says of which state of the data the answer is.
    A caller may change frames, also those in tuples, lists and dicts: each caller gets copies.
    Other answers must not be changed.
    """

    @lru_cache(most)
    def entry(*_question: Asked.args, **_how: Asked.kwargs) -> _Entry[Answer]:
        return _Entry()

    _CLEAR.append(entry.cache_clear)
    # Two threads that ask for the same at once get the same entry.
    one_by_one = Lock()

    @wraps(compute)
    def ask(*question: Asked.args, **how: Asked.kwargs) -> Answer:
        with one_by_one:
            own: _Entry[Answer] = entry(*question, **how)  # type: ignore[arg-type]
        return own.get(partial(compute, *question, **how))

    return ask


def see_state(url: str, state: str) -> str:
    """The `state` of the data at `url`; where it is another one than before, all answers go.

    Nobody asks about the state before again, and its answers would only take memory.
    """
    if _STATES.setdefault(url, state) != state:
        _STATES[url] = state
        clear()
    return state


def clear() -> None:
    """Let all answers go."""
    for each in _CLEAR:
        each()


def _copy_frames(answer: Any) -> Any:
    """The answer with a copy of each frame, so that nobody changes what others get."""
    if isinstance(answer, pd.DataFrame):
        return answer.copy()
    if isinstance(answer, list):
        return [_copy_frames(one) for one in answer]
    if isinstance(answer, dict):
        return {name: _copy_frames(one) for name, one in answer.items()}
    if isinstance(answer, tuple):
        parts = [_copy_frames(one) for one in answer]
        return type(answer)(*parts) if hasattr(answer, "_fields") else tuple(parts)
    return answer
