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

    def __init__(self, seconds: int, do: Callable[..., None], given: tuple[int, ...] = ()) -> None:
        self.seconds, self._do, self.given = seconds, do, given

    def do(self) -> None:
        self._do(*self.given)

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


def after_changes() -> list[Later]:
    """The timers of changes, and not that of what is given back between them."""
    return [one for one in Later.begun if one.seconds in giving_back.SECONDS]


def test_a_change_of_the_records_gives_back_once_its_runs_have_ended() -> None:
    giving_back.begin()
    of_before = weakref.ref(Held())
    for state in ("first", "first", "second", "third"):
        kept_answers.of_now("planted", state)
    first, second = after_changes()
    assert first.seconds < second.seconds
    assert of_before() is not None
    first.do()
    assert of_before() is None
    # The second is still to come, and looks for what a slow run held until then.
    kept_answers.of_now("planted", "fourth")
    assert len(after_changes()) == 3
    of_slow = weakref.ref(Held())
    second.do()
    assert of_slow() is None
    after_changes()[2].do()


def test_a_state_that_stays_gives_nothing_back() -> None:
    giving_back.begin()
    for _ in range(3):
        kept_answers.of_now("planted", "first")
    assert after_changes() == []


@pytest.mark.parametrize(
    ("part", "expected"), [(0.1, [30, 60, 90]), (0.7, [30, 60, 90]), (1.2, [300, 600])]
)
def test_what_is_free_is_given_back_when_there_is_little_to_do_and_at_the_latest_then(
    monkeypatch: pytest.MonkeyPatch, part: float, expected: list[float]
) -> None:
    now, times = [0.0], list[float]()
    monkeypatch.setattr(giving_back, "_trim", lambda: times.append(now[0]))
    monkeypatch.setattr(giving_back.time, "monotonic", lambda: now[0])
    # So much of a processor's time has been worked.
    monkeypatch.setattr(giving_back.time, "process_time", lambda: part * now[0])
    giving_back.begin()
    while len(times) < len(expected):
        now[0] += giving_back.SECONDS_LOOKED_AT
        Later.begun[-1].do()
    assert times == expected


def test_a_pause_is_used() -> None:
    between = giving_back.Between()
    between._trimmed_at -= giving_back.SECONDS_BETWEEN
    between._looked_at -= giving_back.SECONDS_LOOKED_AT
    # A look of five seconds, in which nothing but this test has worked.
    assert between.is_time()
    assert not between.is_time()
