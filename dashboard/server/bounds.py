"""How much of this server anybody may hold: connections, open pages, and time to say something.

What is small costs nobody anything until there is much of it: a connection that sends a letter a
minute holds its place, and so does a page that opens and says nothing.
"""

import asyncio
import resource
from asyncio import TimerHandle, Transport
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import h11
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose
from uvicorn.protocols.http.h11_impl import H11Protocol

from dashboard.server import door
from dashboard.server.between import Between

GONE: Message = {"type": "websocket.disconnect", "code": 1008}
# Streamlit's page says at once what it wants to be shown; one that is refused here comes again.
SAID_NOTHING, TRY_AGAIN = 1008, 1013
# Of the files that a process may have open, for connections: the rest is for databases.
PART_OF_FILES = 2
MOST_UPLOADED = 1024 * 1024 * 1024
TOO_MUCH = PlainTextResponse("Too much is uploaded at once: close other pages", status_code=413)


@dataclass(frozen=True)
class Bounds:
    """Seconds that are waited, and numbers of what may be open at once.

    `head` and `body` are of a request, from its first sign; `unread` is how long an answer that is
    there waits to be read on; `first_word` how long an open page may say nothing at first.
    """

    head: float = 20
    # 25 MB within it is 0.7 megabits a second.
    body: float = 300
    unread: float = 60
    first_word: float = 60
    connections: int = 2_000
    pages: int = 1_000
    # A ministry may reach us by one address; behind a proxy it has to be told (X-Forwarded-For).
    pages_of_one: int = 200


USUAL = Bounds()


class Http(H11Protocol):
    """HTTP that closes what takes too long, and does not take up what there is too much of."""

    bounds = USUAL
    most = USUAL.connections
    _timer: TimerHandle | None = None
    _unread: TimerHandle | None = None
    _state: object = None
    _is_page = False

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > self.most:
            transport.abort()
        self._time()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._time()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        # From here on another protocol hears what comes.
        self._is_page = True
        self._stop()
        super().handle_websocket_upgrade(event)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread = self.loop.call_later(self.bounds.unread, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._unread is not None:
            self._unread.cancel()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def _time(self) -> None:
        """Time what is awaited from when it began: each sign more is no reason to wait anew."""
        state = self.conn.their_state
        if state is self._state or self._is_page:
            return
        self._stop()
        self._state = state
        waits = {h11.IDLE: self.bounds.head, h11.SEND_BODY: self.bounds.body}
        if state in waits:
            self._timer = self.loop.call_later(waits[state], self.transport.abort)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()


def http(within: Bounds = USUAL) -> type[Http]:
    """HTTP as uvicorn speaks it, within the bounds."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)

    class Bounded(Http):
        bounds = within
        most = min(within.connections, files // PART_OF_FILES)

    return Bounded


class Uploads(Between):
    """Uploads of all open pages together: Streamlit keeps each in memory while its page is open.

    `kept` are the bytes that there are.
    """

    def __init__(self, app: ASGIApp, kept: Callable[[], int], most: int = MOST_UPLOADED) -> None:
        super().__init__(app)
        self.kept, self.most = kept, most

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self.app if self._has_room(scope) else TOO_MUCH
        await app(scope, receive, send)

    def _has_room(self, scope: Scope) -> bool:
        if scope["method"] != "PUT" or not door.under(scope["path"], (door.UPLOAD,)):
            return True
        # The door has looked that it is a number.
        return self.kept() + int(Headers(scope=scope).get("content-length", "0")) <= self.most


class Pages(Between):
    """Open pages: so many at once, of one address and of all, and none that never says a word."""

    def __init__(self, app: ASGIApp, bounds: Bounds = USUAL) -> None:
        super().__init__(app)
        self.bounds = bounds
        self._open: Counter[str] = Counter()

    async def _talk(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = str((scope.get("client") or ("",))[0])
        is_full = self._open.total() >= self.bounds.pages
        if is_full or self._open[address] >= self.bounds.pages_of_one:
            await WebSocketClose(TRY_AGAIN)(scope, receive, send)
            return
        self._open[address] += 1
        try:
            await self._let_talk(scope, receive, send)
        finally:
            self._open[address] -= 1
            # Addresses that were here once are not kept.
            self._open += Counter()

    async def _let_talk(self, scope: Scope, receive: Receive, send: Send) -> None:
        until = asyncio.get_running_loop().time() + self.bounds.first_word
        has_spoken = is_over = False

        async def heard() -> Message:
            nonlocal has_spoken, is_over
            if has_spoken:
                return await receive()
            try:
                async with asyncio.timeout_at(until):
                    message = await receive()
            except TimeoutError:
                has_spoken = is_over = True
                return GONE
            has_spoken = message["type"] != "websocket.connect"
            return message

        await self.app(scope, heard, send)
        if is_over:
            await send({"type": "websocket.close", "code": SAID_NOTHING})
