"""The letters of Streamlit's own are not loaded: no page is drawn by them.

Its page and its style sheet ask for them, 0.17 MB, for the moment before a page says which it has.
"""

import re

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Receive, Scope, Send

from dashboard.server import door
from dashboard.server.between import Between
from dashboard.server.held import Held, as_it_is

ASKED_FOR = re.compile(
    rb"""@font-face\{font-family:Source Sans;[^}]*\}|<link\s+rel="preload"[^>]*/SourceSans[^>]*>"""
)
KINDS = ("text/html", "text/css")


class WithoutThem(Between):
    """Sends the frame's page and its style sheet without them; everything else as it comes."""

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def without_them(start: Message, body: bytes) -> None:
            left = ASKED_FOR.sub(b"", body)
            MutableHeaders(scope=start)["content-length"] = str(len(left))
            await send(start)
            await send({"type": "http.response.body", "body": left})

        if scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        # Streamlit compresses its page for all addresses but the first.
        asked = as_it_is(scope) if door.is_page(scope) else scope
        await self.app(asked, receive, Held(send, _may_ask, without_them))


def _may_ask(start: Message) -> bool:
    headers = MutableHeaders(scope=start)
    is_text = headers.get("content-type", "").startswith(KINDS)
    return start["status"] == 200 and is_text and "content-encoding" not in headers
