"""Streamlit's page asks for no letters of its own and knows its server; all else comes as it is."""

import base64
import hashlib

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard.server import static_files
from dashboard.server.streamlit_patches import ASKED_FOR, SERVER_IS_HERE, FramePage
from tests.serving import client

SHEET = b"@font-face{font-family:Source Sans;src:url(a.woff2)}p{color:red}"
PAGE = b'<link\n rel="preload"\n href="./media/SourceSans.woff2"\n as="font"\n/><p>a</p>'


def answered(content: bytes, kind: str, **headers: str) -> Response:
    """What comes of such an answer of Streamlit's."""

    async def answer(_asked: Request) -> Response:
        return Response(content, media_type=kind, headers=headers)

    app = FramePage(Starlette(routes=[Route("/", answer)]))
    with TestClient(app).stream("GET", "/") as one:
        return Response(b"".join(one.iter_raw()), one.status_code, dict(one.headers))


@pytest.mark.parametrize(
    ("content", "kind", "left"),
    [(SHEET, "text/css", b"p{color:red}"), (PAGE, "text/html", b"<p>a</p>")],
)
def test_they_are_left_out_and_nothing_else(content: bytes, kind: str, left: bytes) -> None:
    answer = answered(content, kind)
    assert (answer.body, answer.headers["content-length"]) == (left, f"{len(left)}")


def test_what_is_compressed_or_of_another_kind_comes_as_it_is() -> None:
    assert answered(SHEET, "text/plain").body == SHEET
    assert answered(SHEET, "text/css", **{"content-encoding": "br"}).body == SHEET


def test_streamlit_asks_for_them_still_and_no_browser_is_told_to() -> None:
    """Where a version asks in another way, they are loaded again."""
    sheets = sorted(one for one in static_files.addresses() if one.endswith(".css"))
    with client() as browser:
        sent = b"".join(browser.get(address).content for address in ("/", "/measure", *sheets))
    own = [(static_files.ROOT / one.strip("/")).read_bytes() for one in ("index.html", *sheets)]
    assert [len(ASKED_FOR.findall(one)) for one in own if b"SourceSans" in one] == [1, 2]
    assert b"SourceSans" not in sent


def test_each_page_is_told_where_the_server_is_before_streamlit_looks_for_it() -> None:
    told = f"<script>{SERVER_IS_HERE}</script>"
    with client() as browser:
        for address in ("/", "/measure"):
            answer = browser.get(address)
            assert answer.text.count(told) == 1
            assert answer.text.index(told) < answer.text.index('type="module"')
            digest = base64.b64encode(hashlib.sha256(SERVER_IS_HERE.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in answer.headers["content-security-policy"]
    # Where a version asks under another name, it is not told.
    scripts = (static_files.ROOT / "static" / "js").glob("index*.js")
    assert any("__streamlit" in one.read_text() for one in scripts)
