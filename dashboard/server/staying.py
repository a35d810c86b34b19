"""Sessions of pages that have closed: each is kept for a browser that comes back, and let go then.

Streamlit looks for those whose time is over when another page closes. The last ones of a busy day
would stay until the next morning, with all that their pages held.
"""

import asyncio
from typing import Any

from prometheus_client import Gauge
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config
from streamlit.runtime import Runtime

from dashboard.server.between import Between

KEPT = Gauge("quality_kept_sessions", "Sessions of pages that are open or may come back")
# For so many seconds Streamlit keeps a session: a computer sleeps, a network is gone for a moment.
OPTION = "server.disconnectedSessionTTL"


class Staying(Between):
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
        KEPT.set(kept())
        if not self._waits and kept():
            self._waits = True
            asyncio.get_running_loop().call_later(self._seconds, self._look_again)

    def _look_again(self) -> None:
        self._waits = False
        self._look()


def seconds_kept() -> int:
    """Seconds after which a session that nobody has come back to is over."""
    return int(config.get_option(OPTION)) + 1


def kept() -> int:
    """The sessions of this process, once those have been let go that nobody can come back to."""
    if not Runtime.exists():
        return 0
    # Streamlit tells nobody of its sessions; should the names change, none is let go early.
    manager: Any = getattr(Runtime.instance(), "_session_mgr", None)
    closed = getattr(getattr(manager, "_session_storage", None), "_cache", ())
    # What is over is let go as they are counted.
    return len(closed) + (manager.num_active_sessions() if manager is not None else 0)
