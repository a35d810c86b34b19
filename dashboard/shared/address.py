"""Completes the page's address, so that what is copied from the browser reopens the same view."""

from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

_address = st.components.v2.component(
    "prosecution_quality.address",
    js=(Path(__file__).parent / "address.js").read_text(encoding="utf-8"),
)


def complete(parts: dict[str, str]) -> None:
    """Show `parts` as the query of the address, without a step in the browser's history."""
    _address(key="address", data={"query": urlencode(parts)}, width="content", height="content")
