"""Changes to Streamlit that are active while the server runs, until Streamlit has them itself.

* Two faults: a page that reconnects may be sent to a lost connection; an invalid value of a widget
  makes each later run of the session fail.
* Expired sessions of closed pages end. Streamlit only checks when another page closes: the last
  sessions of a day would stay until the next morning.
* The page does not load a font that is never visible (0.17 MB). Of 4,000 icons (375 kB) it loads
  those that Streamlit uses (10 kB).
* The page knows the address of the server. At `/chain` it would first look below `/chain`, which
  leaves two errors in the console.
"""

import asyncio
import logging
import re
from collections.abc import Callable, Iterator
from typing import Any

from prometheus_client import Gauge
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime import Runtime
from streamlit.runtime.session_manager import ActiveSessionInfo
from streamlit.runtime.state.session_state import Serialized, WStates
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from dashboard.server import request_guard
from dashboard.server.middleware_base import BaseMiddleware, BufferedSend, without_compression
from schemas import language

ASKED_FOR = re.compile(
    rb"""@font-face\{font-family:Source Sans;[^}]*\}|<link\s+rel="preload"[^>]*/SourceSans[^>]*>"""
)
# Made of Streamlit's own file (Google, Apache License 2.0) by
# `pyftsubset --no-layout-closure --glyphs=...`, with the icons that Streamlit's scripts name.
ALL_ICONS = re.compile(rb"url\([^)]*/MaterialSymbols-Rounded[^)]*\)")
ICONS = b"url(/app/static/fonts/material-symbols-rounded-subset.woff2)"
KINDS = ("text/html", "text/css")
# The server is always at the root of its address (`sign_in_settings.base_url`).
SERVER_IS_HERE = "window.__streamlit = { BACKEND_BASE_URL: window.location.origin };"
HEAD = b"<head>"
SPEAKS_ENGLISH = b'<html lang="en">'


class FramePage(BaseMiddleware):
    """Middleware that changes Streamlit's page and its style sheet.

    Other responses are unchanged.
    """

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_changed(start: Message, body: bytes) -> None:
            # Only in the page, as a style sheet has no head. It runs before Streamlit's scripts.
            script = f"<script>{SERVER_IS_HERE}</script>".encode()
            changed = ALL_ICONS.sub(ICONS, ASKED_FOR.sub(b"", body))
            changed = changed.replace(HEAD, HEAD + script, 1)
            changed = changed.replace(SPEAKS_ENGLISH, _html_tag_of_language(), 1)
            MutableHeaders(scope=start)["content-length"] = str(len(changed))
            await send(start)
            await send({"type": "http.response.body", "body": changed})

        if scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        # Streamlit compresses its page at all addresses except the first.
        asked = without_compression(scope) if request_guard.is_page_request(scope) else scope
        await self.app(asked, receive, BufferedSend(send, _may_change, send_changed))


def _html_tag_of_language() -> bytes:
    """Return the `<html>` tag of the page, with its language and direction of writing."""
    spoken, direction = language.current_language(), language.text_direction()
    return f'<html lang="{spoken}" dir="{direction}">'.encode()


KEPT_SESSIONS = Gauge("quality_kept_sessions", "Sessions of pages that are open or may come back")
# Streamlit's setting for how many seconds it keeps a session while a computer sleeps or a network
# fails.
SESSION_TTL = "server.disconnectedSessionTTL"


class SessionReaper(BaseMiddleware):
    """Middleware that counts sessions, and lets Streamlit remove expired ones."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        """Set after how many seconds the session of a closed page expires."""
        super().__init__(app)
        self._seconds, self._waits = seconds, False

    async def _talk(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._count_sessions()
        try:
            await self.app(scope, receive, send)
        finally:
            self._count_sessions()

    def _count_sessions(self) -> None:
        """Count sessions and schedule the next count.

        Must run on the thread of Streamlit's sessions.
        """
        KEPT_SESSIONS.set(count_kept_sessions())
        if not self._waits and count_kept_sessions():
            self._waits = True
            asyncio.get_running_loop().call_later(self._seconds, self._look_again)

    def _look_again(self) -> None:
        self._waits = False
        self._count_sessions()


class _ConnectedSessions(list[ActiveSessionInfo]):
    """The connected sessions, each looked up again when it is reached.

    Streamlit sends waiting messages to each page, and others run in between. With the original
    list, messages for a page that had reconnected went to its lost connection, and the page waited
    forever.
    """

    def __init__(self, sessions: dict[str, ActiveSessionInfo]) -> None:
        super().__init__(sessions.values())
        self._sessions = sessions

    def __iter__(self) -> Iterator[ActiveSessionInfo]:
        for name in [one.session.id for one in super().__iter__()]:
            if (present := self._sessions.get(name)) is not None:
                yield present


def _list_connected(manager: Any) -> list[ActiveSessionInfo]:
    return _ConnectedSessions(manager._active_session_info_by_id)


_read_widget = WStates.__getitem__


def _read_widget_or_default(states: WStates, name: str) -> Any:
    """Return the value of a widget that a page sent, or its default if the value is invalid.

    A page may send anything. An invalid value made each later run of the session fail before the
    script began.
    """
    said, widget = states.states.get(name), states.widget_metadata.get(name)
    if isinstance(said, Serialized) and widget is not None:
        kind = said.value.WhichOneof("value")
        try:
            if kind is None or widget.value_type in {None, kind}:
                return _read_widget(states, name)
        except Exception:
            logging.getLogger(__name__).warning("What a page sent is no value of its widget.")
        states.states[name] = Serialized(WidgetState(id=name))
    return _read_widget(states, name)


PATCHES: dict[tuple[object, str], Callable[..., object]] = {
    (WebsocketSessionManager, "list_active_sessions"): _list_connected,
    (WStates, "__getitem__"): _read_widget_or_default,
}


def apply_patches() -> None:
    """Replace the faulty functions of Streamlit in this process."""
    for (of, name), mended in PATCHES.items():
        setattr(of, name, mended)


def session_ttl_seconds() -> int:
    """Return after how many seconds the session of a closed page expires."""
    return int(config.get_option(SESSION_TTL)) + 1


def count_kept_sessions() -> int:
    """Return the number of sessions of this process, after removing expired ones."""
    if not Runtime.exists():
        return 0
    # Streamlit has no public API for sessions. If these names change, sessions are not removed
    # early.
    manager: Any = getattr(Runtime.instance(), "_session_mgr", None)
    closed = getattr(getattr(manager, "_session_storage", None), "_cache", ())
    # Counting the cache also removes expired sessions.
    return len(closed) + (manager.num_active_sessions() if manager is not None else 0)


def _may_change(start: Message) -> bool:
    """Return whether a response is a complete text that is not compressed, so may be changed."""
    headers = MutableHeaders(scope=start)
    is_text = headers.get("content-type", "").startswith(KINDS)
    return start["status"] == 200 and is_text and "content-encoding" not in headers
