"""Who stands beside the chosen jurisdiction, picked; the address follows."""

from collections.abc import Mapping

import streamlit as st

from dashboard import filters
from dashboard.query_params import CompareView
from dashboard.shared import address


def draw(view: CompareView, names: Mapping[str, str], choice: filters.Choice) -> None:
    """Draw who stands beside the chosen one and how."""
    own = choice.jurisdiction
    offered = {id_: names[id_] for id_ in CompareView().beside(names, own)}
    peers = [id_ for id_ in view.peers if id_ != own]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.multiselect(
            "Beside",
            list(offered),
            format_func=lambda id_: offered[id_],
            placeholder="All that may stand beside",
            width=480,
            **address.bind("with", "compare.with", peers),
        )
        st.toggle("Comparable only", **address.bind("alike", "compare.alike", view.alike))
        st.toggle(
            "Beside the years before", **address.bind("before", "compare.before", view.before)
        )
