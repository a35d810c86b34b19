"""The only cache of the dashboard: answers by version of the data, scope of the user, and query.

Sessions share the answers. If several ask for the same at once, it is computed once. Streamlit's
own cache serializes each answer and reads it back each time, which took a third of the time of a
page.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from threading import Lock
from typing import Any, ParamSpec, TypeVar

import pandas as pd

from schemas import language

# A page asks two or three questions of each kind, so this is enough for about a hundred views.
ANSWERS_KEPT = 250
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
_CLEAR: list[Callable[[], None]] = []
# The last known version of the data, by the address of the database.
_STATES: dict[str, str] = {}


def cached(
    compute: Callable[Asked, Answer], *, most: int = ANSWERS_KEPT
) -> Callable[Asked, Answer]:
    """Return a cached version of `compute` that keeps the `most` most recently used answers.

    Arguments must be hashable; the first one is the version of the data. Each language has its own
    answers, because answers may contain texts. Each caller gets copies of the frames, also of those
    in tuples, lists and dicts, and may change them. Other answers must not be changed.
    """

    @lru_cache(most)
    def entry(*_question: object, **_how: object) -> tuple[Lock, list[Answer]]:
        return Lock(), []

    _CLEAR.append(entry.cache_clear)
    # Two threads that ask the same at once must get the same entry.
    one_by_one = Lock()

    @wraps(compute)
    def ask(*question: Asked.args, **how: Asked.kwargs) -> Answer:
        with one_by_one:
            lock, answers = entry(language.current_language(), *question, **how)  # type: ignore[arg-type]
        # While one thread computes the answer, the others wait. After an error the next one tries.
        with lock:
            if not answers:
                answers.append(compute(*question, **how))
        return _copy_frames(answers[0])

    return ask


def clear_if_changed(url: str, state: str) -> str:
    """Clear the cache if the version (`state`) of the data at `url` is not that of the last call.

    Returns `state`. Nobody asks about an earlier version again, so its answers would only use
    memory.
    """
    if _STATES.setdefault(url, state) != state:
        _STATES[url] = state
        clear()
    return state


def clear() -> None:
    """Remove all cached answers."""
    for each in _CLEAR:
        each()


def _copy_frames(answer: Any) -> Any:
    """Return an answer with a copy of each frame, so that callers cannot change cached data."""
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
