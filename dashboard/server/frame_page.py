"""Streamlit's page as it is sent: without letters of its own, and told where the server is.

Its page and its style sheet ask for letters, 0.17 MB, for the moment before a page says which it
has. And at `/chain` it looks for a server below `/chain` first, which leaves two errors in the
console of each page and costs a journey before it connects.
"""

import re

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Receive, Scope, Send

from dashboard.server import door
from dashboard.server.between import Between, Held, as_it_is

ASKED_FOR = re.compile(
    rb"""@font-face\{font-family:Source Sans;[^}]*\}|<link\s+rel="preload"[^>]*/SourceSans[^>]*>"""
)
KINDS = ("text/html", "text/css")
# The server is at the root of its address always (`settings.base_url`).
SERVER_IS_HERE = "window.__streamlit = { BACKEND_BASE_URL: window.location.origin };"
HEAD = b"<head>"


class FramePage(Between):
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
        asked = as_it_is(scope) if door.is_page(scope) else scope
        await self.app(asked, receive, Held(send, _may_change, send_changed))


def _may_change(start: Message) -> bool:
    headers = MutableHeaders(scope=start)
    is_text = headers.get("content-type", "").startswith(KINDS)
    return start["status"] == 200 and is_text and "content-encoding" not in headers
