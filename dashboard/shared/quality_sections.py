"""The sections of Data & quality as tabs, in the order in which a data officer asks."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

SECTIONS = {
    "missing": "What is missing",
    "late": "Who is late",
    "found": "What was found",
    "sources": "Where it is from",
    "changes": "What changed",
    "more": "Add or correct",
}
SEE, KEY = "see", "quality.section"


def chosen() -> tuple[str, DeltaGenerator]:
    """Draw the tabs; the id of the open one and its place. The address says which it is."""
    opened = SECTIONS.get(st.query_params.get(SEE, ""), SECTIONS["missing"])
    # The address is the truth: it is set before the tabs are drawn, so both always agree.
    st.session_state[KEY] = opened
    places = st.tabs(list(SECTIONS.values()), key=KEY, on_change=_turned)
    return next(
        (id_, place)
        for id_, title, place in zip(SECTIONS, SECTIONS.values(), places, strict=True)
        if title == opened
    )


def _turned() -> None:
    ids = {title: id_ for id_, title in SECTIONS.items()}
    st.query_params[SEE] = ids[st.session_state[KEY]]
