"""A page that opens offline: it asks nobody for anything, and what records hold is text in it."""

import re
from dataclasses import replace

import pytest

from dashboard.export import files
from tests.unit.dashboard.export import small
from tests.unit.dashboard.export.reading import Page

ADDRESSES = {"src", "href", "xlink:href", "srcset", "action", "data", "poster", "style"}


@pytest.fixture(scope="module")
def content() -> bytes:
    return files.render_html(small.report())


def test_it_asks_nobody_and_runs_nothing(content: bytes) -> None:
    page = Page.of(content)
    assert {tag for tag, _ in page.elements} & {
        "script",
        "link",
        "iframe",
        "object",
        "img",
    } == set()
    asked = [
        value
        for _, attributes in page.elements
        for name, value in attributes.items()
        if name in ADDRESSES and value
    ]
    assert asked
    # A link is followed only by a reader who clicks it.
    assert [one for one in asked if not one.startswith("#")] == [small.DETAILS["licence"]]
    assert [name for _, given in page.elements for name in given if name.startswith("on")] == []
    used = re.findall(r"(?:url\(|@import)\s*[\"']?([^)\"']+)", content.decode())
    assert all(one.startswith("data:font/woff2;base64,") for one in used)
    policies = [a["content"] for tag, a in page.elements if a.get("http-equiv")]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'; font-src data:"]


def test_each_picture_has_its_words_and_none_of_its_own(content: bytes) -> None:
    page = Page.of(content)
    named = [given["aria-label"] for _, given in page.elements if given.get("role") == "img"]
    assert named == small.drawn_in_words()
    drawn = content.decode().split("<svg")[1:]
    assert len(drawn) == len(named)
    assert all("aria-label" not in one.partition("</svg>")[0] for one in drawn)


def test_tables_have_heads_captions_and_names_of_their_own(content: bytes) -> None:
    page = Page.of(content)
    heads = [given.get("scope") for tag, given in page.elements if tag == "th"]
    assert set(heads) == {"col", "row"}
    tables = [tag for tag, _ in page.elements if tag in ("table", "caption")]
    assert tables == ["table", "caption"] * (len(tables) // 2)
    names = [given["aria-label"] for _, given in page.elements if given.get("role") == "region"]
    assert len(set(names)) == len(names)


def test_names_are_text(content: bytes) -> None:
    page = Page.of(content)
    for name in (small.HOSTILE, small.OFFICE):
        assert name in page.text
    assert "First *line* =1+1" in page.text
    assert "#eval second </style> line" in page.text
    assert [tag for tag, _ in page.elements if tag == "b"] == []


def test_what_cannot_be_seen_is_marked() -> None:
    named = replace(small.report(), subject="a\u202eb\x07", parts=())
    assert "a\ufffdb\ufffd" in Page.of(files.render_html(named)).text
