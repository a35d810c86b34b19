"""What goes in a circle is let go once the records have changed, twice for several changes."""

import gc
import weakref
from collections.abc import Callable, Iterator

import pytest

from dashboard import kept_answers
from dashboard.server import giving_back


class Held:
    """What holds itself, as an engine its pool and the pool its engine."""

    def __init__(self) -> None:
        self.own = self


class Later:
    """A timer that waits until it is told that the time has come."""

    begun: list["Later"] = []  # noqa: RUF012 - emptied by each test

    def __init__(self, seconds: int, do: Callable[[int], None], _given: tuple[int]) -> None:
        self.seconds, self._do = seconds, do

    def do(self) -> None:
        self._do(self.seconds)

    def start(self) -> None:
        self.begun.append(self)


@pytest.fixture(autouse=True)
def by_hand(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(giving_back.threading, "Timer", Later)
    monkeypatch.setattr(giving_back, "TOLD", {})
    monkeypatch.setattr(kept_answers, "_FORGOTTEN", [])
    monkeypatch.setattr(kept_answers, "_STATES", {})
    Later.begun.clear()
    gc.disable()
    # What all other tests hold is not looked through.
    gc.freeze()
    yield
    gc.unfreeze()
    gc.enable()


def test_a_change_of_the_records_gives_back_once_its_runs_have_ended() -> None:
    giving_back.begin()
    of_before = weakref.ref(Held())
    for state in ("first", "first", "second", "third"):
        kept_answers.of_now("planted", state)
    first, second = Later.begun
    assert first.seconds < second.seconds
    assert of_before() is not None
    first.do()
    assert of_before() is None
    # The second is still to come, and looks for what a slow run held until then.
    kept_answers.of_now("planted", "fourth")
    assert len(Later.begun) == 3
    of_slow = weakref.ref(Held())
    second.do()
    assert of_slow() is None
    Later.begun[2].do()


def test_a_state_that_stays_gives_nothing_back() -> None:
    giving_back.begin()
    for _ in range(3):
        kept_answers.of_now("planted", "first")
    assert Later.begun == []
