"""Lays a page out for paper: without header and navigation, black on white."""

from pathlib import Path

import streamlit as st

STYLES = Path(__file__).parents[1] / "styles"
_paper = st.components.v2.component(
    "prosecution_quality.paper",
    css="\n".join(
        (STYLES / name).read_text(encoding="utf-8") for name in ("page.css", "paper.css")
    ),
    # The rules are of what Streamlit draws, outside of any component.
    isolate_styles=False,
)


def lay_out() -> None:
    """Hide on paper what is no part of the sheet; nothing changes on the screen."""
    _paper(key="paper", data={"laid_out": True}, width="content", height="content")
