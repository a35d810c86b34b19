"""The one Streamlit component behind every card: escaped HTML in, clicks on page links out."""

import re
from collections.abc import Mapping
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

import streamlit as st

from dashboard.server import access, static_files
from dashboard.shared.templates import html

_panel = st.components.v2.component(
    "prosecution_quality.panel",
    html='<div class="panel" data-panel></div>',
    js=static_files.CARDS_LOADER,
)


def show(
    template: str,
    context: Mapping[str, object],
    key: str,
    width: int | Literal["stretch"] = "stretch",
) -> None:
    """Draw a card from its template, as `place` does."""
    place(html(template, context), key, width)


def place(markup: str, key: str, width: int | Literal["stretch"] = "stretch") -> None:
    """Draw a card, and follow the link to a page that was clicked in it. `width` is in pixels."""
    clicked = _panel(
        # Streamlit ends the page where two underscores follow each other in a key, as in the name
        # of a file.
        key=re.sub("_(?=_)", "_-", key),
        data={"html": markup},
        width=width,
        on_opened_change=_noticed,
    ).opened
    if clicked:
        follow(clicked)


def follow(address: str) -> None:
    """Go to a page of this session with the choice its link carries; others are ignored."""
    link = urlsplit(address)
    pages = [name for name, _ in access.pages(access.identity())]
    page = link.path.strip("./") or access.OVERVIEW
    if page in pages:
        st.switch_page(f"dashboard/{page}/{page}.py", query_params=dict(parse_qsl(link.query)))


def _noticed() -> None:
    """Streamlit reports a click only where somebody listens; the result is read by `place`."""
