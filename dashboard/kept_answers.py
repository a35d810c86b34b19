"""What was made once for a question, and is given again and again without being copied.

Streamlit's own cache writes each answer down and reads it again at each look: of some sixty looks
in a run of a page that is a third of what the run takes.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

import pandas as pd

Asked = ParamSpec("Asked")
Made = TypeVar("Made")
_FORGET: list[Callable[[], None]] = []


def kept(make: Callable[Asked, Made], *, most: int) -> Callable[Asked, Made]:
    """`make`, of whose answers the `most` asked for last are kept.

    Whatever it is asked has a hash. Of an answer frames, and what holds them in tuples, lists and
    dicts, may be changed by whoever asked; anything else must not be.
    """

    @lru_cache(most)
    def once(*question: Asked.args, **how: Asked.kwargs) -> tuple[Made, bool]:
        answer = make(*question, **how)
        return answer, _may_be_changed(answer)

    _FORGET.append(once.cache_clear)

    @wraps(make)
    def asked(*question: Asked.args, **how: Asked.kwargs) -> Made:
        answer, may_be_changed = once(*question, **how)  # type: ignore[arg-type]
        return _given(answer) if may_be_changed else answer

    return asked


def forget() -> None:
    """Make everything anew when it is asked for next."""
    for clear in _FORGET:
        clear()


def _may_be_changed(answer: Any) -> bool:
    """Whether whoever asks is given a copy: most answers are plain values, looked up by the run."""
    if isinstance(answer, tuple):
        return any(map(_may_be_changed, answer))
    return isinstance(answer, pd.DataFrame | list | dict)


def _given(answer: Any) -> Any:
    """The answer, apart from what is kept: pandas copies a frame's values when they change."""
    if isinstance(answer, pd.DataFrame):
        return answer.copy(deep=False)
    if isinstance(answer, list):
        return [_given(one) for one in answer]
    if isinstance(answer, dict):
        return {name: _given(one) for name, one in answer.items()}
    if isinstance(answer, tuple):
        parts = [_given(one) for one in answer]
        return type(answer)(*parts) if hasattr(answer, "_fields") else tuple(parts)
    return answer
