"""The script of cards is fetched once, and is the one that the page was sent for."""

import json

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from dashboard.server import static_files
from dashboard.server.static_files import Compression

CLIENT = TestClient(
    Starlette(routes=[static_files.CARDS_ROUTE], middleware=[Middleware(Compression)])
)


def test_a_card_is_sent_with_the_address_of_its_script_alone() -> None:
    assert static_files.CARDS_ADDRESS in static_files.CARDS_LOADER
    assert len(static_files.CARDS_LOADER) < 250


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
