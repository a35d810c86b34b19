"""Base classes for our middleware: it handles requests and the WebSockets of open pages."""

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs, urlsplit

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.query_params import LANGUAGE
from schemas import language

ENCODINGS = b"accept-encoding"
Whole = Callable[[Message, bytes], Awaitable[None]]


class BufferedSend:
    """An ASGI `send` that collects each response that `held` selects and gives it to `whole`."""

    def __init__(self, send: Send, held: Callable[[Message], bool], whole: Whole) -> None:
        self._send, self._held, self._whole = send, held, whole
        self._start: Message | None = None
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        """Take one message of the response, as an ASGI `send` does."""
        if message["type"] == "http.response.start" and self._held(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        elif message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._whole(self._start, bytes(self._body))


class BaseMiddleware:
    """A middleware that handles requests (`_answer`), pages' WebSockets (`_talk`), or both."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match scope["type"]:
            case "websocket":
                await self._talk(scope, receive, send)
            case "http":
                await self._answer(scope, receive, send)
            case _:
                await self.app(scope, receive, send)

    async def _talk(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


class RequestLanguage(BaseMiddleware):
    """Middleware that answers a request in the language of its address, else of the browser."""

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = HTTPConnection(scope)
        # A sign-in leads back to an address, which may state a language.
        back = parse_qs(urlsplit(request.query_params.get("to", "")).query)
        asked = request.query_params.get(LANGUAGE) or "".join(back.get(LANGUAGE, ())[:1])
        if not language.is_known_language(asked):
            asked = language.negotiate_language(request.headers.get("accept-language", ""))
        with language.use_language(asked):
            await self.app(scope, receive, send)


def without_compression(scope: Scope) -> Scope:
    """Return the request without the header that accepts compression."""
    return {**scope, "headers": [one for one in scope["headers"] if one[0] != ENCODINGS]}
