"""What was made once for a question, and is given again and again as it is.

Streamlit's own cache writes each answer down and reads it again at each look: of some sixty looks
in a run of a page that is a third of what the run takes. Sessions share the answers: what several
ask for at once is made once. Of frames alone each is given a copy.
"""

from collections.abc import Callable
from functools import lru_cache, partial, wraps
from sys import intern
from threading import Lock
from typing import Any, Generic, ParamSpec, TypeVar

import pandas as pd

Asked = ParamSpec("Asked")
Made = TypeVar("Made")
# Each copy leaves traces in the axes of the frame that is kept, and pandas looks for such as are
# over at five hundred: as much again as the frame itself. Every so often they are anew.
GIVEN_OF_ONE = 16
_FORGET: list[Callable[[], None]] = []
_FORGOTTEN: list[Callable[[], None]] = []
# By the address of records, the last of their states that was asked about.
_STATES: dict[str, str] = {}


class _Answer(Generic[Made]):
    """An answer that is there, or is being made while others wait for it, or is not asked for."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._may_be_changed = False
        self._made: list[Made] = []
        self._given = 0

    def made_by(self, make: Callable[[], Made]) -> Made:
        """The answer, or a copy for whoever may change it.

        An error is no answer: whoever waited tries anew.
        """
        if not self._made:
            with self._lock:
                if not self._made:
                    answer = make()
                    self._may_be_changed = _may_be_changed(answer)
                    if self._may_be_changed:
                        answer = _each_frame(answer, _text_once)
                    self._made.append(answer)
        return self._copied() if self._may_be_changed else self._made[0]

    def _copied(self) -> Made:
        self._given += 1
        if self._given % GIVEN_OF_ONE == 0:
            self._made[0] = _each_frame(self._made[0], _without_traces)
        # Whole: what shares its values would leave a trace in each column at each look at it.
        return _each_frame(self._made[0], pd.DataFrame.copy)


def kept(make: Callable[Asked, Made], *, most: int) -> Callable[Asked, Made]:
    """`make`, of whose answers the `most` asked for last are kept.

    Whatever it is asked has a hash. Of an answer frames, and what holds them in tuples, lists and
    dicts, may be changed by whoever asked; anything else must not be.
    """

    @lru_cache(most)
    def answer(*_question: Asked.args, **_how: Asked.kwargs) -> _Answer[Made]:
        return _Answer()

    _FORGET.append(answer.cache_clear)
    # Two who ask at once are given the same.
    one_by_one = Lock()

    @wraps(make)
    def asked(*question: Asked.args, **how: Asked.kwargs) -> Made:
        with one_by_one:
            own: _Answer[Made] = answer(*question, **how)  # type: ignore[arg-type]
        return own.made_by(partial(make, *question, **how))

    return asked


def of_now(url: str, state: str) -> str:
    """The state; all answers go where the records at the address were last seen in another one.

    Nobody asks for that one again, and its answers would stay until as many others were asked for.
    """
    if _STATES.setdefault(url, state) != state:
        _STATES[url] = state
        forget()
        for do in _FORGOTTEN:
            do()
    return state


def whenever_forgotten(do: Callable[[], None]) -> None:
    """Do this too whenever all answers have gone, since the records changed."""
    _FORGOTTEN.append(do)


def forget() -> None:
    """Make everything anew when it is asked for next."""
    for clear in _FORGET:
        clear()


def _may_be_changed(answer: Any) -> bool:
    """Whether whoever asks is given a copy: most answers are plain values, looked up by the run."""
    if isinstance(answer, tuple):
        return any(map(_may_be_changed, answer))
    return isinstance(answer, pd.DataFrame | list | dict)


def _each_frame(answer: Any, do: Callable[[pd.DataFrame], pd.DataFrame]) -> Any:
    """The answer with what is done of each frame in the place of the frame."""
    if isinstance(answer, pd.DataFrame):
        return do(answer)
    if isinstance(answer, list):
        return [_each_frame(one, do) for one in answer]
    if isinstance(answer, dict):
        return {name: _each_frame(one, do) for name, one in answer.items()}
    if isinstance(answer, tuple):
        parts = [_each_frame(one, do) for one in answer]
        return type(answer)(*parts) if hasattr(answer, "_fields") else tuple(parts)
    return answer


def _without_traces(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with axes of its own."""
    return frame.copy().set_axis(_anew(frame.index)).set_axis(_anew(frame.columns), axis="columns")


def _anew(axis: pd.Index) -> pd.Index:
    if isinstance(axis, pd.RangeIndex):
        # Its own copy is a view of it, and leaves a trace.
        return pd.RangeIndex(axis.start, axis.stop, axis.step, name=axis.name)
    return axis.copy(deep=True)


def _text_once(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with the same text held once, not in each cell and each answer that says it."""
    for _, column in frame.items():
        if isinstance(column.dtype, pd.StringDtype):
            cells = column.array
            cells[:] = [intern(cell) if isinstance(cell, str) else cell for cell in cells]
    return frame
