"""Who stands beside the chosen jurisdiction, picked; the address follows."""

from collections.abc import Mapping

import streamlit as st

from dashboard import filters, outside
from dashboard.choice import YES
from dashboard.compare.looked_at import ALIKE, BEFORE, BETWEEN, WITH, View

KEY = "compare.{}"
SWITCHES = {ALIKE: "Comparable only", BEFORE: "Beside the years before"}


def draw(view: View, names: Mapping[str, str], choice: filters.Choice) -> None:
    """Draw who stands beside the chosen one and how; the address follows."""
    own = choice.jurisdiction
    offered = {id_: names[id_] for id_ in View().beside(names, own)}
    held = {WITH: [id_ for id_ in view.peers if id_ != own], ALIKE: view.alike, BEFORE: view.before}
    for part, value in held.items():
        # The address is the truth: it is set before the widget is drawn, so both always agree.
        st.session_state[KEY.format(part)] = value
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.multiselect(
            "Beside",
            list(offered),
            format_func=lambda id_: offered[id_],
            key=KEY.format(WITH),
            on_change=_picked,
            placeholder="All that may stand beside",
            width=480,
        )
        for part, label in SWITCHES.items():
            st.toggle(outside.plain(label), key=KEY.format(part), on_change=_picked)


def _picked() -> None:
    """Write what was picked into the address, before the page runs again."""
    asked = {
        WITH: BETWEEN.join(st.session_state[KEY.format(WITH)]),
        ALIKE: YES if st.session_state[KEY.format(ALIKE)] else "",
        BEFORE: YES if st.session_state[KEY.format(BEFORE)] else "",
    }
    others = {part: text for part, text in st.query_params.items() if part not in asked}
    st.query_params.from_dict(others | {part: text for part, text in asked.items() if text})
