"""Serve static files: Streamlit's frame, and the script of our cards.

Each is compressed once and kept, because Streamlit would compress it for each visitor or not at
all. The script of the cards includes their styles; Streamlit would send both with each card of each
run, half a megabyte a page.
"""

import gzip
import hashlib
import json
from collections.abc import Callable, Mapping
from functools import cache, partial
from importlib.resources import files
from pathlib import Path

import brotli
from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.pages import all_pages
from dashboard.server.middleware_base import BaseMiddleware, BufferedSend, without_compression

# Pictures and fonts are compressed already.
COMPRESSIBLE = ("text/", "application/javascript", "application/json", "image/svg+xml")
# Smaller files fit into one packet anyway.
SMALLEST_COMPRESSED = 1_400
# Higher levels save 4% more but take five times as long, and the first visitor waits.
BROTLI_QUALITY, GZIP_LEVEL = 9, 9
# In the order of preference.
COMPRESSORS: Mapping[str, Callable[[bytes], bytes]] = {
    "br": partial(brotli.compress, quality=BROTLI_QUALITY),
    "gzip": partial(gzip.compress, compresslevel=GZIP_LEVEL, mtime=0),
}
Compressed = tuple[tuple[tuple[bytes, bytes], ...], bytes]
CARDS = "/cards"
DASHBOARD = Path(__file__).parents[1]
# In this order, because later rules override earlier ones.
CARD_STYLES = (
    "ui/styles/panel.css",
    "ui/styles/frame.css",
    "ui/styles/gate.css",
    "ui/styles/scorecard.css",
    "ui/styles/link_group_card.css",
    "ui/styles/cascade.css",
    "ui/styles/lines.css",
    *(f"pages/{page.url_path}/{style}" for page in all_pages() for style in page.styles),
)


def _build_script() -> str:
    styles = "\n".join((DASHBOARD / name).read_text(encoding="utf-8") for name in CARD_STYLES)
    own = (DASHBOARD / "ui" / "panel.js").read_text(encoding="utf-8")
    return f"const STYLES = {json.dumps(styles)};\n{own}"


CARDS_SCRIPT = _build_script().encode()
CARDS_VERSION = hashlib.sha256(CARDS_SCRIPT).hexdigest()[:16]
CARDS_ADDRESS = f"{CARDS}/{CARDS_VERSION}.js"
# A small script that each card has instead. If loading fails, the card tries again when it is
# drawn.
CARDS_LOADER = f"""\
const address = new URL("{CARDS_ADDRESS}", window.location.origin).href;
export default async (card) => (await import(address)).default(card);
"""


def card_script(request: Request) -> Response:
    """Return the script of the cards, also to a page that asks for another version."""
    is_this = request.path_params["version"] == CARDS_VERSION
    kept = "public, max-age=31536000, immutable" if is_this else "no-store"
    headers = {"cache-control": kept}
    return Response(CARDS_SCRIPT, media_type="text/javascript", headers=headers)


CARDS_ROUTE = Route(f"{CARDS}/{{version}}.js", card_script)
FRAME = "/static"
PLACES = (FRAME, CARDS)
ROOT = Path(str(files("streamlit"))) / "static"


@cache
def static_paths() -> frozenset[str]:
    """Return the paths of all static files, read once per process."""
    found = (one for one in (ROOT / FRAME.strip("/")).rglob("*") if one.is_file())
    return frozenset({f"/{one.relative_to(ROOT).as_posix()}" for one in found} | {CARDS_ADDRESS})


def has_static_file(path: str) -> bool:
    """Return whether a static file exists at a path; for others Streamlit sends the page."""
    return path in static_paths() or CARDS_ROUTE.path_regex.match(path) is not None


class Compression(BaseMiddleware):
    """Middleware that compresses static files as the browser allows.

    Other responses are unchanged.
    """

    def __init__(self, app: ASGIApp, files: frozenset[str] | None = None) -> None:
        """Set the paths of the files; by default those of the frame and of the cards.

        Responses for other paths are not cached, since anybody can invent paths.
        """
        super().__init__(app)
        self.files = static_paths() if files is None else files
        # Compressed files by path and encoding; limited by the number of files.
        self.kept: dict[tuple[str, str], Compressed] = {}

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, encoding = scope["path"], _chosen_encoding(scope)
        if encoding is None or path not in self.files:
            await self.app(scope, receive, send)
            return
        if (kept := self.kept.get((path, encoding))) is not None:
            await _send_compressed(kept, send)
            return

        async def made_smaller(start: Message, body: bytes) -> None:
            smaller = await to_thread.run_sync(COMPRESSORS[encoding], body)
            kept = tuple(_compressed_headers(start, encoding, len(smaller)).raw), smaller
            self.kept[path, encoding] = kept
            await _send_compressed(kept, send)

        # Prevents other code from compressing the file again for each visitor.
        await self.app(
            without_compression(scope), receive, BufferedSend(send, _is_compressible, made_smaller)
        )


def _chosen_encoding(scope: Scope) -> str | None:
    """Return the compression for a request of a whole file; None if it must not be compressed."""
    headers = Headers(scope=scope)
    # If the browser has the file already, the response has no body.
    is_part = any(name in headers for name in ("range", "if-none-match", "if-modified-since"))
    if scope["method"] != "GET" or is_part:
        return None
    named = {one.partition(";")[0].strip() for one in headers.get("accept-encoding", "").split(",")}
    return next((name for name in COMPRESSORS if name in named), None)


def _is_compressible(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    return (
        start["status"] == 200
        and "content-encoding" not in headers
        and headers.get("cache-control") != "no-store"
        and headers.get("content-type", "").startswith(COMPRESSIBLE)
        and int(headers.get("content-length", 0)) >= SMALLEST_COMPRESSED
    )


def _compressed_headers(start: Message, encoding: str, length: int) -> MutableHeaders:
    headers = MutableHeaders(raw=list(start["headers"]))
    headers["content-encoding"], headers["content-length"] = encoding, str(length)
    headers.add_vary_header("Accept-Encoding")
    if (tag := headers.get("etag")) and not tag.startswith("W/"):
        # A weak tag: the same content in other bytes.
        headers["etag"] = f"W/{tag}"
    return headers


async def _send_compressed(kept: Compressed, send: Send) -> None:
    headers, body = kept
    await send({"type": "http.response.start", "status": 200, "headers": list(headers)})
    await send({"type": "http.response.body", "body": body})
