"""Static files are sent smaller where that is right, and every other answer as it comes."""

import gzip

import brotli
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard.server.static_files import SMALLEST_COMPRESSED, Compression

SCRIPT = "const of = 'a page';\n" * 500
LOADED = "text/javascript; charset=utf-8"
FILES = frozenset(
    f"/static/{name}"
    for name in (
        *("js/page.abc.js", "js/page.js", "js/small.js", "js/missing.js", "js/stream.js"),
        *("js/packed.js", "media/font.woff2"),
    )
)


class App:
    """What is behind the middleware, and how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        routes = [Route("/{path:path}", self.answer)]
        self.client = TestClient(Compression(Starlette(routes=routes), FILES))

    async def answer(self, request: Request) -> Response:
        self.asked += 1
        match request.path_params["path"].rpartition("/")[2]:
            case "small.js":
                return Response("x" * (SMALLEST_COMPRESSED - 1), media_type=LOADED)
            case "font.woff2":
                return Response(SCRIPT, media_type="font/woff2")
            case "missing.js":
                return Response(SCRIPT, status_code=404, media_type=LOADED)
            case "stream.js":
                return StreamingResponse(iter([SCRIPT.encode()]), media_type=LOADED)
            case "packed.js":
                own = {"content-encoding": "zstd"}
                return Response(SCRIPT, media_type=LOADED, headers=own)
        headers = {"etag": '"abc"', "cache-control": "public, immutable", "vary": "Origin"}
        return Response(SCRIPT, media_type=LOADED, headers=headers)


def raw(app: App, path: str, encodings: str, **headers: str) -> tuple[dict[str, str], bytes]:
    """The headers and the bytes as they were sent."""
    asked = {"accept-encoding": encodings, **headers}
    with app.client.stream("GET", path, headers=asked) as answer:
        return dict(answer.headers), b"".join(answer.iter_raw())


@pytest.mark.parametrize(
    ("encodings", "taken", "unpacked"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("br;q=1.0, gzip", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
    ],
)
def test_a_script_is_compressed_once_and_is_the_same(
    encodings: str, taken: str, unpacked: object
) -> None:
    app = App()
    for _ in range(3):
        headers, body = raw(app, "/static/js/page.abc.js", encodings)
        assert headers["content-encoding"] == taken
        assert headers["content-length"] == str(len(body))
        assert headers["vary"] == "Origin, Accept-Encoding"
        assert headers["cache-control"] == "public, immutable"
        assert headers["etag"] == 'W/"abc"'
        assert unpacked(body).decode() == SCRIPT  # type: ignore[operator]
        assert len(body) < len(SCRIPT) / 10
    assert app.asked == 1


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/static/js/small.js", {}),
        ("/static/media/font.woff2", {}),
        ("/static/js/missing.js", {}),
        ("/static/js/stream.js", {}),
        ("/static/js/packed.js", {}),
        # Pages and files of records: they are never kept, and stay as they come.
        ("/of/records.js", {}),
        # Of addresses that are no file's there is no end.
        ("/static/js/thought-of.js", {}),
        ("/", {}),
        ("/static/js/page.js", {"range": "bytes=0-9"}),
        ("/static/js/page.js", {"if-none-match": '"abc"'}),
    ],
)
def test_what_is_no_whole_text_of_the_frame_comes_as_it_is(
    path: str, headers: dict[str, str]
) -> None:
    app = App()
    for asked in (1, 2):
        sent, body = raw(app, path, "br, gzip", **headers)
        assert sent.get("content-encoding") in (None, "zstd")
        assert len(body) >= SMALLEST_COMPRESSED - 1
        assert app.asked == asked


def test_who_reads_none_of_it_is_sent_all_of_it() -> None:
    for encodings in ("identity", "", "deflate"):
        headers, body = raw(App(), "/static/js/page.js", encodings)
        assert "content-encoding" not in headers
        assert body.decode() == SCRIPT
