"""The letters of Streamlit's own are not loaded: no page is drawn by them.

Its page and its style sheet ask for them, 0.17 MB, for the moment before a page says which it has.
"""

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.server import access
from dashboard.server.between import Between

ASKED_FOR = re.compile(
    rb"""@font-face\{font-family:Source Sans;[^}]*\}|<link\s+rel="preload"[^>]*/SourceSans[^>]*>"""
)
KINDS = ("text/html", "text/css")
PAGES = {f"/{'' if name == access.OVERVIEW else name}" for name, _ in access.PAGES}
ENCODINGS = b"accept-encoding"


class WithoutThem(Between):
    """Sends the frame's page and its style sheet without them; everything else as it comes."""

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        if scope["path"] in PAGES:
            # Streamlit compresses its page for all addresses but the first: not before it is read.
            scope = {**scope, "headers": [one for one in scope["headers"] if one[0] != ENCODINGS]}
        await _Answer(send).of(self.app, scope, receive)


class _Answer:
    """An answer that is held back, where it may ask for them, until it is known whole."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.start: Message | None = None
        self.body = bytearray()

    async def of(self, app: ASGIApp, scope: Scope, receive: Receive) -> None:
        """Let the application answer."""
        await app(scope, receive, self._take)

    async def _take(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _may_ask(message):
            self.start = message
        elif self.start is None:
            await self.send(message)
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._end(self.start)

    async def _end(self, start: Message) -> None:
        body = ASKED_FOR.sub(b"", self.body)
        MutableHeaders(scope=start)["content-length"] = str(len(body))
        await self.send(start)
        await self.send({"type": "http.response.body", "body": body})


def _may_ask(start: Message) -> bool:
    headers = MutableHeaders(scope=start)
    is_text = headers.get("content-type", "").startswith(KINDS)
    return start["status"] == 200 and is_text and "content-encoding" not in headers
