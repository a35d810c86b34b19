"""Scripts, styles and fonts of the frame are sent smaller: each is compressed once, and kept.

Streamlit leaves its static files out of its own compression, which would compress them anew for
each visitor. They are of a release of Streamlit, and change with the process alone.
"""

import gzip
from collections.abc import Callable, Mapping
from functools import partial

import brotli
from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.server import static_files
from dashboard.server.between import Between, Held, as_it_is

# Of pictures and fonts that are compressed already nothing is gained.
KINDS = ("text/", "application/javascript", "application/json", "image/svg+xml")
# Less than this is sent in one packet anyway.
SMALLEST = 1_400
# Higher ones save 4 in a hundred more and take five times as long: the first visitor waits for it.
BROTLI_QUALITY, GZIP_LEVEL = 9, 9
# In the order in which they are taken where a browser knows several.
MADE_BY: Mapping[str, Callable[[bytes], bytes]] = {
    "br": partial(brotli.compress, quality=BROTLI_QUALITY),
    "gzip": partial(gzip.compress, compresslevel=GZIP_LEVEL, mtime=0),
}
Kept = tuple[tuple[tuple[bytes, bytes], ...], bytes]


class Smaller(Between):
    """Sends static files as the browser can read them smaller; everything else as it comes."""

    def __init__(self, app: ASGIApp, files: frozenset[str] | None = None) -> None:
        """`files` are the addresses at which there is one; those of the frame and the cards else.

        Of an address that anybody thinks of nothing is kept, whatever is answered there.
        """
        super().__init__(app)
        self.files = static_files.addresses() if files is None else files
        # By path and encoding; as many as there are files.
        self.kept: dict[tuple[str, str], Kept] = {}

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, encoding = scope["path"], _encoding(scope)
        if encoding is None or path not in self.files:
            await self.app(scope, receive, send)
            return
        if (kept := self.kept.get((path, encoding))) is not None:
            await _sent(kept, send)
            return

        async def made_smaller(start: Message, body: bytes) -> None:
            smaller = await to_thread.run_sync(MADE_BY[encoding], body)
            kept = tuple(_headers(start, encoding, len(smaller)).raw), smaller
            self.kept[path, encoding] = kept
            await _sent(kept, send)

        # Whatever else compresses would do it for each visitor anew.
        await self.app(as_it_is(scope), receive, Held(send, _is_worth_it, made_smaller))


def _encoding(scope: Scope) -> str | None:
    """By what a file may be sent smaller, if it is one that is asked for as a whole."""
    headers = Headers(scope=scope)
    # What the browser has already is asked for by its state, and answered without a body.
    is_part = any(name in headers for name in ("range", "if-none-match", "if-modified-since"))
    if scope["method"] != "GET" or is_part:
        return None
    named = {one.partition(";")[0].strip() for one in headers.get("accept-encoding", "").split(",")}
    return next((name for name in MADE_BY if name in named), None)


def _is_worth_it(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    return (
        start["status"] == 200
        and "content-encoding" not in headers
        and headers.get("cache-control") != "no-store"
        and headers.get("content-type", "").startswith(KINDS)
        and int(headers.get("content-length", 0)) >= SMALLEST
    )


def _headers(start: Message, encoding: str, length: int) -> MutableHeaders:
    headers = MutableHeaders(raw=list(start["headers"]))
    headers["content-encoding"], headers["content-length"] = encoding, str(length)
    headers.add_vary_header("Accept-Encoding")
    if (tag := headers.get("etag")) and not tag.startswith("W/"):
        # The same content in other bytes.
        headers["etag"] = f"W/{tag}"
    return headers


async def _sent(kept: Kept, send: Send) -> None:
    headers, body = kept
    await send({"type": "http.response.start", "status": 200, "headers": list(headers)})
    await send({"type": "http.response.body", "body": body})
