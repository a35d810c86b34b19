"""What holds for every page beyond its cards: its name in the tab, its styles, its focus."""

from pathlib import Path

import streamlit as st

from dashboard.server import identity

HERE = Path(__file__).parent
PRODUCT = "Prosecution quality"
_page = st.components.v2.component(
    "prosecution_quality.page",
    css=(HERE / "styles" / "page.css").read_text(encoding="utf-8"),
    js=(HERE / "page.js").read_text(encoding="utf-8"),
    # The rules are of what Streamlit draws, outside of any component.
    isolate_styles=False,
)


def stand(name: str) -> None:
    """Lay down what holds for the page; `name` is its address."""
    data = {"page": name, "person": identity.name()}
    _page(key="page", data=data, width="content", height="content")


def named(*names: str) -> None:
    """Name the page in the browser's tab, what is special first."""
    st.set_page_config(page_title=" · ".join([*names, PRODUCT]))
