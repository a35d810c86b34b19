"""The server: Streamlit's application behind our middleware, on this computer only."""

import base64
import gc
import hashlib
import re
import secrets
from http.cookies import CookieError, SimpleCookie
from pathlib import Path

import streamlit as st
import uvicorn
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import access, sweeping

HOST, PORT = "127.0.0.1", 8501
ROOT = Path(__file__).resolve().parents[1]
# A page of another name that resolves here is refused (DNS rebinding).
HOSTS = ["127.0.0.1", "localhost"]
COOKIE = "prosecution_quality_session"
# Open in plain Streamlit: files of any session by their hash, and what the process is doing.
CLOSED = ("/_stcore/metrics", "/_stcore/agent")
FOR_SESSIONS = ("/media",)
# Streamlit's own runner sets these for long-lived connections through proxies and sleeping laptops.
PING_SECONDS = 30


def content_security_policy() -> str:
    """Scripts from here only, none made from text.

    `blob:` carries the cards' script; the hash is that of the one script in Streamlit's page.
    Styles are set on elements by Streamlit and by the cards' bars, so they stay inline.
    """
    page = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    inline = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", page, re.DOTALL)
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in inline
    ]
    return "; ".join(
        [
            "default-src 'self'",
            " ".join(["script-src 'self' blob:", *hashes]),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self' ws://127.0.0.1:* ws://localhost:*",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


class SecurityHeaders:
    """Tells browsers what this application may do: nothing beyond this computer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.headers = {
            "content-security-policy": content_security_policy(),
            "x-content-type-options": "nosniff",
            "x-frame-options": "DENY",
            "referrer-policy": "no-referrer",
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
            "permissions-policy": "camera=(), geolocation=(), microphone=()",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        await self.app(scope, receive, send_with_headers)


class Doorkeeper:
    """Closes what no session needs, gives browsers a session, marks what passed through here."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.token = secrets.token_urlsafe()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match scope["type"]:
            case "websocket":
                await self.app(marked(scope), receive, send)
            case "http":
                await self._answer(scope, receive, send)
            case _:
                await self.app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        known = secrets.compare_digest(session_of(scope), self.token)
        if _under(scope["path"], CLOSED) or (_under(scope["path"], FOR_SESSIONS) and not known):
            # The same answer as for what does not exist.
            await PlainTextResponse("Not Found", status_code=404)(scope, receive, send)
            return

        async def send_with_session(message: Message) -> None:
            if message["type"] == "http.response.start" and not known:
                MutableHeaders(scope=message).append(
                    "set-cookie", f"{COOKIE}={self.token}; Path=/; HttpOnly; SameSite=Strict"
                )
            await send(message)

        await self.app(scope, receive, send_with_session)


def marked(scope: Scope) -> Scope:
    """The session with our mark, whatever its sender put there."""
    name = access.MARK_HEADER.encode()
    others = [(key, value) for key, value in scope["headers"] if key.lower() != name]
    return {**scope, "headers": [*others, (name, access.MARK.encode())]}


def session_of(scope: Scope) -> str:
    """The session a request claims; empty without one."""
    try:
        morsel = SimpleCookie(Headers(scope=scope).get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


def _under(path: str, places: tuple[str, ...]) -> bool:
    return any(path == place or path.startswith(f"{place}/") for place in places)


def application() -> st.App:
    """The frame and its pages behind the middleware."""
    return st.App(
        ROOT / "streamlit_app.py",
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False),
            Middleware(SecurityHeaders),
            Middleware(Doorkeeper),
        ],
    )


def run(port: int = PORT) -> None:
    """Serve on this computer until stopped. The database is PROSECUTION_QUALITY_DATABASE's."""
    app = application()
    sweeping.keep_sweeping()
    # Streamlit collects garbage after every run; what is imported by now never becomes garbage.
    gc.collect()
    gc.freeze()
    uvicorn.run(
        app,
        host=HOST,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        ws="websockets-sansio",
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PING_SECONDS,
        ws_per_message_deflate=False,
    )


if __name__ == "__main__":
    run()
