"""Files of the frame and the script of cards: each by one address, smaller where that is right."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit import file_util

from dashboard.server import static_files
from dashboard.server.static_files import SMALLEST_COMPRESSED, Compression
from tests import serving

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


CLIENT = TestClient(
    Starlette(routes=[static_files.CARDS_ROUTE], middleware=[Middleware(Compression)])
)


OF_THE_FRAME = static_files.static_paths() - {static_files.CARDS_ADDRESS}
A_SCRIPT = min(one for one in OF_THE_FRAME if one.endswith(".js"))
A_NAME = A_SCRIPT.rpartition("/")[2]
NOTHING = [
    "/static",
    "/static/",
    "/static/js",
    "/static/nothing",
    "/static/js/nothing.js",
    "/static/index.html",
    # The same file by another address, of which there is no end either.
    f"/static/%2e/%2e/js/{A_NAME}",
    f"/static//js/{A_NAME}",
    f"/static/js/{A_NAME}/",
    f"/static/js/{A_NAME}/nothing",
    "/cards",
    "/cards/",
    "/cards/nothing",
    "/cards/nothing/nothing.js",
]


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with serving.client() as one:
        yield one


def kept(client: TestClient) -> set[str]:
    """The addresses of which the application keeps something smaller."""
    client.get("/")
    layer: Any = client.app._starlette_app.middleware_stack  # type: ignore[attr-defined]
    while not isinstance(layer, Compression):
        layer = layer.app
    return {path for path, _ in layer.kept}


@pytest.mark.parametrize("cookies", ["with our cookie", "without"])
@pytest.mark.parametrize("path", NOTHING)
def test_what_is_no_file_is_not_found_and_nothing_of_it_is_kept(
    client: TestClient, path: str, cookies: str
) -> None:
    client.cookies.clear()
    if cookies == "with our cookie":
        client.get("/")
    before = kept(client)
    own = {"sec-fetch-site": "same-origin"}
    answer = client.get(path, headers=own, follow_redirects=False)
    assert (answer.status_code, answer.text) == (404, "Not Found")
    assert kept(client) == before


def test_each_file_of_the_frame_is_there_by_its_one_address(client: TestClient) -> None:
    root = Path(file_util.get_static_dir())
    as_it_is = {"accept-encoding": "identity"}
    for path in OF_THE_FRAME:
        answer = client.head(path, headers=as_it_is)
        size = (root / path.strip("/")).stat().st_size
        assert (answer.status_code, answer.headers["content-length"]) == (200, str(size)), path
        assert "immutable" in answer.headers["cache-control"]


def test_a_file_is_kept_smaller_and_the_script_of_cards_is_there_for_every_page(
    client: TestClient,
) -> None:
    assert static_files.CARDS_ADDRESS in static_files.CARDS_LOADER
    assert client.get(A_SCRIPT).headers["content-encoding"] == "br"
    assert A_SCRIPT in kept(client)
    # Also for a browser that Streamlit itself would compress it for, each time.
    zipped = client.get(static_files.CARDS_ADDRESS, headers={"accept-encoding": "gzip"})
    assert zipped.headers["content-encoding"] == "gzip"
    assert static_files.CARDS_ADDRESS in kept(client)
    # A page that outlives its server asks for the script of before.
    for path in (static_files.CARDS_ADDRESS, f"{static_files.CARDS}/0123456789abcdef.js"):
        assert client.get(path).content == static_files.CARDS_SCRIPT


def test_the_script_holds_every_style_and_is_kept_for_good() -> None:
    answer = CLIENT.get(static_files.CARDS_ADDRESS)
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] in ("br", "gzip")
    styles, _ = json.JSONDecoder().raw_decode(answer.text.partition("const STYLES = ")[2])
    for name in static_files.CARD_STYLES:
        assert (static_files.DASHBOARD / name).read_text(encoding="utf-8") in styles, name


def test_a_page_of_another_version_gets_what_there_is_and_does_not_keep_it() -> None:
    for _ in range(2):
        answer = CLIENT.get(f"{static_files.CARDS}/0123456789abcdef.js")
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
        assert "content-encoding" not in answer.headers
        assert answer.content == static_files.CARDS_SCRIPT


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
