"""Read a page's view from its address, write values of widgets into it, and draw a search field."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import query_params, untrusted_text
from dashboard.query_params import LONGEST_SEARCH
from schemas.language import t

View = TypeVar("View")
_address = st.components.v2.component(
    "prosecution_quality.address",
    js=(Path(__file__).parent / "address.js").read_text(encoding="utf-8"),
)


def read_view(
    first: View,
    known: Mapping[str, Collection[str]] = query_params.NOTHING,
    only: Collection[str] | None = None,
    *,
    remembered: bool = False,
) -> tuple[View, str]:
    """Return the view with the values from the address, and a notice if the address has wrong ones.

    If `remembered`, values missing in the address are those last used in this session.
    """
    key = f"address.{type(first).__name__}"
    before: dict[str, str] = st.session_state.get(key, {}) if remembered else {}
    asked = before | st.query_params.to_dict()
    view, notices = query_params.parse_query(first, asked, known, only)
    if remembered and not notices:
        st.session_state[key] = query_params.build_query(view, whole=True)
    return view, " ".join(notices.values())


def bind_widget(
    name: str, key: str, value: object, ids: Mapping[str, str] | None = None, instead_of: str = ""
) -> dict[str, Any]:
    """Return the arguments of a widget that shows a query parameter and writes it to the address.

    `ids` maps the widget's values to the texts of the address, if they differ. The parameter
    `instead_of` is removed with each change.
    """
    # The address decides: the widget's value is set before it is drawn, so both always agree.
    st.session_state[key] = value
    return {"key": key, "on_change": _write_parameter, "args": (name, key, ids or {}, instead_of)}


def _write_parameter(name: str, key: str, ids: Mapping[str, str], instead_of: str) -> None:
    """Write the chosen value into the address before the page runs again."""
    st.query_params.pop(instead_of, None)
    value = st.session_state[key]
    if text := ids.get(value, "") if ids else query_params.value_text(value).strip():
        st.query_params[name] = text
    else:
        st.query_params.pop(name, None)


def draw_tabs(titles: Mapping[str, str], open_tab: str, name: str, key: str) -> DeltaGenerator:
    """Draw tabs with the titles `titles` (by id), and return the container of the open tab.

    The address stores the id of the open tab as `name`.
    """
    plain = {untrusted_text.escape_markdown(t(title)): id_ for id_, title in titles.items()}
    position = list(titles).index(open_tab)
    places = st.tabs(list(plain), **bind_widget(name, key, list(plain)[position], plain))
    return places[position]


def complete_address(query: dict[str, str]) -> None:
    """Show the query in the browser's address bar, without a new step in the browser's history."""
    data = {"query": urlencode(query_params.language_query() | query)}
    _address(key="address", data=data, width="content", height="content")


def draw_search_field(text: str, label: str, example: str, instead_of: str = "") -> None:
    """Draw the search field with the text of the address.

    A search removes the parameter `instead_of` from the address.
    """
    st.text_input(
        untrusted_text.escape_markdown(label),
        placeholder=example,
        max_chars=LONGEST_SEARCH,
        width=340,
        **bind_widget("q", "search.words", text, instead_of=instead_of),
    )
