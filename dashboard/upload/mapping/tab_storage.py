"""What a person was at, kept in the browser's tab: a server that is started anew has forgotten it.

The names of the chosen files and the mapping in the making are kept, never the files or a key.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from dashboard.upload.mapping import saved_mappings
from seed.mapping import profile_model, source_layout

HERE = Path(__file__).parent
KEY, CONTENT = "upload.tab_storage", "upload.tab_storage.was"
_component = st.components.v2.component(
    "prosecution_quality.tab_storage", js=(HERE / "tab_storage.js").read_text(encoding="utf-8")
)


@dataclass(frozen=True)
class TabContent:
    """What another session of this tab was at; nothing, where there was none."""

    files: tuple[str, ...] = ()
    text: str = ""

    @property
    def chosen(self) -> profile_model.Profile | None:
        """The mapping in the making."""
        return saved_mappings.parse_unfinished(self.text) if self.text else None

    @property
    def heads(self) -> Mapping[str, source_layout.HeaderRows]:
        """Where a person said that the names of files stand, by their labels."""
        files = self.chosen.files if self.chosen is not None else ()
        return {one.name: source_layout.HeaderRows(one.header_rows, one.skip_rows) for one in files}


NOTHING = TabContent()


def tab_content() -> TabContent:
    """What was given back to this session."""
    found = st.session_state.get(CONTENT, NOTHING)
    assert isinstance(found, TabContent)
    return found


def has_answered() -> bool:
    """Whether the tab was asked in this session, and has answered."""
    return CONTENT in st.session_state


def ask_tab(session: str) -> None:
    """Ask the tab; it answers in the next run."""
    answer = _call_component("ask", session)
    if isinstance(answer, dict) and answer.get("turn") == session:
        st.session_state[CONTENT] = parse_content(str(answer.get("text", "")))
        st.rerun()


def keep_in_tab(session: str, files: Sequence[str], text: str) -> None:
    """Keep the names of the files and the mapping in the making."""
    _call_component("keep", session, json.dumps([list(files), text]))


def clear_tab(session: str) -> None:
    """Keep nothing: the upload is stored, or was left."""
    st.session_state[CONTENT] = NOTHING
    _call_component("forget", session)


def _call_component(what: str, session: str, text: str = "") -> object:
    data = {"does": what, "turn": session, "text": text}
    return _component(key=KEY, data=data, on_kept_change=_ignore_change).kept


def _ignore_change() -> None:
    """Streamlit reports an answer only where somebody listens."""


def parse_content(text: str) -> TabContent:
    """What the tab gave back; whatever else stands in it is nothing."""
    try:
        files, kept = json.loads(text)
        return TabContent(tuple(map(str, files)), str(kept))
    except (ValueError, TypeError):
        return NOTHING
