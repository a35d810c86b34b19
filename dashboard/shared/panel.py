"""The one Streamlit component behind every card: escaped HTML in, clicks on page links out."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

import streamlit as st

from dashboard.server import access
from dashboard.shared.templates import ROOMS, html

HERE = Path(__file__).parent
# In this order: where two say something of one thing, the later holds.
STYLES = (
    "shared/styles/panel.css",
    "shared/styles/frame.css",
    "shared/styles/gate.css",
    "shared/styles/scorecard.css",
    "overview/styles/count_card.css",
    "shared/styles/chain_strip.css",
    "shared/styles/cascade.css",
    "shared/styles/lines.css",
    "upload/styles/upload.css",
    "caseload/styles/caseload.css",
    "caseload/styles/sheet.css",
    "report/styles/preview.css",
)
_panel = st.components.v2.component(
    "prosecution_quality.panel",
    html='<div class="panel" data-panel></div>',
    css="\n".join((ROOMS / name).read_text(encoding="utf-8") for name in STYLES),
    js=(HERE / "panel.js").read_text(encoding="utf-8"),
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
        key=key,
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
