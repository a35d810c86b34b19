"""What is mended of Streamlit or added to it while the server runs, until it is so there.

* Two faults: a page that comes back may be sent to a connection that is lost; a value that is none
  of its widget ends each run of the session.
* Sessions of closed pages end when their time is over. Streamlit looks only when another page
  closes: the last ones of a busy day would stay until the next morning.
* The frame's page asks for no font of its own (0.17 MB that are never seen), and is told where the
  server is. At `/chain` it would look below `/chain` first, which leaves two errors in the console.
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
from dashboard.server.middleware import BaseMiddleware, BufferedSend, without_compression

ASKED_FOR = re.compile(
    rb"""@font-face\{font-family:Source Sans;[^}]*\}|<link\s+rel="preload"[^>]*/SourceSans[^>]*>"""
)
KINDS = ("text/html", "text/css")
# The server is at the root of its address always (`settings.base_url`).
SERVER_IS_HERE = "window.__streamlit = { BACKEND_BASE_URL: window.location.origin };"
HEAD = b"<head>"


class FramePage(BaseMiddleware):
    """Sends the frame's page and its style sheet changed; everything else as it comes."""

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_changed(start: Message, body: bytes) -> None:
            # Of the page alone: a sheet has no head. It runs before any script of Streamlit's.
            script = f"<script>{SERVER_IS_HERE}</script>".encode()
            changed = ASKED_FOR.sub(b"", body).replace(HEAD, HEAD + script, 1)
            MutableHeaders(scope=start)["content-length"] = str(len(changed))
            await send(start)
            await send({"type": "http.response.body", "body": changed})

        if scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        # Streamlit compresses its page for all addresses but the first.
        asked = without_compression(scope) if request_guard.is_page(scope) else scope
        await self.app(asked, receive, BufferedSend(send, _may_change, send_changed))


KEPT_SESSIONS = Gauge("quality_kept_sessions", "Sessions of pages that are open or may come back")
# For so many seconds Streamlit keeps a session: a computer sleeps, a network is gone for a moment.
SESSION_TTL = "server.disconnectedSessionTTL"


class SessionReaper(BaseMiddleware):
    """Counts sessions as pages come and go, and looks again once the time of those kept is over."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        """`seconds` after a page has closed its session is over."""
        super().__init__(app)
        self._seconds, self._waits = seconds, False

    async def _talk(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._look()
        try:
            await self.app(scope, receive, send)
        finally:
            self._look()

    def _look(self) -> None:
        """On the thread that sessions belong to: Streamlit's may be asked for on no other."""
        KEPT_SESSIONS.set(count_kept_sessions())
        if not self._waits and count_kept_sessions():
            self._waits = True
            asyncio.get_running_loop().call_later(self._seconds, self._look_again)

    def _look_again(self) -> None:
        self._waits = False
        self._look()


class _ConnectedSessions(list[ActiveSessionInfo]):
    """The sessions that were connected when they were asked for, each as it is when it is reached.

    Streamlit sends what waits for each to its page, and lets others in between. By the list as it
    was, what waited for a page that had come back meanwhile went to the connection that it had
    lost, and the page waited for ever.
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
    """The value of a widget as a page sent it, or where it is none, as if it had sent none.

    A page may send anything. What is no value of its widget was met by each run of the session
    thereafter, which ended in an error before the script began.
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
    """Mend it, for the life of this process."""
    for (of, name), mended in PATCHES.items():
        setattr(of, name, mended)


def session_ttl_seconds() -> int:
    """Seconds after which a session that nobody has come back to is over."""
    return int(config.get_option(SESSION_TTL)) + 1


def count_kept_sessions() -> int:
    """The sessions of this process, once those have been let go that nobody can come back to."""
    if not Runtime.exists():
        return 0
    # Streamlit tells nobody of its sessions; should the names change, none is let go early.
    manager: Any = getattr(Runtime.instance(), "_session_mgr", None)
    closed = getattr(getattr(manager, "_session_storage", None), "_cache", ())
    # What is over is let go as they are counted.
    return len(closed) + (manager.num_active_sessions() if manager is not None else 0)


def _may_change(start: Message) -> bool:
    headers = MutableHeaders(scope=start)
    is_text = headers.get("content-type", "").startswith(KINDS)
    return start["status"] == 200 and is_text and "content-encoding" not in headers
