"""The sections of Data & quality as tabs, in the order in which a data officer asks."""

from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.choice import Part
from dashboard.shared import panel

SECTIONS = {
    "missing": "What is missing",
    "late": "Who is late",
    "found": "What was found",
    "sources": "Where it is from",
    "changes": "What changed",
    "more": "Add or correct",
}
FIRST = "missing"
SEE, TABLE, KEY = "see", "table", "quality.section"


def chosen() -> tuple[str, DeltaGenerator]:
    """Draw the tabs; the id of the open one and its place. The address says which it is.

    A section that there is not is named, and that the first one is shown instead.
    """
    section, notice = decode(st.query_params.get(SEE, ""))
    if notice:
        panel.show("notice.html", {"text": notice}, key="quality.notice")
    # The address is the truth: it is set before the tabs are drawn, so both always agree.
    st.session_state[KEY] = SECTIONS[section]
    places = st.tabs(list(SECTIONS.values()), key=KEY, on_change=_turned)
    return section, places[list(SECTIONS).index(section)]


def decode(text: str) -> tuple[str, str]:
    """The section that an address asks for, and a notice where there is none such."""
    if not text or text in SECTIONS:
        return text or FIRST, ""
    return FIRST, f"There is no section [{text}]: {SECTIONS[FIRST]} is shown instead."


def link(section: str, table: str = "", place: str = "") -> str:
    """The address of a section, of What is missing also of one of its tables.

    `place` is the id of the jurisdiction that it is to be of, where that is not the one before.
    """
    asked = {SEE: section, TABLE: table, Part.JURISDICTION.value: place}
    return f"quality?{urlencode({part: text for part, text in asked.items() if text})}"


def _turned() -> None:
    ids = {title: id_ for id_, title in SECTIONS.items()}
    st.query_params[SEE] = ids[st.session_state[KEY]]
