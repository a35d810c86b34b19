"""What only the garbage collector finds is freed once the records have changed."""

import gc
import weakref
from collections.abc import Callable, Iterator

import pytest

from dashboard import cache
from dashboard.server import app


class Circle:
    """Refers to itself, as an engine and its pool refer to each other."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Callable[[], None]]]:
    """What is to be done later, without waiting for it."""
    to_do: list[Callable[[], None]] = []
    monkeypatch.setattr(app, "run_after", lambda _seconds, do: to_do.append(do))
    monkeypatch.setattr(app, "MALLOC_SETTINGS", {})
    monkeypatch.setattr(cache, "_AFTER_CLEAR", [])
    monkeypatch.setattr(cache, "_STATES", {})
    gc.disable()
    yield to_do
    gc.enable()


def test_a_change_of_the_records_frees_what_was_read_before(
    waiting: list[Callable[[], None]],
) -> None:
    app.trim_after_changes()
    before = weakref.ref(Circle())
    cache.see_state("database", "first")
    cache.see_state("database", "first")
    assert waiting == []
    cache.see_state("database", "second")
    assert before() is not None
    [do] = waiting
    do()
    assert before() is None
