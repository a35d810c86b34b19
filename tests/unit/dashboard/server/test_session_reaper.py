"""Sessions are counted as pages come and go, and let go once nobody can come back to them."""

import asyncio

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime import Runtime
from streamlit.runtime.caching.ttl_cache import TTLCache

from dashboard.server import streamlit_patches
from tests import serving

PAGE: Scope = {"type": "websocket", "path": "/_stcore/stream"}


class Time:
    """A clock that stands still until it is set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class Sessions:
    """Streamlit's own store of what was disconnected, under the names that it has there."""

    def __init__(self, clock: Time) -> None:
        self.open = 0
        self.let_go: list[str] = []
        closed = TTLCache[str, str](
            128, 120, clock, on_remove=lambda key, _: self.let_go.append(key)
        )
        self._session_storage = self
        self._cache = closed

    def num_active_sessions(self) -> int:
        return self.open


def test_the_runtime_has_the_names_by_which_sessions_are_counted() -> None:
    """Should Streamlit change them, sessions would be counted as none and kept as before."""
    from streamlit.runtime.memory_session_storage import MemorySessionStorage
    from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

    storage = MemorySessionStorage()
    manager = WebsocketSessionManager(storage, None, None, None)  # type: ignore[arg-type]
    assert manager._session_storage is storage
    assert isinstance(storage._cache, TTLCache)
    assert manager.num_active_sessions() == 0


def test_sessions_that_are_over_go_although_no_other_page_closes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Time()
    sessions = Sessions(clock)
    runtime = type("Running", (), {"_session_mgr": sessions})()
    monkeypatch.setattr(Runtime, "_instance", runtime)

    async def shown(_scope: Scope, _receive: Receive, _send: Send) -> None:
        sessions.open += 1
        assert streamlit_patches.count_kept_sessions() == 1
        sessions.open -= 1
        sessions._cache["one"] = "its pages"

    async def a_page_closes() -> None:
        await streamlit_patches.SessionReaper(app=shown, seconds=0)(PAGE, nothing, nowhere)
        assert streamlit_patches.KEPT_SESSIONS.collect()[0].samples[0].value == 1
        # Within its time it may come back, however often it is looked at.
        await turns()
        assert sessions.let_go == []
        clock.now = 120
        await turns()
        assert sessions.let_go == ["one"]
        assert streamlit_patches.KEPT_SESSIONS.collect()[0].samples[0].value == 0

    serving.run_coroutine(a_page_closes())


def test_requests_pass_and_nothing_is_kept_where_no_page_is_shown() -> None:
    passed: list[str] = []

    async def answering(scope: Scope, _receive: Receive, _send: Send) -> None:
        passed.append(scope["path"])

    app: ASGIApp = streamlit_patches.SessionReaper(
        answering, streamlit_patches.session_ttl_seconds()
    )
    serving.run_coroutine(app({"type": "http", "path": "/"}, nothing, nowhere))
    assert passed == ["/"]
    assert streamlit_patches.count_kept_sessions() == 0


async def turns() -> None:
    """Let what is due be done."""
    for _ in range(10):
        await asyncio.sleep(0)


async def nothing() -> Message:
    raise AssertionError("Nobody speaks.")


async def nowhere(_message: Message) -> None:
    raise AssertionError("Nobody listens.")
