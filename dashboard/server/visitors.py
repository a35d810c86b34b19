"""Visitors of a public dashboard: each browser by a sign of its own, known to nobody by name.

By it the files that a page lays ready are that visitor's alone, and go with the last open page.
"""

import hashlib
import re
import secrets
from collections import Counter
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.server import door, identity
from dashboard.server.between import Between

COOKIE = "prosecution_quality_visitor"
SIGN = re.compile(r"[\w-]{43}", re.ASCII)
# What somebody was not given by us is not told apart from it: another's cannot be guessed.
PREFIX = "visitor "


class Visitors(Between):
    """Gives a sign with the first page, and says of each request whose it is.

    Nothing is kept of a visitor but how many pages they have open; `let_go` is told of whose last
    page has closed.
    """

    def __init__(
        self, app: ASGIApp, port: int, let_go: Callable[[str], object], base: str = ""
    ) -> None:
        super().__init__(app)
        self.let_go = let_go
        self.cookie = door.cookie_name(COOKIE, port)
        self.flags = door.flags(is_secure=base.startswith("https:"))
        self._open: Counter[str] = Counter()

    async def _talk(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = self._key(scope)
        self._open[key] += 1
        try:
            await self.app(door.told(scope, identity.HEADER, key), receive, send)
        finally:
            self._open[key] -= 1
            if not self._open[key]:
                del self._open[key]
                self.let_go(key)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = self._key(scope)
        gives = not key and door.is_page(scope) and door.may_have_session(Headers(scope=scope))

        async def send_with_sign(message: Message) -> None:
            if message["type"] == "http.response.start" and gives:
                sign = secrets.token_urlsafe(32)
                MutableHeaders(scope=message).append(
                    "set-cookie", f"{self.cookie}={sign}; {self.flags}"
                )
            await send(message)

        await self.app(door.told(scope, identity.HEADER, key), receive, send_with_sign)

    def _key(self, scope: Scope) -> str:
        sign = HTTPConnection(scope).cookies.get(self.cookie, "")
        if not SIGN.fullmatch(sign):
            return ""
        return f"{PREFIX}{hashlib.sha256(sign.encode()).hexdigest()}"
