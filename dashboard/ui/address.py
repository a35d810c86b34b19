"""The page's address: its view is read from it, widgets write into it; search by word."""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

import streamlit as st

from dashboard import query_params, untrusted_text
from dashboard.query_params import LONGEST_SEARCH

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
    """The view that the address asks for, as `query_params.read`; a notice of what is not there.

    Where it is `remembered`, what the address leaves out is as before in this session.
    """
    key = f"address.{type(first).__name__}"
    before: dict[str, str] = st.session_state.get(key, {}) if remembered else {}
    asked = before | st.query_params.to_dict()
    view, notices = query_params.read(first, asked, known, only)
    if remembered and not notices:
        st.session_state[key] = query_params.write(view, whole=True)
    return view, " ".join(notices.values())


def bind_widget(
    name: str, key: str, value: object, ids: Mapping[str, str] | None = None, instead_of: str = ""
) -> dict[str, Any]:
    """What a widget needs to show a parameter, and to write it into the address.

    `ids` has the texts of an address by the values of the widget, where they differ. The parameter
    `instead_of` ends with each change.
    """
    # The address is the truth: it is set before the widget is drawn, so both always agree.
    st.session_state[key] = value
    return {"key": key, "on_change": _write_parameter, "args": (name, key, ids or {}, instead_of)}


def _write_parameter(name: str, key: str, ids: Mapping[str, str], instead_of: str) -> None:
    """Write what was chosen, before the page runs again."""
    st.query_params.pop(instead_of, None)
    value = st.session_state[key]
    if text := ids.get(value, "") if ids else query_params.write_value(value).strip():
        st.query_params[name] = text
    else:
        st.query_params.pop(name, None)


def complete_address(query: dict[str, str]) -> None:
    """Show a query in the address, without a step in the browser's history."""
    _address(key="address", data={"query": urlencode(query)}, width="content", height="content")


def search_words(written: str) -> tuple[str, ...]:
    """What is looked for, word by word and in small letters; none where it is blank."""
    return tuple(dict.fromkeys(written.casefold().split()))


def holds_words(texts: Iterable[str], words: Iterable[str]) -> bool:
    """Whether each of the words stands somewhere in the texts, also within a longer word."""
    everything = " ".join(texts).casefold()
    return all(word in everything for word in words)


def draw_search_field(text: str, label: str, example: str, instead_of: str = "") -> None:
    """Draw the field, set to the text of the address; `instead_of` as `address.bind` has it."""
    st.text_input(
        untrusted_text.escape_markdown(label),
        placeholder=example,
        max_chars=LONGEST_SEARCH,
        width=340,
        **bind_widget("q", "search.words", text, instead_of=instead_of),
    )
