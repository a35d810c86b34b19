"""Keep the state of an upload in the browser tab, because a restarted server loses it.

The tab keeps the names of the chosen files and the unfinished mapping, never files or a key.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from dashboard.pages.upload.mapping import saved_mappings
from seed.mapping import profile_model, source_layout

HERE = Path(__file__).parent
KEY, CONTENT = "upload.tab_storage", "upload.tab_storage.was"
_component = st.components.v2.component(
    "prosecution_quality.tab_storage", js=(HERE / "tab_storage.js").read_text(encoding="utf-8")
)


@dataclass(frozen=True)
class TabState:
    """The state that an earlier session kept in this tab; empty if there was none."""

    files: tuple[str, ...] = ()
    text: str = ""

    @property
    def chosen(self) -> profile_model.Profile | None:
        return saved_mappings.parse_unfinished(self.text) if self.text else None

    @property
    def heads(self) -> Mapping[str, source_layout.HeaderRows]:
        """Return the rows with column names that the user chose, by file label."""
        files = self.chosen.files if self.chosen is not None else ()
        return {one.name: source_layout.HeaderRows(one.header_rows, one.skip_rows) for one in files}


NOTHING = TabState()


def tab_state() -> TabState:
    found = st.session_state.get(CONTENT, NOTHING)
    assert isinstance(found, TabState)
    return found


def has_tab_answered() -> bool:
    return CONTENT in st.session_state


def request_tab_state(session: str) -> None:
    """Ask the tab for its state; the answer comes in the next run."""
    answer = _call_component("ask", session)
    if isinstance(answer, dict) and answer.get("turn") == session:
        st.session_state[CONTENT] = parse_tab_state(str(answer.get("text", "")))
        st.rerun()


def keep_in_tab(session: str, files: Sequence[str], text: str) -> None:
    """Keep the names of the files and the unfinished mapping in the tab."""
    _call_component("keep", session, json.dumps([list(files), text]))


def clear_tab_state(session: str) -> None:
    """Remove the state from the tab, after an upload was stored or the user left it."""
    st.session_state[CONTENT] = NOTHING
    _call_component("forget", session)


def _call_component(what: str, session: str, text: str = "") -> object:
    data = {"does": what, "turn": session, "text": text}
    return _component(key=KEY, data=data, on_kept_change=_ignore_change).kept


def _ignore_change() -> None:
    """Do nothing: Streamlit only reports an answer if there is a callback."""


def parse_tab_state(text: str) -> TabState:
    """Parse the state that the tab sent; it is empty if the text is invalid."""
    try:
        files, kept = json.loads(text)
        return TabState(tuple(map(str, files)), str(kept))
    except (ValueError, TypeError):
        return NOTHING
